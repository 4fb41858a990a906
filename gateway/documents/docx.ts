import { DocxWalk } from "./docx-body.ts";
import { readNumbering, readStyles } from "./docx-styles.ts";
import type { OfficePackage } from "./package-parts.ts";
import { inLine, type TextOut } from "./text-out.ts";
import { type Attributes, attr } from "./xml.ts";

/** A Word document as Markdown: body, then notes, comments, headers and footers. */
export function readDocx(office: OfficePackage, part: string, out: TextOut): void {
  const styles = readStyles(office, office.related(part, "styles"));
  const numbering = readNumbering(office, office.related(part, "numbering"));
  const walk = (at: string, block: (text: string, kind: string) => void) => {
    const relations = office.relations(at);
    office.walk(at, new DocxWalk({ styles, numbering, relations, block }));
  };
  let last = "";
  walk(part, (text, kind) => {
    // Items of one list stand close.
    if (kind === "item" && last === "item") out.add(`\n${text}`);
    else out.block(text);
    if (text.trim() !== "") last = kind;
  });
  notes(office, office.related(part, "footnotes"), "", out);
  notes(office, office.related(part, "endnotes"), "e", out);
  comments(office, office.related(part, "comments"), out);
  const edges = new Set<string>();
  for (const { type, target, external } of office.relations(part).values()) {
    if (external || (type !== "header" && type !== "footer")) continue;
    walk(target, (text) => {
      if (text.trim() !== "" && edges.size < 200) edges.add(text);
    });
  }
  if (edges.size > 0) out.block(`Headers and footers:\n\n${[...edges].join("\n\n")}`);
  if (office.names().some((name) => name.includes("/embeddings/"))) {
    out.warn("Files that are embedded in the document are not included.");
  }
}

/** The paragraphs of each note or comment in one line, each with what its element says of it. */
function eachNote(
  office: OfficePackage,
  part: string | undefined,
  element: string,
  take: (attributes: Attributes, text: string) => void,
): void {
  if (part === undefined) return;
  let of: Attributes = {};
  let texts: string[] = [];
  const context = { styles: new Map(), numbering: new Map(), relations: office.relations(part) };
  const inner = new DocxWalk({ ...context, block: (text) => texts.push(text) });
  office.walk(part, {
    open(name, attributes) {
      if (name === element) {
        of = attributes;
        texts = [];
      }
      inner.open(name, attributes);
    },
    text: (text) => inner.text(text),
    close(name) {
      inner.close(name);
      if (name === element) take(of, inLine(texts.join(" ")));
    },
  });
}

function notes(office: OfficePackage, part: string | undefined, mark: string, out: TextOut): void {
  eachNote(office, part, mark === "" ? "footnote" : "endnote", (of, text) => {
    // Separators are notes too, without text.
    if (text !== "") out.block(`[^${mark}${attr(of, "id") ?? ""}]: ${text}`);
  });
}

function comments(office: OfficePackage, part: string | undefined, out: TextOut): void {
  let first = true;
  eachNote(office, part, "comment", (of, text) => {
    if (text === "") return;
    const line = `[comment ${attr(of, "id") ?? ""}] ${inLine(attr(of, "author") ?? "")}: ${text}`;
    out.block(first ? `Comments:\n\n${line}` : line);
    first = false;
  });
}
