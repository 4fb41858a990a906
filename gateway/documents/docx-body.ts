import { type ParagraphStyle, styleOf } from "./docx-styles.ts";
import { LIMITS } from "./limits.ts";
import type { Relation } from "./package-parts.ts";
import { Unreadable } from "./protocol.ts";
import { markdownTable } from "./table.ts";
import { inLine, linkTarget } from "./text-out.ts";
import { type Attributes, attr, count, isOn, prefixed, type XmlHandler } from "./xml.ts";

export interface DocxContext {
  styles: ReadonlyMap<string, ParagraphStyle>;
  /** `<numId>:<level>` to the list's kind of mark. */
  numbering: ReadonlyMap<string, string>;
  relations: ReadonlyMap<string, Relation>;
  /** Takes each paragraph or table when it is complete. */
  block(text: string, kind: "paragraph" | "item" | "table"): void;
}

interface Paragraph {
  text: string;
  heading: number | undefined;
  list: string | undefined;
  level: number;
}
interface Table {
  rows: string[][];
  chars: number;
}

const MARKS: Readonly<Record<string, string>> = { footnoteReference: "", endnoteReference: "e" };

/** Turns WordprocessingML (ECMA-376 part 1, 17) into Markdown blocks, for the body and for notes, headers, comments. */
export class DocxWalk implements XmlHandler {
  #context: DocxContext;
  #paragraphs: Paragraph[] = [];
  #tables: Table[] = [];
  #links: (string | undefined)[] = [];
  #counters = new Map<string, number>();
  #skipped = 0;
  #inProperties = 0;
  #inText = false;
  #hidden = false;

  constructor(context: DocxContext) {
    this.#context = context;
  }

  open(name: string, attributes: Attributes): void {
    // The same drawing once more for old programs, and what was moved away or deleted.
    if (this.#skipped > 0 || name === "Fallback" || name === "moveFrom") this.#skipped += 1;
    else if (this.#inProperties > 0 || name === "pPr") this.#property(name, attributes);
    else this.#content(name, attributes);
  }

  text(text: string): void {
    if (this.#inText && this.#skipped === 0 && !this.#hidden) this.#write(text);
  }

  close(name: string): void {
    if (this.#skipped > 0) this.#skipped -= 1;
    else if (this.#inProperties > 0) this.#inProperties -= 1;
    else if (name === "t") this.#inText = false;
    else if (name === "r") this.#hidden = false;
    else if (name === "p") this.#paragraphEnd();
    else if (name === "hyperlink") this.#linkEnd();
    else if (name === "tbl") this.#tableEnd();
  }

  #property(name: string, attributes: Attributes): void {
    this.#inProperties += 1;
    const at = this.#paragraphs.at(-1);
    if (!at) return;
    if (name === "pStyle") {
      const style = styleOf(this.#context.styles, attr(attributes, "val") ?? "");
      at.heading ??= style.heading;
      at.list ??= style.list;
    } else if (name === "outlineLvl") {
      const level = count(attributes, "val", 9, 9);
      if (level < 9) at.heading = Math.min(level + 1, 6);
    } else if (name === "numId") at.list = attr(attributes, "val");
    else if (name === "ilvl") at.level = count(attributes, "val", 0, 8);
  }

  #content(name: string, attributes: Attributes): void {
    if (name === "p") this.#paragraphs.push({ text: "", heading: undefined, list: undefined, level: 0 });
    else if (name === "t") this.#inText = true;
    else if (name === "vanish") this.#hidden = isOn(attributes);
    else if (name === "tab") this.#write("\t");
    else if (name === "br" || name === "cr") this.#write("\n");
    else if (name === "noBreakHyphen") this.#write("-");
    else if (Object.hasOwn(MARKS, name)) this.#write(`[^${MARKS[name]}${attr(attributes, "id") ?? ""}]`);
    else if (name === "commentReference") this.#write(`[comment ${attr(attributes, "id") ?? ""}]`);
    else if (name === "docPr") this.#picture(attributes);
    else if (name === "hyperlink") this.#linkStart(attributes);
    else if (name === "tbl") this.#tables.push({ rows: [], chars: 0 });
    else if (name === "tr") this.#tables.at(-1)?.rows.push([]);
    else if (name === "tc") this.#tables.at(-1)?.rows.at(-1)?.push("");
  }

  #write(text: string): void {
    const at = this.#paragraphs.at(-1);
    if (!at) return;
    at.text += text;
    if (at.text.length > LIMITS.keptChars) throw new Unreadable("too_big_unpacked");
  }

  #picture(attributes: Attributes): void {
    const said = inLine(attr(attributes, "descr") ?? "").slice(0, 300);
    if (said !== "") this.#write(`[image: ${said}]`);
  }

  #linkStart(attributes: Attributes): void {
    const target = this.#context.relations.get(prefixed(attributes, "id") ?? "");
    const href = target?.external ? linkTarget(target.target) : undefined;
    this.#links.push(href);
    if (href !== undefined) this.#write("[");
  }

  #linkEnd(): void {
    const href = this.#links.pop();
    if (href !== undefined) this.#write(`](${href})`);
  }

  #paragraphEnd(): void {
    const paragraph = this.#paragraphs.pop();
    if (!paragraph || paragraph.text.trim() === "") return;
    const outer = this.#paragraphs.at(-1);
    // A text box inside a paragraph: its words follow in place.
    if (outer) outer.text += ` ${inLine(paragraph.text)} `;
    else if (this.#tables.length > 0) this.#cell(inLine(paragraph.text));
    else if (paragraph.heading !== undefined) {
      this.#context.block(`${"#".repeat(paragraph.heading)} ${inLine(paragraph.text)}`, "paragraph");
    } else {
      const mark = this.#mark(paragraph);
      this.#context.block(mark + paragraph.text.trim(), mark === "" ? "paragraph" : "item");
    }
  }

  #mark({ list, level }: Paragraph): string {
    if (list === undefined || list === "0") return "";
    const format = this.#context.numbering.get(`${list}:${level}`);
    if (format === "none") return "";
    const indent = "  ".repeat(level);
    if (format === undefined || format === "bullet") return `${indent}- `;
    const key = `${list}:${level}`;
    const number = (this.#counters.get(key) ?? 0) + 1;
    this.#counters.set(key, number);
    for (let deeper = level + 1; deeper < 9; deeper++) this.#counters.delete(`${list}:${deeper}`);
    return `${indent}${number}. `;
  }

  #cell(text: string): void {
    const table = this.#tables.at(-1);
    const row = table?.rows.at(-1);
    if (!table || !row || row.length === 0) return;
    const before = row.at(-1) ?? "";
    row[row.length - 1] = before === "" ? text : `${before} ${text}`;
    table.chars += text.length;
    if (table.chars > LIMITS.keptChars) throw new Unreadable("too_big_unpacked");
  }

  #tableEnd(): void {
    const table = this.#tables.pop();
    if (!table) return;
    // A table inside a cell becomes a part of the cell.
    if (this.#tables.length > 0) this.#cell(table.rows.map((cells) => cells.join(", ")).join("; "));
    else this.#context.block(markdownTable(table.rows), "table");
  }
}
