import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { ui } from "../words/ui.ts";
import { type BulkState, runAll } from "./bulk.ts";
import { announce } from "./live.tsx";
import { Progress } from "./progress.tsx";

/** The same for many rows, with progress. `state` stays after the end, with what failed, until the next run or `reset`. */
export function useBulk<Item>() {
  const [state, setState] = useState<BulkState<Item> | undefined>();
  const [running, setRunning] = useState(false);
  const stop = useRef<AbortController | undefined>(undefined);
  const run = async (items: readonly Item[], act: (item: Item) => Promise<unknown>) => {
    const controller = new AbortController();
    stop.current = controller;
    setState({ done: 0, total: items.length, failed: [] });
    setRunning(true);
    const end = await runAll(items, act, { signal: controller.signal, onProgress: setState });
    setRunning(false);
    setState(end);
    announce(
      end.done < end.total ? ui.bulkStopped(end.done, end.total) : ui.bulkDone(end.total, end.failed.length),
    );
    return end;
  };
  return { state, running, run, stop: () => stop.current?.abort(), reset: () => setState(undefined) };
}

type Props<Item> = { label: string; bulk: ReturnType<typeof useBulk<Item>> };

/** Shown where the rows are while they are worked on, and what came of it afterwards. */
export function BulkProgress<Item>({ label, bulk }: Props<Item>) {
  const { state, running, stop } = bulk;
  if (!state) return null;
  const { done, total, failed } = state;
  const after = done < total ? ui.bulkStopped(done, total) : ui.bulkDone(total, failed.length);
  const now = [ui.bulkProgress(done, total), ui.bulkFailed(failed.length)].filter(Boolean).join(", ");
  return (
    <Progress label={label} value={done} max={total} text={running ? now : after}>
      {running && (
        <Button size="compact-sm" variant="default" onClick={stop}>
          {ui.stop}
        </Button>
      )}
    </Progress>
  );
}
