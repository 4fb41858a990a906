import type { IncomingMessage } from "node:http";
import {
  type AuthInfo,
  isInitializeRequest,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCRequest,
  PerRequestHTTPServerTransport,
  PROTOCOL_VERSION_META_KEY,
  type Server,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import type { Principal } from "../context.ts";
import type { CallScope } from "../invoke/index.ts";
import type { Questions } from "./questions.ts";
import type { ClientSession, Sessions } from "./session.ts";
import type { UnderWay } from "./under-way.ts";

/** From this revision on there are no sessions, and every request says what it is. */
const MODERN = "2026";

export interface LegacyRequest {
  who: Principal;
  scope: CallScope;
  /** As the client sent it: a single JSON-RPC message. */
  body: unknown;
  session: ClientSession | undefined;
}

export interface LegacyOptions {
  sessions: Sessions;
  underWay: UnderWay;
  /** Present where the endpoint asks its clients. */
  questions: Questions | undefined;
  /** A server for this request alone. */
  serverFor(exchange: LegacyRequest, era: "legacy"): Server;
}

export interface LegacyAnswer {
  response: Response;
  /** A new session's `Mcp-Session-Id`. */
  begun?: string;
}

/** A message of the older protocol, by what it lacks. Batches and whatever is no JSON-RPC go the SDK's way. */
export function isLegacyMessage({ method, headers }: IncomingMessage, body: unknown): boolean {
  const version = headers["mcp-protocol-version"];
  if (method !== "POST" || (typeof version === "string" && version >= MODERN)) return false;
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  const meta = (body as { params?: { _meta?: Record<string, unknown> | null } | null }).params?._meta;
  if (meta && PROTOCOL_VERSION_META_KEY in meta) return false;
  return (
    isJSONRPCRequest(body) ||
    isJSONRPCNotification(body) ||
    isJSONRPCResultResponse(body) ||
    isJSONRPCErrorResponse(body)
  );
}

const refuse = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });

/** 404 tells a client to begin anew, as the revisions with sessions ask. */
export const sessionNotFound = (): Response =>
  refuse(
    404,
    -32001,
    "Session not found: it has ended, or is somebody else's. Send initialize without a session id.",
  );

/** Headers that revisions up to 2025-11-25 ask for; undefined: they are right. */
function wrongHeaders({ headers }: IncomingMessage): Response | undefined {
  const { accept = "" } = headers;
  if (!accept.includes("application/json") || !accept.includes("text/event-stream"))
    return refuse(406, -32000, "Not Acceptable: accept both application/json and text/event-stream.");
  const version = headers["mcp-protocol-version"];
  if (version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(String(version))) return undefined;
  const supported = SUPPORTED_PROTOCOL_VERSIONS.join(", ");
  return refuse(400, -32000, `Unsupported protocol version. Supported: ${supported}.`);
}

/** What is cancelled gets no answer: a stream that says nothing and ends. */
const nothing = (): Response =>
  new Response(null, {
    status: 200,
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });

/**
 * One message of a revision up to 2025-11-25: JSON, or a stream where the call tells of itself before its result. The
 * SDK's own leg keeps no session and always streams.
 */
export function openLegacy(options: LegacyOptions) {
  const { sessions, underWay, questions } = options;

  const call = async (request: Request, message: JSONRPCRequest, auth: AuthInfo, of: LegacyRequest) => {
    const server = options.serverFor(of, "legacy");
    const transport = new PerRequestHTTPServerTransport({ classification: { era: "legacy" } });
    const { session, scope } = of;
    const cut = () => void transport.close();
    scope.signal.addEventListener("abort", cut, { once: true });
    if (session && questions) questions.over(session, transport, message.id);
    await server.connect(transport);
    if (session && questions) await introduce(transport, session);
    try {
      const response = await transport.handleMessage(message, { request, authInfo: auth });
      return { response: inBand(response), version: server.getNegotiatedProtocolVersion() };
    } catch (error) {
      if (!scope.signal.aborted) throw error;
      return { response: nothing(), version: undefined };
    }
  };

  return async (
    req: IncomingMessage,
    request: Request,
    auth: AuthInfo,
    of: LegacyRequest,
  ): Promise<LegacyAnswer> => {
    const { who, session, scope, body } = of;
    const wrong = wrongHeaders(req);
    if (wrong) return { response: wrong };
    if (!isJSONRPCRequest(body)) {
      if (session && isJSONRPCNotification(body) && body.method === "notifications/cancelled")
        await underWay.cancel(who.workspaceId, session, body.params?.requestId);
      else if (session && !isJSONRPCNotification(body)) questions?.answer(session, body as never);
      return { response: new Response(null, { status: 202 }) };
    }
    const done = session && underWay.add(session, body.id, scope);
    if (done) scope.onEnd(done);
    const { response, version } = await call(request, body, auth, of);
    if (!isInitializeRequest(body) || version === undefined) return { response };
    return { response, begun: sessions.begin(who, body.params.capabilities, version) };
  };
}

/** Errors of JSON-RPC come with HTTP 200 in these revisions; clients take another status for a broken transport. */
const inBand = (response: Response): Response =>
  response.status === 200 || response.status === 202
    ? response
    : new Response(response.body, { status: 200, headers: response.headers });

/** Says to this request's server what the client said when its session began. */
async function introduce(transport: PerRequestHTTPServerTransport, session: ClientSession): Promise<void> {
  const { version: protocolVersion, capabilities } = session;
  const clientInfo = { name: "client", version: "0" };
  const params = { protocolVersion, capabilities, clientInfo };
  const send = transport.send;
  await new Promise<void>((resolve) => {
    transport.send = async () => resolve();
    transport.onmessage?.({ jsonrpc: "2.0", id: "introduction", method: "initialize", params });
  });
  transport.send = send;
}
