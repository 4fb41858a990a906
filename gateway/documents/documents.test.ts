import { afterAll, describe, expect, test } from "vitest";
import { fileOf, fixture, pdfOf } from "./fixture.ts";
import { openDocuments } from "./index.ts";

const documents = openDocuments();
afterAll(() => documents.close());
const text = (file: ReturnType<typeof fileOf>) => documents.text(file, new AbortController().signal);

test("a Word document keeps headings, lists, tables, links, headers; hidden text stays hidden", async () => {
  const read = await text(fixture("invoice.docx"));
  expect(read).toMatchObject({ format: "markdown", warnings: [] });
  expect(read.text).toBe(
    [
      "# Invoice 4711",
      "# Zusammenfassung",
      "The total is 1.250,00 €. See [the payment page](https://example.com/pay?id=4711)",
      "- First point\n- Second point\n1. Step one\n2. Step two",
      "| Item | Qty | Price \\| net |\n| --- | --- | --- |\n| Valet key | 2 | 10.00 |\n| Schlüssel | 3 | 15.50 |",
      "日本語のテキスト",
      "Headers and footers:\n\nAcme GmbH, Berlin",
    ].join("\n\n"),
  );
});

test("a workbook is CSV by sheet, dates as dates, formulas without a value as formulas", async () => {
  const read = await text(fixture("payroll.xlsx"));
  expect(read.format).toBe("csv");
  expect(read.text).toBe(
    [
      "## Payroll\n",
      "Name,Hours,Start,Rate,Note",
      'Ada,38.5,2026-03-01,0.25,"said ""yes"", twice"',
      'Łukasz,40,2026-03-02 09:30:00,1,"line\nbreak"',
      ",=SUM(B2:B3)\n\n",
      "after a gap,,TRUE,14:05:00\n",
      "## Zweites Blatt\n\n\n",
      ",,corner\n",
      "## Secret (hidden)\n",
      "behind\n",
      "## Leer\n",
      "(empty)",
    ].join("\n"),
  );
});

test("a presentation is read slide by slide, with notes and tables", async () => {
  const read = await text(fixture("roadmap.pptx"));
  expect(read).toEqual({
    format: "markdown",
    warnings: [],
    text: "## Slide 1: Roadmap 2026\n\nShip the gateway\n  - Fünf Server\n\nNotes: Remember the demo\n\n## Slide 2\n\n| Quarter | Revenue |\n| --- | --- |\n| Q1 | 4.2 |",
  });
});

test("an OpenDocument text keeps lists, tables and notes", async () => {
  const read = await text(fixture("minutes.odt"));
  expect(read.text).toBe(
    "Minutes\n\nPresent\n\nAda and Ben.\n\n- one\n- two\n  - deeper\n\n| Name | Vote |\n| --- | --- |\n| Ada | yes |\n| Ben | no |\n\nA note [note 1: The footnote says more.].",
  );
});

test("a PDF is read page by page, and what is filled into its form", async () => {
  const report = await text(fixture("report.pdf"));
  expect(report).toMatchObject({ format: "text", warnings: [] });
  expect(report.text).toMatch(/^--- Page 1 of 2 ---\n\nQuarterly report\n\nRevenue grew by 12 % to EUR/);
  expect(report.text).toContain("\n\nCosts fell in the same time.");
  expect(report.text).toMatch(/--- Page 2 of 2 ---\n\nSecond page: Grüße aus Köln$/);
  const form = await text(fixture("form.pdf"));
  expect(form.text).toBe("Application form\n\nForm fields:\n- applicant: Ada Lovelace\n- agreed: Yes");
});

describe("what gives no text says why", () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
    "base64",
  );
  const cases: [ReturnType<typeof fileOf>, string, RegExp][] = [
    [fixture("scan.pdf"), "file_scan", /pictures only/],
    [fixture("encrypted.pdf"), "file_encrypted", /password/],
    [fixture("japanese.pdf"), "file_foreign_encoding", /East Asian/],
    [fileOf(pdfOf("BT ET")), "file_scan", /pictures only/],
    [fileOf("%PDF-1.7\nnothing else"), "file_damaged", /damaged/],
    [fileOf(""), "file_empty", /empty/],
    [fileOf(png, "notes.txt", "text/plain"), "file_picture", /picture/],
    [fileOf(" \n\n "), "file_no_text", /no text/],
  ];
  test.each(cases.map(([file, reason, message]) => ({ file, reason, message })))(
    "$reason",
    async ({ file, reason, message }) => {
      await expect(text(file)).rejects.toMatchObject({
        name: "ToolError",
        fault: "bad_argument",
        reason,
        message: expect.stringMatching(message),
      });
    },
  );
});

test("the caller keeps its bytes, and scripts of a PDF are nothing", async () => {
  const file = fileOf(pdfOf("BT /F1 12 Tf 72 720 Td (Hello) Tj ET"), "hello.pdf");
  const before = Buffer.from(file.bytes);
  expect(await text(file)).toEqual({ text: "Hello", format: "text", warnings: [] });
  expect(Buffer.compare(before, file.bytes)).toBe(0);
});
