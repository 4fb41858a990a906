import type { ApiToken } from "../../api/contract.ts";
import { Unplugged } from "../../ui/icons.tsx";
import { Tag } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { tokens as words } from "../../words/tokens.ts";
import { endsSoon } from "./expiring.ts";

/** Revoked, expired or live, and until when. */
export function TokenState({ token }: { token: ApiToken }) {
  const { revoked_at, expires_at } = token;
  if (revoked_at)
    return (
      <Tag tone="unknown" icon={Unplugged}>
        {words.revoked(<Time at={revoked_at} />)}
      </Tag>
    );
  if (!expires_at) return <Tag tone="valid">{words.liveNeverExpires}</Tag>;
  const expired = Date.parse(expires_at) < Date.now();
  if (token.replaced_by && !expired)
    return (
      <Tag tone="attention">
        {words.replaced}, {words.ends} <Time at={expires_at} />
      </Tag>
    );
  const days = endsSoon(token, Date.now());
  if (days !== undefined) return <Tag tone="attention">{words.soon(days)}</Tag>;
  return (
    <Tag tone={expired ? "invalid" : "valid"}>
      {expired ? words.expired : words.liveExpires} <Time at={expires_at} />
    </Tag>
  );
}
