/** What a spreadsheet would run as a formula when it opens the file; numbers may begin with a sign. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?[\p{Sc}]?\d[\d.,' ]*\s?(?:%|[\p{Sc}]|[eE][+-]?\d+)?$/u;

export interface CsvRow {
  line: string;
  /** A text that would be run as a formula got an apostrophe before it. */
  disarmed: boolean;
}

/** Google writes texts; whatever else comes is written as JSON. */
const textOf = (cell: unknown): string =>
  cell === undefined || cell === null ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);

/** One row as RFC 4180 writes it, `width` cells wide. Pure. */
export function csvRow(cells: readonly unknown[], width: number): CsvRow {
  let disarmed = false;
  const written = Array.from({ length: Math.max(width, cells.length) }, (_, at) => {
    const cell = cells[at];
    const text = textOf(cell);
    const arms = FORMULA.test(text) && !NUMBER.test(text);
    disarmed ||= arms;
    const safe = arms ? `'${text}` : text;
    return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return { line: written.join(","), disarmed };
}
