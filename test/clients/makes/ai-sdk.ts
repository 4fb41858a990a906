import { auth, createMCPClient } from "@ai-sdk/mcp";
import { headersOf, Keeper } from "../keeper.ts";
import type { Door, Make, Session } from "../matrix.ts";
import { shownOf } from "../shown.ts";

/** As its own pages do it: the first `auth` sends the person to the browser, the second redeems the code. */
async function signIn(door: Door): Promise<Keeper | undefined> {
  if (door.token !== undefined) return undefined;
  const keeper = new Keeper(door);
  const serverUrl = door.endpoint;
  if ((await auth(keeper, { serverUrl })) === "REDIRECT") {
    const back = keeper.back();
    await auth(keeper, {
      serverUrl,
      authorizationCode: back.get("code") ?? "",
      callbackState: back.get("state") ?? "",
      callbackIssuer: back.get("iss") ?? "",
    });
  }
  return keeper;
}

async function open(door: Door): Promise<Session> {
  const keeper = await signIn(door);
  const client = await createMCPClient({
    clientName: "matrix",
    transport: {
      type: "http",
      url: door.endpoint.href,
      headers: headersOf(door),
      ...(keeper && { authProvider: keeper }),
    },
  });
  // What a model's tools are made of: `tools()` wraps the same list and the same call.
  const tools = await client.tools();
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => {
      const tool = tools[name];
      if (!tool?.execute) throw new Error(`no tool ${name}`);
      const result = await tool.execute(args, { toolCallId: "1", messages: [], context: {} });
      return shownOf(result as Parameters<typeof shownOf>[0]);
    },
    close: () => client.close(),
  };
}

export const aiSdk: Make = {
  id: "ai-sdk",
  title: "AI SDK",
  package: "@ai-sdk/mcp",
  era: "2026-07-28",
  signIns: ["OAuth, registration", "token"],
  open,
};
