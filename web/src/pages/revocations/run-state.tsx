import type { RevocationRun } from "../../api/contract.ts";
import { goesOn } from "../../api/revocations.ts";
import { Tag } from "../../ui/notice.tsx";
import { runState as words } from "../../words/revocations.ts";

/** In one word, how far a run is. */
export function RunState({ run }: { run: RevocationRun }) {
  const { pending, failed } = run.upstream;
  if (run.fenced_at === null) return <Tag tone="pending">{words.ending}</Tag>;
  if (goesOn(run)) return <Tag tone="pending">{words.pending(pending)}</Tag>;
  if (failed > 0) return <Tag tone="invalid">{words.failed(failed)}</Tag>;
  return <Tag tone="valid">{words.done}</Tag>;
}
