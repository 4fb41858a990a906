import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { VaultTx } from "../db/index.ts";
import type { Held } from "./credentials.ts";
import type { VaultDb } from "./ports.ts";
import { writeRefusals } from "./refusals.ts";
import type { GrantRef, Part } from "./token-set.ts";

/** Longer than a token request may take (6 s) and its result needs to be saved (some 4 s). By the database's clock. */
export const LEASE_MS = 12_000;
/** A request that has not gone out by then stays: its lease could run out, and another replica send the same token. */
const SEND_WITHIN_MS = 2_000;

export interface Lease {
  owner: string;
  version: number;
  part: Part;
  /** Whoever held it before neither saved nor released: its request may have reached the provider. */
  abandoned: boolean;
  /** The answer to an earlier refresh of this version never came, this one's predecessor included. */
  lost: boolean;
  /** Failures in a row before this one, whichever replica met them. */
  failures: number;
  /** Too much of it has passed to send anything, as after this process was frozen. */
  overdue(): boolean;
}

export type Turn =
  | { kind: "mine"; lease: Lease; held: Held }
  /** Another replica, or the refresh of the other part, is at it. */
  | { kind: "theirs" }
  /** The version seen is not the newest any more. */
  | { kind: "moved"; held: Held }
  | { kind: "refused"; cause: string }
  /** A refresh failed a moment ago, here or elsewhere; milliseconds until the next may be tried. */
  | { kind: "cooling"; forMs: number }
  | { kind: "gone" };

/** How a refresh that changed no token ended, as the row remembers it. */
export interface Release {
  /** When the job tries again; null: never. */
  refreshAt?: number | null | undefined;
  /** The answer never came: the refresh token may be spent. */
  lost?: boolean;
  /** The provider refused the refresh token for good. */
  refused?: string | undefined;
  /** No replica tries again for so many milliseconds. */
  coolMs?: number | undefined;
}

/** Who may refresh a credential now: one replica, for a while, on the version it has seen. */
export interface Leases {
  lease(who: Principal, ref: GrantRef, of: { version: number; part: Part }): Promise<Turn>;
  /** False when the lease is another's by now, or the version has moved on: then nothing is written. */
  release(who: Principal, ref: GrantRef, lease: Lease, outcome?: Release): Promise<boolean>;
}

export interface LeaseRow {
  leaseOwner: string | null;
  leaseUntil: Date | null;
}

/** After a failure the place of the owner says how many there were in a row, and for which part. */
const coolingOf = (part: Part, failures: number) => `cooling:${part}:${failures}`;
const COOLING = /^cooling:(main|user):(\d+)$/;

/** What the lease columns of a row mean at this moment. */
export function standing({ leaseOwner, leaseUntil }: LeaseRow, at: Date) {
  const leftMs = leaseUntil ? leaseUntil.getTime() - at.getTime() : 0;
  const [, part, failures] = COOLING.exec(leaseOwner ?? "") ?? [];
  const cooling = part === undefined ? undefined : { part: part as Part, failures: Number(failures), leftMs };
  const held = leaseOwner !== null && !cooling;
  return { cooling, taken: held && leftMs > 0, abandoned: held && leftMs <= 0 };
}

type Find = (tx: VaultTx, ref: GrantRef, at: Date) => Promise<{ row: LeaseRow; held: Held } | undefined>;

export function openLeases(db: VaultDb, clock: Clock, find: Find): Leases {
  let leases = 0;

  function overdueSince() {
    // Either clock may stand still while the process does.
    const [wall, steady] = [clock(), performance.now()];
    return () => Math.max(clock() - wall, performance.now() - steady) > SEND_WITHIN_MS;
  }

  return {
    async lease(who, { workspaceId, grantId }, { version, part }) {
      const owner = `${db.replicaId}:${++leases}`;
      const overdue = overdueSince();
      return db.inVault(who, async (tx, at): Promise<Turn> => {
        const found = await find(tx, { workspaceId, grantId }, at);
        if (!found || found.held.ended) return { kind: "gone" };
        const { row, held } = found;
        if (held.version !== version) return { kind: "moved", held };
        const cause = held.refused[part];
        if (cause !== undefined) return { kind: "refused", cause };
        const { cooling, taken, abandoned } = standing(row, at);
        if (taken) return { kind: "theirs" };
        const cools = cooling?.part === part;
        if (cools && cooling.leftMs > 0) return { kind: "cooling", forMs: cooling.leftMs };
        const { count } = await tx.credential.updateMany({
          where: { workspaceId, grantId, version, leaseOwner: row.leaseOwner },
          data: {
            leaseOwner: owner,
            leaseUntil: new Date(at.getTime() + LEASE_MS),
            ...(abandoned && { refreshLostAt: at }),
          },
        });
        if (count === 0) return { kind: "theirs" };
        const failures = cools ? cooling.failures : 0;
        const lost = abandoned || held.lost;
        return { kind: "mine", held, lease: { owner, version, part, abandoned, lost, failures, overdue } };
      });
    },
    async release(who, ref, { owner, version, part, failures }, outcome = {}) {
      const { workspaceId, grantId } = ref;
      const { refreshAt, lost, refused, coolMs } = outcome;
      return db.inVault(who, async (tx, at) => {
        const before = refused === undefined ? undefined : (await find(tx, ref, at))?.held.refused;
        const { count } = await tx.credential.updateMany({
          where: { workspaceId, grantId, version, leaseOwner: owner },
          data: {
            leaseOwner: coolMs === undefined ? null : coolingOf(part, failures + 1),
            leaseUntil: coolMs === undefined ? null : new Date(at.getTime() + coolMs),
            ...(refreshAt !== undefined && { refreshAt: refreshAt === null ? null : new Date(refreshAt) }),
            ...(lost && { refreshLostAt: at }),
            ...(refused !== undefined && { refreshRefused: writeRefusals({ ...before, [part]: refused }) }),
          },
        });
        return count === 1;
      });
    },
  };
}
