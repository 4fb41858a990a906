import { type Api, type ApiOptions, ToolError } from "../../mcp-servers/kit/index.ts";
import { type Connection, coveredBy, type RegisteredServer, type RegisteredTool } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { EgressResponse } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { openTurns } from "../turns.ts";
import type { ApiRequest, OAuthClient, Use, Vault } from "../vault/index.ts";
import type { Pauses } from "./pauses.ts";
import { bodyFaultOf, faultOf, waitOf } from "./provider-fault.ts";

const turn = openTurns();

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A call to a provider, retries and waiting for `Retry-After` included. */
const TIMEOUT_MS = 30_000;
const RETRY_WITHIN_MS = 10_000;

export interface Binding {
  vault: Vault;
  who: Principal;
  server: RegisteredServer;
  tool: RegisteredTool;
  connection: Connection & { grant: NonNullable<Connection["grant"]> };
  client: OAuthClient;
  signal: AbortSignal;
  clock: Clock;
  pauses: Pauses;
}

const decoder = new TextDecoder();

/** Headers by which some APIs let a GET stand for another method. */
const overridesMethod = (header: string): boolean => /^x-(http-)?method/i.test(header);

/** `path` below the server's base URL. It cannot name a host, climb out with `..`, or bring a query of its own. */
function urlOf(base: string, path: string, options: ApiOptions | undefined): string {
  if (!path.startsWith("/") || path.startsWith("//") || /[?#\\\s]|(^|\/)\.{1,2}(\/|$)|%2e/i.test(path)) {
    throw new ToolError("bad_argument", "An id in the arguments is not acceptable in an address.");
  }
  if (!options?.query) return base + path;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query)) {
    if (value === undefined) continue;
    if (typeof value === "object") for (const item of value) query.append(name, item);
    else query.append(name, String(value));
  }
  const text = query.toString();
  return text ? `${base}${path}?${text}` : base + path;
}

/** Which of a grant's two tokens a tool acts with: the person's where only scopes of that one cover it. */
function actsAs({ connection, tool }: Pick<Binding, "connection" | "tool">): "main" | "user" {
  const { userToken } = connection.provider;
  const scopes = userToken && coveredBy(connection.provider, connection.grant.scopes, tool.tool);
  if (!scopes || scopes.length === 0) return "main";
  return scopes.every((scope) => scope.startsWith(userToken.scopePrefix)) ? "user" : "main";
}

/** A redirect is never followed: where the credential would go next is not ours to learn from an answer. */
function movedOr(error: unknown, title: string): unknown {
  if (!(error instanceof GatewayError) || error.data.reason !== "redirect") return error;
  return new ToolError(
    "not_found",
    `${title} says that this was moved or renamed (${error.data.status}). Search for its present name.`,
    { status: Number(error.data.status) },
  );
}

/** What the provider refused, by status or under 200; undefined: it answered. */
function refusalIn(
  { connection, clock, pauses }: Binding,
  path: string,
  response: EgressResponse,
  answer: unknown,
): ToolError | undefined {
  const { provider, grant } = connection;
  const now = clock();
  const refused =
    response.status >= 400
      ? faultOf(provider.title, response, now)
      : bodyFaultOf(provider, answer, response, now);
  const wait = refused?.fault === "rate_limited" ? waitOf(response.headers, now) : undefined;
  if (wait !== undefined && provider.limitsByPath) pauses.note(grant.id, path, wait);
  return refused;
}

/** The `api` a tool gets: this connector's account, this server's base URL, nothing else. */
export function bindApi(binding: Binding): Api {
  const { vault, who, server, tool, connection, client, signal, pauses } = binding;
  const { provider } = connection;
  const use: Use = {
    workspaceId: connection.workspaceId,
    connectorId: connection.id,
    grantId: connection.grant.id,
    installationId: connection.grant.installationId,
    provider,
    client,
    signal,
    as: actsAs(binding),
  };
  const readOnly = tool.tool.effect === "read";
  const send = async <T>(method: Method, path: string, body?: unknown, options?: ApiOptions): Promise<T> => {
    if (readOnly && (method !== "GET" || Object.keys(options?.headers ?? {}).some(overridesMethod)))
      throw new Error(`${tool.tool.name} is declared read but sends ${method}`);
    pauses.check(connection.grant.id, path, provider.title);
    const request: ApiRequest = {
      method,
      url: urlOf(server.baseUrl, path, options),
      headers: {
        accept: "application/json",
        ...provider.apiHeaders,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...options?.headers,
      },
      timeoutMs: TIMEOUT_MS,
      retry: { withinMs: RETRY_WITHIN_MS },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await vault.sendAs(who, use, request).catch((error: unknown) => {
      throw movedOr(error, provider.title);
    });
    await turn(); // many answers can arrive at once, and each is parsed, rendered and handed out in one go
    const answer = response.status >= 400 ? undefined : parse<T>(provider.title, response);
    const refused = refusalIn(binding, path, response, answer);
    if (refused) throw refused;
    return answer as T;
  };
  return {
    get: (path, options) => send("GET", path, undefined, options),
    post: (path, body, options) => send("POST", path, body, options),
    put: (path, body, options) => send("PUT", path, body, options),
    patch: (path, body, options) => send("PATCH", path, body, options),
    delete: (path, options) => send("DELETE", path, undefined, options),
    hasScope: (scope) => connection.grant.scopes.has(scope),
    account: connection.account,
    connectorId: connection.id,
  };
}

function parse<T>(provider: string, { status, body }: EgressResponse): T {
  if (status === 204 || body.length === 0) return undefined as T;
  try {
    return JSON.parse(decoder.decode(body)) as T;
  } catch {
    throw new ToolError("provider_down", `${provider} answered with something that is not JSON.`, { status });
  }
}
