import type { Audit } from "./audit/index.ts";
import type { Principal } from "./context.ts";
import type { Db } from "./db/index.ts";
import type { VaultAuditEvent } from "./vault/index.ts";

/** A renewal that failed, or works again, on the record. One that works is counted, and no more. */
export async function recordRefresh(
  { db, audit }: { db: Pick<Db, "inWorkspace">; audit: Pick<Audit, "append"> },
  who: Principal,
  event: VaultAuditEvent,
): Promise<void> {
  if (event.type === "refresh.succeeded") return;
  const { connectorId: id, grantId: grant, permanent } = event;
  const where = { workspaceId_id: { workspaceId: who.workspaceId, id } };
  const found = await db
    .inWorkspace(who, (tx) => tx.connector.findUnique({ where, select: { slug: true } }))
    .catch(() => null); // its name is a help to who reads, and no more
  const target = { kind: "connector" as const, id, label: found?.slug ?? null };
  if (event.type === "refresh.recovered")
    return audit.append(who, { type: event.type, outcome: "ok", target, data: { grant } });
  const data = { grant, cause: event.cause ?? "unknown", permanent };
  return audit.append(who, { type: event.type, outcome: "failed", target, data });
}
