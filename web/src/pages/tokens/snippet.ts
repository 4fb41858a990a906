import { snippetWords as words } from "../../words/snippets.ts";

const { names } = words;

export const clients = [
  { id: "mcp.json", label: names.mcpJson },
  { id: "claude", label: names.claude },
  { id: "claude-code", label: names.claudeCode },
  { id: "chatgpt", label: names.chatgpt },
  { id: "cursor", label: names.cursor },
  { id: "vscode", label: names.vscode },
  { id: "inspector", label: names.inspector },
  { id: "ts-v1", label: names.tsV1 },
  { id: "ts-v2", label: names.tsV2 },
  { id: "py-v1", label: names.pyV1 },
  { id: "py-v2", label: names.pyV2 },
] as const;
export type Client = (typeof clients)[number]["id"];

export type Endpoint = { id: string; url: string };

/** What to paste, where it goes, and how it is taken out again. `signsIn`: it takes no token and signs in by OAuth. */
export interface Snippet {
  text: string;
  /** A file, a menu, or nothing where it is a command or a program. */
  where?: string;
  isCommand?: true;
  signsIn?: true;
  remove: string;
}

const entries = (servers: readonly Endpoint[], entry: (server: Endpoint) => object): string =>
  JSON.stringify(
    { mcpServers: Object.fromEntries(servers.map((server) => [server.id, entry(server)])) },
    null,
    2,
  );
const bearer = (value: string) => ({ Authorization: `Bearer ${value}` });

/** Clients that insist on OAuth where it is offered get the address that offers none. */
function withoutOAuth(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}/k${pathname}`;
}

/** Each of the vendors' own formats; docs/clients.md says where they are described. */
const makers: Record<Client, (servers: readonly Endpoint[], value: string) => Snippet> = {
  "mcp.json": (servers, value) => ({
    text: entries(servers, ({ url }) => ({ type: "http", url, headers: bearer(value) })),
    where: "mcp.json",
    remove: words.file.remove,
  }),
  claude: (servers) => ({
    text: servers.map(({ url }) => url).join("\n"),
    where: words.claude.where,
    signsIn: true,
    remove: words.claude.remove,
  }),
  "claude-code": (servers, value) => ({
    text: servers
      .map(
        ({ id, url }) =>
          `claude mcp add --transport http ${id} ${url} --header "Authorization: Bearer ${value}"`,
      )
      .join("\n"),
    isCommand: true,
    remove: servers.map(({ id }) => `claude mcp remove ${id}`).join("\n"),
  }),
  chatgpt: (servers) => ({
    text: servers.map(({ url }) => url).join("\n"),
    where: words.chatgpt.where,
    signsIn: true,
    remove: words.chatgpt.remove,
  }),
  cursor: (servers, value) => ({
    text: entries(servers, ({ url }) => ({ url: withoutOAuth(url), headers: bearer(value) })),
    where: "~/.cursor/mcp.json",
    remove: words.cursor.remove,
  }),
  vscode: (servers) => ({
    text: JSON.stringify(
      {
        inputs: [{ type: "promptString", id: "valetkey", description: words.vscode.token, password: true }],
        servers: Object.fromEntries(
          servers.map(({ id, url }) => [
            id,
            { type: "http", url, headers: { Authorization: `Bearer \${input:valetkey}` } },
          ]),
        ),
      },
      null,
      2,
    ),
    where: words.vscode.where,
    remove: words.vscode.remove,
  }),
  inspector: (servers, value) => ({
    text: servers
      .map(
        ({ url }) =>
          `npx @modelcontextprotocol/inspector --cli ${url} --transport http --header "Authorization: Bearer ${value}" --method tools/list`,
      )
      .join("\n"),
    isCommand: true,
    remove: words.inspector.remove,
  }),
  "ts-v1": (servers, value) =>
    program(servers, value, typescript("@modelcontextprotocol/sdk/client/index.js", true)),
  "ts-v2": (servers, value) => program(servers, value, typescript("@modelcontextprotocol/client", false)),
  "py-v1": (servers, value) => program(servers, value, pythonV1),
  "py-v2": (servers, value) => program(servers, value, pythonV2),
};

const program = (
  servers: readonly Endpoint[],
  value: string,
  write: (url: string, value: string) => string,
): Snippet => ({
  text: servers.map(({ url }) => write(url, value)).join("\n\n"),
  remove: words.program.remove,
});

const typescript = (from: string, isV1: boolean) => (url: string, value: string) => {
  const imports = isV1
    ? `import { Client } from "${from}";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";`
    : `import { Client, StreamableHTTPClientTransport } from "${from}";`;
  return `${imports}

const client = new Client({ name: "my-agent", version: "1.0.0" });
await client.connect(
  new StreamableHTTPClientTransport(new URL("${url}"), {
    requestInit: { headers: { Authorization: "Bearer ${value}" } },
  }),
);
console.log(await client.listTools());`;
};

const pythonV1 = (url: string, value: string) => `import asyncio
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client

async def main():
    headers = {"Authorization": "Bearer ${value}"}
    async with streamablehttp_client("${url}", headers=headers) as (read, write, _):
        async with ClientSession(read, write) as session:
            await session.initialize()
            print(await session.list_tools())

asyncio.run(main())`;

const pythonV2 = (url: string, value: string) => `import asyncio
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

async def main():
    http = httpx2.AsyncClient(headers={"Authorization": "Bearer ${value}"}, follow_redirects=True)
    async with http, Client(streamable_http_client("${url}", http_client=http)) as client:
        print(await client.list_tools())

asyncio.run(main())`;

export const snippet = (client: Client, servers: readonly Endpoint[], value: string): Snippet =>
  makers[client](servers, value);
