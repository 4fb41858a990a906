import { MultiServerMCPClient } from "@langchain/mcp-adapters";
import { auth } from "@modelcontextprotocol/sdk/client/auth.js";
import { headersOf, Keeper } from "../keeper.ts";
import type { Door, Make, Session } from "../matrix.ts";

async function open(door: Door): Promise<Session> {
  const keeper = door.token === undefined ? new Keeper(door) : undefined;
  if (keeper) {
    // Its provider is SDK v1's, and so is the sign-in.
    await auth(keeper, { serverUrl: door.endpoint });
    await auth(keeper, { serverUrl: door.endpoint, authorizationCode: keeper.code() });
  }
  const client = new MultiServerMCPClient({
    mcpServers: {
      gmail: {
        transport: "http",
        url: door.endpoint.href,
        headers: headersOf(door),
        ...(keeper && { authProvider: keeper }),
      },
    },
  });
  const tools = new Map((await client.getTools()).map((tool) => [tool.name, tool]));
  return {
    list: async () => [...tools.keys()],
    // A result that is an error is thrown as one, with its texts.
    call: async (name, args) => {
      const tool = tools.get(name);
      if (!tool) throw new Error(`no tool ${name}`);
      const result: unknown = await tool.invoke(args);
      return { failed: false, text: typeof result === "string" ? result : JSON.stringify(result) };
    },
    close: () => client.close(),
  };
}

export const langchain: Make = {
  id: "langchain",
  title: "LangChain MCP adapters",
  package: "@langchain/mcp-adapters",
  era: "2025-11-25",
  signIns: ["OAuth, registration", "OAuth, metadata document", "token"],
  open,
};
