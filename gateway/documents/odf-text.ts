import { LIMITS } from "./limits.ts";
import { Unreadable } from "./protocol.ts";
import { markdownTable } from "./table.ts";
import { inLine, linkTarget, type TextOut } from "./text-out.ts";
import { type Attributes, attr, count, type XmlHandler } from "./xml.ts";

/** Elements whose words are not on the page: text that was deleted, page numbers, names of authors and times. */
const SKIPPED = new Set(["tracked-changes", "page-number", "page-count", "creator", "date", "date-string"]);

interface Paragraph {
  text: string;
  heading: number;
}

/** The text of an OpenDocument text or presentation as Markdown (OpenDocument 1.3 part 3, 5 to 10). */
export class OdfTextWalk implements XmlHandler {
  #out: TextOut;
  #paragraphs: Paragraph[] = [];
  #tables: string[][][] = [];
  #links: (string | undefined)[] = [];
  #lists = 0;
  #itemOpen = false;
  #lastWasItem = false;
  #skipped = 0;
  #slide = 0;
  #notes = 0;
  #inDescription = false;
  #chars = 0;

  constructor(out: TextOut) {
    this.#out = out;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#skipped > 0 || (SKIPPED.has(name) && !attr(attributes, "page-number"))) this.#skipped += 1;
    else if (name === "p" || name === "h") {
      const heading = name === "h" ? Math.max(1, count(attributes, "outline-level", 1, 6)) : 0;
      this.#paragraphs.push({ text: "", heading });
    } else if (name === "s") this.#write(" ".repeat(Math.max(1, count(attributes, "c", 1, 1000))));
    else if (name === "tab") this.#write("\t");
    else if (name === "line-break") this.#write("\n");
    else if (name === "a") this.#linkStart(attributes);
    else if (name === "list") this.#lists += 1;
    else if (name === "list-item") this.#itemOpen = true;
    else if (name === "table") this.#tables.push([]);
    else if (name === "table-row") this.#tables.at(-1)?.push([]);
    else if (name === "table-cell") this.#tables.at(-1)?.at(-1)?.push("");
    else if (name === "page") this.#page(attributes);
    else if (name === "notes") this.#notes += 1;
    else if (name === "desc") this.#inDescription = true;
    else if (name === "note-citation") this.#write("[note ");
    else if (name === "annotation") this.#write("[comment: ");
  }

  text(text: string): void {
    if (this.#skipped > 0) return;
    if (this.#inDescription) this.#write(` [image: ${inLine(text).slice(0, 300)}] `);
    // White space between elements is layout; several blanks in a row are written as elements (6.1.2).
    else this.#write(text.replace(/\s+/g, " "));
  }

  close(name: string): void {
    if (this.#skipped > 0) this.#skipped -= 1;
    else if (name === "p" || name === "h") this.#paragraphEnd();
    else if (name === "a") this.#linkEnd();
    else if (name === "list") this.#lists -= 1;
    else if (name === "list-item") this.#itemOpen = false;
    else if (name === "table") this.#tableEnd();
    else if (name === "notes") this.#notes -= 1;
    else if (name === "desc") this.#inDescription = false;
    else if (name === "note-citation") this.#write(": ");
    else if (name === "note" || name === "annotation") this.#write("]");
  }

  #write(text: string): void {
    const at = this.#paragraphs.at(-1);
    if (!at) return;
    at.text += text;
    this.#chars += text.length;
    if (this.#chars > LIMITS.keptChars) throw new Unreadable("too_big_unpacked");
  }

  #page(attributes: Attributes): void {
    this.#slide += 1;
    const name = inLine(attr(attributes, "name") ?? "");
    const own = name !== "" && !/^(?:page|slide|seite|folie|diapo|diapositiva)?\s*\d+$/i.test(name);
    this.#out.block(`## Slide ${this.#slide}${own ? `: ${name.slice(0, 200)}` : ""}`);
  }

  #linkStart(attributes: Attributes): void {
    const href = linkTarget(attr(attributes, "href") ?? "");
    this.#links.push(href);
    if (href !== undefined) this.#write("[");
  }
  #linkEnd(): void {
    const href = this.#links.pop();
    if (href !== undefined) this.#write(`](${href})`);
  }

  #paragraphEnd(): void {
    const paragraph = this.#paragraphs.pop();
    if (!paragraph) return;
    const text = paragraph.text.trim();
    if (text === "") return;
    const outer = this.#paragraphs.at(-1);
    const row = this.#tables.at(-1)?.at(-1);
    // Notes, comments and text boxes stand inside a paragraph: their words follow in place.
    if (outer) outer.text += inLine(text);
    else if (row && row.length > 0) row[row.length - 1] = `${row.at(-1) ?? ""} ${inLine(text)}`.trim();
    else if (paragraph.heading > 0) this.#block(`${"#".repeat(paragraph.heading)} ${inLine(text)}`, false);
    else if (this.#lists > 0) this.#item(text);
    else this.#block(this.#notes > 0 ? `Notes: ${text}` : text, false);
  }

  #item(text: string): void {
    const indent = "  ".repeat(Math.min(this.#lists, 10) - 1);
    this.#block(`${indent}${this.#itemOpen ? "- " : "  "}${text}`, true);
    this.#itemOpen = false;
  }

  #block(text: string, item: boolean): void {
    if (item && this.#lastWasItem) this.#out.add(`\n${text}`);
    else this.#out.block(text);
    this.#lastWasItem = item;
  }

  #tableEnd(): void {
    const rows = this.#tables.pop();
    const outer = this.#tables.at(-1)?.at(-1);
    if (!rows) return;
    if (outer && outer.length > 0) {
      outer[outer.length - 1] += rows.map((cells) => cells.join(", ")).join("; ");
    } else this.#block(markdownTable(rows), false);
  }
}
