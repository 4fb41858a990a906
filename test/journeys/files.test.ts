import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";

const TOOLS = ["gmail_search_threads", "gmail_get_thread", "gmail_get_attachment", "gmail_send_message"];
const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let gateway: TestGateway;
let token: string;
let agent: Agent;
let connector: { id: string };

interface Attached {
  message_id: string;
  attachments: { attachment_id: string; name: string; size: number; uri: string }[];
}

beforeAll(async () => {
  gateway = await startGateway();
  connector = (await gateway.owner.authorize({ email: "ada@acme.test", tools: TOOLS })).body.connector;
  token = (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Reader") })).value;
  agent = await connectAgent(gateway.url, token);
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

/** A PDF somewhere in Ada's mail. */
async function anyPdf(who: Agent = agent) {
  const found = await who.call("gmail_search_threads", { query: "filename:pdf", page_size: 5 });
  for (const { thread_id } of (found.structured?.items ?? []) as { thread_id: string }[]) {
    const thread = await who.call("gmail_get_thread", { thread_id });
    for (const { message_id, attachments } of (thread.structured?.messages ?? []) as Attached[]) {
      const file = attachments.find(({ name }) => name.endsWith(".pdf"));
      if (file) return { message_id, ...file };
    }
  }
  throw new Error("there is no PDF in the mailbox");
}

async function linkOf(who: Agent = agent) {
  const { message_id, attachment_id } = await anyPdf(who);
  const answer = await who.client.callTool({
    name: "gmail_get_attachment",
    arguments: { message_id, attachment_id, mode: "link" },
  });
  const { link } = answer.structuredContent as {
    link: { uri: string; url: string; name: string; size: number };
  };
  return { link, content: answer.content as { type: string; uri?: string }[] };
}

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;
const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });

describe("out", () => {
  test("a link is a resource block, readable over MCP and by https with the same bytes", async () => {
    const { link, content } = await linkOf();
    expect(content.find(({ type }) => type === "resource_link")?.uri).toBe(link.uri);
    const { contents } = await agent.client.readResource({ uri: link.uri });
    const blob = Buffer.from((contents[0] as { blob: string }).blob, "base64");
    expect(blob.subarray(0, 5).toString()).toBe("%PDF-");
    const answer = await fetch(link.url, bearer(token));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-disposition")).toBe(`attachment; filename=${link.name}`);
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(digest(new Uint8Array(await answer.arrayBuffer()))).toBe(digest(blob));
    expect((await agent.client.listResources()).resources).toEqual([]);
  });

  test("every attachment of a thread has a link of its own", async () => {
    const { uri, size } = await anyPdf();
    const { contents } = await agent.client.readResource({ uri });
    expect(Buffer.from((contents[0] as { blob: string }).blob, "base64").length).toBe(size);
  });

  test("each reading is on the record like a call", async () => {
    const { link } = await linkOf();
    await fetch(link.url, bearer(token)).then((answer) => answer.arrayBuffer());
    const [row] = await auditRows(gateway, { type: "tool.call" });
    expect(row?.data).toMatchObject({
      tool: "gmail/attachment",
      effect: "read",
      connector: connector.id,
    });
  });

  test("nobody else gets in: no credentials, another agent, the owner, a changed link", async () => {
    const { link } = await linkOf();
    const other = (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Other") })).value;
    expect((await fetch(link.url)).status).toBe(401);
    const answers = [
      await fetch(link.url, bearer(other)),
      await gateway.owner.fetch(new URL(link.url).pathname + new URL(link.url).search),
      await fetch(link.url.replace("/attachment/", "/attachment/x"), bearer(token)),
      await fetch(link.url.replace(/c=\w+/, "c=con_other"), bearer(token)),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: "file_link_invalid" });
    }
    const second = await connectAgent(gateway.url, other);
    await expect(second.client.readResource({ uri: link.uri })).rejects.toMatchObject({
      data: { error: "file_link_invalid" },
    });
    await second.close();
  });

  test("a person's own link opens in the browser they are signed in with", async () => {
    const { owner } = gateway;
    const { value } = await owner.newToken({ user: owner.session.user.id });
    const mine = await connectAgent(gateway.url, value);
    const { link } = await linkOf(mine);
    const { pathname, search } = new URL(link.url);
    expect((await owner.fetch(pathname + search)).status).toBe(200);
    const stranger = await gateway.member("mia@acme.test");
    expect((await stranger.fetch(pathname + search)).status).toBe(404);
    await mine.close();
  });
});

describe("in", () => {
  const mail = (attachments: string[], subject: string) => ({
    to: ["ben@acme.test"],
    subject,
    body: "See the file.",
    attachments,
  });
  const put = (url: string, body: string | Uint8Array<ArrayBuffer>, type = "text/csv") =>
    fetch(url, { method: "PUT", headers: { "content-type": type }, body });
  const ask = async (who: Agent = agent) => {
    const asked = await who.call("gmail_send_message", mail(["upload"], "Not yet"));
    expect(asked.error).toMatchObject({ error: "upload_needed" });
    return asked.error as unknown as { upload_url: string; source: string; max_bytes: number };
  };

  test("bytes sent to the address of an upload are attached to the mail", async () => {
    const { upload_url, source } = await ask();
    const early = await agent.call("gmail_send_message", mail([source], "Too early"));
    expect(early.error).toMatchObject({ error: "bad_argument" });
    const sent = await put(`${upload_url}?name=figures.csv`, "month,total\n11,42\n");
    expect([sent.status, ((await sent.json()) as { bytes: number }).bytes]).toEqual([200, 18]);
    const mailed = await agent.call("gmail_send_message", mail([source], "Figures"));
    expect(mailed.isError, mailed.text).toBe(false);
    const thread = await agent.call("gmail_get_thread", { thread_id: mailed.structured?.thread_id });
    const [{ message_id, attachments }] = (thread.structured?.messages ?? []) as [Attached];
    expect(attachments).toMatchObject([{ name: "figures.csv", size: 18 }]);
    const text = await agent.call("gmail_get_attachment", {
      message_id,
      attachment_id: attachments[0]?.attachment_id,
    });
    expect(text.structured?.text).toContain("11,42");
  });

  test("an attachment goes from one mail into another by its link", async () => {
    const pdf = await anyPdf();
    const mailed = await agent.call("gmail_send_message", mail([pdf.uri], "Passed on"));
    expect(mailed.isError, mailed.text).toBe(false);
    const thread = await agent.call("gmail_get_thread", { thread_id: mailed.structured?.thread_id });
    const [{ attachments }] = (thread.structured?.messages ?? []) as [Attached];
    expect(attachments).toMatchObject([{ name: pdf.name, size: pdf.size }]);
  });

  test("an address works once, for its principal alone, and not for what is too large", async () => {
    const { upload_url, source, max_bytes } = await ask();
    const large = await put(upload_url, new Uint8Array(max_bytes + 1));
    expect([large.status, await codeOf(large)]).toEqual([413, "file_too_large"]);
    expect((await put(upload_url, "a")).status).toBe(200);
    const again = await put(upload_url, "b");
    expect([again.status, await codeOf(again)]).toEqual([404, "upload_invalid"]);
    const other = (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Thief") })).value;
    const thief = await connectAgent(gateway.url, other);
    const stolen = await thief.call("gmail_send_message", mail([source], "Stolen"));
    expect(stolen.error).toMatchObject({ error: "bad_argument" });
    await thief.close();
  });

  test("nothing is kept that opens without the agent's word, and nothing for longer than an hour", async () => {
    const { upload_url } = await ask();
    await put(upload_url, "a secret of the agent");
    const rows = await gateway.app.database.system.tables.upload.findMany();
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(Buffer.from(row.sealed ?? []).toString("latin1")).not.toContain("secret of the agent");
      expect(row.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
      expect(upload_url).not.toContain(Buffer.from(row.tokenHash).toString("base64url"));
    }
  });

  test.each([
    "http://example.com/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/x",
    "https://user:pass@example.com/x",
    "file:///etc/passwd",
    "/etc/passwd",
    "drive:../../x",
    "valetkey://gmail/attachment/1/2",
    "valetkey://upload/upl_00000000000000000000/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "",
  ])("%j names no file, and nothing is sent", async (source) => {
    const refused = await agent.call("gmail_send_message", mail([source], "Refused"));
    expect(refused.isError).toBe(true);
    expect(refused.error?.error).toBe("bad_argument");
  });

  test("twenty addresses may wait, not more", async () => {
    const value = (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Hoarder") })).value;
    const hoarder = await connectAgent(gateway.url, value);
    for (let n = 0; n < 20; n++) await ask(hoarder);
    const more = await hoarder.call("gmail_send_message", mail(["upload"], "One more"));
    expect(more.error).toMatchObject({ error: "rate_limited" });
    await hoarder.close();
  });
});

test("a link dies with its grant", async () => {
  const { link } = await linkOf();
  await gateway.owner.api("POST", `/connectors/${connector.id}/revoke`, {});
  const answer = await fetch(link.url, bearer(token));
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({ code: "file_not_read" });
  await expect(agent.client.readResource({ uri: link.uri })).rejects.toMatchObject({
    data: { error: "connection_required" },
  });
});
