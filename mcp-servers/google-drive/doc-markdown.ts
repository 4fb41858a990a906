import type { Content, DocumentTab, Element, Paragraph, Table, TextStyle } from "./doc-upstream.ts";

/**
 * One tab of a document as markdown: headings, lists, links, tables, bold, italic, code, footnotes, people and dates.
 * Pictures are named, not shown. Pure.
 */
export function docMarkdown(tab: DocumentTab): string {
  const counts = new Map<string, number[]>();
  const notes = new Map<string, string>();
  const blocks = (tab.body?.content ?? []).flatMap((one) => block(one, { tab, counts, notes }));
  // Footnotes may refer to further ones: the map grows while it is read.
  for (const [id, label] of notes) {
    const text = (tab.footnotes[id]?.content ?? [])
      .flatMap((one) => block(one, { tab, counts, notes }))
      .map(({ text }) => text)
      .join(" ");
    blocks.push({ text: `[^${label}]: ${text.trim()}`, list: false });
  }
  return blocks
    .map(({ text, list }, at) => (at === 0 ? text : `${list && blocks[at - 1]?.list ? "\n" : "\n\n"}${text}`))
    .join("");
}

interface Block {
  text: string;
  /** Items of a list stand close together. */
  list: boolean;
}
interface Reading {
  tab: DocumentTab;
  /** The last number of every level, by list. */
  counts: Map<string, number[]>;
  /** Labels of footnotes, by id, in the order they are met. */
  notes: Map<string, string>;
}

const HEADINGS: Readonly<Record<string, number>> = {
  TITLE: 1,
  SUBTITLE: 2,
  HEADING_1: 1,
  HEADING_2: 2,
  HEADING_3: 3,
  HEADING_4: 4,
  HEADING_5: 5,
  HEADING_6: 6,
};

function block({ paragraph, table, tableOfContents }: Content, reading: Reading): Block[] {
  if (table) return [{ text: tableText(table, reading), list: false }];
  if (tableOfContents) return [{ text: "[table of contents]", list: false }];
  if (!paragraph) return [];
  const text = inline(paragraph.elements, reading).trim();
  if (text === "") return [];
  if (paragraph.bullet) return [{ text: listItem(paragraph, text, reading), list: true }];
  const level = HEADINGS[paragraph.paragraphStyle?.namedStyleType ?? ""];
  if (level !== undefined) {
    return [{ text: `${"#".repeat(level)} ${text.replaceAll("\n", " ")}`, list: false }];
  }
  return [{ text: text.split("\n").map(notMarkup).join("\n"), list: false }];
}

/** A line that only looks like a heading, a quote or an item of a list. */
const notMarkup = (line: string): string =>
  line.replace(/^(\s*)(#{1,6}\s|>|[-+]\s|={3,}|-{3,}$)/, "$1\\$2").replace(/^(\s*\d{1,9})([.)]\s)/, "$1\\$2");

function listItem({ bullet }: Paragraph, text: string, { tab, counts }: Reading): string {
  const { listId = "", nestingLevel = 0 } = bullet ?? {};
  const level = Math.min(8, Math.max(0, nestingLevel));
  const numbers = (counts.get(listId) ?? []).slice(0, level + 1);
  numbers[level] = (numbers[level] ?? 0) + 1;
  counts.set(listId, numbers);
  const glyph = tab.lists[listId]?.listProperties?.nestingLevels[level];
  const numbered = !["GLYPH_TYPE_UNSPECIFIED", "NONE", undefined].includes(glyph?.glyphType);
  const indent = "    ".repeat(level);
  return `${indent}${numbered ? `${numbers[level]}.` : "-"} ${text.replaceAll("\n", `\n${indent}  `)}`;
}

/** A table as GitHub writes it; its first row is the head. Cells within one line. */
function tableText({ tableRows }: Table, reading: Reading): string {
  const rows = tableRows.map(({ tableCells }) => tableCells.map(({ content }) => cellText(content, reading)));
  const width = Math.max(1, ...rows.map((row) => row.length));
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, at) => cells[at] ?? "").join(" | ")} |`;
  const [head = [], ...rest] = rows;
  return [line(head), line(Array.from({ length: width }, () => "---")), ...rest.map(line)].join("\n");
}

function cellText(content: readonly Content[], reading: Reading): string {
  return content
    .flatMap((one) => block(one, reading))
    .map(({ text }) => text.replaceAll("|", "\\|").replaceAll("\n", "<br>"))
    .join("<br>");
}

function inline(elements: readonly Element[], reading: Reading): string {
  const runs: { text: string; style: TextStyle }[] = [];
  for (const element of elements) {
    const run = element.textRun;
    const style = run?.textStyle ?? {};
    const last = runs.at(-1);
    const text = run ? plain(run.content, style) : elementText(element, reading);
    if (run && last && sameStyle(last.style, style)) last.text += text;
    else runs.push({ text, style });
  }
  return runs.map(({ text, style }) => styled(text, style)).join("");
}

const MONOSPACED = /^(?:Courier|Consolas|Roboto Mono|Source Code|Inconsolata|Fira Code|.*\bMono\b)/i;
const isCode = ({ weightedFontFamily }: TextStyle): boolean =>
  MONOSPACED.test(weightedFontFamily?.fontFamily ?? "");

function sameStyle(a: TextStyle, b: TextStyle): boolean {
  return (
    !a.bold === !b.bold &&
    !a.italic === !b.italic &&
    !a.strikethrough === !b.strikethrough &&
    a.link?.url === b.link?.url &&
    isCode(a) === isCode(b)
  );
}

/** Vertical tabs are line breaks within a paragraph; the private-use sign stands for things Docs cannot name. */
function plain(content: string, style: TextStyle): string {
  const text = content.replaceAll("\v", "\n").replaceAll("\r", "\n").replaceAll("\ue907", "");
  return isCode(style) ? text : text.replace(/[\\`*]/g, (sign) => `\\${sign}`);
}

/** Marks cling to the text: blanks stay outside of them. */
function styled(text: string, style: TextStyle): string {
  const [, before = "", inner = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  if (inner === "") return text;
  let marked = isCode(style) ? code(inner) : inner;
  if (style.strikethrough) marked = `~~${marked}~~`;
  if (style.italic) marked = `*${marked}*`;
  if (style.bold) marked = `**${marked}**`;
  const url = style.link?.url;
  if (url !== undefined) marked = `[${marked.replace(/[[\]]/g, "\\$&")}](${address(url)})`;
  return `${before}${marked}${after}`;
}

function code(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  return `${fence}${text}${fence}`;
}

const address = (url: string): string =>
  url.replace(/[\s()<>]/g, encodeURIComponent).replace(/[()]/g, "\\$&");

function elementText(element: Element, { tab, notes }: Reading): string {
  const { footnoteReference, inlineObjectElement, person, richLink, dateElement } = element;
  if (footnoteReference) {
    const { footnoteId, footnoteNumber } = footnoteReference;
    const label = notes.get(footnoteId) ?? footnoteNumber ?? String(notes.size + 1);
    notes.set(footnoteId, label);
    return `[^${label}]`;
  }
  if (inlineObjectElement) {
    const about =
      tab.inlineObjects[inlineObjectElement.inlineObjectId]?.inlineObjectProperties?.embeddedObject;
    const name = about?.description || about?.title;
    return name ? `[picture: ${name}]` : "[picture]";
  }
  if (person) {
    const { name, email } = person.personProperties ?? {};
    return name && email ? `${name} <${email}>` : (name ?? email ?? "[person]");
  }
  if (richLink) {
    const { title, uri } = richLink.richLinkProperties ?? {};
    return uri ? `[${title ?? uri}](${address(uri)})` : (title ?? "");
  }
  if (dateElement) return dateElement.dateElementProperties?.displayText ?? "[date]";
  if (element.equation) return "[equation]";
  return element.horizontalRule ? "\n---\n" : "";
}
