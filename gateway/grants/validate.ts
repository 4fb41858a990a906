import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { grantUse } from "./grant-use.ts";
import type { Parts } from "./parts.ts";

/** Proves the grant with a real read call, with its own credential, and records what that showed. */
export async function validate(parts: Parts, who: Principal, connectorId: string): Promise<void> {
  const { db, vault, apps, verdicts } = parts;
  const { workspaceId } = who;
  const connector = await db.inWorkspace(who, (tx) =>
    tx.connector.findFirst({
      where: { id: connectorId, deletedAt: null },
      include: { grants: { where: { endedAt: null }, take: 1 } },
    }),
  );
  if (!connector) throw new GatewayError("connector_not_found");
  const grant = connector.grants[0];
  if (!grant) throw new GatewayError("connector_not_connected");
  const { state, cause, evidence } = await vault.probe(who, grantUse(grant, await apps.ofGrant(who, grant)));
  await verdicts.record(who, { workspaceId, connectorId, state, cause, source: "probe", evidence }, grant.id);
}

/** Renews what ends soon. False when nothing was due, or it could not be done now: its own record says why. */
export async function refreshAhead(parts: Parts, who: Principal, grantId: string): Promise<boolean> {
  const { db, vault, apps } = parts;
  const grant = await db.inWorkspace(who, (tx) =>
    tx.grant.findFirst({ where: { id: grantId, endedAt: null } }),
  );
  if (!grant) return false;
  try {
    return await vault.refreshAhead(who, grantUse(grant, await apps.ofGrant(who, grant)));
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}
