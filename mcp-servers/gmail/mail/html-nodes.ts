import type { DomNode } from "html-to-text";

const HIDDEN =
  /(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:^|;)\s*opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|max-height\s*:\s*0(?:px)?\s*(?:;|!|$))/i;
const BREAKS = new Set(["br", "div", "p", "td", "th", "tr", "li", "table"]);

/** One attribute of an element, or "". */
export function attributeOf(node: DomNode, name: string): string {
  const value: unknown = node.attribs?.[name];
  return typeof value === "string" ? value : "";
}

/** Not shown to a person who reads the mail: preheaders, and text meant for machines only. */
export function isHidden(node: DomNode): boolean {
  if (!node.attribs) return false;
  if ("hidden" in node.attribs) return true;
  const style = attributeOf(node, "style");
  if (style === "") return false;
  if (HIDDEN.test(style) || (CLIPPED.test(style) && NO_SIZE.test(style))) return true;
  return NO_LETTERS.test(style) && !hasOwnLetters(node);
}

const CLIPPED = /overflow\s*:\s*hidden/i;
const NO_SIZE = /(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|!|$)/i;
const NO_LETTERS = /(?:^|;)\s*font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)/i;

/** Letters of no size close the gaps of a layout, whose cells then give letters their size again. */
function hasOwnLetters(node: DomNode): boolean {
  const open: DomNode[] = [...(node.children ?? [])];
  for (let seen = 0; open.length > 0; seen++) {
    const at = open.pop() as DomNode;
    const sized = /font(?:-size)?\s*:/i.test(attributeOf(at, "style")) || attributeOf(at, "size") !== "";
    if (seen > 500 || sized || "class" in (at.attribs ?? {})) return true;
    if (at.children) open.push(...at.children.slice(0, 100));
  }
  return false;
}

/** A picture of one or two pixels is a tracking pixel, whatever it says of itself. */
export function isPixel(image: DomNode): boolean {
  const tiny = (name: string) => /^[0-2](?:px)?$/.test(attributeOf(image, name).trim());
  return tiny("width") || tiny("height");
}

/** The visible text of a node in one line, image descriptions included. Iterative: mail nests as deep as it likes. */
export function lineOf(node: DomNode, limit = 4000): string {
  let text = "";
  const open: DomNode[] = [node];
  while (open.length > 0 && text.length < limit) {
    const at = open.pop() as DomNode;
    // Blanks in front do not count: a line that begins with many is not an empty one.
    if (at.type === "text") text = text === "" ? (at.data ?? "").trimStart() : text + (at.data ?? "");
    else if (at.name === "img") text += isPixel(at) ? "" : ` ${attributeOf(at, "alt")} `.trimStart();
    else if (at.name === "style" || at.name === "script" || isHidden(at)) continue;
    else {
      if (text !== "" && BREAKS.has(at.name ?? "")) text += " ";
      for (let i = (at.children?.length ?? 0) - 1; i >= 0; i--) open.push(at.children[i] as DomNode);
    }
  }
  return text.replace(/\s+/g, " ").trim().slice(0, limit);
}

/** Whether there is a picture to look at in a node, described or not. */
export function hasPicture(node: DomNode): boolean {
  const open: DomNode[] = [node];
  for (let seen = 0; open.length > 0 && seen < 200; seen++) {
    const at = open.pop() as DomNode;
    if (isHidden(at)) continue;
    if (at.name === "img" && !isPixel(at)) return true;
    if (at.children) open.push(...at.children.slice(0, 50));
  }
  return false;
}

const ROWS = new Set(["tr", "thead", "tbody", "tfoot", "caption", "colgroup", "col"]);

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
    if (isStray(at)) return false;
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

/** Text of a broken table that stands in none of its cells. */
function isStray(node: DomNode): boolean {
  const parent = node.parent?.name ?? "";
  if (parent === "table")
    return node.type === "text"
      ? (node.data ?? "").trim() !== ""
      : isElement(node) && !ROWS.has(node.name ?? "");
  if (parent === "tr")
    return node.type === "text"
      ? (node.data ?? "").trim() !== ""
      : isElement(node) && !/^t[dh]$/.test(node.name ?? "");
  return false;
}

function isElement(node: DomNode): boolean {
  return node.type === "tag";
}

const RULE = /([^{}]+)\{([^{}]*)\}/g;

/** Classes that a style sheet in the mail hides on every screen. At most 50, names that are plain. */
export function hiddenClasses(html: string): string[] {
  const found = new Set<string>();
  let at = 0;
  for (let sheets = 0; sheets < 20; sheets++) {
    const open = html.indexOf("<style", at);
    if (open < 0) break;
    const close = html.indexOf("</style", open);
    const sheet = html.slice(open, close < 0 ? open + 100_000 : Math.min(close, open + 100_000));
    for (const [, selectors = "", rules = ""] of withoutMedia(sheet).matchAll(RULE)) {
      if (!/display\s*:\s*none/i.test(rules)) continue;
      for (const one of selectors.split(",")) {
        const name = /^\s*(?:span|div|p|td)?\.([A-Za-z_][\w-]{0,60})\s*$/.exec(one.replace(/^.*>/, ""))?.[1];
        if (name !== undefined && found.size < 50) found.add(name);
      }
    }
    if (close < 0) break;
    at = close;
  }
  return [...found];
}

/** What stands in `@media` holds on some screens only. Braces are counted: blocks nest. */
function withoutMedia(sheet: string): string {
  let kept = "";
  let depth = 0;
  let from = 0;
  let skipTo = -1;
  for (let at = 0; at < sheet.length; at++) {
    const one = sheet[at];
    if (one === "@" && depth === 0 && skipTo < 0) {
      kept += sheet.slice(from, at);
      skipTo = 0;
    } else if (one === "{") depth += 1;
    else if (one === "}" && depth > 0) {
      depth -= 1;
      if (depth === 0 && skipTo === 0) [skipTo, from] = [-1, at + 1];
    } else if (one === ";" && depth === 0 && skipTo === 0) [skipTo, from] = [-1, at + 1];
  }
  return skipTo < 0 ? kept + sheet.slice(from) : kept;
}
