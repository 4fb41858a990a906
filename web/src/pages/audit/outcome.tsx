import type { AuditEvent } from "../../api/contract.ts";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { outcome as words } from "../../words/audit.ts";

const looks: Record<AuditEvent["outcome"], { tone: Tone; word: string }> = {
  ok: { tone: "valid", word: "OK" },
  started: { tone: "pending", word: words.started },
  failed: { tone: "invalid", word: words.failed },
  refused: { tone: "attention", word: words.refused },
};

export function Outcome({ outcome }: { outcome: AuditEvent["outcome"] }) {
  const { tone, word } = looks[outcome];
  return <Tag tone={tone}>{word}</Tag>;
}
