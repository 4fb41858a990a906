import { Marked, type Token, type Tokens } from "marked";
import { type Known, pushText } from "./mentions.ts";
import {
  type Inline,
  type List,
  push,
  type RichElement,
  type RichText,
  type Style,
  trimmed,
} from "./rich-text.ts";
import { tableText } from "./table.ts";

/** HTML and link definitions are text like any other: nothing that was written is lost or hidden. */
const markdown = new Marked({
  gfm: true,
  tokenizer: { html: () => undefined, tag: () => undefined, def: () => undefined },
});
const DEEPEST = 8;
/** Quotes in quotes or lists in lists that nobody writes: each level is read once more, for seconds in all. */
const NESTED = /(?:>[ \t]?){100}|(?:[-*+] ){100}/;
const LINK = /^(https?:\/\/|mailto:|tel:)/i;

/**
 * Markdown as Slack's rich text. Text goes into text elements, which Slack shows as they are: nothing in it can become
 * a mention, a link or a format that the markdown did not say. Tables become aligned text in a code block, headings
 * bold lines, pictures links.
 */
export function richTextOf(text: string, known: Known): RichText {
  const writer = new Writer(known);
  let tokens: Token[];
  try {
    if (NESTED.test(text)) throw new RangeError("nested too deep");
    tokens = markdown.lexer(text);
  } catch (error) {
    // Thousands of nested quotes or lists: shown as they were written.
    if (!(error instanceof RangeError)) throw error;
    tokens = [{ type: "text", raw: text, text }];
  }
  writer.blocks(tokens);
  return { type: "rich_text", elements: writer.done() };
}

class Writer {
  readonly #known: Known;
  readonly #elements: RichElement[] = [];
  /** Paragraphs since the last element of another kind. */
  #line: Inline[] = [];

  constructor(known: Known) {
    this.#known = known;
  }

  done(): RichElement[] {
    this.#flush();
    return this.#elements;
  }

  blocks(tokens: readonly Token[]): void {
    for (const token of tokens) {
      if (token.type === "list") this.#list(token as Tokens.List, 0);
      else if (token.type === "code") this.#pre((token as Tokens.Code).text);
      else if (token.type === "table") this.#pre(tableText(token as Tokens.Table));
      else if (token.type === "blockquote") this.#quote(token as Tokens.Blockquote);
      else this.#paragraph(this.#flow(token));
    }
  }

  #flush(): void {
    const elements = trimmed(this.#line);
    if (elements.length > 0) this.#elements.push({ type: "rich_text_section", elements });
    this.#line = [];
  }

  #paragraph(pieces: readonly Inline[]): void {
    if (pieces.length === 0) return;
    if (this.#line.length > 0) push(this.#line, { type: "text", text: "\n\n" });
    for (const piece of pieces) push(this.#line, piece);
  }

  #pre(text: string): void {
    this.#flush();
    const elements = [{ type: "text" as const, text: text === "" ? " " : text }];
    this.#elements.push({ type: "rich_text_preformatted", elements });
  }

  #quote({ tokens }: Tokens.Blockquote): void {
    this.#flush();
    const line: Inline[] = [];
    for (const token of tokens) {
      const pieces = trimmed(this.#flow(token));
      if (line.length > 0 && pieces.length > 0) push(line, { type: "text", text: "\n" });
      for (const piece of pieces) push(line, piece);
    }
    if (line.length > 0) this.#elements.push({ type: "rich_text_quote", elements: line });
  }

  /** Slack's lists hold lines only: what else is in an item comes behind it, and the list goes on after it. */
  #list(list: Tokens.List, indent: number): void {
    this.#flush();
    const start = typeof list.start === "number" ? Math.max(1, list.start) : 1;
    let open: List | undefined;
    for (const [at, item] of list.items.entries()) {
      const [line, rest] = this.#item(item);
      if (!open) {
        const offset = list.ordered ? start - 1 + at : 0;
        open = {
          type: "rich_text_list",
          style: list.ordered ? "ordered" : "bullet",
          indent: Math.min(indent, DEEPEST),
          ...(offset > 0 && { offset }),
          elements: [],
        };
        this.#elements.push(open);
      }
      open.elements.push({ type: "rich_text_section", elements: line });
      if (rest.length === 0) continue;
      for (const token of rest) {
        if (token.type === "list") this.#list(token as Tokens.List, indent + 1);
        else this.blocks([token]);
      }
      this.#flush();
      open = undefined;
    }
  }

  /** The line of an item, and what else is in it. */
  #item({ tokens, task, checked }: Tokens.ListItem): [Inline[], Token[]] {
    const line: Inline[] = [];
    if (task) push(line, { type: "text", text: checked ? "☑ " : "☐ " });
    const rest: Token[] = [];
    for (const token of tokens) {
      if (token.type === "space" || token.type === "checkbox") continue;
      if (rest.length > 0 || BLOCKS.has(token.type)) rest.push(token);
      else {
        const pieces = this.#flow(token);
        if (line.length > (task ? 1 : 0)) push(line, { type: "text", text: "\n" });
        for (const piece of pieces) push(line, piece);
      }
    }
    const elements = trimmed(line);
    return [elements.length > 0 ? elements : [{ type: "text", text: " " }], rest];
  }

  /** A block as one line: what holds blocks itself becomes their text. */
  #flow(token: Token): Inline[] {
    const line: Inline[] = [];
    if (token.type === "space") return line;
    if (token.type === "hr") push(line, { type: "text", text: "———" });
    else if (token.type === "heading") this.#inline(token.tokens ?? [], { bold: true }, line);
    else if (token.type === "paragraph" || (token.type === "text" && token.tokens))
      this.#inline(token.tokens ?? [], {}, line);
    else if (BLOCKS.has(token.type)) push(line, { type: "text", text: token.raw.trim() });
    else pushText(line, String(("text" in token && token.text) || token.raw), undefined, this.#known);
    return trimmed(line);
  }

  #inline(tokens: readonly Token[], style: Style, line: Inline[]): void {
    for (const token of tokens) {
      if (token.type === "strong") this.#inline(token.tokens ?? [], { ...style, bold: true }, line);
      else if (token.type === "em") this.#inline(token.tokens ?? [], { ...style, italic: true }, line);
      else if (token.type === "del") this.#inline(token.tokens ?? [], { ...style, strike: true }, line);
      else if (token.type === "link" || token.type === "image") this.#link(token as Tokens.Link, style, line);
      else if (token.type === "codespan")
        push(line, { type: "text", text: token.text as string, style: { ...style, code: true } });
      else if (token.type === "br") pushText(line, "\n", style, this.#known);
      else if (token.type === "escape")
        push(line, { type: "text", text: token.text as string, ...styled(style) });
      else if ("tokens" in token && token.tokens) this.#inline(token.tokens, style, line);
      else pushText(line, decoded(String(("text" in token && token.text) || token.raw)), style, this.#known);
    }
  }

  #link(link: Tokens.Link | Tokens.Image, style: Style, line: Inline[]): void {
    const inner: Inline[] = [];
    if (link.type === "link") this.#inline(link.tokens, {}, inner);
    const said = link.type === "image" ? link.text : inner.map(plainOf).join("");
    // Slack's own way to write a link: <https://a.test|words>.
    const at = link.type === "link" && link.raw.startsWith("<") ? link.href.indexOf("|") : -1;
    const url = at < 0 ? link.href : link.href.slice(0, at);
    const text = at < 0 ? said : link.raw.slice(link.raw.indexOf("|") + 1, -1);
    if (!LINK.test(url)) push(line, { type: "text", text: `${text} (${url})`, ...styled(style) });
    else push(line, { type: "link", url, ...(text && text !== url && { text }), ...styled(style) });
  }
}

const BLOCKS: ReadonlySet<string> = new Set(["list", "code", "table", "blockquote"]);
const styled = (style: Style): { style?: Style } => (Object.keys(style).length > 0 ? { style } : {});
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const decoded = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? "");

function plainOf(piece: Inline): string {
  if (piece.type === "text") return piece.text;
  if (piece.type === "link") return piece.text ?? piece.url;
  if (piece.type === "emoji") return `:${piece.name}:`;
  return piece.type === "user" ? `<@${piece.user_id}>` : `<#${piece.channel_id}>`;
}
