import { Button } from "@mantine/core";
import { useState } from "react";
import type { Limit } from "../../api/contract.ts";
import { useAddLimit, useRemoveLimit } from "../../api/limits.ts";
import { FailureDialog } from "../../ui/failure-dialog.tsx";
import { Tag } from "../../ui/notice.tsx";
import { returnFocus } from "../../ui/return-focus.ts";
import { Cell } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { offerUndo } from "../../ui/undo.ts";
import { limits as words } from "../../words/limits.ts";
import css from "./limits.module.css";
import { subjectWords, wishOf } from "./subject.ts";

export function LimitRow({ limit }: { limit: Limit }) {
  const [failed, setFailed] = useState<unknown>();
  const remove = useRemoveLimit();
  const add = useAddLimit();
  const name = subjectWords(limit);
  const go = () =>
    remove.mutate(limit.id, {
      onSuccess: () => {
        returnFocus();
        offerUndo({
          done: words.removed(name),
          undone: words.back(name),
          undo: () => add.mutateAsync(wishOf(limit)),
        });
      },
      onError: setFailed,
    });
  return (
    <tr>
      <Cell long>{name}</Cell>
      <Cell of={words.columns[1]}>{words.calls(limit.effect)}</Cell>
      <Cell of={words.columns[2]}>
        <Used most={limit.per_minute} use={limit.minute} limit={limit} of={words.columns[2]} />
      </Cell>
      <Cell of={words.columns[3]}>
        <Used most={limit.per_day} use={limit.day} limit={limit} of={words.columns[3]} />
      </Cell>
      <Cell of={words.columns[4]}>
        <Time at={limit.created_at} />
      </Cell>
      <Cell corner>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={words.remove(name)}
          loading={remove.isPending}
          onClick={go}
        >
          {words.removeShort}
        </Button>
        <FailureDialog title={words.removeFailed} error={failed} onClose={() => setFailed(undefined)} />
      </Cell>
    </tr>
  );
}

type UsedProps = { most: number | null; use: Limit["minute"]; limit: Limit; of: string };

/** A number and a bar: how much of the window that runs is gone. */
function Used({ most, use, limit, of }: UsedProps) {
  if (most === null || !use) return <span className={css.dim}>{words.unlimited}</span>;
  const { used, resets_at } = use;
  const isFull = used >= most;
  return (
    <div className={css.used}>
      <span>
        {words.used(used, most)} {limit.subject.kind === "any" && used > 0 && words.busiest}
      </span>
      <meter
        className={css.meter}
        max={most}
        value={Math.min(used, most)}
        aria-label={words.usedLabel(of, used, most)}
      />
      {isFull && resets_at && (
        <span className={css.dim}>
          <Tag tone="attention">{words.full}</Tag> {words.resets} <Time at={resets_at} />
        </span>
      )}
    </div>
  );
}
