import {
  type AuthInfo,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Principal } from "../context.ts";
import type { CallScope } from "../invoke/index.ts";
import type { Caller } from "./endpoint.ts";
import { openProgress } from "./progress.ts";
import type { ClientSession } from "./session.ts";

/** One HTTP request on its way. */
export interface Exchange {
  who: Principal;
  scope: CallScope;
  session: ClientSession | undefined;
  challenged?: readonly string[];
}

export const exchangeOf = (auth: AuthInfo | undefined): Exchange => {
  if (!auth?.extra) throw new Error("an MCP request came without its principal");
  return auth.extra as unknown as Exchange;
};

export function callerIn(exchange: Exchange, era: Caller["era"], mcp: ServerContext): Caller {
  const { who, scope, session } = exchange;
  const envelope: Record<string, unknown> | undefined = mcp.mcpReq.envelope; // the SDK has checked its shape
  const said = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
  const capabilities = era === "modern" ? said : session?.capabilities;
  const challenge = (scopes: readonly string[]) => {
    exchange.challenged = scopes;
  };
  return { who, scope, era, capabilities, mcp, challenge };
}

/** Progress of a call is told to a client that asked for it, and to none after the result. */
export async function withProgress<T>(caller: Caller, work: (caller: Caller) => Promise<T>): Promise<T> {
  const { scope, mcp } = caller;
  const progressToken = mcp.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return work(caller);
  const teller = openProgress((told) => {
    const params = { progressToken, ...told };
    mcp.mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  });
  try {
    return await work({ ...caller, scope: scope.telling(teller.tell) });
  } finally {
    teller.stop();
  }
}
