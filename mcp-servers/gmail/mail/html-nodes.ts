import type { DomNode } from "html-to-text";

const HIDDEN =
  /(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:^|;)\s*opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|max-height\s*:\s*0(?:px)?\s*(?:;|!|$))/i;

/** One attribute of an element, or "". */
export function attributeOf(node: DomNode, name: string): string {
  const value: unknown = node.attribs?.[name];
  return typeof value === "string" ? value : "";
}

/** Not shown to a person who reads the mail: preheaders, and text meant for machines only. */
export function isHidden(node: DomNode): boolean {
  if (!node.attribs) return false;
  return "hidden" in node.attribs || HIDDEN.test(attributeOf(node, "style"));
}

/** The visible text of a node in one line, image descriptions included. Iterative: mail nests as deep as it likes. */
export function lineOf(node: DomNode, limit = 4000): string {
  let text = "";
  const open: DomNode[] = [node];
  while (open.length > 0 && text.length < limit) {
    const at = open.pop() as DomNode;
    if (at.type === "text") text += at.data ?? "";
    else if (at.name === "img") text += ` ${attributeOf(at, "alt")} `;
    else if (at.name === "style" || at.name === "script" || isHidden(at)) continue;
    else {
      if (at.name === "br" || at.name === "div" || at.name === "p" || at.name === "td") text += " ";
      for (let i = (at.children?.length ?? 0) - 1; i >= 0; i--) open.push(at.children[i] as DomNode);
    }
  }
  return text.replace(/\s+/g, " ").trim().slice(0, limit);
}

/** Rows of a table that holds data rather than layout: no table inside, at least two columns, short cells. */
export function isDataTable(table: DomNode): boolean {
  const role = attributeOf(table, "role");
  if (role === "presentation" || role === "none") return false;
  let widest = 0;
  let rows = 0;
  const open: DomNode[] = [...(table.children ?? [])];
  while (open.length > 0) {
    const at = open.pop() as DomNode;
    if (at.name === "table") return false;
    if (at.name === "tr") {
      rows += 1;
      widest = Math.max(
        widest,
        at.children.filter((cell) => cell.name === "td" || cell.name === "th").length,
      );
    }
    if ((at.name === "td" || at.name === "th") && lineOf(at, 201).length > 200) return false;
    if (at.children) for (const child of at.children) open.push(child);
  }
  return rows >= 2 && widest >= 2;
}
