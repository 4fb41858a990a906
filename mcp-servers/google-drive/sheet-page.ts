import { z } from "zod";
import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import { a1, type Rectangle, rectangle } from "./a1.ts";
import { csvRow } from "./csv.ts";
import type { SheetRow } from "./outline.ts";
import { editorAnswer } from "./request.ts";

/** What one request to Sheets asks for, and how many one call sends: empty stretches cost nothing to pass over. */
const CELLS_AT_ONCE = 200_000;
const MOST_WINDOWS = 4;
/** Enough for the longest page of a full sheet, and for the whole of a new one twice over. */
const CELLS_AT_FIRST = 100_000;
const MOST_BLANK = 20;

/** Rows of a sheet, as lines, and where they end. */
export interface Lines {
  rectangle: Rectangle;
  /** The row that was asked for first. */
  first: number;
  lines: { row: number; text: string }[];
  /** The row after the last that was read; behind the end of the range when all was. */
  next: number;
  disarmed: boolean;
}

/** The sheet meant: by name, or the first that is not hidden. */
export function chooseSheet(
  sheets: readonly SheetRow[],
  asked: { sheet?: string | undefined; range?: string | undefined },
): { sheet: SheetRow; range: string | undefined } {
  const [, quoted, name, rest] = /^(?:'((?:[^']|'')+)'|([^'!]+))!(.+)$/.exec(asked.range ?? "") ?? [];
  const inRange = quoted?.replaceAll("''", "'") ?? name;
  const wanted = asked.sheet ?? inRange;
  if (inRange !== undefined && wanted !== inRange) {
    throw new ToolError("bad_argument", "`range` names another sheet than `sheet`. Leave one of them out.");
  }
  const found =
    wanted === undefined
      ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])
      : (sheets.find((one) => one.name === wanted) ??
        sheets.find((one) => one.name.toLowerCase() === wanted.toLowerCase()));
  if (!found) {
    const names = sheets.slice(0, 20).map((one) => JSON.stringify(one.name.slice(0, 100)));
    throw new ToolError(
      "bad_argument",
      `There is no such sheet. There are ${sheets.length}: ${names.join(", ")}.`,
    );
  }
  return { sheet: found, range: rest ?? asked.range };
}

const valuesSchema = z.object({ values: z.array(z.array(z.unknown())).default([]) });

/**
 * Rows as CSV from row `from` on, until `enough` characters are there, the range ends, or four windows of 200,000 cells
 * are read. https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/get
 */
export async function readLines(
  api: Api,
  spreadsheetId: string,
  of: { sheet: SheetRow; range: string | undefined; from: number | undefined; enough: number },
): Promise<Lines> {
  const { name, rows } = of.sheet;
  const asked = rectangle(of.range ?? `1:${Math.max(1, rows)}`, of.sheet);
  const width = asked.right - asked.left + 1;
  const first = Math.max(asked.top, of.from ?? 0);
  const result: Lines = { rectangle: asked, first, lines: [], next: first, disarmed: false };
  let length = 0;
  /** Empty rows that are only shown when something follows them, and that row. */
  let blank: Lines["lines"] = [];
  for (let windows = 0; windows < MOST_WINDOWS; windows++) {
    if (result.next > asked.bottom || length > of.enough) break;
    const top = result.next;
    const height = Math.max(1, Math.floor((windows === 0 ? CELLS_AT_FIRST : CELLS_AT_ONCE) / width));
    const window = { ...asked, top, bottom: Math.min(asked.bottom, top + height - 1) };
    // Google leaves out empty rows at the end of an answer, and empty cells at the end of a row.
    const values = await valuesIn(api, spreadsheetId, a1(window, name));
    const filled = values.reduce((most, row) => Math.max(most, row.length), 1);
    for (const [at, cells] of values.entries()) {
      const { line, disarmed } = csvRow(cells, filled);
      blank.push({ row: top + at, text: line });
      if (/^,*$/.test(line)) continue;
      // Long empty stretches are told of, not shown.
      result.lines.push(...(blank.length > MOST_BLANK ? blank.slice(-1) : blank));
      result.disarmed ||= disarmed;
      length += line.length + blank.length;
      blank = [];
    }
    result.next = window.bottom + 1;
  }
  return result;
}

async function valuesIn(api: Api, spreadsheetId: string, range: string): Promise<unknown[][]> {
  const query = { majorDimension: "ROWS", valueRenderOption: "FORMATTED_VALUE" };
  const at = path`/spreadsheets/${spreadsheetId}/values/${range}`;
  return readAnswer(valuesSchema, await editorAnswer(api, at, "sheets", query)).values;
}
