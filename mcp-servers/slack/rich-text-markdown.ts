import { type Json, listOf, numberOf, objectOf, textOf } from "./json.ts";
import { dateText, linkTo, plainMarkdown } from "./mrkdwn.ts";
import type { NameOf } from "./names.ts";

/** The elements of a rich text block as markdown; undefined where one is of a kind that this build does not know. */
export function markdownOfRichText(block: Json, nameOf: NameOf): string | undefined {
  const parts: { text: string; list: boolean }[] = [];
  for (const element of listOf(block.elements).map(objectOf)) {
    const text = elementText(element, nameOf);
    if (text === undefined) return undefined;
    if (text !== "") parts.push({ text, list: element.type === "rich_text_list" });
  }
  return parts
    .map(({ text, list }, at) => (at === 0 ? text : `${list && parts[at - 1]?.list ? "\n" : "\n\n"}${text}`))
    .join("");
}

function elementText(element: Json, nameOf: NameOf): string | undefined {
  const { type } = element;
  if (type === "rich_text_list") return listText(element, nameOf);
  if (type === "rich_text_preformatted") return fenced(rawOf(element, nameOf), textOf(element.language));
  const line = lineOf(element, nameOf);
  if (type === "rich_text_section") return line.replace(/^\n+|\n+$/g, "");
  return type === "rich_text_quote" ? line.replace(/^/gm, "> ") : undefined;
}

function listText(list: Json, nameOf: NameOf): string {
  const ordered = list.style === "ordered";
  const indent = "    ".repeat(Math.min(8, Math.max(0, numberOf(list.indent))));
  return listOf(list.elements)
    .map((item, at) => {
      const mark = ordered ? `${at + 1 + numberOf(list.offset)}. ` : "- ";
      const line = lineOf(objectOf(item), nameOf).trim();
      return `${indent}${mark}${line.replaceAll("\n", `\n${indent}${" ".repeat(mark.length)}`)}`;
    })
    .join("\n");
}

/** Code that holds fences gets a longer one. */
export function fenced(code: string, language = ""): string {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${/^[\w+#.-]*$/.test(language) ? language : ""}\n${code.replace(/\n$/, "")}\n${fence}`;
}

/** What is said, without formats: inside code nothing is markup. */
function rawOf(element: Json, nameOf: NameOf): string {
  return listOf(element.elements)
    .map(objectOf)
    .map((piece) => (piece.type === "text" ? textOf(piece.text) : pieceText(piece, nameOf, true)))
    .join("");
}

function lineOf(element: Json, nameOf: NameOf): string {
  let line = "";
  for (const piece of listOf(element.elements).map(objectOf)) {
    const style = objectOf(piece.style);
    // Escapes at the beginning of a line depend on whether this is one.
    const text = pieceText(piece, nameOf, style.code === true, line === "" || line.endsWith("\n"));
    line += decorated(text, style);
  }
  return line;
}

/** Marks go around the words, not around the space beside them. */
function decorated(text: string, style: Json): string {
  const [, before = "", words = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (words === "") return text;
  const mark = `${style.strike ? "~~" : ""}${style.bold ? "**" : ""}${style.italic ? "*" : ""}`;
  const inside = style.code ? codeSpan(words) : words;
  return `${before}${mark}${inside}${[...mark.matchAll(/~~|\*\*\*?|\*/g)]
    .map(([one]) => one)
    .reverse()
    .join("")}${after}`;
}

function codeSpan(code: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = "`".repeat(longest + 1);
  const pad = code.startsWith("`") || code.endsWith("`") ? " " : "";
  return `${ticks}${pad}${code}${pad}${ticks}`;
}

function pieceText(piece: Json, nameOf: NameOf, raw: boolean, lineStart = false): string {
  const said = textOf(piece.text);
  switch (piece.type) {
    case "text":
      return raw ? said : plainMarkdown(said, lineStart);
    case "link":
      return raw ? said || textOf(piece.url) : linkTo(textOf(piece.url), said);
    case "user":
      return `@${nameOf(textOf(piece.user_id))}`;
    case "channel":
      return `#${nameOf(textOf(piece.channel_id))}`;
    case "usergroup":
      return `@${nameOf(textOf(piece.usergroup_id))}`;
    case "broadcast":
      return `@${textOf(piece.range)}`;
    case "emoji": {
      const tone = numberOf(piece.skin_tone);
      return `:${textOf(piece.name)}:${tone ? `:skin-tone-${tone}:` : ""}`;
    }
    case "date":
      return textOf(piece.fallback) || dateText(String(numberOf(piece.timestamp)));
    case "color":
      return textOf(piece.value);
    default:
      return said;
  }
}

/** Ids that a rich text names. */
export function idsInRichText(block: Json): string[] {
  const ids: string[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (depth > 6) return;
    for (const piece of listOf(value).map(objectOf)) {
      for (const field of ["user_id", "channel_id", "usergroup_id"])
        if (textOf(piece[field])) ids.push(textOf(piece[field]));
      walk(piece.elements, depth + 1);
    }
  };
  walk(block.elements, 0);
  return ids;
}
