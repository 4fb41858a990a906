import { Button } from "@mantine/core";
import { Refresh } from "../../ui/icons.tsx";
import { auditWords as words } from "../../words/audit.ts";
import css from "./audit.module.css";
import type { useTail } from "./use-tail.ts";

type Props = {
  tail: ReturnType<typeof useTail>;
  onFirst: boolean;
  onNewest: (() => void) | undefined;
};

/** Whether the log's end is followed, and what waits while it is not. Stays on the screen. */
export function Tail({ tail, onFirst, onNewest }: Props) {
  if (!onFirst)
    return (
      <p className={css.tail}>
        {words.earlier}{" "}
        {onNewest && (
          <Button size="compact-sm" variant="default" onClick={onNewest}>
            {words.newer}
          </Button>
        )}
      </p>
    );
  const { fresh, held, follow } = tail;
  return (
    <div className={css.tail} data-fresh={fresh !== undefined || undefined}>
      {fresh ? (
        <Button size="compact-sm" leftSection={<Refresh size={14} />} onClick={follow}>
          {words.fresh(fresh.count, fresh.more)}
        </Button>
      ) : (
        <span>{held ? words.held : words.following}</span>
      )}
    </div>
  );
}
