import { afterAll, expect, test } from "vitest";
import { docxOf, fileOf, fixture, odfOf, pdfOf } from "./fixture.ts";
import { openDocuments } from "./index.ts";
import type { Job } from "./protocol.ts";
import { read } from "./read.ts";

/** Seeded (mulberry32): a failure can be repeated. */
function randomOf(seed: number) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const mail =
  "From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>hi</p>\r\n--b--\r\n";
const originals: Job[] = [
  ...["invoice.docx", "payroll.xlsx", "roadmap.pptx", "minutes.odt", "report.pdf", "form.pdf"].map(fixture),
  fileOf(
    docxOf("<w:p><w:r><w:t>x</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
    "a.docx",
  ),
  fileOf(
    odfOf(
      "spreadsheet",
      '<table:table table:name="a"><table:table-row><table:table-cell/></table:table-row></table:table>',
    ),
    "a.ods",
  ),
  fileOf(pdfOf("BT /F1 12 Tf 72 720 Td (Hello) Tj ET"), "a.pdf"),
  fileOf("{\\rtf1\\ansi{\\fonttbl{\\f0 A;}}\\u8364?\\'fc {\\b x}\\par}", "a.rtf"),
  fileOf(
    "<!doctype html><table><tr><td>a</td><td><a href='https://x.test'>b</a></td></tr></table>",
    "a.html",
  ),
  fileOf(mail, "a.eml"),
  fileOf('a,b\n1,"2"\n', "a.csv", "text/csv"),
];

/** Some flipped bits, sometimes cut off, sometimes a piece twice. */
function mutate({ bytes, ...job }: Job, random: () => number): Job {
  let out = Buffer.from(bytes);
  for (let flips = 1 + Math.floor(random() * 12); flips > 0; flips--) {
    const at = Math.floor(random() * out.length);
    out[at] = (out[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  if (random() < 0.2) out = out.subarray(0, Math.floor(random() * out.length));
  if (random() < 0.1) {
    const at = Math.floor(random() * out.length);
    out = Buffer.concat([out.subarray(0, at), out.subarray(Math.floor(random() * at))]);
  }
  return { ...job, bytes: out };
}

test("1,000 mutated files of every kind give text or a problem, each within seconds", {
  timeout: 120_000,
}, async () => {
  for (let seed = 0; seed < 1_000; seed++) {
    const job = mutate(originals[seed % originals.length] as Job, randomOf(seed));
    const started = performance.now();
    const answer = await read(job);
    expect("problem" in answer || answer.text.length > 0, `seed ${seed}`).toBe(true);
    expect(performance.now() - started, `seed ${seed}`).toBeLessThan(10_000);
  }
});

const documents = openDocuments();
afterAll(() => documents.close());
test("and so they do in their processes", { timeout: 120_000 }, async () => {
  for (let seed = 1_000; seed < 1_040; seed += 2) {
    const both = [seed, seed + 1].map(async (one) => {
      const job = mutate(originals[one % originals.length] as Job, randomOf(one));
      const error = await documents.text(job, new AbortController().signal).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (error !== undefined)
        expect(error, `seed ${one}`).toMatchObject({ name: "ToolError", fault: "bad_argument" });
    });
    await Promise.all(both);
  }
});
