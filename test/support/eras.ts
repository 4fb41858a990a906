import { Client, type ElicitResult, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

export interface ClientOptions {
  url: string;
  token: string;
  /** Path of the endpoint: `/mcp/gmail`. */
  path?: string;
  /** What a person does with a link: the client opens links then. Legacy clients only say that they do. */
  onLink?: (url: string) => Promise<ElicitResult["action"]>;
  headers?: Record<string, string>;
}

const transportOptions = ({ token, headers }: ClientOptions) => ({
  requestInit: { headers: { authorization: `Bearer ${token}`, ...headers } },
});
const endpointOf = ({ url, path = "/mcp/gmail" }: ClientOptions) => new URL(url + path);
const capabilitiesOf = ({ onLink }: ClientOptions) => (onLink ? { elicitation: { url: {} } } : {});

/** The official client of 2026-07-28. */
export async function modernClient(options: ClientOptions): Promise<Client> {
  const client = new Client(
    { name: "modern", version: "1" },
    { capabilities: capabilitiesOf(options), versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  const { onLink } = options;
  if (onLink)
    client.setRequestHandler("elicitation/create", async ({ params }) => ({
      action: params.mode === "url" ? await onLink(params.url) : "decline",
    }));
  await client.connect(new StreamableHTTPClientTransport(endpointOf(options), transportOptions(options)));
  return client;
}

/** The official client of 2025-11-25, and the session that it was given. */
export async function legacyClient(options: ClientOptions) {
  const client = new LegacyClient(
    { name: "legacy", version: "1" },
    { capabilities: capabilitiesOf(options) },
  );
  const transport = new LegacyTransport(endpointOf(options), transportOptions(options));
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own transport lacks what exactOptionalPropertyTypes asks for.
  await client.connect(transport as any);
  return { client, transport, session: transport.sessionId ?? "", close: () => client.close() };
}

type Headers_ = Record<string, string>;

/** One message without a client library. */
export function post(
  { url, token, path = "/mcp/gmail" }: Pick<ClientOptions, "url" | "token" | "path">,
  body: unknown,
  headers: Headers_ = {},
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(url + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

export const LEGACY = { "mcp-protocol-version": "2025-11-25" };

/** A request of 2026-07-28 with all that it says of itself. */
export function modernRequest(method: string, params: Record<string, unknown>, capabilities: object = {}) {
  const name = params.name ?? params.uri;
  return {
    headers: {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": name }),
    },
    body: {
      jsonrpc: "2.0",
      id: 1,
      method,
      params: {
        ...params,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": capabilities,
        },
      },
    },
  };
}

/** The JSON-RPC messages of an answer, as JSON or as events of a stream. */
// biome-ignore lint/suspicious/noExplicitAny: the JSON of any method; tests look at the fields they are about.
export async function messagesOf(response: Response): Promise<any[]> {
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("application/json")) return [JSON.parse(text)];
  return [...text.matchAll(/^data: (.+)$/gm)].map(([, data = ""]) => JSON.parse(data));
}
