import { afterAll, beforeAll, expect, test } from "vitest";
import { LEGACY, messagesOf, modernRequest, post } from "../support/eras.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { OAuthClient } from "../support/oauth-client.ts";

const letter = {
  name: "gmail_send_message",
  arguments: { to: ["ben@acme.test"], subject: "Hello", body: "Hello." },
};
let gateway: TestGateway;
let client: OAuthClient;

beforeAll(async () => {
  gateway = await startGateway();
  await gateway.owner.authorize({
    email: "ada@acme.test",
    tools: ["gmail_list_labels", "gmail_send_message"],
  });
  client = new OAuthClient({ url: gateway.url });
  await client.connect(gateway.owner, "gmail", { readOnly: true });
});
afterAll(() => gateway?.close());

const at = (path = "/mcp/gmail") => ({ url: gateway.url, token: client.tokens?.access_token ?? "", path });
const modern = async (call: { name: string; arguments: object }, path?: string) => {
  const { headers, body } = modernRequest("tools/call", call);
  return post(at(path), body, headers);
};
const sent = () => gateway.google.requests().filter(({ path }) => path.endsWith("/messages/send")).length;

test("a client that may only read is told by 403 what it needs, all of it, and where to ask", async () => {
  const response = await modern(letter);
  expect(response.status).toBe(403);
  const challenge = response.headers.get("www-authenticate") ?? "";
  expect(challenge).toMatch(/^Bearer /);
  expect(challenge).toContain('error="insufficient_scope"');
  expect(challenge).toContain('scope="mcp:read mcp:write"');
  const metadata = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
  expect(metadata).toBe(`${gateway.url}/.well-known/oauth-protected-resource/mcp/gmail`);
  const described = (await (await fetch(metadata)).json()) as {
    resource: string;
    scopes_supported: string[];
  };
  expect(described.resource).toBe(`${gateway.url}/mcp/gmail`);
  expect(described.scopes_supported).toContain("mcp:write");
  const [{ id, error }] = await messagesOf(response);
  expect({ id, code: error.data.code }).toEqual({ id: 1, code: "insufficient_scope" });
  expect(sent()).toBe(0);
});

test("what it may do it may do, and only that is listed", async () => {
  const response = await modern({ name: "gmail_list_labels", arguments: {} });
  expect((await messagesOf(response))[0].result.isError).toBeFalsy();
  const { headers, body } = modernRequest("tools/list", {});
  const [{ result }] = await messagesOf(await post(at(), body, headers));
  expect(result.tools.map(({ name }: { name: string }) => name)).toEqual(["gmail_list_labels"]);
});

test("an older client gets a result that says what to do", async () => {
  const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: letter };
  const response = await post(at(), message, LEGACY);
  expect(response.status).toBe(200);
  const [{ result }] = await messagesOf(response);
  expect(result.isError).toBe(true);
  expect(result._meta["valetkey/error"]).toMatchObject({
    error: "read_only",
    required_scope: "mcp:read mcp:write",
  });
  expect(result.content[0].text).toContain("Connect it again");
});

test("each refusal is on the record, whatever the client was told", async () => {
  const rows = await auditRows(gateway, { type: "tool.refused" });
  expect(rows.map(({ data }) => [data.tool, data.code])).toEqual([
    ["gmail_send_message", "read_only"],
    ["gmail_send_message", "read_only"],
  ]);
});

test("an API token that may only read is challenged for nothing", async () => {
  const { value } = await gateway.owner.newToken({ read_only: true });
  const { headers, body } = modernRequest("tools/call", letter);
  const response = await post({ ...at(), token: value }, body, headers);
  expect(response.status).toBe(200);
  expect((await messagesOf(response))[0].result._meta["valetkey/error"].error).toBe("read_only");
});

test("when its person allows it, the same client does it", async () => {
  await client.connect(gateway.owner, "gmail", { readOnly: false });
  const [{ result }] = await messagesOf(await modern(letter));
  expect(result.isError).toBeFalsy();
  expect(sent()).toBe(1);
});
