import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db, System, WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { type SealingKeys, seal, unseal } from "../identity/index.ts";
import type { Log } from "../log.ts";

const KEPT_MS = 24 * 3_600_000;
/** A larger answer is not kept. Characters of JSON. */
const MAX_ANSWER = 256 * 1024;

export interface Answer {
  status: number;
  body: unknown;
}
export interface Repeatable {
  /** As the caller sent it. */
  key: string;
  /** All that makes it this request: method, path, query, body. */
  request: unknown;
  /** False: the answer shows what is told once, so that only the fact is kept. */
  keep: boolean;
}

/**
 * Requests that a caller may send again without doing them again (draft-ietf-httpapi-idempotency-key-header-06). A key
 * belongs to a member in a workspace, on every replica, for 24 hours.
 */
export interface Repeats {
  /**
   * Runs it, or answers what it was answered before. A refusal (4xx) frees the key: nothing was done. Throws
   * `idempotency_mismatch`, `idempotency_running`, `idempotency_not_kept`.
   */
  once(
    who: Principal,
    wish: Repeatable,
    run: () => Promise<Answer>,
  ): Promise<Answer & { isRepeated: boolean }>;
  sweep(): Promise<void>;
}

export interface RepeatsOptions {
  db: Db;
  system: System;
  /** `KeyProvider.derive("idempotent-answers")` of the vault. */
  keys: SealingKeys;
  clock: Clock;
  log: Log;
}

const digest = (text: string): Buffer<ArrayBuffer> => Buffer.from(createHash("sha256").update(text).digest());

type Name = { workspaceId: string; userId: string; keyHash: Uint8Array<ArrayBuffer> };

/** What the answer is sealed for: its own row. */
const purposeOf = ({ workspaceId, userId, keyHash }: Name): string =>
  JSON.stringify(["valetkey idempotent answer 1", workspaceId, userId, Buffer.from(keyHash).toString("hex")]);

export function openRepeats({ db, system, keys, clock, log }: RepeatsOptions): Repeats {
  /** True: the key is this request's now. Of two at once one gets it. */
  async function claim(tx: WorkspaceTx, name: Name, requestHash: Buffer<ArrayBuffer>): Promise<boolean> {
    const now = clock();
    const fresh = { requestHash, createdAt: new Date(now), expiresAt: new Date(now + KEPT_MS) };
    const made = await tx.idempotencyKey.createMany({ data: [{ ...name, ...fresh }], skipDuplicates: true });
    if (made.count === 1) return true;
    const again = await tx.idempotencyKey.updateMany({
      where: { ...name, expiresAt: { lte: new Date(now) } },
      data: { ...fresh, status: null, keyId: null, answer: null },
    });
    return again.count === 1;
  }

  async function earlier(tx: WorkspaceTx, name: Name, requestHash: Buffer<ArrayBuffer>): Promise<Answer> {
    const row = await tx.idempotencyKey.findUnique({ where: { workspaceId_userId_keyHash: name } });
    // Freed just now.
    if (!row) throw new GatewayError("idempotency_running");
    if (!requestHash.equals(row.requestHash)) throw new GatewayError("idempotency_mismatch");
    if (row.status === null) throw new GatewayError("idempotency_running");
    const { keyId, answer, status } = row;
    const text = keyId && answer ? unseal(keys, purposeOf(name), { keyId, sealed: answer }) : undefined;
    if (text === undefined) throw new GatewayError("idempotency_not_kept");
    return { status, body: JSON.parse(text) };
  }

  /** It is done: that its answer could not be kept must not make it look undone. */
  const settle = (who: Principal, name: Name, status: number, text: string | undefined): Promise<unknown> =>
    db
      .inWorkspace(who, (tx) => {
        const sealed = text === undefined ? undefined : seal(keys, purposeOf(name), text);
        const answer = { keyId: sealed?.keyId ?? null, answer: sealed?.sealed ?? null };
        return tx.idempotencyKey.updateMany({ where: name, data: { status, ...answer } });
      })
      .catch((err: unknown) => log.error({ err }, "the answer to a repeatable request could not be kept"));

  return {
    async once(who, { key, request, keep }, run) {
      const { workspaceId, userId = "" } = who;
      const name = { workspaceId, userId, keyHash: digest(key) };
      const requestHash = digest(canonicalize(request) ?? "");
      const before = await db.inWorkspace(who, async (tx) =>
        (await claim(tx, name, requestHash)) ? undefined : await earlier(tx, name, requestHash),
      );
      if (before) return { ...before, isRepeated: true };
      try {
        const answer = await run();
        const text = JSON.stringify(answer.body);
        await settle(who, name, answer.status, keep && text.length <= MAX_ANSWER ? text : undefined);
        return { ...answer, isRepeated: false };
      } catch (error) {
        const status = error instanceof GatewayError ? error.status : 500;
        // What failed midway may be half done: it is not for a repetition to find out.
        if (status >= 500) await settle(who, name, status, undefined);
        else await db.inWorkspace(who, (tx) => tx.idempotencyKey.deleteMany({ where: name }));
        throw error;
      }
    },

    async sweep() {
      await system.tables.idempotencyKey.deleteMany({ where: { expiresAt: { lte: new Date(clock()) } } });
    },
  };
}
