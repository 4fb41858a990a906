import type { Inline, RichElement, RichText } from "./rich-text.ts";

/** What Slack takes as `text` of an edit; more of it in a notification helps nobody. */
export const LONGEST_TEXT = 4_000;

/**
 * A rich text in Slack's markup, for notifications, screen readers and apps that read `text`: the message itself is
 * shown from its blocks. The three characters that begin markup are escaped.
 */
export function fallbackOf(rich: RichText): string {
  const text = wholeTextOf(rich);
  if (text.length <= LONGEST_TEXT) return text;
  // Never inside an entity or a link.
  const cut = text.slice(0, LONGEST_TEXT - 1).replace(/(?:&[a-z]{0,3}|<[^>]*|[\uD800-\uDBFF])$/, "");
  return `${cut}…`;
}

/** All of it, however long. */
export const wholeTextOf = ({ elements }: RichText): string => elements.map(elementText).join("\n");

function elementText(element: RichElement): string {
  if (element.type === "rich_text_section") return line(element.elements);
  if (element.type === "rich_text_preformatted")
    return `\`\`\`\n${escaped(element.elements.map(({ text }) => text).join(""))}\n\`\`\``;
  if (element.type === "rich_text_quote") return line(element.elements).replace(/^/gm, "> ");
  const indent = "    ".repeat(element.indent);
  return element.elements
    .map((item, at) => {
      const mark = element.style === "ordered" ? `${at + 1 + (element.offset ?? 0)}.` : "•";
      return `${indent}${mark} ${line(item.elements)}`;
    })
    .join("\n");
}

const line = (pieces: readonly Inline[]): string => pieces.map(piece).join("");

function piece(one: Inline): string {
  if (one.type === "emoji") return `:${one.name}:`;
  return decorated(bare(one), one.style);
}

function bare(one: Exclude<Inline, { type: "emoji" }>): string {
  if (one.type === "user") return `<@${one.user_id}>`;
  if (one.type === "channel") return `<#${one.channel_id}>`;
  if (one.type === "text") return escaped(one.text);
  const url = escaped(one.url).replaceAll("|", "%7C");
  return one.text === undefined ? `<${url}>` : `<${url}|${escaped(one.text).replace(/\s+/g, " ")}>`;
}

function decorated(
  text: string,
  style: { bold?: true; italic?: true; strike?: true; code?: true } = {},
): string {
  const [, before = "", words = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (words === "") return text;
  const marks = [style.strike && "~", style.bold && "*", style.italic && "_", style.code && "`"].filter(
    Boolean,
  );
  return `${before}${marks.join("")}${words}${[...marks].reverse().join("")}${after}`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
