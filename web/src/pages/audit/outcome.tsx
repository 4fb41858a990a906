import type { AuditEvent } from "../../api/contract.ts";
import { Tag, type Tone } from "../../ui/notice.tsx";

const looks: Record<AuditEvent["outcome"], { tone: Tone; word: string }> = {
  ok: { tone: "valid", word: "OK" },
  started: { tone: "pending", word: "Started" },
  failed: { tone: "invalid", word: "Failed" },
  refused: { tone: "attention", word: "Refused" },
};

export function Outcome({ outcome }: { outcome: AuditEvent["outcome"] }) {
  const { tone, word } = looks[outcome];
  return <Tag tone={tone}>{word}</Tag>;
}
