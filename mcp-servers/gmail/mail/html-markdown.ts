import { compile, type SelectorDefinition } from "html-to-text";
import { shallow } from "./html-depth.ts";
import { CID, formatters, HISTORY } from "./html-formatters.ts";
import { hiddenClasses } from "./html-nodes.ts";
import { pipes } from "./html-table.ts";

/** Longer HTML is cut before conversion, so that one hostile mail cannot hold the process; the cut is said aloud. */
const LONGEST_HTML = 2_000_000;
const DEEPEST = 150;

const skip = (selector: string): SelectorDefinition => ({ selector, format: "skip" });
const block = (selector: string, lines: number): SelectorDefinition => ({
  selector,
  format: "block",
  options: { leadingLineBreaks: lines, trailingLineBreaks: lines },
});

const base: SelectorDefinition[] = [
  { selector: "*", format: "inline" },
  { selector: "a", format: "link" },
  { selector: "img", format: "image" },
  { selector: "area", format: "area" },
  { selector: "input", format: "input" },
  ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, format: "heading" })),
  ...["b", "strong"].map((selector) => ({ selector, format: "emphasis", options: { around: "**" } })),
  ...["p", "dl"].map((selector) => block(selector, 2)),
  ...[
    "div",
    "tr",
    "td",
    "th",
    "center",
    "section",
    "article",
    "header",
    "footer",
    "dt",
    "dd",
    "option",
    "textarea",
    "legend",
    "label",
  ].map((one) => block(one, 1)),
  { selector: "ul", format: "bullets", options: { itemPrefix: "- " } },
  { selector: "ol", format: "numbers" },
  { selector: "blockquote", format: "quotation" },
  { selector: "table", format: "table" },
  // Text that keeps its own lines, as Apple and Exchange write plain text.
  ...["div", "p", "td"].flatMap((tag) =>
    ["white-space:pre", "white-space: pre"].map((style) => ({
      selector: `${tag}[style*="${style}"]`,
      format: "preformatted",
    })),
  ),
  { selector: "pre", format: "preformatted" },
  { selector: "hr", format: "horizontalLine", options: { length: 3 } },
  ...["head", "style", "script", "title", "template", "svg", "object", "iframe"].map(skip),
];

/** How Gmail, Apple Mail, Thunderbird, Outlook, Yahoo and Proton mark history and signatures. */
const clean: SelectorDefinition[] = [
  { selector: ".gmail_quote", format: "gmailQuote" },
  { selector: ".gmail_quote_container", format: "gmailQuote" },
  { selector: "#divRplyFwdMsg", format: "history" },
  { selector: "#appendonsend", format: "history" },
  { selector: 'div[style*="border-top:solid"]', format: "outlookBorder" },
  { selector: 'div[style*="border-top: solid"]', format: "outlookBorder" },
  ...[
    'blockquote[type="cite"]',
    ".gmail_signature",
    ".gmail_signature_prefix",
    ".moz-cite-prefix",
    ".moz-signature",
    ".yahoo_quoted",
    ".protonmail_quote",
    ".protonmail_signature_block",
    "#Signature",
    "#ms-outlook-mobile-signature",
  ].map(skip),
];

const converter = (selectors: SelectorDefinition[]) =>
  compile({
    wordwrap: false,
    baseElements: { selectors: [], returnDomByDefault: true },
    limits: { maxDepth: DEEPEST, ellipsis: "[nested too deep to convert]" },
    formatters: { ...formatters, pipes },
    selectors,
  });
const full = converter(base);
const withoutHistory = converter([...base, ...clean]);

const MARKS = /[\uE0F1-\uE0F3]/g;

/**
 * What a person reads of an HTML mail, as Markdown. Linear in the length of `html`. `inline`: names of the files that
 * came with it, by content id.
 */
export function markdownOf(html: string, keep: "all" | "new", inline?: ReadonlyMap<string, string>): string {
  const cut = html.length > LONGEST_HTML;
  // A mail cannot bring the marks that the conversion leaves for itself.
  const source = shallow((cut ? html.slice(0, LONGEST_HTML) : html).replace(MARKS, ""));
  let text = converterFor(source, keep)(source).replace(/^(#{1,6} ) +/gm, "$1");
  const history = text.indexOf(HISTORY);
  if (history >= 0) {
    const before = text.slice(0, history);
    // A mail that is nothing but history (a bare forward) keeps it.
    text = before.trim() === "" ? text.replaceAll(HISTORY, "") : before;
  }
  const named = text.replace(PICTURE, (_, cid: string) => inline?.get(decoded(cid)) ?? "inline picture");
  return cut ? `${named}\n\n[The rest of this message is too long to convert.]` : named;
}

const PICTURE = new RegExp(`${CID[0]}([^${CID[1]}]{0,300})${CID[1]}`, "g");

/** Content ids are URL-encoded in `cid:` (RFC 2392). */
function decoded(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}

/** Most mail hides by attributes; what its own style sheet hides takes a converter of its own. */
function converterFor(html: string, keep: "all" | "new") {
  const usual = keep === "all" ? full : withoutHistory;
  const hidden = hiddenClasses(html);
  if (hidden.length === 0) return usual;
  const skipped = hidden.flatMap((name) => skip(`.${name}`));
  return converter([...base, ...(keep === "all" ? [] : clean), ...skipped]);
}

/** The text of an HTML-escaped line, such as Gmail's snippets. */
export function plainLine(html: string): string {
  return full(html.slice(0, 2000)).replace(/\s+/g, " ").trim();
}
