import type { OfficePackage } from "./package-parts.ts";
import { markdownTable } from "./table.ts";
import { inLine, type TextOut } from "./text-out.ts";
import { type Attributes, attr, prefixed, type XmlHandler } from "./xml.ts";

/** A presentation slide by slide: title, text, tables, notes (PresentationML, ECMA-376 part 1, 19; DrawingML, 21). */
export function readPptx(office: OfficePackage, part: string, out: TextOut): void {
  const relations = office.relations(part);
  const slides: string[] = [];
  office.walk(part, {
    open(name, attributes) {
      if (name !== "sldId") return;
      const slide = relations.get(prefixed(attributes, "id") ?? "");
      if (slide && !slide.external) slides.push(slide.target);
    },
  });
  for (const [at, slide] of slides.entries()) {
    const walk = new SlideWalk();
    office.walk(slide, walk);
    out.block(`## Slide ${at + 1}${walk.hidden ? " (hidden)" : ""}${walk.title && `: ${walk.title}`}`);
    for (const block of walk.blocks) out.block(block);
    const notes = office.related(slide, "notesSlide");
    if (notes === undefined) continue;
    const said = new SlideWalk();
    office.walk(notes, said);
    if (said.blocks.length > 0) out.block(`Notes: ${said.blocks.join("\n")}`);
  }
  if (office.names().some((name) => /^ppt\/(?:charts|diagrams|embeddings)\/[^/]/.test(name))) {
    out.warn("Charts, diagrams and embedded files of the slides are not included.");
  }
}

/** Placeholders that say the same on each slide: number, date, header, footer, and the slide's picture in the notes. */
const ROUTINE = new Set(["sldNum", "dt", "ftr", "hdr", "sldImg"]);

class SlideWalk implements XmlHandler {
  title = "";
  hidden = false;
  blocks: string[] = [];
  #placeholder = "";
  #shape: string[] = [];
  #paragraph: string | undefined;
  #inText = false;
  #fallback = 0;
  #table: string[][] | undefined;

  open(name: string, attributes: Attributes): void {
    if (this.#fallback > 0 || name === "Fallback") this.#fallback += 1;
    else if (name === "sld") this.hidden = attr(attributes, "show") === "0";
    else if (name === "sp") this.#placeholder = "";
    else if (name === "ph") this.#placeholder = attr(attributes, "type") ?? "body";
    else if (name === "p") this.#paragraph = "";
    else if (name === "pPr") this.#indent(attributes);
    else if (name === "t") this.#inText = true;
    else if (name === "br") this.text("\n", true);
    else if (name === "cNvPr") this.#picture(attributes);
    else if (name === "tbl") this.#table = [];
    else if (name === "tr") this.#table?.push([]);
    else if (name === "tc") this.#table?.at(-1)?.push("");
  }

  text(text: string, always = false): void {
    if ((this.#inText || always) && this.#fallback === 0 && this.#paragraph !== undefined)
      this.#paragraph += text;
  }

  close(name: string): void {
    if (this.#fallback > 0) this.#fallback -= 1;
    else if (name === "t") this.#inText = false;
    else if (name === "p") this.#paragraphEnd();
    else if (name === "sp") this.#shapeEnd();
    else if (name === "tbl") {
      this.blocks.push(markdownTable(this.#table ?? []));
      this.#table = undefined;
    }
  }

  #indent(attributes: Attributes): void {
    const level = Number(attr(attributes, "lvl") ?? 0);
    if (level > 0 && level < 10 && this.#paragraph === "") this.#paragraph = `${"  ".repeat(level)}- `;
  }

  #picture(attributes: Attributes): void {
    const said = inLine(attr(attributes, "descr") ?? "").slice(0, 300);
    if (said !== "") this.blocks.push(`[image: ${said}]`);
  }

  #paragraphEnd(): void {
    const text = this.#paragraph ?? "";
    this.#paragraph = undefined;
    if (text.trim() === "" || text.trim() === "-") return;
    const row = this.#table?.at(-1);
    if (row && row.length > 0) row[row.length - 1] = `${row.at(-1) ?? ""} ${text}`.trim();
    else this.#shape.push(text.trimEnd());
  }

  #shapeEnd(): void {
    const text = this.#shape.join("\n");
    this.#shape = [];
    if (text === "" || ROUTINE.has(this.#placeholder)) return;
    if (this.title === "" && /^(?:title|ctrTitle)$/.test(this.#placeholder)) this.title = inLine(text);
    else this.blocks.push(text);
  }
}
