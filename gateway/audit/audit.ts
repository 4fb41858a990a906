import type { Principal } from "../context.ts";
import type { AuditInput } from "./events.ts";

/**
 * The audit log of every workspace. Rows of one workspace are committed in the order they were handed in.
 *
 * `append` and `enqueue` throw `audit_unavailable` while the log cannot be written: whoever gets it does not run, or
 * hands no result out. A row that states a fact is still kept and written when the database is back; a row that states
 * an intention (outcome `started`) is dropped, since what it announces did not happen.
 */
export interface Audit {
  /** Resolves when the row is committed. For `started` rows of write tools and every administrative event. */
  append(who: Principal, event: AuditInput): Promise<void>;
  /** Committed within some milliseconds; a crash before loses it. For calls of read tools. */
  enqueue(who: Principal, event: AuditInput): void;
  /** False: refuse before running. With a workspace: its own log; without: every log. */
  healthy(workspaceId?: string): boolean;
  /** Rows that wait, all workspaces. */
  backlog(): number;
  /** Resolves when every row handed in before is committed; `audit_unavailable` after `withinMs` (default 10,000). */
  flush(withinMs?: number): Promise<void>;
  /** Takes no more rows and flushes. */
  close(withinMs?: number): Promise<void>;
}
