import type { DriveCall } from "./drive-call.ts";
import { editorFile } from "./drive-editors.ts";
import { DriveError } from "./drive-errors.ts";
import { partial } from "./drive-fields.ts";
import { MIME, type SheetContent } from "./drive-types.ts";

/** https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get */
export function getSpreadsheet(call: DriveCall): Response {
  const item = editorFile(call, MIME.sheet);
  const sheets = (item.sheets ?? []).map(({ title, grid: [rowCount, columnCount], hidden }, index) => ({
    properties: {
      sheetId: index,
      title,
      index,
      sheetType: "GRID",
      gridProperties: { rowCount, columnCount },
      ...(hidden && { hidden }),
    },
  }));
  const answer = { spreadsheetId: item.id, properties: { title: item.name, locale: "en_GB" }, sheets };
  const names = ["spreadsheetId", "properties", "sheets", "spreadsheetUrl"];
  return Response.json(partial(answer, call.query.get("fields"), "spreadsheetId,properties,sheets", names));
}

/** https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/get */
export function getValues(call: DriveCall): Response {
  const item = editorFile(call, MIME.sheet);
  const range = call.ids[1] ?? "";
  const { sheet, top, left, bottom, right } = rangeIn(item.sheets ?? [], range);
  const rows = sheet.cells.slice(top - 1, bottom).map((row) => trimmed(row.slice(left - 1, right)));
  while (rows.length > 0 && rows.at(-1)?.length === 0) rows.pop();
  const majorDimension = call.query.get("majorDimension") ?? "ROWS";
  if (majorDimension !== "ROWS") throw new DriveError(400, "invalid", "Only rows are served here.");
  return Response.json({ range, majorDimension, ...(rows.length > 0 && { values: rows }) });
}

function trimmed(row: string[]): string[] {
  const kept = [...row];
  while (kept.length > 0 && kept.at(-1) === "") kept.pop();
  return kept;
}

function rangeIn(sheets: readonly SheetContent[], range: string) {
  const unclear = () => new DriveError(400, "invalid", `Unable to parse range: ${range}`);
  const [, quoted, plain, cells = ""] = /^(?:'((?:[^']|'')+)'|([^'!:]+))(?:!(.+))?$/.exec(range) ?? [];
  const sheet = sheets.find(({ title }) => title === (quoted?.replaceAll("''", "'") ?? plain));
  const [, from, to] = /^([A-Z]+\d+):([A-Z]+\d+)$/.exec(cells) ?? [];
  if (!sheet || (cells !== "" && (!from || !to))) throw unclear();
  const place = (cell: string) => {
    const [, letters = "", digits = ""] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
    return {
      row: Number(digits),
      column: [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0),
    };
  };
  const [rows, columns] = sheet.grid;
  const start = from === undefined ? { row: 1, column: 1 } : place(from);
  const end = to === undefined ? { row: rows, column: columns } : place(to);
  if (start.row > rows || start.column > columns || end.row > rows || end.column > columns)
    throw new DriveError(
      400,
      "invalid",
      `Range (${range}) exceeds grid limits. Max rows: ${rows}, max columns: ${columns}`,
    );
  return { sheet, top: start.row, left: start.column, bottom: end.row, right: end.column };
}
