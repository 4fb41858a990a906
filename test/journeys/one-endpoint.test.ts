import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { openRegistry } from "../../gateway/catalog/index.ts";
import * as catalogOfBuild from "../../mcp-servers/index.ts";
import { resultTokens } from "../../mcp-servers/kit/index.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { connectTo } from "../support/one-endpoint.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
/** What the scopes that those and sending need serve. */
const MAIL = [
  "gmail_search_threads",
  "gmail_get_thread",
  "gmail_get_message",
  "gmail_get_attachment",
  "gmail_list_labels",
  "gmail_send_message",
];
const META = ["search_tools", "describe_tool", "call_tool", "check_connections"];
const registry = openRegistry(catalogOfBuild.providers, catalogOfBuild.servers);
const every = [...registry.servers.values()].flatMap(({ tools }) => [...tools.keys()]);

let gateway: TestGateway;
let slug: string;
let token: string;
beforeAll(async () => {
  gateway = await startGateway();
  const { body } = await gateway.owner.authorize({
    email: "ada@acme.test",
    tools: [...READ, "gmail_send_message"],
  });
  slug = body.connector.slug;
  token = (await gateway.owner.newToken()).value;
});
afterAll(() => gateway?.close());

const one = (query = "", value = token) => connectTo(`${gateway.url}/mcp${query}`, value);
async function listed(query: string, value = token): Promise<string[]> {
  const agent = await one(query, value);
  const names = await agent.names();
  await agent.close();
  return names;
}
/** Rows are written together, a moment later. */
const calls = async () => {
  const { events } = await gateway.owner.api("GET", "/audit?page_size=100");
  return events.filter((event: { type: string }) => event.type.startsWith("tool."));
};

test("few tools are listed as each server lists them, in the order of the servers", async () => {
  const { value } = await gateway.owner.newToken({ servers: ["gmail"] });
  expect(await listed("", value)).toEqual([...MAIL, "check_connections"]);
  const { value: two } = await gateway.owner.newToken({ servers: ["slack", "gmail"] });
  const names = await listed("", two);
  expect(names.slice(0, MAIL.length)).toEqual(MAIL);
  const slackTools = [...(registry.servers.get("slack")?.tools.keys() ?? [])];
  expect(names.slice(MAIL.length)).toEqual([...slackTools, "check_connections"]);
  expect(await listed("?mode=search", value)).toEqual(META);
});

test("above forty tools they are found, described and called by four others, unless all are asked for", async () => {
  expect(every.length).toBeGreaterThan(60);
  expect(await listed("")).toEqual(META);
  const all = await listed("?mode=all");
  expect(all.length).toBeGreaterThan(40);
  expect(all.at(-1)).toBe("check_connections");
  const odd = await fetch(`${gateway.url}/mcp?mode=some`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  expect([odd.status, await odd.json()]).toEqual([400, expect.objectContaining({ code: "bad_request" })]);
});

test("the definitions of search mode stay below 5 KB, and say what call_tool may do", async () => {
  const agent = await one("?mode=search");
  const { tools } = await agent.client.listTools();
  expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThan(5 * 1024);
  const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
  expect(hints.call_tool).toMatchObject({ readOnlyHint: false, destructiveHint: true, openWorldHint: true });
  expect(hints.search_tools).toMatchObject({ readOnlyHint: true, destructiveHint: false });
  await agent.close();
});

test("a tool is found by what it does, described whole, and called as itself", async () => {
  const agent = await one();
  const found = await agent.call("search_tools", { query: "list the labels of my mailbox", server: "gmail" });
  const rows = found.structured?.tools as { name: string; server: string; effect: string }[];
  expect(rows[0]).toEqual({ name: "gmail_list_labels", server: "gmail", effect: "read" });
  expect(found.text.split("\n")[0]).toContain("Takes: kind?");

  const described = await agent.call("describe_tool", { name: "gmail_list_labels" });
  const direct = await one("?mode=all");
  const listing = (await direct.client.listTools()).tools.find(({ name }) => name === "gmail_list_labels");
  expect(described.structured).toEqual({ server: "gmail", ...listing });

  const inner = await agent.call("call_tool", { name: "gmail_list_labels", arguments: { kind: "system" } });
  const outer = await direct.call("gmail_list_labels", { kind: "system" });
  expect(inner.isError).toBe(false);
  expect(inner.structured).toEqual(outer.structured);
  expect(inner.meta?.["valetkey/connector"]).toBe(slug);
  await vi.waitFor(async () => {
    const ran = (await calls()).filter(
      ({ data }: { data: { tool: string } }) => data.tool === "gmail_list_labels",
    );
    expect(ran.map(({ data }: { data: { server: string } }) => data.server)).toEqual(["gmail", "gmail"]);
  });
  await agent.close();
  await direct.close();
});

test("answers of search_tools stay within 2,000 tokens and say how many more there are", async () => {
  const agent = await one();
  for (const query of ["message file list get search create", "mail", "a", "the"]) {
    const { text, structured, isError } = await agent.call("search_tools", { query, limit: 25 });
    expect(isError).toBe(false);
    expect(resultTokens(structured, text)).toBeLessThanOrEqual(2_000);
  }
  const many = await agent.call("search_tools", { query: "message file list get search create", limit: 5 });
  expect(many.structured?.tools).toHaveLength(5);
  expect(many.structured?.more).toBeGreaterThan(5);
  const none = await agent.call("search_tools", { query: "zzzzqqq" });
  expect(none.text).toContain("No tool matches");
  expect(none.text).toContain(`gmail (${MAIL.length})`);
  await agent.close();
});

test("arguments of the inner tool are judged as ever, and those of the four by their own schemas", async () => {
  const agent = await one();
  const wrong = await agent.call("call_tool", { name: "gmail_get_thread", arguments: { thread: "x" } });
  expect(wrong.error).toMatchObject({ error: "bad_argument" });
  expect(wrong.text).toContain("thread_id");
  for (const [name, args] of [
    ["search_tools", {}],
    ["search_tools", { query: "x", limit: 1000 }],
    ["call_tool", { name: "gmail_list_labels", arguments: [] }],
    ["describe_tool", { name: 1 }],
    ["check_connections", { x: 1 }],
  ] as const)
    expect((await agent.call(name, args as Record<string, unknown>)).error, name).toMatchObject({
      error: "bad_argument",
    });
  await agent.close();
});

test("a name that is nearly right gets its neighbours; one that is wrong is refused and recorded", async () => {
  const agent = await one();
  const near = await agent.call("call_tool", { name: "gmail_list_label", arguments: {} });
  expect(near.error).toMatchObject({ error: "unknown_tool" });
  expect(near.error?.close).toContain("gmail_list_labels");
  await vi.waitFor(async () => {
    const [refused] = await calls();
    expect(refused).toMatchObject({
      type: "tool.refused",
      data: { tool: "gmail_list_label", server: "mcp" },
    });
  });
  expect((await agent.call("describe_tool", { name: "gmail_threads_search" })).text).toContain(
    "gmail_search_threads",
  );
  for (const name of ["call_tool", "search_tools", "../gmail", ""])
    expect((await agent.call("call_tool", { name, arguments: {} })).isError, name).toBe(true);
  await expect(agent.client.callTool({ name: "gmail_fly", arguments: {} })).rejects.toThrow("Unknown tool");
  await agent.close();
});

test("a manifest, a read-only token and a list of servers hold for the inner tool, and hide the others", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("One at a time");
  await owner.api("PATCH", `/agents/${id}`, { manifest: { tools: [{ name: "gmail_list_labels" }] } });
  const narrow = (await owner.newToken({ agent: id })).value;
  expect(await listed("", narrow)).toEqual(["gmail_list_labels", "check_connections"]);
  expect(await listed("?mode=all", narrow)).toEqual(["gmail_list_labels", "check_connections"]);
  const readOnly = (await owner.newToken({ read_only: true })).value;
  const mailOnly = (await owner.newToken({ servers: ["gmail"] })).value;
  for (const [value, name, args, code] of [
    [narrow, "gmail_get_thread", { thread_id: "x" }, "tool_not_allowed"],
    [readOnly, "gmail_send_message", { to: ["x@acme.test"], body: "x" }, "read_only"],
    [mailOnly, "slack_list_channels", {}, "server_not_allowed"],
  ] as const) {
    const agent = await one("?mode=search", value);
    expect((await agent.call("call_tool", { name, arguments: args })).error).toMatchObject({ error: code });
    expect((await agent.call(name, args)).error, "nor by its own name").toMatchObject({ error: code });
    expect((await agent.call("describe_tool", { name })).error).toMatchObject({ error: "unknown_tool" });
    const { structured } = await agent.call("search_tools", { query: name.replaceAll("_", " "), limit: 25 });
    expect(structured?.tools).not.toContainEqual(expect.objectContaining({ name }));
    await agent.close();
  }
});

test("with two accounts the description asks which one, and the inner call must say", async () => {
  const { owner } = gateway;
  const { body } = await owner.authorize({ email: "ben@acme.test", tools: READ });
  const agent = await one();
  const { structured } = await agent.call("describe_tool", { name: "gmail_list_labels" });
  const shape = z.object({
    inputSchema: z.object({ properties: z.object({ connector: z.object({ enum: z.array(z.string()) }) }) }),
  });
  expect(shape.parse(structured).inputSchema.properties.connector.enum).toEqual([slug, body.connector.slug]);
  const open = await agent.call("call_tool", { name: "gmail_list_labels", arguments: {} });
  expect(open.error).toMatchObject({ error: "bad_argument", connectors: [slug, body.connector.slug] });
  const chosen = await agent.call("call_tool", { name: "gmail_list_labels", arguments: { connector: slug } });
  expect(chosen.isError).toBe(false);
  await agent.close();
  await owner.api("POST", `/connectors/${body.connector.id}/revoke`, {});
});

test("a missing connection is answered with the link, on both ways", async () => {
  const agent = await one();
  const inner = await agent.call("call_tool", { name: "slack_list_channels", arguments: {} });
  const outer = await agent.call("slack_list_channels");
  for (const answer of [inner, outer]) {
    expect(answer.error).toMatchObject({ error: "connection_required" });
    expect(answer.error?.connect_url).toContain(gateway.url);
  }
  await agent.close();
});

test("the oldest client's protocol is served as well", async () => {
  const ask = (method: string, params: object) =>
    fetch(`${gateway.url}/mcp?mode=search`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2025-11-25",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    }).then((response) => response.text());
  expect(await ask("tools/list", {})).toContain("search_tools");
  expect(await ask("tools/call", { name: "call_tool", arguments: { name: "gmail_list_labels" } })).toContain(
    "INBOX",
  );
});
