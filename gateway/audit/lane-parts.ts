import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db } from "../db/index.ts";
import type { GatewayError } from "../errors.ts";
import type { Draft } from "./row.ts";

export type AuditDb = Pick<Db, "audit" | "inWorkspace">;

/** Takes facts first, like pino. */
export interface AuditLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface Pace {
  /** How long rows that nobody waits for may gather, ms. */
  lingerMs: number;
  /** Most rows of one commit. */
  batch: number;
  /** Commits that fail in a row before callers are refused. */
  tolerated: number;
  /** First and longest pause before a failed commit is tried again, ms. */
  retryMs: number;
  retryMaxMs: number;
  /** How long a commit may take, or a caller wait, before callers are refused, ms. */
  patienceMs: number;
}

export interface LaneDeps {
  db: AuditDb;
  clock: Clock;
  log: AuditLog;
  pace: Pace;
  /** Told how many rows left the lane, for the writer's count. */
  left(rows: number): void;
  /** Told of rows that have just been committed. */
  committed(rows: readonly Draft[]): void;
}

export interface Entry {
  readonly who: Principal;
  draft: Draft;
  /** Present while somebody waits for the commit. */
  waiting?: { resolve(): void; reject(error: GatewayError): void } | undefined;
  isReduced?: boolean;
  /** An intention that was given up: not to be written unless it already is. */
  isUnwanted?: boolean;
}
