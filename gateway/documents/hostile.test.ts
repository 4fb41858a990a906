import { spawn } from "node:child_process";
import { deflateSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { docxOf, fileOf, fixture, odfOf, officeOf, pdfOf, zipOf } from "./fixture.ts";
import { openDocuments } from "./index.ts";
import { readIn } from "./one-file.ts";

const open: ReturnType<typeof openDocuments>[] = [];
const start = (options?: Parameters<typeof openDocuments>[0]) => {
  const documents = openDocuments(options);
  open.push(documents);
  return documents;
};
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));
const never = new AbortController().signal;
const text = (file: Parameters<typeof fileOf>[0], options?: Parameters<typeof openDocuments>[0]) =>
  start(options).text(fileOf(file), never);

describe("bombs", () => {
  test("a part that unpacks to more than the limit is not unpacked", async () => {
    const bomb = docxOf(`<w:p>${" ".repeat(120 * 1024 * 1024)}</w:p>`);
    expect(bomb.length).toBeLessThan(200_000);
    await expect(text(bomb)).rejects.toMatchObject({ fault: "too_large", reason: "file_too_big_unpacked" });
  });

  test("many parts that each stay below it do not get past it together", async () => {
    const sheet = `<worksheet><sheetData/>${" ".repeat(12 * 1024 * 1024)}</worksheet>`;
    const sheets = Array.from(
      { length: 10 },
      (_, at) => ["worksheet", `worksheets/${at}.xml`, sheet] as const,
    );
    const names = sheets.map((_, at) => `<sheet name="${at}" r:id="rId${at + 1}"/>`).join("");
    const bomb = officeOf("xl/workbook.xml", `<workbook><sheets>${names}</sheets></workbook>`, sheets);
    await expect(text(bomb)).rejects.toMatchObject({ reason: "file_too_big_unpacked" });
  });

  test("ten thousand parts, and a zip in a zip", async () => {
    const parts = Array.from({ length: 10_000 }, (_, at) => ({ name: `word/${at}`, data: "" }));
    await expect(text(zipOf(parts))).rejects.toMatchObject({
      fault: "too_large",
      reason: "file_too_many_parts",
    });
    const inner = zipOf([{ name: "a", data: "text" }]);
    await expect(text(zipOf([{ name: "b.zip", data: inner }]))).rejects.toMatchObject({
      reason: "file_archive",
    });
  });

  test("entities are not expanded, and a document type is refused", async () => {
    let laughs = '<!DOCTYPE x [<!ENTITY a0 "ha">';
    for (let i = 1; i < 30; i++) laughs += `<!ENTITY a${i} "${`&a${i - 1};`.repeat(10)}">`;
    const bomb = officeOf(
      "word/document.xml",
      `${laughs}]><w:document><w:p><w:r><w:t>&a29;</w:t></w:r></w:p></w:document>`,
    );
    await expect(text(bomb)).rejects.toMatchObject({ reason: "file_damaged" });
    const outside = `<!DOCTYPE x SYSTEM "file:///etc/passwd"><w:document/>`;
    await expect(text(officeOf("word/document.xml", outside))).rejects.toMatchObject({
      reason: "file_damaged",
    });
    expect((await text(docxOf("<w:p><w:r><w:t>&undefined; &lt;</w:t></w:r></w:p>"))).text).toBe(
      "&undefined; <",
    );
  });

  test("what repeats itself ends at the limit of the text, and says so", async () => {
    const long = "x".repeat(30_000);
    const rows = `<row>${'<c t="s"><v>0</v></c>'.repeat(200)}</row>`;
    const book = officeOf(
      "xl/workbook.xml",
      '<workbook><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>',
      [
        ["worksheet", "worksheets/s.xml", `<worksheet>${rows}</worksheet>`],
        ["sharedStrings", "s.xml", `<sst><si><t>${long}</t></si></sst>`],
      ],
    );
    const read = await text(book);
    expect(read.text).toHaveLength(2_000_000);
    expect(read).toMatchObject({ format: "csv", warnings: ["The text is cut after 2,000,000 characters."] });
    const cell = `<table:table-cell table:number-columns-repeated="16384"><text:p>${"y".repeat(5000)}</text:p></table:table-cell>`;
    const ods = odfOf(
      "spreadsheet",
      `<table:table><table:table-row table:number-rows-repeated="1048576">${cell}</table:table-row></table:table>`,
    );
    expect((await text(ods)).text).toHaveLength(2_000_000);
  });

  test("a PDF whose stream unpacks twice over ends at the limits", async () => {
    let content: Buffer = Buffer.alloc(300 * 1024 * 1024, " ");
    for (let i = 0; i < 2; i++) content = deflateSync(content, { level: 9 });
    const bomb = pdfOf(content, "/Filter [/FlateDecode /FlateDecode]");
    expect(bomb.length).toBeLessThan(20_000);
    const outcome = await text(bomb, { timeMs: 6_000, memoryBytes: 250 * 1024 * 1024 }).catch(
      (error) => error,
    );
    expect(outcome).toMatchObject({ fault: "too_large" });
  });
});

describe("inputs that slow programs choke on", () => {
  const deep = 200_000;
  const cases: [string, Uint8Array | string, string][] = [
    ["XML that opens and never closes", docxOf("<w:p>".repeat(deep)), "file_too_deep"],
    ["XML that closes what is not open", docxOf("</w:x>".repeat(deep)), "file_no_text"],
    [
      "one element with many attributes",
      docxOf(`<w:p ${Array.from({ length: 50_000 }, (_, i) => `a${i}="x"`).join(" ")}/>`),
      "file_no_text",
    ],
    ["HTML that opens and never closes", `<html>${"<div>".repeat(deep)}end`, "file_too_deep"],
    ["RTF groups in groups", `{\\rtf1 ${"{".repeat(deep)}`, "file_too_deep"],
  ];
  test.each(cases.map(([title, file, reason]) => ({ title, file, reason })))(
    "$title",
    async ({ file, reason }) => {
      await expect(text(file)).rejects.toMatchObject({ reason });
    },
  );

  test.each([
    ["HTML of half tags", `<html>a${"<a href=".repeat(deep)}`],
    ["HTML of comments that do not end", `<html>a${"<!--".repeat(deep)}`],
    ["HTML tables in tables", `<html>a${"<table><tr><td>".repeat(1_200)}x`],
    ["blanks", `<html>a${" ".repeat(1_000_000)}b`],
    [
      "a mail of boundaries",
      `From: a\nMIME-Version: 1.0\nSubject: s\nContent-Type: multipart/mixed; boundary="${"-".repeat(60)}"\n\n${`${"-".repeat(62)}\n`.repeat(20_000)}`,
    ],
    ["a mail with a long head", `From: a\nSubject: ${"x ".repeat(500_000)}\nMIME-Version: 1.0\n\nbody`],
    ["a mail with many addresses", `From: a\nMIME-Version: 1.0\nTo: ${"<<(,".repeat(100_000)}\n\nbody`],
    ["lines", `${"\r".repeat(1_000_000)}x`],
    ["a title that does not end", `<html>a<title ${"<title ".repeat(100_000)}`],
    ["an XML head that does not end", `<?xml ${" encoding".repeat(100_000)}`],
    ["comments before HTML", `${"<!-- --> ".repeat(100_000)}x`],
  ])("%s", async (_, file) => {
    const started = performance.now();
    const outcome = await text(file).catch((error) => error);
    expect(["bad_argument", undefined]).toContain(outcome.fault);
    expect(performance.now() - started).toBeLessThan(14_000);
  });
});

describe("the processes", () => {
  const sleepy = docxOf("<w:p><w:r><w:t>late</w:t></w:r></w:p>");
  test("a file that takes too long is given up", async () => {
    await expect(text(fixture("report.pdf").bytes, { timeMs: 5 })).rejects.toMatchObject({
      fault: "too_large",
      reason: "file_too_slow",
    });
  });

  test("a caller that goes away ends the work, at once or before its turn", async () => {
    const documents = start();
    const gone = new AbortController();
    const reasons = Array.from({ length: 6 }, () =>
      documents.text(fixture("report.pdf"), gone.signal).catch((error) => error),
    );
    gone.abort(new Error("gone"));
    expect(await Promise.all(reasons)).toEqual(Array.from({ length: 6 }, () => gone.signal.reason));
    await expect(documents.text(fixture("report.pdf"), gone.signal)).rejects.toBe(gone.signal.reason);
    expect((await documents.text(fixture("report.pdf"), never)).text).toContain("Quarterly");
  });

  test("two at once, the others in turn, and too many are told to come back", async () => {
    const documents = start({ waiting: 3 });
    const all = Array.from({ length: 8 }, () =>
      documents.text(fileOf(sleepy), never).catch((error) => error),
    );
    const answers = await Promise.all(all);
    expect(answers.filter((one) => one.text === "late")).toHaveLength(5);
    expect(answers.slice(5)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ fault: "rate_limited", retryAfter: 10 })),
    );
  });

  test("closing ends what runs and what waits", async () => {
    const documents = openDocuments();
    const all = Array.from({ length: 5 }, () =>
      documents.text(fixture("report.pdf"), never).catch((error) => error),
    );
    await documents.close();
    for (const error of await Promise.all(all)) expect(error).toMatchObject({ fault: "provider_down" });
    await expect(documents.text(fixture("report.pdf"), never)).rejects.toMatchObject({
      fault: "provider_down",
    });
  });

  const says = (code: string) =>
    spawn(process.execPath, ["--max-old-space-size=64", "-e", `process.on("message", () => { ${code} })`], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      serialization: "advanced",
    });
  test.each([
    ["lies", "process.send({ text: 1 })", "file_damaged"],
    [
      "says too much",
      'process.send({ text: "x".repeat(3e6), format: "text", warnings: [] })',
      "file_damaged",
    ],
    ["says another thing", 'process.send({ problem: "secret" })', "file_damaged"],
    ["throws", 'throw new Error("secret")', "file_damaged"],
    ["ends", "process.exit(0)", "file_damaged"],
    ["fills its heap", "const a = []; for (;;) a.push(new Array(1000).fill({}))", "file_too_much_memory"],
    ["does not end", "for (;;);", "file_too_slow"],
  ])("a process that %s is not believed", async (_, code, reason) => {
    const worker = says(code);
    try {
      const error = await readIn(worker, fileOf("x"), 5_000).catch((error) => error);
      expect(error).toMatchObject({ name: "ToolError", reason });
      expect(error.message).not.toContain("secret");
    } finally {
      worker.kill("SIGKILL");
    }
  });

  test("what libraries print stays in the process", async () => {
    const spies = [vi.spyOn(process.stdout, "write"), vi.spyOn(process.stderr, "write")];
    try {
      await text("%PDF-1.7\n1 0 obj << /Type /Catalog >> broken").catch(() => undefined);
      const printed = spies.flatMap((spy) => spy.mock.calls).join("");
      expect(printed).not.toMatch(/Warning|Indexing|PDF/);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });
});
