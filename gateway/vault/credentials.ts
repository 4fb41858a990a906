import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { VaultTx } from "../db/index.ts";
import type { SealedBytes } from "./envelope.ts";
import { type Leases, openLeases } from "./leases.ts";
import type { VaultDb } from "./ports.ts";
import type { GrantRef } from "./token-set.ts";

/** A credential row with what binds it to its connector. Sealed: this is all that is ever cached. */
export interface Held extends SealedBytes {
  version: number;
  connectorId: string;
  provider: string;
  /** Where its tokens may go; authenticated with the ciphertext. */
  bound: string;
  /** The grant has ended; only a revocation may still use this. */
  ended: boolean;
  /** Why the provider will never take its refresh token again. */
  refused: string | undefined;
  /** The answer to an earlier refresh of this version was lost. */
  lost: boolean;
}

export interface Credentials extends Leases {
  /** From the cache, without waiting; undefined when there is none that may be trusted. */
  peek(ref: GrantRef): Held | undefined;
  load(who: Principal, ref: GrantRef): Promise<Held | undefined>;
  /** Past the cache. */
  read(who: Principal, ref: GrantRef): Promise<Held | undefined>;
  /** Replaces `version` and ends its lease; false when the row has moved on or is gone. */
  replace(who: Principal, ref: GrantRef, version: number, next: Sealing): Promise<boolean>;
  insert(tx: VaultTx, ref: GrantRef, first: Sealing): Promise<void>;
  remove(who: Principal, ref: GrantRef): Promise<boolean>;
  close(): void;
}

export interface Sealing {
  sealed: SealedBytes;
  bound: string;
  expiresAt: number | undefined;
  refreshAt: number | undefined;
}

const MAX_CACHED = 10_000;

export const keyOf = ({ workspaceId, grantId }: GrantRef): string => `${workspaceId}/${grantId}`;
const dateOf = (ms: number | undefined) => (ms === undefined ? null : new Date(ms));
const columns = ({ sealed, bound, expiresAt, refreshAt }: Sealing) => ({
  keyId: sealed.keyId,
  sealed: sealed.bytes,
  bound,
  expiresAt: dateOf(expiresAt),
  refreshAt: dateOf(refreshAt),
  refreshLostAt: null,
  refreshRefused: null,
});

/** The credentials table, behind a cache that the notification channel keeps honest. */
export function openCredentials({ db, clock }: { db: VaultDb; clock: Clock }): Credentials {
  const { peek, load, drop, close } = openCache(db, read);

  async function read(who: Principal, { workspaceId, grantId }: GrantRef): Promise<Held | undefined> {
    return db.inVault(who, async (tx) => {
      const row = await tx.credential.findUnique({
        where: { workspaceId_grantId: { workspaceId, grantId } },
      });
      const grant =
        row && (await tx.grant.findUnique({ where: { workspaceId_id: { workspaceId, id: grantId } } }));
      if (!row || !grant) return undefined;
      const { keyId, sealed: bytes, bound, version, refreshRefused, refreshLostAt } = row;
      const { connectorId, provider, endedAt } = grant;
      return {
        keyId,
        bytes,
        bound,
        version,
        connectorId,
        provider,
        ended: endedAt !== null,
        refused: refreshRefused ?? undefined,
        lost: refreshLostAt !== null,
      };
    });
  }

  return {
    peek,
    load,
    read,
    ...openLeases(db, clock),
    async replace(who, ref, version, next) {
      const { workspaceId, grantId } = ref;
      const ended = { leaseOwner: null, leaseUntil: null };
      const data = { ...columns(next), ...ended, version: version + 1, updatedAt: new Date(clock()) };
      const { count } = await db.inVault(who, (tx) =>
        tx.credential.updateMany({ where: { workspaceId, grantId, version }, data }),
      );
      drop(ref);
      return count === 1;
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
