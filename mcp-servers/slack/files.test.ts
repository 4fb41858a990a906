import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { bytesPath } from "./files.ts";
import { slackReadFile } from "./read-file.ts";
import { slackUploadFile } from "./upload-file.ts";
import { fileSchema } from "./upstream.ts";

const file = (more: object = {}) => ({
  id: "F0AB",
  name: "plan.txt",
  mimetype: "text/plain; charset=utf-8",
  size: 5,
  url_private_download: "https://files.slack.com/files-pri/T1-F0AB/download/plan.txt",
  ...more,
});
const bytes = (text: string) => ({ bytes: new TextEncoder().encode(text), contentType: "text/plain" });

describe("where the bytes are", () => {
  const path = (url: string | undefined) => bytesPath(fileSchema.parse(file({ url_private_download: url })));

  it("is below the folders of files, each segment one", () => {
    expect(path("https://files.slack.com/files-pri/T1-F1/download/a%20b.txt")).toBe(
      "/files-pri/T1-F1/download/a%20b.txt",
    );
    expect(path("https://files.slack.com/files-tmb/T1-F1/x_360.png?pub=1")).toBe(
      "/files-tmb/T1-F1/x_360.png",
    );
    expect(path("https://files.slack.com/files-pri/T1-F1/a%2Fb.txt")).toBe("/files-pri/T1-F1/a%2Fb.txt");
  });
  it.each([
    undefined,
    "",
    "https://slack.com/files-pri/T1-F1/x",
    "https://files.slack.com.evil.test/files-pri/T1-F1/x",
    "https://user@evil.test/files-pri/x",
    "http://files.slack.com/files-pri/T1-F1/x",
    "https://files.slack.com:8443/files-pri/T1-F1/x",
    "https://files.slack.com/api/auth.revoke",
    "https://files.slack.com/files-pri",
    "https://files.slack.com/files-pri/%2e%2e/api/x",
    "https://files.slack.com/files-pri/T1-F1/%E0%A4%A",
    "https://docs.google.com/spreadsheets/d/1",
  ])("%j is not there", (url) => expect(() => path(url)).toThrowError(ToolError));
});

describe("slack_read_file", () => {
  const read = (answer: object, args: object = {}, content = "hello") => {
    const fake = fakeApi({
      answer: ({ path }) => (path === "/files.info" ? { ok: true, file: answer } : bytes(content)),
      scopes: ["files:read"],
    });
    return runTool(slackReadFile, fake.api, { file_id: "F0AB", ...args }).then((result) => ({
      ...result,
      ...fake,
    }));
  };

  it("asks files.slack.com for the bytes, and cuts a long text aloud", async () => {
    const text = Array.from({ length: 900 }, (_, n) => `row ${n}`).join("\n");
    const { output, text: shown, calls } = await read(file(), { max_chars: 500 }, text);
    expect(calls.at(-1)).toMatchObject({ path: "/files-pri/T1-F0AB/download/plan.txt", base: "files" });
    expect(output.truncated).toMatchObject({ returned: 500, total: text.length });
    expect(shown).toContain("[Cut: 500 of");
    const next = await read(file(), { max_chars: 500, cursor: output.truncated?.next_cursor }, text);
    expect(next.output.text).toBe(text.slice(500, 1000));
    const other = { max_chars: 500, cursor: output.truncated?.next_cursor, file_id: "F0CD" };
    await expect(read(file(), other, text)).rejects.toMatchObject({ fault: "bad_argument" });
  });
  it("fits the largest page that may be asked for", async () => {
    const { output } = await read(file(), { max_chars: 100_000 }, "星".repeat(150_000));
    expect(output.truncated?.returned).toBeLessThan(20_000);
    expect(output.truncated?.next_cursor).toBeDefined();
  });
  it.each([
    [
      {
        mode: "external",
        is_external: true,
        external_type: "gdrive",
        url_private: "https://docs.google.com/x",
      },
      "external link (gdrive)",
    ],
    [{ mode: "tombstone" }, "deleted"],
    [{ mode: "hidden_by_limit" }, "hidden"],
    [{ mode: "space", filetype: "space" }, "canvas"],
    [{ mode: "quip", filetype: "quip" }, "canvas"],
    [{ mode: "list" }, "Slack list"],
    [{ file_access: "access_denied" }, "not shared"],
  ])("%j is named for what it is, and not fetched", async (more, note) => {
    for (const mode of ["text", "link"]) {
      const { output, calls, text } = await read(file(more), { mode });
      expect(output.file.note).toContain(note);
      expect(output.text).toBeUndefined();
      expect(output.resource_link).toBeUndefined();
      expect(text).toContain(output.warnings?.[0]);
      expect(calls.map(({ path }) => path)).toEqual(["/files.info"]);
    }
  });
  it("shows no address but the web's", async () => {
    const { output } = await read(
      file({ mode: "external", is_external: true, url_private: "javascript:alert(1)" }),
    );
    expect(output.file.external_url).toBeUndefined();
  });
  it.each(["", "F1/../x", "f0ab", "U0AB", "F"])("%j is no file", async (file_id) => {
    const { api, calls } = fakeApi({ answer: () => ({}) });
    await expect(runTool(slackReadFile, api, { file_id })).rejects.toMatchObject({ fault: "bad_argument" });
    expect(calls).toEqual([]);
  });
});

describe("slack_upload_file", () => {
  const upload = async (args: object, more: { info?: object; scopes?: string[] } = {}) => {
    const fake = fakeApi({
      answer: ({ path }) => {
        if (path === "/files.getUploadURLExternal")
          return { ok: true, upload_url: "https://files.slack.com/upload/v1/abc", file_id: "F0NEW" };
        if (path === "/files.completeUploadExternal")
          return { ok: true, files: [{ id: "F0NEW", title: "a" }] };
        if (path === "/files.info")
          return { ok: true, file: { id: "F0NEW", permalink: "https://a.test/f", ...more.info } };
        return undefined;
      },
      sources: {
        "drive:1": { name: "in.pdf", mimeType: "application/pdf", bytes: new Uint8Array([1, 2, 3]) },
      },
      ...(more.scopes && { scopes: more.scopes }),
    });
    const result = await runTool(slackUploadFile, fake.api, {
      channel: "C01GEN",
      filename: "a.pdf",
      ...args,
    });
    return { ...result, ...fake };
  };

  it("goes in three steps, the bytes to the address that Slack names", async () => {
    const info = { shares: { private: { C01GEN: [{ ts: "1795251600.000100" }] } } };
    const { calls, output } = await upload(
      { source: "drive:1", thread_ts: "1795251600.000001", comment: "*x*" },
      { info },
    );
    expect(calls.map(({ method, path }) => [method, path])).toEqual([
      ["GET", "/files.getUploadURLExternal"],
      ["POST", "https://files.slack.com/upload/v1/abc"],
      ["POST", "/files.completeUploadExternal"],
      ["GET", "/files.info"],
    ]);
    expect(calls[0]?.query).toEqual({ filename: "a.pdf", length: 3 });
    expect(calls[1]?.body).toMatchObject({ contentType: "application/pdf" });
    expect(calls[2]?.body).toMatchObject({
      files: [{ id: "F0NEW", title: "a.pdf" }],
      channel_id: "C01GEN",
      thread_ts: "1795251600.000001",
      blocks: [{ type: "rich_text" }],
    });
    expect(output).toMatchObject({
      ts: "1795251600.000100",
      file: { permalink: "https://a.test/f", size: 3 },
    });
  });
  it("says when Slack does not tell where it shows the file", async () => {
    for (const more of [{ info: {} }, { scopes: ["files:write"] }]) {
      const { output, text } = await upload({ content: "x" }, more);
      expect(output.ts).toBeUndefined();
      expect(text).toContain("has not said yet");
    }
  });
});
