import type { ApiToken } from "../../api/contract.ts";
import { Unplugged } from "../../ui/icons.tsx";
import { Tag } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";

/** Revoked, expired or live, and until when. */
export function TokenState({ token }: { token: ApiToken }) {
  const { revoked_at, expires_at } = token;
  if (revoked_at)
    return (
      <Tag tone="unknown" icon={Unplugged}>
        Revoked <Time at={revoked_at} />
      </Tag>
    );
  if (!expires_at) return <Tag tone="valid">Live, never expires</Tag>;
  const expired = Date.parse(expires_at) < Date.now();
  return (
    <Tag tone={expired ? "invalid" : "valid"}>
      {expired ? "Expired" : "Live, expires"} <Time at={expires_at} />
    </Tag>
  );
}
