import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { environment, programOf } from "../command.ts";
import type { Door, Era, Make, Session } from "../matrix.ts";
import { sessionOf } from "./sdk-v1.ts";

const PACKAGE = "mcp-remote";

/** The bridge in a process of its own, and in front of it what desktop programs are: a client that speaks stdio. */
async function open(door: Door, era: Era): Promise<Session> {
  const args = [programOf(PACKAGE, "mcp-remote"), door.endpoint.href, "--auth-timeout", "10"];
  if (door.metadataDocument !== undefined) args.push("--client-metadata-url", door.metadataDocument);
  if (era === "2026-07-28") args.push("--protocol", "auto");
  // The value from the environment: arguments can be read by everybody on the machine.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: mcp-remote replaces it.
  if (door.token !== undefined) args.push("--header", "Authorization:${AUTHORIZATION}");
  const env = environment(door.home, {
    ...door.browser.env,
    ...(door.token !== undefined && { AUTHORIZATION: `Bearer ${door.token}` }),
  });
  const client = new Client(
    { name: "desktop", version: "1" },
    { capabilities: { elicitation: { form: {}, url: {} } } },
  );
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    env,
    cwd: door.home,
    stderr: "ignore",
  });
  await client.connect(transport);
  return sessionOf(client, door);
}

const common = {
  package: PACKAGE,
  signIns: ["OAuth, registration", "OAuth, metadata document", "token", "token at /k"],
} as const;

export const mcpRemote: Make = {
  ...common,
  id: "mcp-remote",
  title: "mcp-remote",
  era: "2025-11-25",
  open: (door) => open(door, "2025-11-25"),
};

export const mcpRemoteModern: Make = {
  ...common,
  id: "mcp-remote-auto",
  title: "mcp-remote `--protocol auto`",
  era: "2026-07-28",
  signIns: ["OAuth, registration", "token"],
  open: (door) => open(door, "2026-07-28"),
  known: {
    missing: {
      why: "it tells the gateway that the program behind it opens links, and then has no way to ask it in the newer protocol: the person sees an error without the link",
      looks: /sees no link: .*cannot put to a 2025-era client/,
      issue: "https://github.com/punkpeye/mcp-remote#protocol-eras-2026-07-28-servers",
    },
  },
};
