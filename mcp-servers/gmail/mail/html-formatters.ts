import type { FormatCallback } from "html-to-text";
import { attributeOf, hasPicture, isDataTable, isHidden, isPixel, lineOf } from "./html-nodes.ts";

/** Stands in the text where everything that follows is quoted history. A private-use character mail does not hold. */
export const HISTORY = "\uE0F1";
/** Around the content id of a picture that came with the mail. */
export const CID = ["\uE0F2", "\uE0F3"] as const;

const FORWARD = /^[-\s]*(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado)/i;
const LONGEST_LINK = 2000;

/** Longer than this, what a link wraps is a text of its own: a whole story of a newsletter. */
const LONGEST_LABEL = 300;

/** `[text](href)` in one line even when a button's table or div is inside it. */
const link: FormatCallback = (node, walk, builder) => {
  if (isHidden(node)) return;
  const text = lineOf(node, LONGEST_LABEL + 1) || (hasPicture(node) ? "image" : "");
  const href = attributeOf(node, "href").trim();
  if (text === "") return;
  const bare = href.replace(/^mailto:/i, "");
  const useful = /^(?:https?|mailto|tel):/i.test(href) && href.length <= LONGEST_LINK && bare !== text;
  const target = href.replace(/[\s<>()]/g, encodeURIComponent);
  if (text.length <= LONGEST_LABEL) {
    builder.addInline(useful ? `[${text}](${target})` : text);
    return;
  }
  walk(node.children, builder);
  if (useful) builder.addInline(` [link](${target})`);
};

const image: FormatCallback = (node, _walk, builder) => {
  const alt = attributeOf(node, "alt").trim();
  const cid = /^cid:(.{1,300})$/i.exec(attributeOf(node, "src").trim())?.[1];
  if ((alt === "" && cid === undefined) || isHidden(node) || isPixel(node)) return;
  const file = cid === undefined ? "" : `${CID[0]}${cid}${CID[1]}`;
  builder.addInline(`[image: ${[alt.slice(0, 200), file].filter((one) => one !== "").join(" · ")}]`);
};

/** A region of an image map. */
const area: FormatCallback = (node, _walk, builder) => {
  const [alt, href] = [attributeOf(node, "alt").trim(), attributeOf(node, "href").trim()];
  if (alt === "" || !/^(?:https?|mailto|tel):/i.test(href) || href.length > LONGEST_LINK) return;
  builder.addInline(` [${alt.slice(0, 200)}](${href.replace(/[\s<>()]/g, encodeURIComponent)}) `);
};

/** What is written on a button of a form. */
const input: FormatCallback = (node, _walk, builder) => {
  const [type, value] = [attributeOf(node, "type").toLowerCase(), attributeOf(node, "value").trim()];
  if (value !== "" && /^(?:submit|button|reset)$/.test(type) && !isHidden(node))
    builder.addInline(`[${value.slice(0, 200)}]`);
};

const heading: FormatCallback = (node, walk, builder) => {
  if (isHidden(node) || lineOf(node, 1) === "") return;
  builder.openBlock({ leadingLineBreaks: 2 });
  builder.addLiteral(`${"#".repeat(Number(node.name?.[1] ?? 1))} `);
  walk(node.children, builder);
  builder.closeBlock({ trailingLineBreaks: 2 });
};

const emphasis: FormatCallback = (node, walk, builder, options) => {
  if (isHidden(node)) return;
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

/** What the library does with lists and quotations, without what is hidden in them. */
const shown =
  (name: "unorderedList" | "orderedList" | "blockquote"): FormatCallback =>
  (node, walk, builder, options) => {
    if (isHidden(node)) return;
    const children = (node.children ?? []).filter((child) => !isHidden(child));
    builder.options.formatters[name]?.({ ...node, children }, walk, builder, options);
  };

const preformatted: FormatCallback = (node, walk, builder) => {
  if (isHidden(node)) return;
  builder.openBlock({ leadingLineBreaks: 1, isPre: true });
  walk(node.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
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
  area,
  input,
  heading,
  emphasis,
  block,
  preformatted,
  bullets: shown("unorderedList"),
  numbers: shown("orderedList"),
  quotation: shown("blockquote"),
  inline,
  table,
  gmailQuote,
  history,
  outlookBorder,
};
