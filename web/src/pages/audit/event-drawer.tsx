import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "react-router";
import { auditEventQuery } from "../../api/audit.ts";
import type { AuditEvent } from "../../api/contract.ts";
import { asApiError } from "../../api/error.ts";
import { page } from "../../paths.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Bones } from "../../ui/loading.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { exactly } from "../../ui/time.tsx";
import { auditWords as words } from "../../words/audit.ts";
import css from "./audit.module.css";
import { DrawerOverList } from "./drawer-over-list.tsx";
import { kindLabel, typeLabel } from "./labels.ts";
import { Outcome } from "./outcome.tsx";
import { RuleFrom } from "./rule-from.tsx";
import { useFilters } from "./use-filters.ts";

/** `?event=42`: one row of the chain as it is stored, also one that is not among the rows on the page. */
export function EventDrawer() {
  const { event: seq } = useFilters();
  return (
    <DrawerOverList seq={seq} title={words.event(seq ?? "")}>
      {seq && <One seq={seq} />}
    </DrawerOverList>
  );
}

function One({ seq }: { seq: string }) {
  const { filters } = useFilters();
  const { data, error, refetch, isFetching } = useQuery(auditEventQuery(useWorkspace().id, seq, filters));
  if (data) {
    const { event, newer_seq, older_seq } = data;
    return (
      <div className={css.details}>
        <nav className={css.neighbours} aria-label={words.neighbours}>
          <Step seq={newer_seq} word={words.newer} said={words.newerOf} />
          <Step seq={older_seq} word={words.older} said={words.olderOf} />
          <CopyButton
            value={window.location.origin + page.audit({ event: String(event.seq) })}
            what={words.permalinkOf}
            word={words.permalink}
          />
        </nav>
        <Details event={event} />
      </div>
    );
  }
  if (!error) return <Bones count={1} height={320} />;
  if (asApiError(error).code === "not_found") return <p>{words.noEvent(seq)}</p>;
  return <ErrorPanel title={words.eventFailed(seq)} error={error} onRetry={refetch} busy={isFetching} />;
}

type StepProps = { seq: number | null; word: string; said: (seq: number) => string };

/** To the next row that the filters leave. */
function Step({ seq, word, said }: StepProps) {
  const { pathname, search } = useLocation();
  if (seq === null)
    return (
      <Button size="compact-sm" variant="default" disabled>
        {word}
      </Button>
    );
  const query = new URLSearchParams(search);
  query.set("event", String(seq));
  return (
    <Button
      component={Link}
      size="compact-sm"
      variant="default"
      to={`${pathname}?${query}`}
      preventScrollReset
      replace
      aria-label={said(seq)}
    >
      {word}
    </Button>
  );
}

function Details({ event }: { event: AuditEvent }) {
  const { facts } = words;
  return (
    <>
      <Facts>
        <Fact name={facts.time}>
          <time dateTime={event.at}>{exactly(event.at)}</time>
        </Fact>
        <Fact name={facts.actor}>
          {event.actor.label ?? "–"} ({event.actor.kind})
        </Fact>
        <Fact name={facts.action}>
          {typeLabel(event.type)} <code>{event.type}</code>
        </Fact>
        <Fact name={facts.target}>
          {event.target.label ?? event.target.id ?? "–"}
          {event.target.kind && ` (${kindLabel(event.target.kind)})`}
        </Fact>
        <Fact name={facts.outcome}>
          <Outcome outcome={event.outcome} />
        </Fact>
        {event.request_id && (
          <Fact name={facts.request}>
            <MonoId value={event.request_id} what={words.requestId} />
          </Fact>
        )}
        <Fact name={facts.previous}>
          <MonoId value={event.prev_hash} what={words.previousHash} />
        </Fact>
        <Fact name={facts.hash}>
          <MonoId value={event.hash} what="hash" />
        </Fact>
      </Facts>
      <RuleFrom event={event} />
      <CodeBlock text={JSON.stringify(event, null, 2)} what={words.json} />
    </>
  );
}
