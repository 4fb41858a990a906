import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LEGACY, messagesOf, modernRequest, post } from "../support/eras.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { mcpWith, OAuthClient } from "../support/oauth-client.ts";

/** Ten thousand calls of many clients at once, all of them numbered alike: whose answer is whose. */
const CALLS = 10_000;
/** One in so many goes all the way to the provider. */
const FAR = 100;
const PEOPLE = ["ada", "ben", "cleo", "dora", "emil", "fay", "gus", "hana"];
const TOOL = "gmail_list_labels";

interface Caller {
  connector: string;
  token: string;
  era: "modern" | "legacy";
  session: string | undefined;
}
let gateway: TestGateway;
const callers: Caller[] = [];

beforeAll(async () => {
  const users = PEOPLE.map((name) => ({ email: `${name}@acme.test`, name }));
  gateway = await startGateway({ google: { users } });
  for (const name of PEOPLE) {
    const person = await gateway.member(`${name}@acme.test`);
    const { body } = await person.connect({ email: `${name}@acme.test`, tools: [TOOL] });
    const api = (await gateway.owner.newToken({ user: person.session.user.id })).value;
    const oauth = (await new OAuthClient({ url: gateway.url }).connect(person, "gmail")).access_token;
    for (const token of [api, oauth]) {
      const connector: string = body.connector.slug;
      callers.push({ connector, token, era: "modern", session: undefined });
      callers.push({ connector, token, era: "legacy", session: await begin(token) });
      callers.push({ connector, token, era: "legacy", session: undefined });
    }
  }
});
afterAll(() => gateway?.close());

async function begin(token: string): Promise<string> {
  const clientInfo = { name: "raw", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  const { headers } = await mcpWith(gateway.url, token, "/mcp/gmail", "initialize", params);
  return headers.get("mcp-session-id") ?? "";
}

/** What came back that is somebody else's, or was asked by another call; undefined: the right answer. */
async function crossing(caller: Caller, turn: number): Promise<string | undefined> {
  const at = { url: gateway.url, token: caller.token };
  // Most name an account that is not there: it comes back in the answer, with those that are there for this caller.
  const nonce = turn % FAR === 0 ? undefined : randomBytes(12).toString("hex");
  const params = { name: TOOL, arguments: nonce === undefined ? {} : { connector: nonce } };
  const session = caller.session !== undefined ? { "mcp-session-id": caller.session } : {};
  const { headers, body } =
    caller.era === "modern"
      ? modernRequest("tools/call", params)
      : { headers: { ...LEGACY, ...session }, body: { jsonrpc: "2.0", id: 1, method: "tools/call", params } };
  const messages = await messagesOf(await post(at, body, headers));
  const [{ id, result } = { id: undefined, result: undefined }] = messages;
  const { "valetkey/connector": served, "valetkey/error": refused } = result?._meta ?? {};
  const right =
    nonce === undefined
      ? served === caller.connector && result.structuredContent.items.length > 0
      : refused?.connectors?.join() === caller.connector && JSON.stringify(result.content).includes(nonce);
  return right && id === 1 && messages.length === 1
    ? undefined
    : `${caller.era} ${caller.connector} ${nonce ?? TOOL}: ${JSON.stringify(messages).slice(0, 300)}`;
}

test("H229 answers crossing between clients: 10,000 calls of both eras and both kinds of tokens, interleaved", async () => {
  expect(new Set(callers.map(({ connector }) => connector)).size).toBe(PEOPLE.length);
  const wrong: string[] = [];
  let turn = 0;
  const work = async (caller: Caller): Promise<void> => {
    while (turn < CALLS) {
      const found = await crossing(caller, turn++).catch(String);
      if (found !== undefined) wrong.push(found);
    }
  };
  await Promise.all(callers.map(work));
  expect(turn).toBeGreaterThanOrEqual(CALLS);
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(wrong).toHaveLength(0);
}, 900_000); // whatever else the machine does
