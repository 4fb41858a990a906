import type { AuditEvent } from "../../api/contract.ts";
import { Tag, type Tone } from "../../ui/notice.tsx";

const tones: Record<AuditEvent["outcome"], Tone> = {
  ok: "valid",
  started: "pending",
  failed: "invalid",
  refused: "attention",
};

export function Outcome({ outcome }: { outcome: AuditEvent["outcome"] }) {
  return <Tag tone={tones[outcome]}>{outcome === "ok" ? "OK" : outcome}</Tag>;
}
