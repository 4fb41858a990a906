import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { pastQuery } from "../../api/approvals.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Section } from "../../ui/section.tsx";
import { ApprovalTable } from "./approval-table.tsx";
import css from "./approvals.module.css";

type Props = { mine: boolean; onAll: (() => void) | undefined };

/** What was decided, has expired or was cancelled; kept for 30 days. */
export function Past({ mine, onAll }: Props) {
  const { data, error, refetch, isFetching, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(pastQuery(useWorkspace().id, mine));
  const over = data?.pages.flatMap((page) => page.approvals).filter(({ state }) => state !== "pending");
  return (
    <Section title="Decided" lead="The last 30 days, newest first.">
      {error && (
        <ErrorPanel
          title="Failed to load what was decided"
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {!data && !error && <Bones count={1} height={160} />}
      {over?.length === 0 && !hasNextPage && (
        <p className={css.none}>
          {mine ? "No call of yours was held in this time. " : "No call was held in this time."}
          {onAll && (
            <Button size="compact-sm" variant="default" onClick={onAll}>
              Show everybody’s
            </Button>
          )}
        </p>
      )}
      {over && over.length > 0 && <ApprovalTable label="Decided" approvals={over} />}
      {hasNextPage && (
        <div>
          <Button variant="default" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
            Load more
          </Button>
        </div>
      )}
    </Section>
  );
}
