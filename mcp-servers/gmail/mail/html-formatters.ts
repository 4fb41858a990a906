import type { FormatCallback } from "html-to-text";
import { attributeOf, isDataTable, isHidden, lineOf } from "./html-nodes.ts";

/** Stands in the text where everything that follows is quoted history. A private-use character mail does not hold. */
export const HISTORY = "\uE0F1";

const FORWARD = /^[-\s]*(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado)/i;
const LONGEST_LINK = 2000;

/** `[text](href)` in one line even when a button's table or div is inside it. */
const link: FormatCallback = (node, _walk, builder) => {
  if (isHidden(node)) return;
  const text = lineOf(node, 500);
  const href = attributeOf(node, "href").trim();
  if (text === "") return;
  const bare = href.replace(/^mailto:/i, "");
  const useful = /^(?:https?|mailto|tel):/i.test(href) && href.length <= LONGEST_LINK && bare !== text;
  builder.addInline(useful ? `[${text}](${href.replace(/[\s<>()]/g, encodeURIComponent)})` : text);
};

const image: FormatCallback = (node, _walk, builder) => {
  const alt = attributeOf(node, "alt").trim();
  const tiny = (name: string) => /^[0-2](?:px)?$/.test(attributeOf(node, name).trim());
  // A picture of one or two pixels is a tracking pixel, whatever it says of itself.
  if (alt === "" || isHidden(node) || tiny("width") || tiny("height")) return;
  builder.addInline(`[image: ${alt.slice(0, 200)}]`);
};

const heading: FormatCallback = (node, walk, builder) => {
  if (isHidden(node) || lineOf(node, 1) === "") return;
  builder.openBlock({ leadingLineBreaks: 2 });
  builder.addLiteral(`${"#".repeat(Number(node.name?.[1] ?? 1))} `);
  walk(node.children, builder);
  builder.closeBlock({ trailingLineBreaks: 2 });
};

const emphasis: FormatCallback = (node, walk, builder, options) => {
  const around = lineOf(node, 1) === "" ? "" : String(options.around);
  builder.addLiteral(around);
  walk(node.children, builder);
  builder.addLiteral(around);
};

const block: FormatCallback = (node, walk, builder, options) => {
  if (isHidden(node)) return;
  builder.openBlock({ leadingLineBreaks: options.leadingLineBreaks ?? 1 });
  walk(node.children, builder);
  builder.closeBlock({ trailingLineBreaks: options.trailingLineBreaks ?? 1 });
};

const inline: FormatCallback = (node, walk, builder) => {
  if (!isHidden(node)) walk(node.children, builder);
};

const table: FormatCallback = (node, walk, builder, options) => {
  if (isHidden(node)) return;
  if (isDataTable(node)) return builder.options.formatters.pipes?.(node, walk, builder, options);
  builder.openBlock({ leadingLineBreaks: 1 });
  walk(node.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

/** Gmail puts a reply's history and a forwarded message in the same element: only the history goes. */
const gmailQuote: FormatCallback = (node, walk, builder, options) => {
  if (!FORWARD.test(lineOf(node, 100))) return;
  block(node, walk, builder, options);
};

const history: FormatCallback = (_node, _walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addLiteral(HISTORY);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

/** Outlook draws a line above the header block of what is answered. */
const outlookBorder: FormatCallback = (node, walk, builder, options) => {
  const headers = /^\S{2,12}\s?[:：].{0,300}(?:@|[:：])/.test(lineOf(node, 320));
  (headers ? history : block)(node, walk, builder, options);
};

export const formatters = {
  link,
  image,
  heading,
  emphasis,
  block,
  inline,
  table,
  gmailQuote,
  history,
  outlookBorder,
};
