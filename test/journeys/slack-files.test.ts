import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SlackScene, slackFindings, slackScene } from "../support/slack-scene.ts";

let scene: SlackScene;
let did: SlackScene["did"];
let slack: SlackScene["slack"];

beforeAll(async () => {
  scene = await slackScene();
  ({ did, slack } = scene);
});
afterAll(() => scene?.close());

describe("slack_read_file", () => {
  test("reads a CSV and a PDF as text", async () => {
    const csv = await did("slack_read_file", { file_id: slack.fileIdOf("expenses-october.csv") });
    expect(csv.structured).toMatchObject({
      file: { name: "expenses-october.csv", mime_type: "text/csv", shared_by: { name: "Ines" } },
      text: expect.stringContaining("Kraft Logistik GmbH, Bremen"),
    });
    expect(csv.text).toContain("written by the people named");
    const { file } = await scene.ben.files.info({ file: slack.fileIdOf("invoice-2026-0147.pdf") });
    const pdf = await did("slack_read_file", { file_id: file?.id });
    expect(pdf.structured.text).toContain("Invoice 2026-0147, Northwind: EUR 1,290.00");
    expect(pdf.structured.file).toMatchObject({ size: file?.size, permalink: file?.permalink });
  });

  test("goes through a long one page by page", async () => {
    const content = Array.from({ length: 400 }, (_, n) => `line ${n}`).join("\n");
    const up = await did("slack_upload_file", { channel: "#random", content, filename: "long.txt" });
    let [all, cursor]: [string, string | undefined] = ["", undefined];
    do {
      const args = { file_id: up.structured.file.file_id, max_chars: 1_500, cursor };
      const { structured } = await did("slack_read_file", args);
      all += structured.text;
      cursor = structured.truncated?.next_cursor;
    } while (cursor !== undefined);
    expect(all.trim()).toBe(content);
  });

  test("gives a link to the bytes, for this agent alone", async () => {
    const file_id = slack.fileIdOf("invoice-2026-0147.pdf");
    const { structured } = await did("slack_read_file", { file_id, mode: "link" });
    const { resource_link: link } = structured;
    expect(link).toMatchObject({ name: "invoice-2026-0147.pdf", mime_type: "application/pdf" });
    const { contents } = await scene.agent.client.readResource({ uri: link.uri });
    const bytes = Buffer.from((contents[0] as { blob: string }).blob, "base64");
    expect(bytes.equals(Buffer.from(slack.file(file_id)?.bytes ?? []))).toBe(true);
    const over = await fetch(link.url, { headers: { authorization: `Bearer ${scene.token}` } });
    expect(Buffer.from(await over.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await fetch(link.url)).status).toBe(401);
  });

  test("names what has no bytes here for what it is", async () => {
    const shown = async (name: string) =>
      (await did("slack_read_file", { file_id: slack.fileIdOf(name) })).structured;
    expect(await shown("Budget 2027")).toMatchObject({
      file: { note: "external link (gdrive)", external_url: expect.stringContaining("docs.google.com") },
      warnings: [expect.stringContaining("only a link")],
    });
    expect(await shown("Launch checklist")).toMatchObject({ warnings: [expect.stringContaining("canvas")] });
    const gone = await scene.agent.call("slack_read_file", { file_id: slack.fileIdOf("old-offer.pdf") });
    expect(gone.error).toMatchObject({ error: "not_found" });
    expect(gone.text).toContain("was deleted");
    for (const file_id of ["F0NOTHING0", "../x"])
      expect((await scene.agent.call("slack_read_file", { file_id })).isError).toBe(true);
  });

  test("sends the token nowhere but to Slack's files", async () => {
    const file_id = slack.fileIdOf("expenses-october.csv");
    const file = slack.file(file_id);
    if (!file) throw new Error("not seeded");
    const bad = [
      "https://evil.test/files-pri/T1-F1/x.csv",
      "https://files.slack.com.evil.test/files-pri/T1-F1/x.csv",
      "https://files.slack.com/api/auth.revoke",
      "https://files.slack.com/files-pri/../api/auth.revoke",
      "http://files.slack.com/files-pri/T1-F1/x.csv",
    ];
    for (const url of bad) {
      file.more = { url_private_download: url, url_private: url };
      slack.clearRequests();
      const answer = await scene.agent.call("slack_read_file", { file_id });
      expect([url, answer.isError]).toEqual([url, true]);
      expect(slack.requests().map(({ path }) => path)).toEqual(["/api/files.info"]);
    }
    file.more = {};
  });
});

describe("slack_upload_file", () => {
  test("puts a text into a thread with a comment, as Slack's own client sees it", async () => {
    const [parent] = slack.messages("finance").filter(({ reply_count }) => reply_count > 0);
    const { structured } = await did("slack_upload_file", {
      channel: "#finance",
      thread_ts: parent?.ts,
      content: "vendor,eur\nNorthwind,1225.50\n",
      filename: "corrected.csv",
      comment: "The **corrected** numbers for @ines",
    });
    const { messages = [] } = await scene.ben.conversations.replies({
      channel: slack.channelIdOf("finance"),
      ts: parent?.ts ?? "",
    });
    const last = messages.at(-1);
    expect(last).toMatchObject({ ts: structured.ts, user: slack.botUserId });
    expect(last?.files).toMatchObject([{ id: structured.file.file_id, name: "corrected.csv", size: 29 }]);
    expect(JSON.stringify(last?.blocks)).toContain(slack.userIdOf("ines@acme.test"));
    expect(structured.file.permalink).toBe(last?.files?.[0]?.permalink);
    const bytes = slack.file(structured.file.file_id)?.bytes;
    expect(Buffer.from(bytes ?? []).toString()).toBe("vendor,eur\nNorthwind,1225.50\n");
  });

  test("takes a file by a link of ours, and by an upload that it asks for", async () => {
    const file_id = slack.fileIdOf("invoice-2026-0147.pdf");
    const { resource_link } = (await did("slack_read_file", { file_id, mode: "link" })).structured;
    const copy = await did("slack_upload_file", {
      channel: "@ben",
      source: resource_link.uri,
      filename: "copy.pdf",
    });
    const original = slack.file(file_id)?.bytes ?? new Uint8Array();
    expect(
      Buffer.from(slack.file(copy.structured.file.file_id)?.bytes ?? []).equals(Buffer.from(original)),
    ).toBe(true);
    expect(copy.structured.channel).toMatch(/^D/);

    const asked = await scene.agent.call("slack_upload_file", {
      channel: "#random",
      source: "upload",
      filename: "p.bin",
    });
    expect(asked.error).toMatchObject({ error: "upload_needed" });
    const { upload_url, source } = asked.error as unknown as { upload_url: string; source: string };
    const bytes = Uint8Array.from({ length: 3_000 }, (_, n) => n % 256);
    expect((await fetch(upload_url, { method: "PUT", body: bytes })).ok).toBe(true);
    const sent = await did("slack_upload_file", { channel: "#random", source, filename: "p.bin" });
    expect(
      Buffer.from(slack.file(sent.structured.file.file_id)?.bytes ?? []).equals(Buffer.from(bytes)),
    ).toBe(true);
  });

  test("refuses what is unclear before anything goes to Slack, and archived channels", async () => {
    slack.clearRequests();
    for (const args of [
      { filename: "a.txt" },
      { filename: "a.txt", content: "x", source: "upload" },
      { filename: "../../etc/passwd", content: "x" },
      { filename: "a.txt", content: "" },
    ]) {
      const refused = await scene.agent.call("slack_upload_file", { channel: "#random", ...args });
      expect([args, refused.error?.error]).toEqual([args, "bad_argument"]);
    }
    expect(slack.requests()).toEqual([]);
    const archived = { channel: slack.channelIdOf("q1-launch"), content: "x", filename: "a.txt" };
    expect((await scene.agent.call("slack_upload_file", archived)).error).toMatchObject({
      error: "conflict",
    });
  });
});

test("all that went out is as Slack describes it", async () => {
  expect(await slackFindings(slack)).toEqual([]);
});
