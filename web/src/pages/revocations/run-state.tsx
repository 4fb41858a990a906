import type { RevocationRun } from "../../api/contract.ts";
import { goesOn } from "../../api/revocations.ts";
import { Tag } from "../../ui/notice.tsx";

/** In one word, how far a run is. */
export function RunState({ run }: { run: RevocationRun }) {
  const { pending, failed } = run.upstream;
  if (run.fenced_at === null) return <Tag tone="pending">Ending</Tag>;
  if (goesOn(run)) return <Tag tone="pending">{pending} pending</Tag>;
  if (failed > 0) return <Tag tone="invalid">{failed} failed</Tag>;
  return <Tag tone="valid">Done</Tag>;
}
