import { describe, expect, test } from "vitest";
import { encode } from "../../test/sandbox/charsets.ts";
import { docxOf, fileOf, odfOf, officeOf, zipOf } from "./fixture.ts";
import { read } from "./read.ts";
import { dateKind, serialDate } from "./xlsx-styles.ts";

const textOf = async (data: string | Uint8Array, name?: string, type?: string) => {
  const answer = await read(fileOf(data, name, type));
  return "problem" in answer ? `(${answer.problem})` : answer.text;
};

describe("text in any charset", () => {
  const german = "Grüße aus Köln: 5 €, schöne Straßen und ein Übermaß an Käse";
  const russian = "Добрый день! Счёт на оплату находится во вложении к этому письму.";
  const japanese = "お世話になっております。請求書を添付いたします。ご確認ください。";
  test.each([
    ["utf-8", german],
    ["windows-1252", german],
    ["iso-8859-1", german.replace("€", "EUR")],
    ["windows-1251", russian],
    ["koi8-r", russian],
    ["shift_jis", japanese],
    ["euc-jp", japanese],
    ["iso-2022-jp", japanese],
    ["gb18030", "您好，附件是本月的发票，请查收。谢谢您的合作。"],
    ["big5", "您好，附件是本月的發票，請查收。謝謝您的合作。"],
    ["euc-kr", "안녕하세요. 이번 달 청구서를 첨부합니다. 확인해 주세요."],
  ])("%s", async (charset, text) => {
    const bytes = charset === "gb18030" ? encode(text, "gbk") : encode(text, charset);
    expect(await textOf(bytes, "notes.txt", "text/plain")).toBe(text);
  });

  test("marks, wide characters, heads of XML and HTML", async () => {
    expect(await textOf(Buffer.from("\ufeffÄ,ö\n1,2", "utf8"), "a.csv", "text/csv")).toBe("Ä,ö\n1,2");
    expect(await textOf(Buffer.from("\ufeffzwölf", "utf16le"))).toBe("zwölf");
    expect(await textOf(Buffer.from("\ufeffzwölf", "utf16le").swap16())).toBe("zwölf");
    expect(await textOf(Buffer.from("no mark here", "utf16le"))).toBe("no mark here");
    const xml = '<?xml version="1.0" encoding="windows-1250"?><a>žluťoučký kůň</a>';
    expect(await textOf(encode(xml, "windows-1250"), "a.xml", "text/xml")).toBe(xml);
    const html = '<html><head><meta charset="iso-8859-7"></head><body>Καλημέρα</body></html>';
    expect(await textOf(encode(html, "iso-8859-7"))).toBe("Καλημέρα");
  });

  test("a character cut in two at the end, one broken byte, and bytes that are no text", async () => {
    expect(await textOf(Buffer.from(`${"ä".repeat(50)}€`).subarray(0, -1))).toBe("ä".repeat(50));
    const broken = Buffer.from("ü".repeat(200));
    broken[100] = 0xff;
    expect(await textOf(broken)).toMatch(/^ü{50}\ufffd/);
    expect(await textOf(Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)))).toBe(
      "(binary)",
    );
  });

  test("a guess is said", async () => {
    const answer = await read(fileOf(encode("Übergrößenträger", "windows-1252")));
    expect(answer).toMatchObject({ warnings: [expect.stringContaining("windows-1252")] });
  });
});

describe("HTML", () => {
  test("keeps links, tables and headings; nothing hidden, no scripts", async () => {
    const html = `<!DOCTYPE html><html><head><title>Offer &amp; order</title><style>p{}</style></head><body>
      <h2>Prices</h2><p>See <a href="https://shop.test/a?b=(1)">the <b>shop</b></a> or <a href="javascript:alert(1)">this</a>.</p>
      <script>alert(1)</script><div style="display:none">hidden words</div>
      <table><tr><th>Item</th><th>Price</th></tr><tr><td>Key</td><td>5 <a href="https://x.test">EUR</a></td></tr></table>
      <ul><li>one</li><li>two</li></ul></body></html>`;
    expect(await textOf(html)).toBe(
      [
        "Title: Offer & order",
        "## Prices",
        "See [the **shop**](https://shop.test/a?b=%281%29) or this.",
        "| Item | Price |\n| --- | --- |\n| Key | 5 [EUR](https://x.test) |",
        "- one\n- two",
      ].join("\n\n"),
    );
  });
  test("is known by type and name too", async () => {
    expect(await textOf("<p>a</p><p>b</p>", "x", "text/html")).toBe("a\n\nb");
    expect(await textOf("<p>a</p>", "x.htm")).toBe("a");
    expect(await textOf("<p>a</p>", "x.txt", "text/plain")).toBe("<p>a</p>");
  });
});

test("a stored mail: head, body, names of what is attached", async () => {
  const mail = [
    "From: =?utf-8?q?J=C3=BCrgen?= <j@example.com>",
    "To: Ada <ada@example.com>, b@example.com",
    "Subject: The\r\n invoice",
    "Date: Mon, 02 Mar 2026 10:00:00 +0100",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="x"',
    "",
    "--x",
    "Content-Type: text/plain; charset=iso-8859-1",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "Gr=FC=DFe",
    "--x",
    'Content-Type: application/pdf; name="invoice.pdf"',
    'Content-Disposition: attachment; filename="invoice.pdf"',
    "Content-Transfer-Encoding: base64",
    "",
    "JVBERi0=",
    "--x--",
  ].join("\r\n");
  const answer = await read(fileOf(mail, "mail.eml"));
  expect(answer).toMatchObject({
    format: "markdown",
    text: "From: Jürgen <j@example.com>\nTo: Ada <ada@example.com>, b@example.com\nDate: 2026-03-02T09:00:00.000Z\nSubject: The invoice\n\nGrüße\n\nAttachments:\n- invoice.pdf (application/pdf)",
    warnings: ["What is attached to the mail is named, not included."],
  });
});

test("rich text: code pages, fonts, Unicode, hidden text and groups that are not text", async () => {
  const rtf = String.raw`{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset204 Arial Cyr;}}{\*\generator Riched;}{\info{\title Secret title}}
\pard Gr\'fc\'dfe, \u8364?uro \b bold\b0\par {\f1 \'cf\'f0\'e8\'e2\'e5\'f2} \{braces\}\tab x\v hidden\v0\par
{\field{\*\fldinst HYPERLINK "https://x.test"}{\fldrslt a link}}{\pict\bin4 }}}}}\u-10179?\u-8704?\par}`;
  expect(await textOf(rtf)).toBe("Grüße, €uro bold\nПривет {braces}\tx\na link😀");
});

describe("Word", () => {
  const p = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
  test("notes, comments, tracked changes, boxes and drawings that stand twice", async () => {
    const body = `<w:p><w:r><w:t>Body</w:t><w:footnoteReference w:id="2"/></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t> new</w:t></w:r></w:ins><w:r><w:commentReference w:id="0"/></w:r></w:p>
      <w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><mc:AlternateContent><mc:Choice><w:txbxContent>${p("In a box")}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>${p("In a box")}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>
      <w:p><w:moveFrom><w:r><w:t>old place</w:t></w:r></w:moveFrom><w:r><wp:docPr descr="A  chart"/></w:r></w:p>`;
    const file = docxOf(body, [
      [
        "footnotes",
        "footnotes.xml",
        `<w:footnotes><w:footnote w:id="0"><w:p/></w:footnote><w:footnote w:id="2">${p("Said below")}</w:footnote></w:footnotes>`,
      ],
      [
        "comments",
        "comments.xml",
        `<w:comments><w:comment w:id="0" w:author="Ada">${p("Really?")}</w:comment></w:comments>`,
      ],
    ]);
    expect(await textOf(file)).toBe(
      "Body[^2] new[comment 0]\n\nIn a box\n\n[image: A chart]\n\n[^2]: Said below\n\nComments:\n\n[comment 0] Ada: Really?",
    );
  });
  test("tables in tables stay in their cell, and a frame is no table", async () => {
    const cell = (inner: string) => `<w:tc>${inner}</w:tc>`;
    const table = (...rows: string[]) =>
      `<w:tbl>${rows.map((row) => `<w:tr>${row}</w:tr>`).join("")}</w:tbl>`;
    const inner = table(cell(p("a")) + cell(p("b")), cell(p("c")) + cell(p("d")));
    expect(await textOf(docxOf(table(cell(p("x")) + cell(inner), cell(p("y")) + cell(p("z")))))).toBe(
      "| x | a, b; c, d |\n| --- | --- |\n| y | z |",
    );
    expect(await textOf(docxOf(table(cell(p("framed")))))).toBe("framed");
  });
});

describe("sheets", () => {
  test("strings by reference, errors, the 1904 system, columns and rows left out", async () => {
    const sheet = `<worksheet><sheetData><row r="1"><c r="B1" t="s"><v>0</v></c><c r="D1" t="e"><v>#REF!</v></c></row>
      <row r="3"><c r="A3" s="1"><v>0</v></c><c t="inlineStr"><is><t>in</t></is></c><c t="str"><f>A1</f><v>text</v></c></row>
      <row r="9000"><c r="A9000"><v>far</v></c></row></sheetData></worksheet>`;
    const file = officeOf(
      "xl/workbook.xml",
      `<workbook><workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>`,
      [
        ["worksheet", "worksheets/s.xml", sheet],
        [
          "sharedStrings",
          "strings.xml",
          "<sst><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>ruby</t></rPh></si></sst>",
        ],
        [
          "styles",
          "styles.xml",
          '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        ],
      ],
    );
    const answer = await read(fileOf(file));
    expect(answer).toEqual({
      format: "csv",
      text: "## S\n\n,two runs,,#REF!\n\n1904-01-01,in,text\nfar",
      warnings: ["Long runs of empty rows are left out, so row numbers do not match the sheet."],
    });
  });
  test.each([
    ["yyyy-mm-dd", "date"],
    ["[$-407]d. mmmm yyyy;@", "date"],
    ["h:mm AM/PM", "time"],
    ["[h]:mm:ss", "time"],
    ["dd/mm/yyyy hh:mm", "both"],
    ["mmm", "date"],
    ["General", undefined],
    ['0.00" days"', undefined],
    ["#,##0.00 [$€-1]", undefined],
    ["[Red]0", undefined],
    ["@", undefined],
  ])("the format %s shows %s", (format, kind) => expect(dateKind(format)).toBe(kind));
  test.each([
    [1, "date", "1900-01-01"],
    [59, "date", "1900-02-28"],
    [61, "date", "1900-03-01"],
    [45_292, "date", "2024-01-01"],
    [45_292.75, "both", "2024-01-01 18:00:00"],
    [0.5, "time", "12:00:00"],
    [-1, "date", "-1"],
    [9e9, "date", "9000000000"],
    [Number.NaN, "date", "NaN"],
  ] as const)("day %d as %s is %s", (serial, kind, shown) =>
    expect(serialDate(serial, kind, false)).toBe(shown),
  );
});

describe("OpenDocument", () => {
  test("sheets: values, dates, repeated cells and rows", async () => {
    const row = (cells: string, more = "") => `<table:table-row ${more}>${cells}</table:table-row>`;
    const cell = (text: string, more = "") =>
      `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`;
    const body = `<table:table table:name="Data">${row(`${cell("a", 'table:number-columns-repeated="2"')}<table:table-cell table:number-columns-repeated="16000"/>`)}
      ${row(cell("1,5", 'office:value-type="float" office:value="1.5"') + cell("1.3.", 'office:value-type="date" office:date-value="2026-03-01T10:00:00"'), 'table:number-rows-repeated="2"')}
      ${row("<table:table-cell/>", 'table:number-rows-repeated="1048000"')}</table:table>`;
    expect(await textOf(odfOf("spreadsheet", body))).toBe(
      "## Data\n\na,a\n1.5,2026-03-01 10:00:00\n1.5,2026-03-01 10:00:00",
    );
  });
  test("text: headings, links, blanks, deleted text; slides with notes", async () => {
    const text = `<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h text:outline-level="2">Head</text:h>
      <text:p>a<text:s text:c="3"/>b <text:a xlink:href="https://x.test/">link</text:a><text:tab/>c<office:annotation><dc:creator>Ada</dc:creator><text:p>hm</text:p></office:annotation></text:p>`;
    expect(await textOf(odfOf("text", text))).toBe(
      "## Head\n\na   b [link](https://x.test/)\tc[comment: hm]",
    );
    const slides = `<draw:page draw:name="page1"><text:p>Hello</text:p><presentation:notes><text:p>say hi</text:p></presentation:notes></draw:page><draw:page draw:name="Costs"><text:p>4</text:p></draw:page>`;
    expect(await textOf(odfOf("presentation", slides))).toBe(
      "## Slide 1\n\nHello\n\nNotes: say hi\n\n## Slide 2: Costs\n\n4",
    );
  });
});

test("files that are no documents say what they are", async () => {
  const compound = (name: string) =>
    Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600), Buffer.from(name, "utf16le")]);
  const cases: [Uint8Array, string][] = [
    [zipOf([{ name: "a.txt", data: "hi" }]), "(archive)"],
    [compound("EncryptedPackage"), "(encrypted)"],
    [compound("WordDocument"), "(old_office)"],
    [compound("Something"), "(binary)"],
    [Buffer.from("1f8b0800", "hex"), "(archive)"],
    [Buffer.from("\x7fELF\x02\x01"), "(program)"],
    [Buffer.from("ÿØÿà", "latin1"), "(picture)"],
    [Buffer.from("\0\0\0\x20ftypisom"), "(media)"],
    [officeOf("visio/document.xml", "<VisioDocument/>"), "(other_office)"],
    [odfOf("text", "<text:p/>"), "(no_text)"],
  ];
  for (const [bytes, expected] of cases) expect(await textOf(bytes)).toBe(expected);
  const odt = zipOf([
    { name: "mimetype", data: "application/vnd.oasis.opendocument.text" },
    { name: "META-INF/manifest.xml", data: "<manifest:encryption-data/>" },
    { name: "content.xml", data: "garbage" },
  ]);
  expect(await textOf(odt)).toBe("(encrypted)");
  expect(
    await textOf(
      zipOf([
        { name: "[Content_Types].xml", data: "x", flags: 1 },
        { name: "_rels/.rels", data: "", flags: 1 },
      ]),
    ),
  ).toBe("(encrypted)");
});

test("calendars, JSON and source are text as they are", async () => {
  const ics = "BEGIN:VCALENDAR\r\nSUMMARY:Größe\r\nEND:VCALENDAR\r\n";
  expect(await textOf(ics, "a.ics", "text/calendar")).toBe(ics);
  expect(await textOf('{"a":"<html>"}', "a.json", "application/json")).toBe('{"a":"<html>"}');
  expect(await textOf("From: is a word\nthat begins a text", "a.txt", "text/plain")).toContain("From: is");
  expect(await read(fileOf("a\tb", "a.tsv", "text/tab-separated-values"))).toMatchObject({ format: "text" });
  expect(await read(fileOf("a,b", "a.csv", "application/vnd.ms-excel"))).toMatchObject({ format: "csv" });
});
