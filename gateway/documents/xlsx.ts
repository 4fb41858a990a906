import { LIMITS } from "./limits.ts";
import type { OfficePackage } from "./package-parts.ts";
import { Unreadable } from "./protocol.ts";
import { inLine, type TextOut } from "./text-out.ts";
import { SheetWalk } from "./xlsx-sheet.ts";
import { readCellStyles } from "./xlsx-styles.ts";
import { attr, isOn, prefixed } from "./xml.ts";

interface Sheet {
  name: string;
  part: string;
  hidden: boolean;
}

/** A workbook: each sheet as CSV under its name (SpreadsheetML, ECMA-376 part 1, 18). */
export function readXlsx(office: OfficePackage, part: string, out: TextOut): void {
  const { sheets, from1904 } = readWorkbook(office, part);
  const strings = readStrings(office, office.related(part, "sharedStrings"));
  const styles = readCellStyles(office, office.related(part, "styles"));
  for (const sheet of sheets) {
    out.block(`## ${sheet.name}${sheet.hidden ? " (hidden)" : ""}`);
    const walk = new SheetWalk({ strings, styles, from1904, out });
    office.walk(sheet.part, walk);
    if (walk.rows === 0) out.add("\n\n(empty)");
  }
  const names = office.names();
  if (names.some((name) => name.startsWith("xl/charts/"))) out.warn("Charts are not included.");
  if (names.some((name) => /^xl\/(?:comments|threadedcomments)/.test(name))) {
    out.warn("Comments on cells are not included.");
  }
}

function readWorkbook(office: OfficePackage, part: string): { sheets: Sheet[]; from1904: boolean } {
  const relations = office.relations(part);
  const sheets: Sheet[] = [];
  let from1904 = false;
  office.walk(part, {
    open(name, attributes) {
      const date1904 = attr(attributes, "date1904");
      if (name === "workbookPr" && date1904 !== undefined) from1904 = isOn({ val: date1904 });
      if (name !== "sheet") return;
      const relation = relations.get(prefixed(attributes, "id") ?? "");
      // A chart sheet has no cells.
      if (!relation || relation.external || relation.type !== "worksheet") return;
      const state = attr(attributes, "state") ?? "visible";
      sheets.push({
        name: inLine(attr(attributes, "name") ?? "").slice(0, 100),
        part: relation.target,
        hidden: state !== "visible",
      });
    },
  });
  return { sheets, from1904 };
}

/** The strings that cells refer to by number; phonetic readings (`rPh`) are left out. */
function readStrings(office: OfficePackage, part: string | undefined): string[] {
  const strings: string[] = [];
  if (part === undefined) return strings;
  let current = "";
  let inText = false;
  let phonetic = false;
  let chars = 0;
  office.walk(part, {
    open(name) {
      if (name === "si") current = "";
      else if (name === "rPh") phonetic = true;
      else if (name === "t") inText = !phonetic;
    },
    text(text) {
      if (!inText) return;
      current += text;
      chars += text.length;
      if (chars > LIMITS.keptChars) throw new Unreadable("too_big_unpacked");
    },
    close(name) {
      if (name === "t") inText = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "si") {
        strings.push(current);
        chars += 16; // millions of empty ones are not free
      }
    },
  });
  return strings;
}
