import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type AuthInfo,
  type CallToolResult,
  createMcpHandler,
  type ListToolsResult,
  Server,
} from "@modelcontextprotocol/server";
import type { Principal } from "../context.ts";
import type { CallScope, FileOutcome } from "../invoke/index.ts";
import type { Log } from "../log.ts";
import type { Changes } from "./changes.ts";
import { serveNode } from "./node-adapter.ts";
import { serveResources } from "./resources.ts";

export interface McpRequest {
  who: Principal;
  scope: CallScope;
  body: unknown;
}
/** Serves one HTTP request of an MCP server, in either era of the protocol. */
export type McpEndpoint = (req: IncomingMessage, res: ServerResponse, request: McpRequest) => Promise<void>;

/** Who asks, and in which request. */
export interface Caller {
  who: Principal;
  scope: CallScope;
}

/** What one endpoint offers, whatever stands behind it: one MCP server, or several. */
export interface Offer {
  /** Of the server: `name` is the id in its address. */
  info: { name: string; title: string };
  instructions: string;
  listTools(caller: Caller): Promise<ListToolsResult["tools"]>;
  /** Throws a `ProtocolError` for a name that is not a tool here. */
  callTool(caller: Caller, name: string, args: unknown): Promise<CallToolResult>;
  /** Absent: the server has no resources. */
  readResource?: (caller: Caller, uri: string) => Promise<FileOutcome>;
}

export interface EndpointOptions {
  version: string;
  changes: Changes;
  log: Log;
}

/** How long a client may believe `tools/list` and `server/discover`, milliseconds. */
const LIST_TTL_MS = 5_000;

const callerOf = (auth: AuthInfo | undefined): Caller => {
  if (!auth?.extra) throw new Error("an MCP request came without its principal");
  return auth.extra as unknown as Caller;
};

/** One endpoint: a fresh low-level `Server` a request, so that no answer can reach another client. */
export function openEndpoint(offer: Offer, { version, changes, log }: EndpointOptions): McpEndpoint {
  const { readResource } = offer;
  const info = { ...offer.info, version };
  const options = {
    instructions: offer.instructions,
    capabilities: { tools: { listChanged: true }, ...(readResource && { resources: {} }) },
    cacheHints: {
      "tools/list": { ttlMs: LIST_TTL_MS, cacheScope: "private" as const },
      "server/discover": { ttlMs: LIST_TTL_MS, cacheScope: "private" as const },
    },
  };
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const caller = callerOf(authInfo);
      const server = new Server(info, options);
      server.setRequestHandler("tools/list", async () => ({ tools: await offer.listTools(caller) }));
      server.setRequestHandler("tools/call", ({ params }) =>
        offer.callTool(caller, params.name, params.arguments),
      );
      if (readResource) serveResources(server, (uri) => readResource(caller, uri));
      return server;
    },
    {
      bus: changes.bus,
      onerror: (err) => log.debug({ err, server: info.name }, "an MCP request was refused by the protocol"),
    },
  );
  return async (req, res, { who, scope, body }) => {
    if (isStream(req)) return changes.stream(req, res, who);
    const auth: AuthInfo = { token: "", clientId: who.id, scopes: [], extra: { who, scope } };
    const serve = () => serveNode(handler, req, res, auth, body);
    await ((body as { method?: unknown } | undefined)?.method === "subscriptions/listen"
      ? changes.within(who, res, serve)
      : serve());
  };
}

/** The older protocol's stream from the server; the newer one has none by GET and is told so by the SDK. */
function isStream({ method, headers }: IncomingMessage): boolean {
  const version = headers["mcp-protocol-version"];
  return (
    method === "GET" &&
    headers.accept?.includes("text/event-stream") === true &&
    (version === undefined || version < "2026")
  );
}
