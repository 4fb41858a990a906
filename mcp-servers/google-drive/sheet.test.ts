import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { a1, columnName, rectangle } from "./a1.ts";
import { csvRow } from "./csv.ts";
import { SHEET } from "./mime.ts";
import { driveReadFile } from "./read-file.ts";
import { chooseSheet } from "./sheet-page.ts";

const SIGNS = fc.constantFrom(...`,"'=-+@\t\r\n a1é`);
const sheet = { rows: 100, columns: 26 };

describe("ranges", () => {
  it("reads cells, columns and rows, cut to the sheet", () => {
    const read = (range: string) => a1(rectangle(range, sheet), "S");
    expect(read("B2:C4")).toBe("'S'!B2:C4");
    expect(read("c4:$b$2")).toBe("'S'!B2:C4");
    expect(read("B:D")).toBe("'S'!B1:D100");
    expect(read("5:7")).toBe("'S'!A5:Z7");
    expect(read("B2")).toBe("'S'!B2:B2");
    expect(read("A5:C")).toBe("'S'!A5:C100");
    expect(read("Y99:ZZ500")).toBe("'S'!Y99:Z100");
    expect(a1(rectangle("A1", sheet), "It's")).toBe("'It''s'!A1:A1");
  });

  it("refuses what is none, and what lies outside", () => {
    for (const wrong of [
      "",
      "$",
      "A1:$",
      "1:",
      "A1:B2:C3",
      "named",
      "A0",
      "A1;B2",
      "AAAA1:B2",
      "A1:B2!",
    ].filter((one) => one !== "A"))
      expect(() => rectangle(wrong, sheet), wrong).toThrow("`range`");
    expect(() => rectangle("A200:B300", sheet)).toThrow("outside");
  });

  it("names columns as Sheets does", () => {
    expect([1, 26, 27, 52, 703].map(columnName)).toEqual(["A", "Z", "AA", "AZ", "AAA"]);
  });

  it("finds sheets by name, however written, and names those there are", () => {
    const sheets = [
      { name: "Hid", rows: 1, columns: 1, hidden: true as const },
      { name: "Costs 'n' more", rows: 9, columns: 9 },
    ];
    expect(chooseSheet(sheets, {}).sheet.name).toBe("Costs 'n' more");
    expect(chooseSheet(sheets, { range: "'Costs ''n'' more'!A1" })).toMatchObject({ range: "A1" });
    expect(chooseSheet(sheets, { sheet: "hid" }).sheet.name).toBe("Hid");
    expect(() => chooseSheet(sheets, { sheet: "x" })).toThrow('"Hid"');
    expect(() => chooseSheet(sheets, { sheet: "Hid", range: "Other!A1" })).toThrow("another sheet");
  });
});

describe("csvRow", () => {
  it("quotes as RFC 4180 does, and keeps a spreadsheet from running texts", () => {
    expect(csvRow(["a,b", 'say "x"', "two\nlines", " edge", 7, null, true], 8).line).toBe(
      '"a,b","say ""x""","two\nlines"," edge",7,,true,',
    );
    for (const text of ["=1+1", "@SUM(A1)", "+cmd|'/c calc'!A0", "-2+3+cmd", "\t=1"])
      expect(csvRow([text], 1), text).toMatchObject({ disarmed: true });
    for (const number of ["-1,284.50", "+3", "-5%", "-€3.20", "-1e5", "-3 €"])
      expect(csvRow([number], 1), number).toMatchObject({ disarmed: false });
  });

  it("writes what is no text as JSON", () => {
    const cells = [{ toString: 1 }, ["a", 2], Object.create(null)];
    expect(csvRow(cells, 3).line).toBe('"{""toString"":1}","[""a"",2]",{}');
  });

  it("can be read back, whatever is in the cells", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: SIGNS }), { minLength: 1, maxLength: 6 }), (cells) => {
        const { line } = csvRow(cells, cells.length);
        const read = [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*)),/g)].map(
          ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
        );
        const plain = (text: string, at: number) => (read[at] === `'${text}` ? read[at] : text);
        expect(read).toEqual(cells.map(plain));
      }),
      { numRuns: 1000 },
    );
  });
});

/** A spreadsheet of `rows` rows, answered as Sheets does: empty ends left out. */
function spreadsheet(rows: number, columns: number, cell: (row: number, column: number) => string) {
  return fakeApi({
    answer({ path, query }) {
      if (path.startsWith("/files/")) return { id: "s", name: "Big", mimeType: SHEET, modifiedTime: "t1" };
      if (!path.includes("/values/"))
        return {
          sheets: [{ properties: { title: "S", gridProperties: { rowCount: rows, columnCount: columns } } }],
        };
      expect(query?.valueRenderOption).toBe("FORMATTED_VALUE");
      const [, left = "", top = "", right = "", bottom = ""] =
        /!([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(decodeURIComponent(path)) ?? [];
      const from = left.charCodeAt(0) - 64;
      const values = Array.from({ length: Number(bottom) - Number(top) + 1 }, (_, at) =>
        Array.from({ length: right.charCodeAt(0) - 64 - from + 1 }, (_, c) =>
          cell(Number(top) + at, from + c),
        ),
      ).map((row) => row.slice(0, row.findLastIndex((one) => one !== "") + 1));
      return { values: values.slice(0, values.findLastIndex((row) => row.length > 0) + 1) };
    },
  });
}

describe("reading a sheet", () => {
  const pages = async (api: ReturnType<typeof fakeApi>["api"], args: object = {}) => {
    const texts: string[] = [];
    const outputs = [];
    let cursor: string | undefined;
    do {
      const { output } = await runTool(driveReadFile, api, {
        file_id: "s",
        ...args,
        ...(cursor && { cursor }),
      });
      if (output.text !== "") texts.push(output.text);
      outputs.push(output);
      cursor = output.truncated?.next_cursor;
    } while (cursor && outputs.length < 200);
    return { texts, outputs };
  };

  it("gives every row once, in whole rows, and counts them", async () => {
    const { api } = spreadsheet(5000, 3, (row, column) => `r${row}c${column}`);
    const { texts, outputs } = await pages(api, { max_chars: 20_000 });
    expect(texts.join("\n").split("\n")).toEqual(
      Array.from({ length: 5000 }, (_, at) => [1, 2, 3].map((c) => `r${at + 1}c${c}`).join(",")),
    );
    expect(outputs[0]?.truncated).toMatchObject({ unit: "rows", total: 5000 });
    expect(outputs.reduce((sum, one) => sum + (one.truncated?.returned ?? 0), 0)).toBe(5000);
  });

  it("passes over empty stretches and says so", async () => {
    const filled = new Set([1, 2, 90_000]);
    const { api, calls } = spreadsheet(100_000, 10, (row) => (filled.has(row) ? `x${row}` : ""));
    const { texts, outputs } = await pages(api);
    expect(
      texts
        .join("\n")
        .split("\n")
        .map((line) => line.split(",")[0]),
    ).toEqual(["x1", "x2", "x90000"]);
    expect(outputs.length).toBeLessThan(4);
    expect(outputs.flatMap(({ warnings = [] }) => warnings).join()).toContain("to 89999 are empty");
    expect(calls.filter(({ path }) => path.includes("/values/")).length).toBeLessThanOrEqual(12);
  });

  it("cuts a row that is longer than a result within, and goes on there", async () => {
    const long = "y".repeat(30_000);
    const { api } = spreadsheet(2, 1, (row) => (row === 1 ? long : "end"));
    const { texts, outputs } = await pages(api, { max_chars: 7000 });
    expect(texts.join("").replaceAll("\n", "")).toBe(`${long}end`);
    expect(outputs[0]?.warnings?.join()).toContain("Row 1 is too long");
  });

  it("refuses a cursor once the file has changed", async () => {
    const { api } = spreadsheet(900, 3, (row) => `row ${row}`);
    const { output } = await runTool(driveReadFile, api, { file_id: "s", max_chars: 500 });
    const changed = {
      ...api,
      get: async (at: string, more?: object) => ({
        ...(await api.get<object>(at, more)),
        modifiedTime: "t2",
      }),
    };
    const again = runTool(driveReadFile, { ...changed } as typeof api, {
      file_id: "s",
      max_chars: 500,
      cursor: output.truncated?.next_cursor,
    });
    await expect(again).rejects.toThrow("has changed");
  });

  it("says that an empty sheet is empty", async () => {
    const { api } = spreadsheet(1000, 26, () => "");
    const { output, text } = await runTool(driveReadFile, api, { file_id: "s" });
    expect(output).toMatchObject({ text: "" });
    expect(output.truncated).toBeUndefined();
    expect(text).toContain("(empty)");
  });
});
