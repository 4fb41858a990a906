import type { OfficePackage } from "./package-parts.ts";
import { attr, count } from "./xml.ts";

/** What a paragraph style says of the paragraphs that have it. */
export interface ParagraphStyle {
  /** 1 to 6; a title is 1. */
  heading?: number | undefined;
  list?: string | undefined;
  basedOn?: string | undefined;
}

const titles = /^(?:title|titel|titre|título|heading ([1-9]))$/i;

/** Paragraph styles by id (ECMA-376 part 1, 17.7). */
export function readStyles(office: OfficePackage, part: string | undefined): Map<string, ParagraphStyle> {
  const styles = new Map<string, ParagraphStyle>();
  let style: ParagraphStyle = {};
  if (part === undefined) return styles;
  office.walk(part, {
    open(name, attributes) {
      const value = attr(attributes, "val") ?? "";
      if (name === "style") {
        style = {};
        styles.set(attr(attributes, "styleId") ?? "", style);
      } else if (name === "name") {
        const title = titles.exec(value);
        if (title) style.heading ??= Math.min(Number(title[1] ?? 1), 6);
      } else if (name === "outlineLvl") {
        const level = count(attributes, "val", 9, 9);
        if (level < 9) style.heading = Math.min(level + 1, 6);
      } else if (name === "numId") style.list = value;
      else if (name === "basedOn") style.basedOn = value;
    },
  });
  return styles;
}

/** A style with what it takes over from those it is based on. */
export function styleOf(styles: ReadonlyMap<string, ParagraphStyle>, id: string): ParagraphStyle {
  const found: ParagraphStyle = {};
  let at = styles.get(id);
  for (let i = 0; at && i < 10; i++) {
    found.heading ??= at.heading;
    found.list ??= at.list;
    at = at.basedOn === undefined ? undefined : styles.get(at.basedOn);
  }
  return found;
}

/** How the levels of lists are marked: `bullet`, `decimal`, `none`, by `<numId>:<level>` (17.9). */
export function readNumbering(office: OfficePackage, part: string | undefined): Map<string, string> {
  const formats = new Map<string, string>();
  const found = new Map<string, string>();
  if (part === undefined) return found;
  let abstract = "";
  let level = 0;
  let number = "";
  office.walk(part, {
    open(name, attributes) {
      if (name === "abstractNum") abstract = attr(attributes, "abstractNumId") ?? "";
      else if (name === "lvl") level = count(attributes, "ilvl", 0, 8);
      else if (name === "numFmt") formats.set(`${abstract}:${level}`, attr(attributes, "val") ?? "");
      else if (name === "num") number = attr(attributes, "numId") ?? "";
      else if (name === "abstractNumId" && found.size < 50_000) {
        for (let at = 0; at < 9; at++) {
          const format = formats.get(`${attr(attributes, "val")}:${at}`);
          if (format !== undefined) found.set(`${number}:${at}`, format);
        }
      }
    },
  });
  return found;
}
