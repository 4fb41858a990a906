import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { docMarkdown } from "./doc-markdown.ts";
import { documentTabSchema } from "./doc-upstream.ts";
import { DOC, SLIDES } from "./mime.ts";
import { driveReadFile } from "./read-file.ts";

const run = (content: string, textStyle: object = {}) => ({ textRun: { content, textStyle } });
const paragraph = (...elements: object[]) => ({ paragraph: { elements } });
const item = (text: string, listId: string, nestingLevel?: number) => ({
  paragraph: { elements: [run(text)], bullet: { listId, nestingLevel } },
});
const markdown = (content: object[], more: object = {}) =>
  docMarkdown(documentTabSchema.parse({ body: { content }, ...more }));

describe("docMarkdown", () => {
  it("keeps marks close to the words they mark, and joins runs of one style", () => {
    expect(
      markdown([
        paragraph(
          run("a "),
          run(" bo", { bold: true }),
          run("ld ", { bold: true }),
          run("both", { bold: true, italic: true }),
          run(" x", { strikethrough: true }),
          run(" code*", { weightedFontFamily: { fontFamily: "Roboto Mono" } }),
          run("\n"),
        ),
      ]),
    ).toBe("a  **bold** ***both*** ~~x~~ `code*`");
  });

  it("does not let text pass for markup", () => {
    expect(
      markdown([
        paragraph(run("# no heading\n")),
        paragraph(run("1. no item\n")),
        paragraph(run("2*3 and `x`\n")),
      ]),
    ).toBe("\\# no heading\n\n1\\. no item\n\n2\\*3 and \\`x\\`");
    expect(
      markdown([paragraph(run("a](http://evil.test)[b", { link: { url: "https://good.test/a b(c)" } }))]),
    ).toBe("[a\\](http://evil.test)\\[b](https://good.test/a%20b\\(c\\))");
  });

  it("numbers lists by level and starts lower levels again", () => {
    const lists = {
      n: { listProperties: { nestingLevels: [{ glyphType: "DECIMAL" }, { glyphType: "ALPHA" }] } },
      b: { listProperties: { nestingLevels: [{ glyphSymbol: "●" }] } },
    };
    const content = [
      item("one\n", "n"),
      item("sub\n", "n", 1),
      item("two\n", "n"),
      item("sub again\n", "n", 1),
      item("dot\n", "b"),
      paragraph(run("end\n")),
    ];
    expect(markdown(content, { lists })).toBe("1. one\n    1. sub\n2. two\n    1. sub again\n- dot\n\nend");
  });

  it("writes line breaks, pictures, people, dates, rich links, rules and equations", () => {
    const inlineObjects = { i: { inlineObjectProperties: { embeddedObject: { description: "the quay" } } } };
    expect(
      markdown(
        [
          paragraph(run("a\vb "), { inlineObjectElement: { inlineObjectId: "i" } }, run("\n")),
          paragraph({ person: { personProperties: { name: "Ben", email: "ben@acme.test" } } }, run(" on "), {
            dateElement: { dateElementProperties: { displayText: "1 Oct" } },
          }),
          paragraph(
            { richLink: { richLinkProperties: { title: "Plan", uri: "https://docs.test/1" } } },
            { equation: {} },
          ),
          { tableOfContents: { content: [] } },
          { sectionBreak: {} },
        ],
        { inlineObjects },
      ),
    ).toBe(
      "a\nb [picture: the quay]\n\nBen <ben@acme.test> on 1 Oct\n\n[Plan](https://docs.test/1)[equation]\n\n[table of contents]",
    );
  });

  it("writes footnotes once, with those that they refer to, even to themselves", () => {
    const footnotes = {
      a: {
        content: [paragraph(run("first"), { footnoteReference: { footnoteId: "b", footnoteNumber: "2" } })],
      },
      b: {
        content: [paragraph(run("second"), { footnoteReference: { footnoteId: "a", footnoteNumber: "1" } })],
      },
    };
    expect(
      markdown([paragraph(run("x"), { footnoteReference: { footnoteId: "a", footnoteNumber: "1" } })], {
        footnotes,
      }),
    ).toBe("x[^1]\n\n[^1]: first[^2]\n\n[^2]: second[^1]");
  });

  it("puts tables within tables into one cell, and ragged rows into a full grid", () => {
    const cell = (...content: object[]) => ({ content });
    const inner = {
      table: { tableRows: [{ tableCells: [cell(paragraph(run("in"))), cell(paragraph(run("ner")))] }] },
    };
    const table = {
      table: {
        tableRows: [
          { tableCells: [cell(paragraph(run("a|b"))), cell(inner)] },
          { tableCells: [cell(paragraph(run("c")), paragraph(run("d")))] },
        ],
      },
    };
    const lines = markdown([table]).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("a\\|b");
    expect(lines[0]).toContain("in");
    expect(lines[2]).toBe("| c<br>d |  |");
  });
});

describe("drive_read_file", () => {
  const answering = (answers: Record<string, unknown>, file: object) =>
    fakeApi({
      answer({ path, query, base }) {
        if (path.startsWith("/files/")) return { id: "f", name: "F", modifiedTime: "t1", ...file };
        if (base === "docs") expect(query).toMatchObject({ includeTabsContent: true });
        return answers[base ?? ""];
      },
    }).api;
  const doc = (tabs: object[]) => answering({ docs: { title: "F", tabs } }, { mimeType: DOC });
  const tab = (tabId: string, title: string, text: string, childTabs: object[] = []) => ({
    tabProperties: { tabId, title },
    childTabs,
    documentTab: { body: { content: [paragraph(run(text))] } },
  });

  it("reads nested tabs in order, and a document of one tab without a header", async () => {
    const { output } = await runTool(
      driveReadFile,
      doc([tab("1", "A", "aa", [tab("2", "B", "bb", [tab("3", "C", "cc")])]), tab("4", "D", "dd")]),
      { file_id: "f" },
    );
    expect(output.text.match(/tab_id \d/g)).toEqual(["tab_id 1", "tab_id 2", "tab_id 3", "tab_id 4"]);
    expect(output.tabs?.map(({ level }) => level)).toEqual([0, 1, 2, 0]);
    expect((await runTool(driveReadFile, doc([tab("1", "A", "alone")]), { file_id: "f" })).output.text).toBe(
      "alone",
    );
  });

  it("stays below the cap with the longest pages, and loses nothing", async () => {
    const text = "漢字".repeat(40_000);
    const api = doc([tab("1", "A", text)]);
    let read = "";
    let cursor: string | undefined;
    do {
      const { output } = await runTool(driveReadFile, api, {
        file_id: "f",
        max_chars: 100_000,
        ...(cursor && { cursor }),
      });
      read += output.text;
      cursor = output.truncated?.next_cursor;
      expect(output.truncated?.total).toBe(text.length);
    } while (cursor);
    expect(read).toBe(text);
  });

  it("lists as many tabs as fit, and says how many there are", async () => {
    const tabs = Array.from({ length: 300 }, (_, at) => tab(`t${at}`, "題".repeat(90), `text ${at}`));
    const { output, text } = await runTool(driveReadFile, doc(tabs), { file_id: "f" });
    const [said] = output.warnings ?? [];
    expect(said).toBe(`Only ${output.tabs?.length} of 300 tabs or sheets are listed.`);
    expect(text).toContain(`[${said}]`);
  });

  it("reads slides with grouped shapes, tables, bullets and skipped slides", async () => {
    const text = (...parts: [string, number?][]) => ({
      textElements: parts.flatMap(([content, level]) => [
        { paragraphMarker: level === undefined ? {} : { bullet: { nestingLevel: level } } },
        { textRun: { content } },
      ]),
    });
    const slides = [
      {
        pageElements: [
          { elementGroup: { children: [{ shape: { text: text(["grouped\n"]) } }] } },
          { table: { tableRows: [{ tableCells: [{ text: text(["a|b\n"]) }, {}] }] } },
          { shape: { text: text(["one\n", 0], ["two\n", 1]) } },
          { image: {}, title: "quay" },
        ],
        slideProperties: { isSkipped: true },
      },
    ];
    const { output } = await runTool(driveReadFile, answering({ slides: { slides } }, { mimeType: SLIDES }), {
      file_id: "f",
    });
    expect(output.text).toBe(
      "## Slide 1 (skipped when presented)\n\ngrouped\n\n| a\\|b |  |\n\n- one\n  - two\n\n[picture: quay]",
    );
  });

  it("refuses arguments of another kind of file", async () => {
    const api = doc([tab("1", "A", "a")]);
    await expect(runTool(driveReadFile, api, { file_id: "f", range: "A1" })).rejects.toThrow("Google Sheets");
    const pdf = answering({}, { mimeType: "application/pdf" });
    await expect(runTool(driveReadFile, pdf, { file_id: "f", tab_id: "1" })).rejects.toThrow(
      "Only Google Docs",
    );
    const large = answering({}, { mimeType: "application/pdf", size: "99000000" });
    await expect(runTool(driveReadFile, large, { file_id: "f" })).rejects.toThrow("99000000 bytes");
  });
});
