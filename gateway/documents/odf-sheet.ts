import { csvRow } from "./table.ts";
import { inLine, type TextOut } from "./text-out.ts";
import { type Attributes, attr, count, type XmlHandler } from "./xml.ts";

const COLUMNS = 16_384;
const ROWS = 1_048_576;
/** Equal rows in one place that are written; more are said in words. */
const REPEATED = 200;
/** Empty rows in one place that are written. */
const GAP = 50;

/** An OpenDocument spreadsheet: each sheet as CSV under its name (OpenDocument 1.3 part 3, 9). */
export class OdfSheetWalk implements XmlHandler {
  #out: TextOut;
  #cells: string[] = [];
  #column = 0;
  #rowTimes = 1;
  #cellTimes = 1;
  #value: string | undefined;
  #text = "";
  #inCell = false;
  #inText = 0;
  #skipped = 0;
  #empty = 0;
  #rows = 0;

  constructor(out: TextOut) {
    this.#out = out;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#skipped > 0 || name === "annotation" || name === "tracked-changes") {
      if (name === "annotation") this.#out.warn("Comments on cells are not included.");
      this.#skipped += 1;
    } else if (name === "table") {
      this.#out.block(`## ${inLine(attr(attributes, "name") ?? "").slice(0, 100)}`);
      this.#rows = 0;
      this.#empty = 0;
    } else if (name === "table-row") {
      this.#cells = [];
      this.#column = 0;
      this.#rowTimes = Math.max(1, count(attributes, "number-rows-repeated", 1, ROWS));
    } else if (name === "table-cell" || name === "covered-table-cell") this.#cellStart(attributes);
    else if (name === "p" && this.#inCell) {
      if (this.#text !== "") this.#text += "\n";
      this.#inText += 1;
    } else if (name === "s" && this.#inText > 0) {
      this.#text += " ".repeat(Math.max(1, count(attributes, "c", 1, 1000)));
    }
  }

  text(text: string): void {
    if (this.#inText > 0 && this.#skipped === 0) this.#text += text;
  }

  close(name: string): void {
    if (this.#skipped > 0) this.#skipped -= 1;
    else if (name === "p" && this.#inText > 0) this.#inText -= 1;
    else if (name === "table-cell" || name === "covered-table-cell") this.#cellEnd();
    else if (name === "table-row") this.#rowEnd();
    else if (name === "table" && this.#rows === 0) this.#out.add("\n\n(empty)");
  }

  #cellStart(attributes: Attributes): void {
    this.#cellTimes = Math.max(1, count(attributes, "number-columns-repeated", 1, COLUMNS));
    this.#text = "";
    this.#inCell = true;
    const type = attr(attributes, "value-type");
    this.#value =
      type === "date"
        ? attr(attributes, "date-value")?.replace("T", " ")
        : type === "float" || type === "percentage" || type === "currency"
          ? attr(attributes, "value")
          : undefined;
  }

  #cellEnd(): void {
    const shown = this.#value ?? this.#text;
    this.#inCell = false;
    this.#inText = 0;
    // What is empty is only written when something follows it: sheets end in a million empty cells.
    if (shown !== "") {
      while (this.#cells.length < this.#column) this.#cells.push("");
      for (let i = 0; i < this.#cellTimes && this.#cells.length < COLUMNS; i++) this.#cells.push(shown);
    }
    this.#column = Math.min(COLUMNS, this.#column + this.#cellTimes);
  }

  #rowEnd(): void {
    const line = csvRow(this.#cells);
    if (line === "") {
      this.#empty += this.#rowTimes;
      return;
    }
    if (this.#rows === 0) this.#out.add("\n");
    if (this.#empty > GAP || this.#rowTimes > REPEATED) {
      this.#out.warn("Long runs of empty or equal rows are left out, so row numbers do not match the sheet.");
    }
    if (this.#empty <= GAP) this.#out.add("\n".repeat(this.#empty));
    for (let i = 0; i < Math.min(this.#rowTimes, REPEATED); i++) this.#out.add(`\n${line}`);
    this.#empty = 0;
    this.#rows += 1;
  }
}
