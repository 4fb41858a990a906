import { styleText } from "node:util";
import { type Io, usesColor } from "./io.ts";
import { asJson, clean, cut, widthOf } from "./text.ts";

export interface Column<T> {
  title: string;
  cell(row: T): string;
  right?: boolean;
  /** May be cut when the terminal is narrow; others never are. */
  shrinks?: boolean;
}

const GAP = 2;
const LEAST = 8;
type Tone = "green" | "yellow" | "red" | "dim" | "bold";

/** Marks for eyes only: nothing but a terminal gets them. */
export const tone = (io: Io, name: Tone, text: string): string =>
  usesColor(io) ? styleText(name, text, { validateStream: false }) : text;

const numberOf = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return Number.isInteger(value) && value >= 40 ? value : undefined;
};

/** Narrows the columns that may be, the widest first, until the line fits or all are at their least. */
function narrowed(widths: number[], shrinks: readonly boolean[], room: number): number[] {
  const next = [...widths];
  const total = () => next.reduce((sum, width) => sum + width + GAP, -GAP);
  while (total() > room) {
    const widest = Math.max(0, ...next.filter((_, i) => shrinks[i]));
    if (widest <= LEAST) break;
    next[next.findIndex((width, i) => shrinks[i] && width === widest)] = widest - 1;
  }
  return next;
}

/**
 * Rows for people. A terminal gets columns that fit it; a pipe gets every cell whole, separated by tabs, under the
 * same titles. `COLUMNS` in the environment asks for columns of that width also in a pipe.
 */
export function table<T>(io: Io, rows: readonly T[], columns: readonly Column<T>[], empty: string): string {
  if (rows.length === 0) return io.columns === undefined ? "" : `${empty}\n`;
  const titles = columns.map(({ title }) => title);
  const lines = rows.map((row) => columns.map(({ cell }) => clean(cell(row))));
  const room = io.columns ?? numberOf(io.env.COLUMNS);
  if (room === undefined) return [titles, ...lines].map((line) => `${line.join("\t")}\n`).join("");
  const widths = narrowed(
    titles.map((title, i) => Math.max(widthOf(title), ...lines.map((line) => widthOf(line[i] ?? "")))),
    columns.map(({ shrinks }) => shrinks ?? false),
    room,
  );
  const lineOf = (cells: readonly string[]) => {
    const padded = cells.map((cell, i) => {
      const text = cut(cell, widths[i] ?? 0);
      const space = " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
      return columns[i]?.right ? space + text : text + space;
    });
    return padded.join(" ".repeat(GAP)).trimEnd();
  };
  return [tone(io, "bold", lineOf(titles)), ...lines.map(lineOf)].map((line) => `${line}\n`).join("");
}

/** Names and values of one thing, below each other. */
export function sheet(io: Io, pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...pairs.map(([name]) => widthOf(name)));
  return pairs
    .map(([name, value]) =>
      `${tone(io, "dim", clean(name).padEnd(width))}  ${clean(value)}\n`.replace(/ +\n$/, "\n"),
    )
    .join("");
}

/** One document for programs. */
export const json = (value: unknown): string => `${asJson(value, 2)}\n`;
