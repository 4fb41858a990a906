import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { pastQuery } from "../../api/approvals.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Section } from "../../ui/section.tsx";
import { past as words } from "../../words/approvals.ts";
import { ApprovalTable } from "./approval-table.tsx";
import css from "./approvals.module.css";

type Props = { mine: boolean; onAll: (() => void) | undefined };

/** What was decided, has expired or was cancelled; kept for 30 days. */
export function Past({ mine, onAll }: Props) {
  const { data, error, refetch, isFetching, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(pastQuery(useWorkspace().id, mine));
  const over = data?.pages.flatMap((page) => page.approvals).filter(({ state }) => state !== "pending");
  return (
    <Section title={words.decided} lead={words.last30Days}>
      {error && (
        <ErrorPanel
          title={words.failedToLoadWhatWasDecided}
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {!data && !error && <Bones count={1} height={160} />}
      {over?.length === 0 && !hasNextPage && (
        <p className={css.none}>
          {mine ? words.noCallOfYoursWasHeld : words.noCallWasHeldInThis}
          {onAll && (
            <Button size="compact-sm" variant="default" onClick={onAll}>
              {words.showEverybodys}
            </Button>
          )}
        </p>
      )}
      {over && over.length > 0 && <ApprovalTable label={words.decided} approvals={over} />}
      {hasNextPage && (
        <div>
          <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
            {words.loadMore}
          </Button>
        </div>
      )}
    </Section>
  );
}
