import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  UrlElicitationRequiredError,
} from "@modelcontextprotocol/client";
import { headersOf, Keeper } from "../keeper.ts";
import type { Door, Make, Session } from "../matrix.ts";
import { shownOf } from "../shown.ts";

async function open(door: Door, mode: "auto" | "legacy"): Promise<Session> {
  const keeper = door.token === undefined ? new Keeper(door) : undefined;
  const transport = () =>
    new StreamableHTTPClientTransport(door.endpoint, {
      requestInit: { headers: headersOf(door) },
      ...(keeper && { authProvider: keeper }),
    });
  const make = () => {
    const client = new Client(
      { name: "matrix", version: "2" },
      { versionNegotiation: { mode }, capabilities: { elicitation: { form: {}, url: {} } } },
    );
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      if (params.mode !== "url") return { action: "decline" };
      return { action: (await door.openLink(params.url)) ? "accept" : "decline" };
    });
    return client;
  };
  let client = make();
  const first = transport();
  try {
    await client.connect(first);
  } catch (error) {
    if (!(error instanceof UnauthorizedError) || !keeper) throw error;
    await first.finishAuth(keeper.back());
    client = make();
    await client.connect(transport());
  }
  const call = async (name: string, args: Record<string, unknown>) =>
    shownOf(await client.callTool({ name, arguments: args }));
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => {
      try {
        return await call(name, args);
      } catch (error) {
        // The older protocol: handed to the program. In the newer one the library asks through the handler, and goes on.
        if (!(error instanceof UrlElicitationRequiredError)) throw error;
        for (const { url } of error.elicitations) await door.openLink(url);
        throw error;
      }
    },
    close: () => client.close(),
  };
}

const common = { package: "@modelcontextprotocol/client" } as const;

export const sdkV2Modern: Make = {
  ...common,
  id: "sdk-v2-modern",
  title: "SDK v2",
  era: "2026-07-28",
  signIns: ["OAuth, registration", "OAuth, metadata document", "token"],
  open: (door) => open(door, "auto"),
};

export const sdkV2Legacy: Make = {
  ...common,
  id: "sdk-v2-legacy",
  title: "SDK v2, pinned to legacy",
  era: "2025-11-25",
  signIns: ["OAuth, registration", "token"],
  open: (door) => open(door, "legacy"),
};
