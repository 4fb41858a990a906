import { setTimeout as sleep } from "node:timers/promises";
import type { Channel } from "../db/index.ts";

/** One call that depends on a connector's grant, from its start until its answer has left or was dropped. */
export interface Ticket {
  /** Aborts when the grant is revoked, the caller goes away, or the time is up (`TimeoutError`). */
  readonly signal: AbortSignal;
  /** Whether a result may still be handed out. */
  mayHandOut(): Promise<boolean>;
  /** The answer has left, or nothing will. Idempotent. */
  release(): void;
}

export interface FenceCall {
  workspaceId: string;
  connectorId: string;
  /** The connector's epoch as the call found it. */
  epoch: number;
  /** The caller's own signal. */
  signal: AbortSignal;
  /** Milliseconds until the call is given up. */
  timeoutMs: number;
  /** Cuts the caller's connection: the last resort against an answer that does not leave. */
  kill(): void;
}

export interface Fence {
  begin(call: FenceCall): Ticket;
  /** Calls under way on this connector, in this process. */
  inFlight(workspaceId: string, connectorId: string): number;
}

export interface FenceOptions {
  channel: Channel;
  /** The connector's epoch as the database has it now, for when the notification lease has lapsed. */
  currentEpoch(workspaceId: string, connectorId: string): Promise<number | undefined>;
}

/** Milliseconds an aborted call gets to answer "refused" before its connection is cut. Shorter than the lease. */
const DRAIN_MS = 400;
/** How long a raised epoch is remembered; by then every cache has long been dropped. */
const REMEMBER_MS = 10 * 60_000;

/** While the notification lease is out, the epochs of calls under way are asked for this often. */
const RECHECK_MS = 100;
/** Longer than this and the database counts as out of reach. With the interval still inside the grace of `settled`. */
const ASK_MS = 100;
/** A result waits so long for a database that is slow to say; then it is dropped, as nobody can vouch for it. */
const CONFIRM_MS = 2_000;
/** A call may have read its connector this long before it begins: the longest wait and run of a transaction. */
const STALE_READ_MS = 30_000;

interface Held {
  epoch: number;
  /** Every revocation since the call read its connector has been heard: no notification can have been missed. */
  sure: boolean;
  /** Its result has been handed out and is on its way to the caller. */
  isLeaving: boolean;
  abort: AbortController;
  isRevoked: boolean;
  revoked(): void;
  kill(): void;
  released: PromiseWithResolvers<void>;
}

class ConnectorFence {
  floor = 0;
  raisedAt = 0;
  isAsking = false;
  /** What results that wait to be confirmed have asked, and when. */
  asked: { at: number; epoch: Promise<number | undefined> } | undefined;
  readonly workspaceId: string;
  readonly connectorId: string;
  readonly held = new Set<Held>();
  constructor(workspaceId: string, connectorId: string) {
    this.workspaceId = workspaceId;
    this.connectorId = connectorId;
  }
}

/**
 * Promise 3. `epoch` counts a connector's revocations. Raising it (one UPDATE, in whatever replica) reaches every
 * replica through the channel: each aborts the calls that began under an older epoch and waits until their answers
 * have left or their connections are cut. Only then does `channel.settled()` resolve for whoever revokes.
 */
export function openFence({ channel, currentEpoch }: FenceOptions): Fence {
  const fences = new Map<string, ConnectorFence>();
  const keyOf = (workspaceId: string, connectorId: string) => `${workspaceId} ${connectorId}`;
  let unsureUntil = Number.NEGATIVE_INFINITY;
  let watching: NodeJS.Timeout | undefined;

  const fenceOf = (workspaceId: string, connectorId: string): ConnectorFence => {
    const key = keyOf(workspaceId, connectorId);
    const fence = fences.get(key) ?? new ConnectorFence(workspaceId, connectorId);
    fences.set(key, fence);
    return fence;
  };

  const raise = async (fence: ConnectorFence, epoch: number): Promise<void> => {
    fence.floor = Math.max(fence.floor, epoch);
    fence.raisedAt = performance.now();
    const late = [...fence.held].filter((held) => held.epoch < fence.floor);
    for (const held of late) held.revoked();
    const timer = setTimeout(() => {
      for (const held of late) if (fence.held.has(held)) held.kill();
    }, DRAIN_MS);
    await Promise.all(late.map((held) => held.released.promise));
    clearTimeout(timer);
    sweep();
  };

  const sweep = () => {
    const before = performance.now() - REMEMBER_MS;
    for (const [key, fence] of fences) {
      if (fence.held.size === 0 && fence.raisedAt < before) fences.delete(key);
    }
  };

  /** The epoch as the database has it now; undefined when it does not say so in time. A connector that is gone: the highest. */
  const ask = async ({ workspaceId, connectorId }: ConnectorFence): Promise<number | undefined> => {
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), ASK_MS);
    const asked = currentEpoch(workspaceId, connectorId).then(
      (epoch) => epoch ?? Number.MAX_SAFE_INTEGER,
      () => undefined,
    );
    return Promise.race([asked, late.promise]).finally(() => clearTimeout(timer));
  };
  /** The same for all results that wait at this moment: thousands of questions would be answered by nobody in time. */
  const askOnce = (fence: ConnectorFence) => {
    const at = performance.now();
    if (!fence.asked || at - fence.asked.at > ASK_MS / 2) fence.asked = { at, epoch: ask(fence) };
    return fence.asked;
  };
  /**
   * For notifications that were missed. When the database cannot say either, answers that are still on their way are
   * cut: whoever revoked will not wait for them much longer.
   */
  const recheck = async (fence: ConnectorFence): Promise<void> => {
    fence.isAsking = true;
    const now = await ask(fence);
    fence.isAsking = false;
    if (now === undefined) {
      for (const held of fence.held) if (held.isLeaving && !channel.fresh()) held.kill();
    } else if (now > fence.floor) await raise(fence, now);
  };
  const busy = () => [...fences.values()].filter((fence) => fence.held.size > 0);
  /** Runs while there are calls under way. */
  const watch = () => {
    watching ??= setInterval(() => {
      if (busy().length === 0) {
        clearInterval(watching);
        watching = undefined;
      } else if (!channel.fresh()) {
        for (const fence of busy()) if (!fence.isAsking) void recheck(fence);
      }
    }, RECHECK_MS).unref();
  };

  channel.on("fence", ({ workspace, id, epoch }) =>
    raise(fenceOf(workspace, id), epoch ?? Number.MAX_SAFE_INTEGER),
  );
  channel.onGap(() => {
    unsureUntil = performance.now() + STALE_READ_MS;
    for (const fence of busy()) {
      for (const held of fence.held) held.sure = false;
      void recheck(fence); // also while one is under way: it may have asked too early
    }
  });

  return {
    begin({ workspaceId, connectorId, epoch, signal, timeoutMs, kill }) {
      const key = keyOf(workspaceId, connectorId);
      const fence = fenceOf(workspaceId, connectorId);
      const sure = performance.now() >= unsureUntil;
      const held: Held = {
        epoch,
        sure,
        isLeaving: false,
        abort: new AbortController(),
        isRevoked: false,
        revoked() {
          held.isRevoked = true;
          held.abort.abort(new DOMException("The grant was revoked.", "AbortError"));
        },
        kill,
        released: Promise.withResolvers(),
      };
      fence.held.add(held);
      watch();
      if (epoch < fence.floor) held.revoked();
      // One controller for all ends of a call: combined signals cost several times as much.
      const leave = () => held.abort.abort(signal.reason);
      const deadline = setTimeout(
        () => held.abort.abort(new DOMException("Too slow.", "TimeoutError")),
        timeoutMs,
      );
      if (signal.aborted) leave();
      else signal.addEventListener("abort", leave, { once: true });
      return {
        signal: held.abort.signal,
        async mayHandOut() {
          const isGone = () => held.isRevoked || epoch < fence.floor;
          const until = performance.now() + CONFIRM_MS;
          while (!isGone()) {
            held.isLeaving = channel.fresh() && held.sure;
            if (held.isLeaving) return true;
            const asked = askOnce(fence);
            const now = await asked.epoch;
            if (isGone() || (now !== undefined && now !== epoch)) return false;
            // An answer that is older says nothing about a revocation that may have settled since.
            held.isLeaving = now === epoch && performance.now() - asked.at <= ASK_MS;
            if (held.isLeaving) return true;
            if (held.abort.signal.aborted || performance.now() > until) return false;
            if (now === undefined) await sleep(RECHECK_MS / 2);
          }
          return false;
        },
        release() {
          if (!fence.held.delete(held)) return;
          clearTimeout(deadline);
          signal.removeEventListener("abort", leave);
          held.released.resolve();
          if (fence.held.size === 0 && fence.raisedAt === 0) fences.delete(key);
        },
      };
    },
    inFlight: (workspaceId, connectorId) => fences.get(keyOf(workspaceId, connectorId))?.held.size ?? 0,
  };
}
