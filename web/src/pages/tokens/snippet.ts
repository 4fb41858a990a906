export const clients = [
  { id: "mcp.json", label: "mcp.json (most clients)" },
  { id: "claude-code", label: "Claude Code" },
  { id: "inspector", label: "MCP Inspector CLI" },
] as const;
export type Client = (typeof clients)[number]["id"];

export type Endpoint = { id: string; url: string };

/** What to paste into a client, one entry or line a server. */
export function snippet(client: Client, servers: readonly Endpoint[], value: string): string {
  const header = `Authorization: Bearer ${value}`;
  const lines = {
    "claude-code": ({ id, url }: Endpoint) =>
      `claude mcp add --transport http ${id} ${url} --header "${header}"`,
    inspector: ({ url }: Endpoint) =>
      `npx @modelcontextprotocol/inspector --cli ${url} --transport http --header "${header}" --method tools/list`,
  };
  if (client !== "mcp.json") return servers.map(lines[client]).join("\n");
  const entries = servers.map(({ id, url }) => [
    id,
    { type: "http", url, headers: { Authorization: `Bearer ${value}` } },
  ]);
  return JSON.stringify({ mcpServers: Object.fromEntries(entries) }, null, 2);
}
