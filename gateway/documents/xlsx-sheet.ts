import { csvRow } from "./table.ts";
import type { TextOut } from "./text-out.ts";
import { type DateKind, serialDate } from "./xlsx-styles.ts";
import { type Attributes, attr, count, type XmlHandler } from "./xml.ts";

export interface SheetContext {
  strings: readonly string[];
  styles: readonly (DateKind | undefined)[];
  from1904: boolean;
  out: TextOut;
}

/** What a sheet can have (ECMA-376 part 1, 18.3.1). */
const COLUMNS = 16_384;
/** Empty rows in one place that are written; more are said in words. */
const GAP = 50;

/** Writes one worksheet as CSV, row by row as they come. */
export class SheetWalk implements XmlHandler {
  rows = 0;
  #context: SheetContext;
  #cells: string[] = [];
  #column = 0;
  #at = 0;
  #row = 0;
  #type = "";
  #style = -1;
  #value = "";
  #formula = "";
  #into: "value" | "formula" | undefined;

  constructor(context: SheetContext) {
    this.#context = context;
  }

  open(name: string, attributes: Attributes): void {
    if (name === "row") {
      this.#row = count(attributes, "r", this.#row + 1, 1_048_576);
      this.#cells = [];
      this.#column = 0;
    } else if (name === "c") {
      this.#column = columnOf(attr(attributes, "r")) ?? this.#column + 1;
      this.#type = attr(attributes, "t") ?? "n";
      this.#style = count(attributes, "s", 0, 100_000);
      this.#value = "";
      this.#formula = "";
    } else if (name === "v" || name === "t") this.#into = "value";
    else if (name === "f") this.#into = "formula";
    else if (name === "rPh") this.#into = undefined;
  }

  text(text: string): void {
    if (this.#into === "value") this.#value += text;
    else if (this.#into === "formula") this.#formula += text;
  }

  close(name: string): void {
    if (name === "v" || name === "t" || name === "f") this.#into = undefined;
    else if (name === "c" && this.#column > 0 && this.#column <= COLUMNS) {
      while (this.#cells.length < this.#column - 1) this.#cells.push("");
      this.#cells[this.#column - 1] = this.#shown();
    } else if (name === "row") this.#rowEnd();
  }

  #shown(): string {
    const { strings, styles, from1904 } = this.#context;
    const value = this.#value;
    if (this.#type === "s") return strings[Number(value)] ?? "";
    if (this.#type === "b") return value === "1" ? "TRUE" : "FALSE";
    // A program that computes nothing leaves formulas without their values.
    if (value === "") return this.#formula === "" ? "" : `=${this.#formula}`;
    const kind = styles[this.#style];
    if (this.#type !== "n") return value;
    return kind && value.trim() !== "" ? serialDate(Number(value), kind, from1904) : value;
  }

  #rowEnd(): void {
    const line = csvRow(this.#cells);
    if (line === "") return;
    const { out } = this.#context;
    const gap = this.#row - this.#at - 1;
    if (this.rows === 0) out.add("\n");
    if (gap > GAP) out.warn("Long runs of empty rows are left out, so row numbers do not match the sheet.");
    else if (gap > 0) out.add("\n".repeat(gap));
    out.add(`\n${line}`);
    this.#at = this.#row;
    this.rows += 1;
  }
}

/** The column of a reference like `AB12`, counted from 1. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = reference === undefined ? undefined : /^[A-Za-z]{1,3}/.exec(reference)?.[0];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}
