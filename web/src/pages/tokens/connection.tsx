import type { ApiToken } from "../../api/contract.ts";
import { Notice } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { tokens as words } from "../../words/tokens.ts";
import { PROBE } from "./probe.ts";

/** Whether a client has come with the token, and as what. */
export function Connection({ token }: { token: ApiToken }) {
  const { last_used_at, last_client } = token;
  if (!last_used_at)
    return (
      <Notice tone="pending">
        <strong>{words.waiting}</strong> {words.waitingHint}
      </Notice>
    );
  if (last_client?.startsWith(PROBE)) return <Notice tone="pending">{words.checked}</Notice>;
  return (
    <Notice tone="valid">
      <strong>{last_client ? words.connectedAs(last_client) : words.connected}</strong>. {words.last}{" "}
      <Time at={last_used_at} />
    </Notice>
  );
}
