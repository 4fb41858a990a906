import type { Revoked } from "../api/contract.ts";
import { upstream as words } from "../words/parts.ts";
import { Tag, type Tone } from "./notice.tsx";
import { Time } from "./time.tsx";

const looks: Record<Revoked["upstream"]["state"], { tone: Tone; word: string }> = {
  none: { tone: "unknown", word: words.nothingToRevoke },
  pending: { tone: "pending", word: "pending" },
  revoked: { tone: "valid", word: "revoked" },
  kept: { tone: "unknown", word: "kept" },
  failed: { tone: "invalid", word: "failed" },
};

/** What became of the grant at the provider, apart from what became of it here. */
export function Upstream({ upstream }: { upstream: Revoked["upstream"] }) {
  const { tone, word } = looks[upstream.state];
  return (
    <span>
      <Tag tone={tone}>{words.revokedAtProvider(word)}</Tag> {upstream.at && <Time at={upstream.at} />}
      {upstream.attempts > 1 && words.afterAttempts(upstream.attempts)}
      {upstream.detail && ` · ${upstream.detail}`}
    </span>
  );
}
