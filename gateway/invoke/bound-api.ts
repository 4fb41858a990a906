import { type Api, type ApiOptions, ToolError } from "../../mcp-servers/kit/index.ts";
import type { Connection, RegisteredServer, RegisteredTool } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { EgressResponse } from "../egress/index.ts";
import type { ApiRequest, OAuthClient, Vault } from "../vault/index.ts";
import { faultOf } from "./provider-fault.ts";

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

/** The `api` a tool gets: this connector's account, this server's base URL, nothing else. */
export function bindApi({ vault, who, server, tool, connection, client, signal }: Binding): Api {
  const use = {
    workspaceId: connection.workspaceId,
    connectorId: connection.id,
    grantId: connection.grant.id,
    provider: server.provider,
    client,
    signal,
  };
  const readOnly = tool.tool.effect === "read";
  const send = async <T>(method: Method, path: string, body?: unknown, options?: ApiOptions): Promise<T> => {
    if (readOnly && (method !== "GET" || Object.keys(options?.headers ?? {}).some(overridesMethod)))
      throw new Error(`${tool.tool.name} is declared read but sends ${method}`);
    const request: ApiRequest = {
      method,
      url: urlOf(server.baseUrl, path, options),
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...options?.headers,
      },
      timeoutMs: TIMEOUT_MS,
      retry: { withinMs: RETRY_WITHIN_MS },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await vault.sendAs(who, use, request);
    if (response.status >= 400) throw faultOf(server.provider.title, response);
    return parse<T>(server.provider.title, response);
  };
  return {
    get: (path, options) => send("GET", path, undefined, options),
    post: (path, body, options) => send("POST", path, body, options),
    put: (path, body, options) => send("PUT", path, body, options),
    patch: (path, body, options) => send("PATCH", path, body, options),
    delete: (path, options) => send("DELETE", path, undefined, options),
    hasScope: (scope) => connection.grant.scopes.has(scope),
    account: connection.account,
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
