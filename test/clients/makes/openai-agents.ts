import { auth } from "@modelcontextprotocol/client";
import { MCPServerStreamableHttp } from "@openai/agents";
import { headersOf, Keeper } from "../keeper.ts";
import type { Door, Make, Session } from "../matrix.ts";
import { shownOf } from "../shown.ts";

/** Its MCP layer alone: no model, and so no trace that would be sent anywhere. */
async function open(door: Door): Promise<Session> {
  const keeper = door.token === undefined ? new Keeper(door) : undefined;
  const make = () =>
    new MCPServerStreamableHttp({
      url: door.endpoint.href,
      name: "valetkey",
      requestInit: { headers: headersOf(door) },
      ...(keeper && { authProvider: keeper }),
    });
  let server = make();
  try {
    await server.connect();
  } catch (error) {
    if (!keeper) throw error;
    await server.close().catch(() => {});
    // The library hands the provider to SDK v2, whose `auth` redeems the code.
    const back = keeper.back();
    await auth(keeper, {
      serverUrl: door.endpoint,
      authorizationCode: back.get("code") ?? "",
      iss: back.get("iss") ?? "",
    });
    server = make();
    await server.connect();
  }
  return {
    list: async () => (await server.listTools()).map(({ name }) => name),
    call: async (name, args) =>
      shownOf((await server.callToolResult(name, args)) as Parameters<typeof shownOf>[0]),
    close: () => server.close(),
  };
}

export const openaiAgents: Make = {
  id: "openai-agents",
  title: "OpenAI Agents SDK",
  package: "@openai/agents",
  era: "2026-07-28",
  signIns: ["OAuth, registration", "OAuth, metadata document", "token"],
  open,
};
