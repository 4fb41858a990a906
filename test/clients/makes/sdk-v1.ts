import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type CallToolResult, UrlElicitationRequiredError } from "@modelcontextprotocol/sdk/types.js";
import { headersOf, Keeper } from "../keeper.ts";
import type { Door, Make, Session } from "../matrix.ts";
import { shownOf } from "../shown.ts";

/** What any program on SDK v1 does: connects, and after signing in connects once more. */
export async function openV1(door: Door): Promise<Session> {
  const keeper = door.token === undefined ? new Keeper(door) : undefined;
  const transport = () =>
    new StreamableHTTPClientTransport(door.endpoint, {
      requestInit: { headers: headersOf(door) },
      ...(keeper && { authProvider: keeper }),
    });
  const make = () =>
    new Client({ name: "matrix", version: "1" }, { capabilities: { elicitation: { form: {}, url: {} } } });
  let client = make();
  const first = transport();
  try {
    // The class declares `sessionId` in a way exactOptionalPropertyTypes does not take.
    await client.connect(first as Transport);
  } catch (error) {
    if (!(error instanceof UnauthorizedError) || !keeper) throw error;
    await first.finishAuth(keeper.code());
    client = make();
    await client.connect(transport() as Transport);
  }
  return sessionOf(client, door);
}

/** The calls of a client that is connected. The library hands links to open to its program, as an error with a type. */
export function sessionOf(client: Client, door: Door): Session {
  const call = async (name: string, args: Record<string, unknown>) =>
    shownOf((await client.callTool({ name, arguments: args })) as CallToolResult);
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => {
      try {
        return await call(name, args);
      } catch (error) {
        if (!(error instanceof UrlElicitationRequiredError)) throw error;
        for (const { url } of error.elicitations) await door.openLink(url);
        throw error;
      }
    },
    close: () => client.close(),
  };
}

export const sdkV1: Make = {
  id: "sdk-v1",
  title: "SDK v1",
  package: "@modelcontextprotocol/sdk",
  era: "2025-11-25",
  signIns: ["OAuth, registration", "OAuth, metadata document", "token"],
  open: openV1,
};
