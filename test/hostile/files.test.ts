import { afterAll, beforeAll, expect, test } from "vitest";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { READ } from "./helpers.ts";

/** Links to files, addresses for uploads, and names of files in arguments: what somebody else would do with them. */
const TOOLS = [...READ, "gmail_get_attachment", "gmail_send_message"];
let gateway: TestGateway;
let agent: Agent;
let token: string;
let connector: { id: string; slug: string };
let ben: { id: string; slug: string };

beforeAll(async () => {
  gateway = await startGateway();
  connector = (await gateway.owner.authorize({ email: "ada@acme.test", tools: TOOLS })).body.connector;
  ben = (await gateway.owner.authorize({ email: "ben@acme.test", tools: TOOLS })).body.connector;
  token = (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Reader") })).value;
  agent = await connectAgent(gateway.url, token);
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

interface Row {
  attachments: { uri: string; name: string }[];
}
/** A link to a file in Ada's mail. */
async function aLink(who: Agent = agent): Promise<string> {
  const found = await who.call("gmail_search_threads", {
    query: "has:attachment",
    page_size: 5,
    connector: connector.slug,
  });
  for (const { thread_id } of (found.structured?.items ?? []) as { thread_id: string }[]) {
    const thread = await who.call("gmail_get_thread", { thread_id, connector: connector.slug });
    const files = ((thread.structured?.messages ?? []) as Row[]).flatMap(({ attachments }) => attachments);
    if (files[0]) return files[0].uri;
  }
  throw new Error("there is no attachment");
}
const urlOf = (uri: string) => uri.replace("valetkey://", `${gateway.url}/files/`);
const get = (uri: string, bearer?: string) =>
  fetch(urlOf(uri), bearer ? { headers: { authorization: `Bearer ${bearer}` } } : {});
const newAgentToken = async (name: string, more: object = {}) =>
  (await gateway.owner.newToken({ agent: await gateway.owner.newAgent(name), ...more })).value;

async function uploadOf(who: Agent): Promise<{ upload_url: string; source: string }> {
  const mail = { to: ["ben@acme.test"], subject: "x", body: "x", attachments: ["upload"] };
  const asked = await who.call("gmail_send_message", { ...mail, connector: connector.slug });
  expect(asked.error?.error).toBe("upload_needed");
  return asked.error as unknown as { upload_url: string; source: string };
}

test("H153 a link that another agent, another workspace's agent or nobody holds", async () => {
  const uri = await aLink();
  const stranger = (await (await secondWorkspace(gateway)).owner.newToken()).value;
  expect((await get(uri)).status).toBe(401);
  for (const other of [await newAgentToken("Neighbour"), stranger])
    expect((await get(uri, other)).status).toBe(404);
  expect((await get(uri, token)).status).toBe(200);
});

test("H154 a link turned to another file, account, kind or time", async () => {
  const uri = await aLink();
  const [, path = ""] = /^valetkey:\/\/gmail\/attachment\/(.+)\?/.exec(uri) ?? [];
  const [message = "", part = ""] = path.split("/");
  for (const changed of [
    uri.replace(message, `${message}0`),
    uri.replace(part, "part-0"),
    uri.replace(`${message}/${part}`, `${part}/${message}`),
    uri.replace(connector.id, ben.id),
    uri.replace("/attachment/", "/message/"),
    uri.replace(/e=(\w+)/, (_, e) => `e=${(Number.parseInt(e, 36) + 60).toString(36)}`),
    uri.replace(/s=.*/, `s=${"A".repeat(22)}`),
    `${uri}&s=${"A".repeat(22)}`,
  ])
    expect((await get(changed, token)).status, changed).toBe(404);
});

test("H155 a link after the end of its grant, its token, or the list that allowed the tool", async () => {
  const owner = gateway.owner;
  const id = await owner.newAgent("Listed");
  const { value, id: tokenId } = await owner.newToken({ agent: id });
  const listed = await connectAgent(gateway.url, value);
  const uri = await aLink(listed);
  expect((await get(uri, value)).status).toBe(200);
  await owner.api("PATCH", `/agents/${id}`, { manifest: { tools: [{ name: "slack_list_channels" }] } });
  expect((await get(uri, value)).status).toBe(502);
  await owner.api("PATCH", `/agents/${id}`, { manifest: null });
  expect((await get(uri, value)).status).toBe(200);
  await owner.api("DELETE", `/tokens/${tokenId}`);
  expect((await get(uri, value)).status).toBe(401);
  await listed.close();
});

test("H156 the bytes of an upload read by whoever guesses, overhears or takes over its address", async () => {
  const { upload_url, source } = await uploadOf(agent);
  const thief = await connectAgent(gateway.url, await newAgentToken("Thief"));
  const put = (url: string) => fetch(url, { method: "PUT", body: "mine" });
  expect((await put(upload_url.replace(/.$/, (last) => (last === "A" ? "B" : "A")))).status).toBe(404);
  expect((await fetch(upload_url)).status).toBe(404);
  expect((await put(upload_url)).status).toBe(200);
  expect((await put(upload_url)).status).toBe(404); // what was sent is not exchanged
  const [, id = "", secret = ""] = /uploads\/(\w+)\/([\w-]+)/.exec(upload_url) ?? [];
  // The address is not the name to read it by, and the name is its principal's alone.
  for (const guess of [source, `valetkey://upload/${id}/${secret}`]) {
    const mail = { to: ["ben@acme.test"], subject: "x", body: "x", attachments: [guess] };
    const taken = await thief.call("gmail_send_message", { ...mail, connector: connector.slug });
    expect(taken.error?.error).toBe("bad_argument");
  }
  await thief.close();
});

test("H157 a source that leads into the gateway's own network, by name, number or redirect", async () => {
  for (const source of [
    "https://localhost/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f.1/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://169.254.169.254/latest/meta-data/iam",
    "https://metadata.google.internal/x",
    "https://10.0.0.1/x",
    `${gateway.url}/healthz`,
    "https://user@127.0.0.1/x",
    "HTTPS://LOCALHOST./x",
  ]) {
    const mail = { to: ["ben@acme.test"], subject: "x", body: "x", attachments: [source] };
    const refused = await agent.call("gmail_send_message", { ...mail, connector: connector.slug });
    expect(refused.error?.error, source).toBe("bad_argument");
  }
});

test("H158 a file that would run in the browser under the gateway's own address", async () => {
  const { upload_url, source } = await uploadOf(agent);
  const html = "<script>fetch('/api/session')</script>";
  await fetch(`${upload_url}?name=${encodeURIComponent('a"\r\nset-cookie: x=1;.html')}`, {
    method: "PUT",
    headers: { "content-type": "text/html" },
    body: html,
  });
  const mail = { to: ["ada@acme.test"], subject: "page", body: "x", attachments: [source] };
  const sent = await agent.call("gmail_send_message", { ...mail, connector: connector.slug });
  expect(sent.isError, sent.text).toBe(false);
  const thread = await agent.call("gmail_get_thread", {
    thread_id: sent.structured?.thread_id,
    connector: connector.slug,
  });
  const [file] = ((thread.structured?.messages ?? []) as Row[]).flatMap(({ attachments }) => attachments);
  const answer = await get(file?.uri ?? "", token);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment;/);
  expect(answer.headers.get("content-security-policy")).toMatch(/sandbox/);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("set-cookie")).toBeNull();
  expect(await answer.text()).toBe(html);
});

test("H159 links and addresses in the log or the record", async () => {
  const uri = await aLink();
  await get(uri, token);
  const { upload_url, source } = await uploadOf(agent);
  await fetch(upload_url, { method: "PUT", body: "bytes" });
  const said = [...gateway.logLines, JSON.stringify(await auditRows(gateway))].join("\n");
  for (const secret of [
    /s=([\w-]{22})/.exec(uri)?.[1],
    upload_url.split("/").at(-1),
    source.split("/").at(-1),
  ])
    expect(said).not.toContain(secret);
});

test("H160 an allow-list got round: another tool's name, its former name, another account, bytes by prefix", async () => {
  const owner = gateway.owner;
  const id = await owner.newAgent("Narrow");
  const manifest = { tools: [{ name: "gmail_list_labels", connector: connector.slug }] };
  await owner.api("PATCH", `/agents/${id}`, { manifest });
  const narrow = await connectAgent(gateway.url, (await owner.newToken({ agent: id })).value);
  for (const name of ["gmail_search_threads", "gmail_send_message", "GMAIL_LIST_LABELS", "gmail/attachment"])
    expect((await narrow.call(name, {}).catch((error) => ({ isError: true, error }))).isError, name).toBe(
      true,
    );
  for (const other of [ben.slug, ben.id, "nobody", ""])
    expect((await narrow.call("gmail_list_labels", { connector: other })).isError, other).toBe(true);
  expect((await narrow.call("gmail_list_labels")).isError).toBe(false);
  await narrow.close();
});
