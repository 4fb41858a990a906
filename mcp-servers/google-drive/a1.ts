import { ToolError } from "../kit/index.ts";

/** A rectangle of a sheet, counted from 1, both ends included. */
export interface Rectangle {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

const CELL = /^\$?([A-Z]{1,3})?\$?([1-9]\d{0,7})?$/i;

const column = (letters: string): number =>
  [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

export function columnName(number: number): string {
  let left = number;
  let name = "";
  while (left > 0) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
    left = Math.floor((left - 1) / 26);
  }
  return name;
}

/**
 * A range such as `A1:C20`, `B:D`, `2:50` or `A5:C`, cut to the sheet. Throws `bad_argument` for anything else and for
 * what lies outside. https://developers.google.com/workspace/sheets/api/guides/concepts#cell
 */
export function rectangle(range: string, sheet: { rows: number; columns: number }): Rectangle {
  const [from = "", to = from, ...more] = range.trim().split(":");
  const start = CELL.exec(from);
  const end = CELL.exec(to);
  const named = (cell: RegExpExecArray | null) => cell?.[1] !== undefined || cell?.[2] !== undefined;
  const unclear = more.length > 0 || !start || !end || !named(start) || !named(end);
  if (unclear) {
    throw new ToolError("bad_argument", "`range` is a range of cells such as A1:F50, B:D or 2:50.");
  }
  const number = (text: string | undefined, other: number, read: (text: string) => number) =>
    text === undefined ? other : read(text);
  const lefts = [number(start[1], 1, column), number(end[1], sheet.columns, column)];
  const tops = [number(start[2], 1, Number), number(end[2], sheet.rows, Number)];
  const found = {
    top: Math.min(...tops),
    left: Math.min(...lefts),
    bottom: Math.min(sheet.rows, Math.max(...tops)),
    right: Math.min(sheet.columns, Math.max(...lefts)),
  };
  if (found.top > found.bottom || found.left > found.right) {
    throw new ToolError(
      "bad_argument",
      `\`range\` lies outside of the sheet, which has ${sheet.rows} rows and columns up to ${columnName(sheet.columns)}.`,
    );
  }
  return found;
}

/** As Sheets writes it; the sheet's name always in quotes. */
export function a1({ top, left, bottom, right }: Rectangle, sheet: string): string {
  const name = `'${sheet.replaceAll("'", "''")}'`;
  return `${name}!${columnName(left)}${top}:${columnName(right)}${bottom}`;
}
