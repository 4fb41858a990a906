import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { Parts } from "./parts.ts";

/** Proves the grant with a real read call, with its own credential, and records what that showed. */
export async function validate(parts: Parts, who: Principal, connectorId: string): Promise<void> {
  const { db, vault, registry, clients, verdicts } = parts;
  const { workspaceId } = who;
  const connector = await db.inWorkspace(who, (tx) =>
    tx.connector.findUnique({
      where: { workspaceId_id: { workspaceId, id: connectorId } },
      include: { grants: { where: { endedAt: null }, take: 1 } },
    }),
  );
  const provider = connector && registry.providers.get(connector.provider);
  if (!provider) throw new GatewayError("connector_not_found");
  const grant = connector.grants[0];
  if (!grant) throw new GatewayError("connector_not_connected");
  const use = { workspaceId, connectorId, grantId: grant.id, provider, client: clients.of(provider) };
  const { state, cause, evidence } = await vault.probe(who, use);
  await verdicts.record(who, { workspaceId, connectorId, state, cause, source: "probe", evidence }, grant.id);
}
