import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { VaultDb } from "./ports.ts";
import type { GrantRef } from "./token-set.ts";

/** Longer than a token request may take and its result needs to be saved, and some clock difference of replicas. */
export const LEASE_MS = 12_000;

export interface Lease {
  owner: string;
  /** Whoever held it before neither saved nor released: its request may have reached the provider. */
  abandoned: boolean;
  /** The answer to an earlier refresh of this version never came, this one's predecessor included. */
  lost: boolean;
}

/** How a refresh that changed no token ended, as the row remembers it. */
export interface Release {
  /** When the job tries again. */
  refreshAt?: number | undefined;
  /** The answer never came: the refresh token may be spent. */
  lostAt?: number | undefined;
  /** The provider refused the refresh token for good. */
  refused?: string | undefined;
}

/** Who may refresh a credential now: one replica, for a while, on the version it has seen. */
export interface Leases {
  /** Undefined when another holds the lease of this version or the version has moved on. */
  lease(who: Principal, ref: GrantRef, version: number): Promise<Lease | undefined>;
  release(who: Principal, ref: GrantRef, owner: string, outcome?: Release): Promise<void>;
}

const date = (ms: number) => new Date(ms);

export function openLeases(db: VaultDb, clock: Clock): Leases {
  let leases = 0;
  return {
    async lease(who, { workspaceId, grantId }, version) {
      const owner = `${db.replicaId}:${++leases}`;
      const now = clock();
      const here = { workspaceId, grantId, version };
      const held = { leaseOwner: owner, leaseUntil: date(now + LEASE_MS) };
      const take = async (free: object, data: object) => {
        const rows = await db.inVault(who, (tx) =>
          tx.credential.updateManyAndReturn({ where: { ...here, ...free }, data }),
        );
        return rows[0];
      };
      const free = await take({ leaseUntil: null }, held);
      if (free) return { owner, abandoned: false, lost: free.refreshLostAt !== null };
      const left = await take({ leaseUntil: { lt: date(now) } }, { ...held, refreshLostAt: date(now) });
      return left && { owner, abandoned: true, lost: true };
    },
    async release(who, { workspaceId, grantId }, owner, { refreshAt, lostAt, refused } = {}) {
      const data = {
        leaseOwner: null,
        leaseUntil: null,
        ...(refreshAt !== undefined && { refreshAt: date(refreshAt) }),
        ...(lostAt !== undefined && { refreshLostAt: date(lostAt) }),
        ...(refused !== undefined && { refreshRefused: refused, refreshAt: null }),
      };
      await db.inVault(who, (tx) =>
        tx.credential.updateMany({ where: { workspaceId, grantId, leaseOwner: owner }, data }),
      );
    },
  };
}
