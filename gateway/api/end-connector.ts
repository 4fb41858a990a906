import type { Revoked } from "./contract/index.ts";
import type { Request } from "./operation.ts";
import { connectorView } from "./views.ts";

/** Ends the grant and says what that did, here and at the provider. */
export async function endConnector(
  { deps, who, requestId }: Pick<Request<unknown, unknown>, "deps" | "who" | "requestId">,
  id: string,
  reason: "revoked" | "disconnected",
  others?: "keep" | "end",
): Promise<Revoked> {
  const ended = await deps.grants.end(who, id, reason, { requestId, others });
  const connector = connectorView(deps, who, await deps.grants.get(who, id));
  return {
    connector,
    also_ended: ended.alsoEnded,
    aborted_calls: ended.abortedCalls,
    fenced_in_ms: Math.round(ended.fencedInMs * 10) / 10,
    upstream: connector.grant?.upstream ?? { state: "none", attempts: 0, at: null, detail: null },
  };
}
