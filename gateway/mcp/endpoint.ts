import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type AuthInfo,
  type CallToolResult,
  type ClientCapabilities,
  createMcpHandler,
  type InputRequiredResult,
  type ListToolsResult,
  Server,
  type ServerCapabilities,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { CallScope, FileOutcome } from "../invoke/index.ts";
import type { Log } from "../log.ts";
import type { Changes } from "./changes.ts";
import { callerIn, type Exchange, exchangeOf, withProgress } from "./exchange.ts";
import { isLegacyMessage, openLegacy, sessionNotFound } from "./legacy.ts";
import { send, toRequest, toSignal } from "./node-adapter.ts";
import { openQuestions } from "./questions.ts";
import { serveResources } from "./resources.ts";
import { openSessions, type SigningKeys } from "./session.ts";
import { challengeOf } from "./step-up.ts";
import type { UnderWay } from "./under-way.ts";

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
  /** `modern`: 2026-07-28 and later. */
  era: "modern" | "legacy";
  /** What the client says it can do: with this request, or when its session began. */
  capabilities: ClientCapabilities | undefined;
  /** The protocol's own view of this request. */
  mcp: ServerContext;
  /** Answers the whole request with a challenge for these OAuth scopes instead; clients of the newer era follow it. */
  challenge(scopes: readonly string[]): void;
}

/** What one endpoint offers, whatever stands behind it: one MCP server, or several. */
export interface Offer {
  /** Of the server: `name` is the id in its address. */
  info: { name: string; title: string };
  instructions: string;
  listTools(caller: Caller): Promise<ListToolsResult["tools"]>;
  /** Throws a `ProtocolError` for a name that is not a tool here. */
  callTool(caller: Caller, name: string, args: unknown): Promise<CallToolResult | InputRequiredResult>;
  /** Absent: the server has no resources, unless `more` has. */
  readResource?: (caller: Caller, uri: string) => Promise<FileOutcome>;
  /** What it does beyond tools and links to files. */
  more?: {
    capabilities: ServerCapabilities;
    /** Adds handlers to the server of one request. */
    serve(server: Server, callerOf: (mcp: ServerContext) => Caller): void;
    /** Asks clients of the older era in the middle of a call; who does holds the questions in this process. */
    asks: boolean;
  };
}

export interface EndpointOptions {
  version: string;
  changes: Changes;
  underWay: UnderWay;
  /** `derive("mcp-session")` of the vault. */
  sessionKeys: SigningKeys;
  publicUrl: string;
  clock: Clock;
  log: Log;
}

/** How long a client may believe a list or `server/discover`, milliseconds. */
const LIST_TTL_MS = 5_000;
const HINT = { ttlMs: LIST_TTL_MS, cacheScope: "private" as const };

/** One endpoint: a fresh low-level `Server` a request, so that no answer can reach another client. */
export function openEndpoint(offer: Offer, options: EndpointOptions): McpEndpoint {
  const { changes, underWay, log, publicUrl } = options;
  const { name } = offer.info;
  const serverFor = serverFactory(offer, options.version);
  const sessions = openSessions(options.sessionKeys, name, options.clock);
  const questions = offer.more?.asks ? openQuestions() : undefined;
  const handler = createMcpHandler(({ authInfo, era }) => serverFor(exchangeOf(authInfo), era), {
    bus: changes.bus,
    onerror: (err) => log.debug({ err, server: name }, "an MCP request was refused by the protocol"),
  });
  const legacy = openLegacy({ sessions, underWay, questions, serverFor });

  return async (req, res, { who, scope, body }) => {
    const text = isModern(req) ? undefined : req.headers["mcp-session-id"];
    const session = typeof text === "string" ? sessions.read(who, text) : undefined;
    if (text !== undefined && (!session || underWay.hasEnded(session))) return send(res, sessionNotFound());
    const exchange: Exchange = { who, scope, session };
    if (isStream(req)) {
      if (session) scope.onEnd(underWay.add(session, "the stream", scope));
      scope.signal.addEventListener("abort", () => res.end(), { once: true });
      return changes.stream(req, res, who);
    }
    if (req.method === "DELETE" && session) {
      await underWay.end(who.workspaceId, session);
      return void res.writeHead(204).end();
    }
    const extra = exchange as unknown as Record<string, unknown>;
    const auth: AuthInfo = { token: "", clientId: who.id, scopes: [], extra };
    if (isLegacyMessage(req, body)) {
      const { response, begun } = await legacy(req, toRequest(req, undefined), auth, { ...exchange, body });
      if (begun !== undefined) res.setHeader("mcp-session-id", begun);
      return send(res, response);
    }
    const serve = () => {
      const parsed = body !== undefined && { parsedBody: body };
      return handler.fetch(toRequest(req, toSignal(res, body)), { authInfo: auth, ...parsed });
    };
    const listens = (body as { method?: unknown } | undefined)?.method === "subscriptions/listen";
    const response = await (listens ? changes.within(who, res, serve) : serve());
    const { challenged } = exchange;
    await send(res, challenged ? challengeOf(challenged, { publicUrl, req, body }) : response);
  };
}

function serverFactory(offer: Offer, version: string) {
  const { readResource, more } = offer;
  const info = { ...offer.info, version };
  const options = {
    instructions: offer.instructions,
    capabilities: {
      tools: { listChanged: true },
      ...(readResource && { resources: {} }),
      ...more?.capabilities,
    },
    cacheHints: {
      "tools/list": HINT,
      "server/discover": HINT,
      ...(more && {
        "prompts/list": HINT,
        "resources/list": HINT,
        "resources/templates/list": HINT,
        "resources/read": HINT,
      }),
    },
  };
  return (exchange: Exchange, era: Caller["era"]): Server => {
    const server = new Server(info, options);
    const callerOf = (mcp: ServerContext) => callerIn(exchange, era, mcp);
    server.setRequestHandler("tools/list", async (_request, mcp) => ({
      tools: await offer.listTools(callerOf(mcp)),
    }));
    server.setRequestHandler("tools/call", ({ params }, mcp) => {
      const run = (caller: Caller) => offer.callTool(caller, params.name, params.arguments);
      return withProgress(callerOf(mcp), run);
    });
    if (readResource) serveResources(server, (uri, mcp) => readResource(callerOf(mcp), uri));
    more?.serve(server, callerOf);
    return server;
  };
}

const isModern = ({ headers }: IncomingMessage): boolean =>
  String(headers["mcp-protocol-version"] ?? "") >= "2026";

/** The older protocol's stream from the server; the newer one has none by GET and is told so by the SDK. */
const isStream = (req: IncomingMessage): boolean =>
  req.method === "GET" && req.headers.accept?.includes("text/event-stream") === true && !isModern(req);
