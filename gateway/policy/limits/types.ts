import type { Effect } from "../../../mcp-servers/kit/index.ts";
import type { Principal } from "../../context.ts";

export type LimitSubject =
  /** Every caller, each counted alone. */
  { kind: "any" } | { kind: "agent" | "user" | "connector"; id: string };

export interface NewLimit {
  subject: LimitSubject;
  /** Calls; at least one of the two. */
  perMinute: number | null;
  perDay: number | null;
  /** `write`: whatever changes something, destructive or not; `read` and `destructive`: those alone; null: every call. */
  effect: Effect | null;
}

/** What is counted in the window that runs; `resetsAt` null: none does. */
export interface Use {
  used: number;
  resetsAt: Date | null;
}

export interface LimitView extends NewLimit {
  id: string;
  /** How people name the subject; null for `any`. */
  subjectLabel: string | null;
  createdBy: string;
  createdAt: Date;
}

/** A call that wants to be counted. */
export interface Counted {
  connectorId: string;
  server: string;
  tool: string;
  effect: Effect;
}

export type Taken =
  | { ok: true }
  /** `which`: the limit in words, to be shown to the agent. */
  | { ok: false; retryAfterSeconds: number; which: string };

/** How often callers and connectors may be used. Every limit that fits a call must have room for it. */
export interface Limits {
  /**
   * Counts the call, or says which limit has no room. Never more calls than a limit allows, over all replicas. Throws
   * when the shared counter cannot be asked: then nothing runs.
   */
  take(who: Principal, call: Counted): Promise<Taken>;
  /** For a call that was counted and did not run; on this replica another may have its place. */
  giveBack(who: Principal, call: Counted): Promise<void>;
  list(who: Principal): Promise<LimitView[]>;
  /** Answers when every replica goes by it. Throws `bad_request` for a subject that is not there, `conflict`. */
  add(who: Principal, limit: NewLimit): Promise<LimitView>;
  /** Throws `not_found`. */
  remove(who: Principal, id: string): Promise<LimitView>;
  /** By limit; of `any` that of the caller with the most. */
  uses(who: Principal, limits: readonly LimitView[]): Promise<ReadonlyMap<string, { minute: Use; day: Use }>>;
  /** Forgets windows that are over. */
  sweep(): Promise<void>;
}
