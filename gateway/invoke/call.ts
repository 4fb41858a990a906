import type { RegisteredServer } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { CallScope } from "./scope.ts";

/** The whole call, provider retries included. */
export const CALL_MS = 60_000;

/** One tool call on its way through this room. */
export interface Call {
  id: string;
  who: Principal;
  server: RegisteredServer;
  toolName: string;
  /** As they came. */
  args: unknown;
  scope: CallScope;
  startedAt: number;
}
