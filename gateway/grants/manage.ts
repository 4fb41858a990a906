import type { Principal } from "../context.ts";
import type { Models } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { type EndReason, end } from "./end.ts";
import type { Parts } from "./parts.ts";
import { revokeUpstream } from "./upstream.ts";

/** `disabledBy` of a connector that waits for somebody's word: they reconnected with another account. */
export const UNCONFIRMED = "unconfirmed";

const keyOf = (who: Principal, id: string) => ({ workspaceId_id: { workspaceId: who.workspaceId, id } });
const targetOf = ({ id, slug }: Pick<Models.ConnectorModel, "id" | "slug">) => ({
  kind: "connector" as const,
  id,
  label: slug,
});

async function find({ db }: Parts, who: Principal, id: string): Promise<Models.ConnectorModel> {
  const row = await db.inWorkspace(who, (tx) => tx.connector.findFirst({ where: { id, deletedAt: null } }));
  if (!row) throw new GatewayError("connector_not_found");
  return row;
}

/** Another name; id and slug stay, as agents know the connector by them. */
export async function rename(
  parts: Parts,
  who: Principal,
  id: string,
  name: string,
  requestId?: string,
): Promise<void> {
  const row = await find(parts, who, id);
  if (row.name === name) return;
  await parts.db.inWorkspace(who, (tx) => tx.connector.update({ where: keyOf(who, id), data: { name } }));
  await parts.audit.append(who, {
    type: "connector.renamed",
    outcome: "ok",
    target: targetOf(row),
    requestId,
    data: { from: row.name, to: name },
  });
}

/**
 * Off: the grant stays, no call is served; calls under way are dropped, as by a revocation. When this resolves that
 * holds on every replica.
 */
export async function setEnabled(
  parts: Parts,
  who: Principal,
  id: string,
  enabled: boolean,
  requestId?: string,
): Promise<void> {
  const { db, audit, clock } = parts;
  const row = await find(parts, who, id);
  if (row.disabledBy === UNCONFIRMED)
    throw new GatewayError("conflict", { detail: "This connector waits to be confirmed or discarded." });
  if (enabled === (row.disabledAt === null)) return;
  const data = enabled
    ? { disabledAt: null, disabledBy: null }
    : { disabledAt: new Date(clock()), disabledBy: who.id, epoch: { increment: 1 } };
  await db.inWorkspace(who, (tx) => tx.connector.update({ where: keyOf(who, id), data }));
  await db.channel.settled();
  await audit.append(who, {
    type: enabled ? "connector.enabled" : "connector.disabled",
    outcome: "ok",
    target: targetOf(row),
    requestId,
    data: {},
  });
}

/** Deletes connectors that are to go and have nothing left to do at their provider. True when this one is gone. */
export async function purge({ db, audit }: Parts, who: Principal, id: string): Promise<boolean> {
  const gone = await db.inWorkspace(who, async (tx) => {
    const row = await tx.connector.findFirst({
      where: {
        id,
        deletedAt: { not: null },
        grants: { none: { OR: [{ endedAt: null }, { upstream: "pending" }] } },
      },
    });
    if (row) await tx.connector.delete({ where: keyOf(who, id) });
    return row;
  });
  if (!gone) return false;
  await audit.append(who, {
    type: "connector.purged",
    outcome: "ok",
    target: targetOf(gone),
    data: { account_label: gone.accountLabel },
  });
  return true;
}

export interface Removed {
  /** False: its row goes when the provider has answered. */
  gone: boolean;
}

/**
 * Ends the grant, takes the connector away from everybody and deletes its sealed tokens as soon as nothing is left to
 * ask the provider. `shredNow`: at once, without waiting for the provider's receipt.
 */
export async function remove(
  parts: Parts,
  who: Principal,
  id: string,
  options: { reason?: EndReason; shredNow?: boolean; requestId?: string | undefined } = {},
): Promise<Removed> {
  const { db, audit, clock, vault } = parts;
  const { reason = "deleted", shredNow = false, requestId } = options;
  const row = await find(parts, who, id);
  await end(parts, who, id, reason, { requestId }).catch((error: unknown) => {
    if (!(error instanceof GatewayError) || error.code !== "connector_not_connected") throw error;
  });
  const data = { deletedAt: new Date(clock()), epoch: { increment: 1 } };
  const grants = await db.inWorkspace(who, async (tx) => {
    await tx.connector.update({ where: keyOf(who, id), data });
    return tx.grant.findMany({ where: { connectorId: id, upstream: "pending" } });
  });
  await db.channel.settled();
  await audit.append(who, {
    type: "connector.deleted",
    outcome: "ok",
    target: targetOf(row),
    requestId,
    data: { reason, shredded_at_once: shredNow },
  });
  if (shredNow) {
    for (const grant of grants) {
      await vault.shred(who, grant.id);
      await revokeUpstream(parts, who, grant.id); // notes that there is nothing left to ask with
    }
  }
  return { gone: await purge(parts, who, id) };
}

/** The word that an unconfirmed connector waits for: `keep` makes it usable, otherwise it goes, its grant with it. */
export async function confirm(
  parts: Parts,
  who: Principal,
  id: string,
  keep: boolean,
  requestId?: string,
): Promise<void> {
  const { db, audit } = parts;
  const row = await find(parts, who, id);
  if (row.disabledBy !== UNCONFIRMED)
    throw new GatewayError("conflict", { detail: "This connector does not wait for an answer." });
  if (!keep) {
    await remove(parts, who, id, { reason: "declined", requestId });
    return;
  }
  await db.inWorkspace(who, (tx) =>
    tx.connector.update({ where: keyOf(who, id), data: { disabledAt: null, disabledBy: null } }),
  );
  await audit.append(who, {
    type: "connector.confirmed",
    outcome: "ok",
    target: targetOf(row),
    requestId,
    data: { account_label: row.accountLabel },
  });
}
