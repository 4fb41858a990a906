import type { Rehearsal } from "../../../api/contract.ts";
import { Tag, type Tone } from "../../../ui/notice.tsx";
import { rehearsalWords } from "../../../words/apps.ts";

const tones: Record<Rehearsal["state"], Tone> = { open: "pending", passed: "valid", failed: "invalid" };

export function RehearsalState({ state }: { state: Rehearsal["state"] }) {
  return <Tag tone={tones[state]}>{rehearsalWords.states[state]}</Tag>;
}
