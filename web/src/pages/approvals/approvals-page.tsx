import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { waitingQuery } from "../../api/approvals.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Hand } from "../../ui/icons.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { approvals as words } from "../../words/approvals.ts";
import { ApprovalTable } from "./approval-table.tsx";
import css from "./approvals.module.css";
import { Past } from "./past.tsx";
import { Standing } from "./standing.tsx";

/** From link to link of what waits; Enter follows one. */
function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("a[data-waiting]")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? links[by > 0 ? 0 : links.length - 1] : links[at + by];
  next?.focus();
}

/** `/approvals`: what waits for a person first, then what came of the others. Everybody sees what concerns them. */
export function ApprovalsPage() {
  const [query, setQuery] = useSearchParams();
  const seesAll = useMay("workspace.read");
  const mine = query.get("mine") === "true";
  const { data, error, refetch, isFetching } = useQuery(waitingQuery(useWorkspace().id, mine));
  useShortcuts([
    { keys: "j", name: words.next, run: () => step(1) },
    { keys: "k", name: words.previous, run: () => step(-1) },
  ]);
  return (
    <Page
      title={words.approvals}
      lead={seesAll ? words.callsThatRuleHoldsUntilPerson : words.callsMadeInYourName}
      actions={
        seesAll && (
          <Button
            variant={mine ? "light" : "default"}
            aria-pressed={mine}
            onClick={() => setQuery(mine ? {} : { mine: "true" })}
          >
            {words.onlyInMyName}
          </Button>
        )
      }
    >
      <Section title={words.waiting}>
        {error && (
          <ErrorPanel title={words.failedToLoadApprovals} error={error} onRetry={refetch} busy={isFetching} />
        )}
        {!data && !error && <Bones count={1} height={120} />}
        {data?.approvals.length === 0 && (
          <Empty icon={<Hand size={64} />}>{words.nothingWaitsForPersonInYour(mine)}</Empty>
        )}
        {data && data.approvals.length > 0 && (
          <>
            <ApprovalTable label={words.waiting} approvals={data.approvals} waiting />
            <p className={css.keys}>{words.keys}</p>
          </>
        )}
        {data?.next_cursor && <p>{words.moreWaitThanAreShown}</p>}
      </Section>
      <Standing />
      <Past mine={mine} onAll={mine ? () => setQuery({}) : undefined} />
    </Page>
  );
}
