import { setTimeout as sleep } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { VaultTx } from "../db/index.ts";
import type { SealedBytes } from "./envelope.ts";
import { LEASE_MS, type LeaseRow, type Leases, openLeases, standing } from "./leases.ts";
import type { VaultDb } from "./ports.ts";
import { type Refusals, readRefusals, writeRefusals } from "./refusals.ts";
import type { GrantRef } from "./token-set.ts";

/** A credential row with what binds it to its connector. Sealed: this is all that is ever cached. */
export interface Held extends SealedBytes {
  version: number;
  connectorId: string;
  provider: string;
  /** The OAuth client that the grant was given to. */
  clientId: string;
  /** Whose it is, as the provider said at consent. */
  accountId: string;
  /** Where its tokens may go; authenticated with the ciphertext. */
  bound: string;
  /** The grant has ended; only a revocation may still use this. */
  ended: boolean;
  /** Whose refresh token the provider will never take again. */
  refused: Refusals;
  /** The answer to an earlier refresh of this version was lost. */
  lost: boolean;
  /** A refresh was under way when this was read. */
  refreshing: boolean;
}

export interface Credentials extends Leases {
  /** From the cache, without waiting; undefined when there is none that may be trusted. */
  peek(ref: GrantRef): Held | undefined;
  load(who: Principal, ref: GrantRef): Promise<Held | undefined>;
  /** Past the cache. */
  read(who: Principal, ref: GrantRef): Promise<Held | undefined>;
  /** Of a grant that has ended: when no refresh is under way any more, which would leave tokens nobody knows of. */
  readAtRest(who: Principal, ref: GrantRef): Promise<Held | undefined>;
  /** Forgets what the cache holds, so that the next `load` asks the database. */
  forget(ref: GrantRef): void;
  /** Replaces `version` and ends its lease. `saved` is false when the row has moved on or is gone; `held`: what it is. */
  replace(who: Principal, ref: GrantRef, version: number, next: Sealing): Promise<Replaced>;
  insert(tx: VaultTx, ref: GrantRef, first: Sealing): Promise<void>;
  remove(who: Principal, ref: GrantRef): Promise<boolean>;
  close(): void;
}

export interface Sealing {
  sealed: SealedBytes;
  bound: string;
  expiresAt: number | undefined;
  refreshAt: number | undefined;
  refused?: Refusals;
}
export interface Replaced {
  saved: boolean;
  held: Held | undefined;
}

const MAX_CACHED = 10_000;
const POLL_MS = 100;

export const keyOf = ({ workspaceId, grantId }: GrantRef): string => `${workspaceId}/${grantId}`;
const dateOf = (ms: number | undefined) => (ms === undefined ? null : new Date(ms));
const columns = ({ sealed, bound, expiresAt, refreshAt, refused = {} }: Sealing) => ({
  keyId: sealed.keyId,
  sealed: sealed.bytes,
  bound,
  expiresAt: dateOf(expiresAt),
  refreshAt: dateOf(refreshAt),
  refreshLostAt: null,
  refreshRefused: writeRefusals(refused),
});

/** The credentials table, behind a cache that the notification channel keeps honest. */
export function openCredentials({ db, clock }: { db: VaultDb; clock: Clock }): Credentials {
  const read: Credentials["read"] = (who, ref) =>
    db.inVault(who, async (tx, at) => (await find(tx, ref, at))?.held);
  const { peek, load, drop, close } = openCache(db, read);

  return {
    peek,
    load,
    read,
    async readAtRest(who, ref) {
      for (const until = performance.now() + LEASE_MS; ; await sleep(POLL_MS)) {
        const held = await read(who, ref);
        if (!held?.ended || !held.refreshing || performance.now() > until) return held;
      }
    },
    forget: drop,
    ...openLeases(db, clock, find),
    async replace(who, ref, version, next) {
      const { workspaceId, grantId } = ref;
      const ended = { leaseOwner: null, leaseUntil: null };
      const data = { ...columns(next), ...ended, version: version + 1, updatedAt: new Date(clock()) };
      const replaced = await db.inVault(who, async (tx, at) => {
        const { count } = await tx.credential.updateMany({ where: { workspaceId, grantId, version }, data });
        return { saved: count === 1, held: (await find(tx, ref, at))?.held };
      });
      drop(ref);
      return replaced;
    },
    async insert(tx, { workspaceId, grantId }, first) {
      await tx.credential.create({ data: { workspaceId, grantId, ...columns(first) } });
    },
    async remove(who, ref) {
      drop(ref);
      const { workspaceId, grantId } = ref;
      const { count } = await db.inVault(who, (tx) =>
        tx.credential.deleteMany({ where: { workspaceId, grantId } }),
      );
      drop(ref);
      return count > 0;
    },
    close,
  };
}

/** A row, and what it holds together with its grant. */
async function find(
  tx: VaultTx,
  { workspaceId, grantId }: GrantRef,
  at: Date,
): Promise<{ row: LeaseRow; held: Held } | undefined> {
  const row = await tx.credential.findUnique({ where: { workspaceId_grantId: { workspaceId, grantId } } });
  const grant =
    row && (await tx.grant.findUnique({ where: { workspaceId_id: { workspaceId, id: grantId } } }));
  if (!row || !grant) return undefined;
  const { keyId, sealed: bytes, bound, version, refreshRefused, refreshLostAt } = row;
  const { connectorId, provider, clientId, accountId, endedAt } = grant;
  const held: Held = {
    keyId,
    bytes,
    bound,
    version,
    connectorId,
    provider,
    clientId,
    accountId,
    ended: endedAt !== null,
    refused: readRefusals(refreshRefused),
    lost: refreshLostAt !== null,
    refreshing: standing(row, at).taken,
  };
  return { row, held };
}

type Cache = Pick<Credentials, "peek" | "load" | "close"> & { drop(ref: GrantRef): void };

/**
 * Trusted only while the channel's lease is fresh. A read that was under way when its row changed is not kept: its
 * place in `loading` is gone by then.
 */
function openCache(db: VaultDb, read: Credentials["read"]): Cache {
  const cache = new LRUCache<string, Held>({ max: MAX_CACHED });
  const loading = new Map<string, Promise<Held | undefined>>();
  const drop = (key: string) => {
    cache.delete(key);
    loading.delete(key);
  };
  const clear = () => {
    cache.clear();
    loading.clear();
  };
  const heard = ({ workspace, id }: { workspace: string; id: string }) => drop(`${workspace}/${id}`);
  const stops = [
    db.channel.on("credentials", heard),
    db.channel.on("grants", heard),
    db.channel.on("keys", clear), // a rotation has ended: what is kept here hangs on the old key
    db.channel.onGap(clear),
  ];
  const peek = (ref: GrantRef) => (db.channel.fresh() ? cache.get(keyOf(ref)) : undefined);

  async function load(who: Principal, ref: GrantRef): Promise<Held | undefined> {
    if (!db.channel.fresh()) return read(who, ref);
    const key = keyOf(ref);
    const known = cache.get(key) ?? loading.get(key);
    if (known) return known;
    const reading = read(who, ref);
    loading.set(key, reading);
    try {
      const held = await reading;
      if (held && loading.get(key) === reading) cache.set(key, held);
      return held;
    } finally {
      if (loading.get(key) === reading) loading.delete(key);
    }
  }

  return {
    peek,
    load,
    drop: (ref) => drop(keyOf(ref)),
    close() {
      for (const stop of stops) stop();
      clear();
    },
  };
}
