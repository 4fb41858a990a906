import type { KeyObject } from "node:crypto";
import type { SystemTx } from "../db/index.ts";
import type { RingKey } from "./key-ring.ts";

/** The table of the secrets that a key service has no key to derive from. */
export type RootTable = Pick<SystemTx["vaultRoot"], "createMany" | "findMany">;

/** What a ciphertext belongs to; it opens nowhere else. */
export interface Bound {
  workspaceId: string;
  purpose: `grant:${string}` | `pending:${string}` | `app:${string}` | `root:${string}`;
  /** Part of the body's additional data: where a credential may be sent. */
  context?: string;
}

/** A data key, sealed by a key of the provider. */
export interface WrappedKey {
  keyId: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Where the keys are that wrap data keys. Each credential is sealed with a data key of its own; only these keys wrap
 * it, so that a rotation rewraps 32 bytes and touches no token.
 */
export interface KeyProvider {
  readonly kind: "environment" | "file" | "aws_kms";
  /** The key that wraps. */
  readonly currentId: string;
  /** Every key that unwraps, the current one first. */
  readonly ids: readonly string[];
  /** Whether data keys that this one wrapped can be had back. */
  knows(keyId: string): boolean;
  /** 32 bytes. Bound to workspace and purpose, not to `context`. Throws `key_service_unavailable`. */
  wrap(dataKey: Buffer, bound: Bound): Promise<WrappedKey>;
  /** The caller wipes what it gets. Throws `key_unknown`, `credential_unreadable`, `key_service_unavailable`. */
  unwrap(wrapped: WrappedKey, bound: Bound): Promise<Buffer>;
  /**
   * Keys for another purpose, e.g. `derive("session-cookie")`: the first seals, every one opens. Stable over
   * restarts, unrelated to the keys that wrap.
   */
  derive(label: string): readonly RingKey[];
  /** What was sealed before there were data keys. Only the local ring has any. */
  readonly legacyKey?: ((keyId: string) => KeyObject | undefined) | undefined;
  /**
   * A key service keeps what `derive` starts from in the database, sealed with `sealer` (default: itself). To be
   * awaited once, before `derive`. Throws `key_service_unavailable`.
   */
  ready?(roots: RootTable, sealer?: KeyProvider): Promise<void>;
  /** Of a key service only: whether it wraps and unwraps right now, asked at most every 30 s. */
  healthy?(): Promise<boolean>;
  /** Forgets the data keys it keeps. */
  close?(): void;
}
