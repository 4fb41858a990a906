import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

export interface ToolAnswer {
  isError: boolean;
  text: string;
  structured: Record<string, unknown> | undefined;
  /** The machine-readable part of an error. */
  error: { error: string; connect_url?: string; [key: string]: unknown } | undefined;
}

/** An agent: a real MCP client (SDK v2) with an API token. */
export async function connectAgent(url: string, token: string, server = "gmail") {
  const client = new Client({ name: "test-agent", version: "1" }, { versionNegotiation: { mode: "auto" } });
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp/${server}`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return {
    client,
    tools: async () => (await client.listTools()).tools,
    async call(name: string, args: Record<string, unknown> = {}): Promise<ToolAnswer> {
      const result = await client.callTool({ name, arguments: args });
      const content = result.content as { type: string; text?: string }[];
      return {
        isError: result.isError === true,
        text: content.map((c) => c.text ?? "").join("\n"),
        structured: result.structuredContent as Record<string, unknown> | undefined,
        error: result._meta?.["valetkey/error"] as ToolAnswer["error"],
      };
    },
    close: () => client.close(),
  };
}
export type Agent = Awaited<ReturnType<typeof connectAgent>>;

/** One JSON-RPC call without a client library, for loads and for wrong requests. Era 2025-11-25. */
export async function rawCall(
  url: string,
  token: string,
  tool: string,
  args: object,
  { signal, ...headers }: { signal?: AbortSignal; traceparent?: string } = {},
): Promise<Response> {
  return fetch(`${url}/mcp/gmail`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-11-25",
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: tool, arguments: args },
    }),
    ...(signal && { signal }),
  });
}
