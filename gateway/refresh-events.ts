import type { Audit } from "./audit/index.ts";
import type { Principal } from "./context.ts";
import type { VaultAuditEvent } from "./vault/index.ts";

/** A renewal that failed, or works again, on the record at once: nothing is asked first. One that works is counted. */
export async function recordRefresh(
  audit: Pick<Audit, "append">,
  who: Principal,
  event: VaultAuditEvent,
): Promise<void> {
  if (event.type === "refresh.succeeded") return;
  const { connectorId: id, grantId: grant, permanent } = event;
  const target = { kind: "connector" as const, id, label: null };
  if (event.type === "refresh.recovered")
    return audit.append(who, { type: event.type, outcome: "ok", target, data: { grant } });
  const data = { grant, cause: event.cause ?? "unknown", permanent };
  return audit.append(who, { type: event.type, outcome: "failed", target, data });
}
