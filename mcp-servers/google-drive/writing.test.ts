import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { requireImport } from "./convert.ts";
import { driveCreateFile } from "./create-file.ts";
import { wayOf } from "./formats.ts";
import { driveGetFile } from "./get-file.ts";
import { DOC, DOCX, FOLDER, PDF, SHEET, SLIDES, typeName, typesMeant, XLSX } from "./mime.ts";
import { multipartRelated } from "./multipart.ts";
import { FILE, METADATA } from "./scopes.ts";
import { checkShare, planShare, type ShareAsked } from "./share-plan.ts";
import { driveUpdateContent } from "./update-content.ts";

describe("bytes and formats", () => {
  it("puts metadata and bytes into one body as they are", () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);
    const made = multipartRelated({ name: 'a"\r\nb' }, { bytes, mimeType: "image/png" }, "B");
    expect(made.contentType).toBe("multipart/related; boundary=B");
    expect(Buffer.from(made.bytes).toString("latin1")).toBe(
      `--B\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{"name":"a\\"\\r\\nb"}\r\n--B\r\nContent-Type: image/png\r\n\r\n\u0000ÿ\r\n--\r\n--B--\r\n`,
    );
    const boundary = () => multipartRelated({}, { bytes, mimeType: "a/b" }).contentType;
    expect(boundary()).not.toBe(boundary());
  });

  it("exports what Google exports, hands out the rest as it is", () => {
    expect(wayOf({ name: "a", mimeType: DOC }, "md")).toMatchObject({
      name: "a.md",
      mimeType: "text/markdown",
      exported: true,
    });
    expect(wayOf({ name: "a", mimeType: DOC }, "original")).toMatchObject({ name: "a.docx", mimeType: DOCX });
    expect(wayOf({ name: "a.XLSX", mimeType: SHEET }, "xlsx")).toMatchObject({
      name: "a.XLSX",
      mimeType: XLSX,
    });
    expect(wayOf({ name: "a", mimeType: SHEET }, "csv").warnings.join()).toContain("first sheet only");
    expect(wayOf({ name: "a.pdf", mimeType: PDF }, "pdf")).toMatchObject({ exported: false });
    for (const [mimeType, as] of [
      [SLIDES, "md"],
      [PDF, "docx"],
      [FOLDER, "original"],
      ["application/vnd.google-apps.form", "original"],
    ] as const)
      expect(() => wayOf({ name: "a", mimeType }, as), mimeType).toThrow(ToolError);
  });

  it("knows types by name and names by type", () => {
    expect(typesMeant("Word ")).toContain(DOCX);
    expect(typesMeant("application/x-thing")).toEqual(["application/x-thing"]);
    for (const wrong of ["constructor", "__proto__", "a b/c", "x'y/z", ""])
      expect(() => typesMeant(wrong), wrong).toThrow("There is no type");
    expect([DOC, "image/webp", "text/x-python", "application/x-thing"].map(typeName)).toEqual([
      "doc",
      "image",
      "text",
      "application/x-thing",
    ]);
    expect(() => requireImport("image/png", DOC)).toThrow("markdown");
  });
});

describe("what is shared", () => {
  const now = Date.UTC(2026, 8, 1);
  const ben: ShareAsked = { type: "user", principal: "Ben@acme.test", role: "reader", notify: true };
  const there = (role: string, more: object = {}) => ({
    id: "p",
    type: "user",
    role,
    emailAddress: "ben@acme.test",
    ...more,
  });
  const plan = (asked: ShareAsked, present: object[], end?: string) =>
    planShare(asked, end, present as Parameters<typeof planShare>[2]);

  it("takes a date to its end and an instant as it is, within a year", () => {
    expect(checkShare({ ...ben, expires: "2026-12-31" }, now).expirationTime).toBe(
      "2026-12-31T23:59:59.000Z",
    );
    expect(checkShare({ ...ben, expires: "2026-12-31T10:00:00+02:00" }, now).expirationTime).toBe(
      "2026-12-31T08:00:00.000Z",
    );
    for (const expires of [
      "soon",
      "2026-08-31",
      "2028-01-01",
      "2026-12-31T10:00:00",
      "2026-02-30T00:00:00Z ",
    ])
      expect(() => checkShare({ ...ben, expires }, now), expires).toThrow("`expires`");
  });

  it("creates, changes, or leaves alone", () => {
    expect(plan(ben, []).do).toBe("create");
    expect(plan(ben, [there("reader")]).do).toBe("nothing");
    expect(plan(ben, [there("writer")])).toMatchObject({ do: "update", removeExpiration: false });
    expect(plan(ben, [there("reader", { expirationTime: "2026-12-01T00:00:00Z" })])).toMatchObject({
      do: "update",
      removeExpiration: true,
    });
    expect(
      plan(ben, [there("reader", { expirationTime: "2026-12-01T00:00:00Z" })], "2026-12-01T00:00:00.000Z").do,
    ).toBe("nothing");
    expect(plan(ben, [there("reader", { deleted: true })]).do).toBe("create");
    expect(() => plan(ben, [there("owner")])).toThrow("owns");
  });

  it("does not pretend to lower what comes from above", () => {
    const inherited = { permissionDetails: [{ inherited: true, inheritedFrom: "d", role: "writer" }] };
    expect(plan(ben, [there("writer", inherited)])).toMatchObject({
      do: "nothing",
      warnings: [expect.stringContaining("changes nothing")],
    });
    expect(plan({ ...ben, role: "writer" }, [there("reader", inherited)]).do).toBe("create");
  });
});

const made = { id: "1new", name: "a", mimeType: "text/plain", ownedByMe: true };

describe("drive_create_file", () => {
  it("asks once for two calls with one key, and again after a failure", async () => {
    let fail = true;
    const { api, calls } = fakeApi({
      async answer({ method, path }) {
        if (method === "GET" && path === "/files") return { files: [] };
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (fail) throw new ToolError("provider_down", "down");
        return made;
      },
    });
    const create = () => runTool(driveCreateFile, api, { name: "a", content: "b", idempotency_key: "k" });
    expect((await Promise.allSettled([create(), create()])).map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
    ]);
    fail = false;
    const [first, second] = await Promise.all([create(), create()]);
    expect([first?.output.already_created, second?.output.already_created]).toEqual([undefined, true]);
    expect(calls.filter(({ method }) => method === "POST")).toHaveLength(2);
    const [search] = calls;
    expect(search?.query).toMatchObject({ corpora: "allDrives", orderBy: "createdTime" });
    expect(String(search?.query?.q)).toMatch(
      /^appProperties has \{ key='valetkey_key' and value='[0-9a-f]{64}' \}$/,
    );
  });

  it("explains a folder that drive.file does not cover", async () => {
    const { api } = fakeApi({
      scopes: [FILE, METADATA],
      answer({ method }) {
        if (method === "GET") return { id: "fold", name: "Plans", mimeType: FOLDER };
        throw new ToolError("not_found", "no", { status: 404, reason: "notFound" });
      },
    });
    const create = runTool(driveCreateFile, api, { name: "a", content: "b", parent_id: "fold" });
    await expect(create).rejects.toMatchObject({
      fault: "no_permission",
      message: expect.stringContaining("Leave `parent_id` out"),
    });
  });

  it("takes the type from the source, its name, or the arguments", async () => {
    const sources = { s: { name: "x.csv", mimeType: "application/octet-stream", bytes: Buffer.from("a,b") } };
    const { api, calls } = fakeApi({ sources, answer: () => made });
    await runTool(driveCreateFile, api, { name: "a", source: "s", convert_to: "sheet" });
    const sent = Buffer.from((calls[0] as { body: { bytes: Uint8Array } }).body.bytes).toString();
    expect(sent).toContain(`"mimeType":"${SHEET}"`);
    expect(sent).toContain("Content-Type: text/csv\r\n\r\na,b\r\n");
    expect(calls[0]).toMatchObject({ base: "upload", query: { uploadType: "multipart" } });
  });
});

describe("drive_update_content", () => {
  const file = { id: "f", name: "a.txt", mimeType: "text/plain", headRevisionId: "r1" };
  const updating = (keep: () => unknown, calls: Call[] = []) =>
    fakeApi({
      answer(call) {
        calls.push(call);
        if (call.path.includes("/revisions/")) return keep();
        return call.method === "PATCH" ? { ...file, headRevisionId: "r2" } : file;
      },
    });

  it("goes on with a warning when the old revision cannot be kept, and stops when Google is down", async () => {
    const refuses = updating(() => {
      throw new ToolError("no_permission", "200");
    });
    const { output } = await runTool(driveUpdateContent, refuses.api, { file_id: "f", content: "x" });
    expect(output).toMatchObject({
      revision_id: "r2",
      previous_revision_id: "r1",
      warnings: [expect.stringContaining("30 days")],
    });
    const down = updating(() => {
      throw new ToolError("provider_down", "down");
    });
    await expect(runTool(driveUpdateContent, down.api, { file_id: "f", content: "x" })).rejects.toThrow(
      "down",
    );
    expect(down.calls.some(({ base }) => base === "upload")).toBe(false);
  });

  it("keeps the old revision before it writes the new one", async () => {
    const { api, calls } = updating(() => ({ id: "r1" }));
    await runTool(driveUpdateContent, api, { file_id: "f", content: "x", expected_revision: "r1" });
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /files/f",
      "PATCH /files/f/revisions/r1",
      "PATCH /files/f",
    ]);
    expect(calls[2]?.body).toMatchObject({ contentType: "text/plain" });
  });
});

describe("what Google's refusals mean", () => {
  const refusing = (reason: string, fault: ToolError["fault"] = "no_permission") =>
    fakeApi({
      answer() {
        throw new ToolError(fault, "raw", { status: 403, reason });
      },
    }).api;
  it("is said with what to do", async () => {
    const said = (reason: string) => runTool(driveGetFile, refusing(reason), { file_id: "f" });
    await expect(said("SERVICE_DISABLED")).rejects.toThrow("has not enabled the API");
    await expect(said("exportSizeLimitExceeded")).rejects.toMatchObject({
      fault: "too_large",
      message: expect.stringContaining("10 MB"),
    });
    await expect(said("sharingRateLimitExceeded")).rejects.toMatchObject({ fault: "rate_limited" });
    await expect(said("toString")).rejects.toThrow("raw");
  });
});
