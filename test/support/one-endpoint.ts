import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

/** A real MCP client at `/mcp`, or at another address of the gateway. */
export async function connectTo(url: string, token: string) {
  const client = new Client({ name: "test-agent", version: "1" }, { versionNegotiation: { mode: "auto" } });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const result = await client.callTool({ name, arguments: args });
    const content = result.content as { type: string; text?: string }[];
    return {
      isError: result.isError === true,
      text: content.map((one) => one.text ?? "").join("\n"),
      structured: result.structuredContent as Record<string, unknown> | undefined,
      error: result._meta?.["valetkey/error"] as { error: string; [key: string]: unknown } | undefined,
      meta: result._meta,
      content,
    };
  };
  return {
    client,
    call,
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    close: () => client.close(),
  };
}
