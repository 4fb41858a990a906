import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { VaultDb } from "./ports.ts";
import type { GrantRef } from "./token-set.ts";

/** Longer than a refresh may take plus a good deal of clock difference between replicas. */
const LEASE_MS = 20_000;

/** Who may refresh a credential now: one replica, for a while, on the version it has seen. */
export interface Leases {
  /** The token of a lease on this version; undefined when another holds it or the version has moved on. */
  lease(who: Principal, ref: GrantRef, version: number): Promise<string | undefined>;
  release(who: Principal, ref: GrantRef, owner: string): Promise<void>;
}

export function openLeases(db: VaultDb, clock: Clock): Leases {
  let leases = 0;
  return {
    async lease(who, { workspaceId, grantId }, version) {
      const owner = `${db.replicaId}:${++leases}`;
      const now = clock();
      const free = { OR: [{ leaseUntil: null }, { leaseUntil: { lt: new Date(now) } }] };
      const { count } = await db.inVault(who, (tx) =>
        tx.credential.updateMany({
          where: { workspaceId, grantId, version, ...free },
          data: { leaseOwner: owner, leaseUntil: new Date(now + LEASE_MS) },
        }),
      );
      return count === 1 ? owner : undefined;
    },
    async release(who, { workspaceId, grantId }, owner) {
      const data = { leaseOwner: null, leaseUntil: null };
      await db.inVault(who, (tx) =>
        tx.credential.updateMany({ where: { workspaceId, grantId, leaseOwner: owner }, data }),
      );
    },
  };
}
