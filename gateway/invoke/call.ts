import type { RegisteredServer, RegisteredTool } from "../catalog/index.ts";
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
  /** Given for what is not listed: bytes that a link names. */
  tool?: RegisteredTool;
  /** As they came. */
  args: unknown;
  scope: CallScope;
  startedAt: number;
}
