import { type Json, listOf, objectOf, textOf } from "./json.ts";
import { linkTo, markdownOf, mentionedIn } from "./mrkdwn.ts";
import type { NameOf } from "./names.ts";
import { idsInRichText, markdownOfRichText } from "./rich-text-markdown.ts";

/**
 * Blocks as markdown: https://docs.slack.dev/reference/block-kit/blocks. Undefined where one is of a kind that this
 * build does not know: then the message's own `text` says more.
 */
export function markdownOfBlocks(blocks: readonly unknown[], nameOf: NameOf): string | undefined {
  const parts: string[] = [];
  for (const block of blocks.map(objectOf)) {
    const text = blockText(block, nameOf);
    if (text === undefined) return undefined;
    if (text !== "") parts.push(text);
  }
  return parts.join("\n\n");
}

function blockText(block: Json, nameOf: NameOf): string | undefined {
  const said = (value: unknown) => textObject(value, nameOf);
  switch (block.type) {
    case "rich_text":
      return markdownOfRichText(block, nameOf);
    case "section": {
      const fields = listOf(block.fields).map(said);
      return [said(block.text), ...fields, elementText(block.accessory, nameOf)].filter(Boolean).join("\n");
    }
    case "header":
      return said(block.text) && `## ${said(block.text).replace(/\s+/g, " ")}`;
    case "markdown":
      return textOf(block.text);
    case "context":
    case "actions":
    case "context_actions":
      return listOf(block.elements)
        .map((one) => elementText(one, nameOf))
        .filter(Boolean)
        .join(" · ");
    case "divider":
      return "---";
    case "image":
      return picture(block);
    case "video":
      return linkTo(textOf(block.title_url) || textOf(block.video_url), said(block.title) || "video");
    case "table":
      return tableRows(block, nameOf);
    case "input":
      return said(block.label);
    // The file is shown beside the message.
    case "file":
    case "call":
      return "";
    default:
      return undefined;
  }
}

/** `{type: "mrkdwn" | "plain_text", text}` */
function textObject(value: unknown, nameOf: NameOf): string {
  const { type, text } = objectOf(value);
  return type === "mrkdwn" ? markdownOf(textOf(text), nameOf) : textOf(text);
}

/** What a person sees of a button, menu or picture; nothing can be pressed from here. */
function elementText(value: unknown, nameOf: NameOf): string {
  const element = objectOf(value);
  if (element.type === "mrkdwn" || element.type === "plain_text") return textObject(element, nameOf);
  if (element.type === "image") return picture(element);
  const label = textObject(element.text ?? element.placeholder, nameOf);
  if (label === "") return "";
  const url = textOf(element.url);
  return url === "" ? `[${label}]` : linkTo(url, label);
}

function picture(image: Json): string {
  const url = textOf(image.image_url);
  const alt = textOf(image.alt_text) || textOf(objectOf(image.title).text) || "picture";
  return url === "" ? `[${alt}]` : linkTo(url, alt);
}

/** Rows of `raw_text` and `rich_text` cells as a markdown table. */
function tableRows(block: Json, nameOf: NameOf): string {
  const rows = listOf(block.rows).map((row) =>
    listOf(row).map((cell) => {
      const one = objectOf(cell);
      const text = one.type === "rich_text" ? (markdownOfRichText(one, nameOf) ?? "") : textOf(one.text);
      return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
    }),
  );
  const [head = [], ...rest] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rest.map(line)].join("\n");
}

/** Ids that blocks name. */
export function idsInBlocks(blocks: readonly unknown[]): string[] {
  return blocks.map(objectOf).flatMap((block) => {
    if (block.type === "rich_text") return idsInRichText(block);
    const texts = [block.text, ...listOf(block.fields), ...listOf(block.elements)].map((one) =>
      textOf(objectOf(one).text),
    );
    return texts.flatMap(mentionedIn);
  });
}

/** Attachments, older than blocks and still what many apps send: https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
export function markdownOfAttachment(value: unknown, nameOf: NameOf): string {
  const one = objectOf(value);
  const blocks = listOf(one.blocks).length > 0 ? markdownOfBlocks(listOf(one.blocks), nameOf) : undefined;
  const said = (field: string) => markdownOf(textOf(one[field]), nameOf);
  const title = said("title");
  const link = textOf(one.title_link);
  const fields = listOf(one.fields)
    .map(objectOf)
    .map((field) => `${textOf(field.title)}: ${markdownOf(textOf(field.value), nameOf)}`);
  const whole = [
    said("pretext"),
    textOf(one.author_name),
    title && (link ? linkTo(link, title) : title),
    blocks ?? said("text"),
    ...fields,
    said("footer"),
  ].filter(Boolean);
  return whole.length > 0 ? whole.join("\n") : said("fallback");
}

export function idsInAttachment(value: unknown): string[] {
  const one = objectOf(value);
  const texts = [
    one.pretext,
    one.text,
    one.fallback,
    ...listOf(one.fields).map((field) => objectOf(field).value),
  ];
  return [...texts.flatMap((text) => mentionedIn(textOf(text))), ...idsInBlocks(listOf(one.blocks))];
}
