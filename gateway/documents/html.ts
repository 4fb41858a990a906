import { compile, type DomNode, type FormatCallback, type SelectorDefinition } from "html-to-text";
import { Parser } from "htmlparser2";
import { LIMITS } from "./limits.ts";
import { Unreadable } from "./protocol.ts";
import { markdownTable } from "./table.ts";
import { inLine, linkTarget, type TextOut, tidy } from "./text-out.ts";

const attribute = (node: DomNode, name: string): string => {
  const value: unknown = node.attribs?.[name];
  return typeof value === "string" ? value.trim() : "";
};

const hidden = (node: DomNode): boolean =>
  node.attribs !== undefined &&
  ("hidden" in node.attribs ||
    /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(attribute(node, "style")));

const walkBlock =
  (lines: number, before = ""): FormatCallback =>
  (node, walk, builder) => {
    if (hidden(node)) return;
    builder.openBlock({ leadingLineBreaks: lines });
    if (before !== "") builder.addLiteral(before);
    walk(node.children, builder);
    builder.closeBlock({ trailingLineBreaks: lines });
  };

const inline: FormatCallback = (node, walk, builder) => {
  if (!hidden(node)) walk(node.children, builder);
};

/** `[text](href)`: what is inside stays as it is converted, so that pictures and emphasis in links are kept. */
const link: FormatCallback = (node, walk, builder) => {
  if (hidden(node)) return;
  const href = linkTarget(attribute(node, "href"));
  if (href !== undefined) builder.addLiteral("[");
  walk(node.children, builder);
  if (href !== undefined) builder.addLiteral(`](${href})`);
};

const image: FormatCallback = (node, _walk, builder) => {
  const said = inLine(attribute(node, "alt")).slice(0, 300);
  if (said !== "" && !hidden(node)) builder.addInline(`[image: ${said}]`);
};

const strong: FormatCallback = (node, walk, builder) => {
  if (hidden(node)) return;
  builder.addLiteral("**");
  walk(node.children, builder);
  builder.addLiteral("**");
};

/** A table as Markdown. Tables inside cells become text of the cell. */
const table: FormatCallback = (node, walk, builder) => {
  if (hidden(node)) return;
  const row = (at: DomNode) => {
    builder.openTableRow();
    for (const cell of at.children) {
      if (cell.name !== "td" && cell.name !== "th") continue;
      builder.openTableCell();
      walk(cell.children, builder);
      builder.closeTableCell();
    }
    builder.closeTableRow();
  };
  builder.openTable();
  for (const child of node.children) {
    if (child.name === "tr") row(child);
    else if (/^t(?:head|body|foot)$/.test(child.name ?? "")) {
      for (const inner of child.children) if (inner.name === "tr") row(inner);
    }
  }
  builder.closeTable({
    tableToString: (rows) => markdownTable(rows.map((cells) => cells.map(({ text }) => text))),
    leadingLineBreaks: 2,
    trailingLineBreaks: 2,
  });
};

const heading = (level: number): SelectorDefinition => ({ selector: `h${level}`, format: `heading${level}` });
const of = (format: string, ...selectors: string[]): SelectorDefinition[] =>
  selectors.map((selector) => ({ selector, format }));

const convert = compile({
  wordwrap: false,
  baseElements: { selectors: [], returnDomByDefault: true },
  limits: { maxDepth: 150, maxInputLength: LIMITS.htmlChars, ellipsis: "[nested too deep to convert]" },
  formatters: {
    link,
    image,
    strong,
    table,
    plain: inline,
    near: walkBlock(1),
    apart: walkBlock(2),
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`heading${n}`, walkBlock(2, `${"#".repeat(n)} `)])),
  },
  selectors: [
    ...of("plain", "*"),
    ...of("link", "a"),
    ...of("image", "img"),
    ...of("strong", "b", "strong"),
    ...[1, 2, 3, 4, 5, 6].map(heading),
    ...of("apart", "p", "dl", "section", "article", "header", "footer", "main", "figure"),
    ...of("near", "div", "tr", "td", "th", "dt", "dd", "address", "figcaption", "center", "form", "fieldset"),
    { selector: "ul", format: "unorderedList", options: { itemPrefix: "- " } },
    ...of("table", "table"),
    { selector: "hr", format: "horizontalLine", options: { length: 3 } },
    ...of("skip", "head", "style", "script", "noscript", "template", "svg", "object", "iframe", "title"),
  ],
});

const TITLE = /<title[^>]{0,200}>([^<]{1,500})</i;

/** The parser takes time with the square of the depth: elements that never close are refused before it meets them. */
function checkDepth(html: string): void {
  let depth = 0;
  const parser = new Parser({
    onopentagname() {
      if (++depth > LIMITS.htmlDepth) throw new Unreadable("too_deep");
    },
    onclosetag() {
      depth -= 1;
    },
  });
  parser.end(html);
}

/** HTML as Markdown that keeps links and tables. Nothing is fetched, no script runs. */
export function readHtml(html: string, out: TextOut): void {
  if (html.length > LIMITS.htmlChars) out.warn("The HTML is too long; its end is left out.");
  checkDepth(html.slice(0, LIMITS.htmlChars));
  const text = convert(html.slice(0, LIMITS.htmlChars));
  const title = TITLE.exec(html.slice(0, 20_000))?.[1];
  if (title !== undefined && text.trim() !== "") {
    const said = inLine(convert(title));
    if (said !== "" && !text.slice(0, 500).includes(said)) out.block(`Title: ${said}`);
  }
  out.block(tidy(text));
}
