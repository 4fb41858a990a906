import { type Api, ToolError } from "../kit/index.ts";
import { idsOfChannels } from "./channels.ts";
import { fallbackOf, wholeTextOf } from "./fallback.ts";
import { richTextOf } from "./from-markdown.ts";
import { mentionsEverybody, namedIn } from "./mentions.ts";
import { idsOfHandles } from "./people.ts";
import type { RichText } from "./rich-text.ts";

export interface Content {
  /** Slack's markup, for notifications. */
  text: string;
  blocks: RichText[];
  warnings: string[];
}

/** More of a text is cut by Slack: https://docs.slack.dev/reference/methods/chat.postMessage#truncating-content */
const MOST_TEXT = 40_000;

/**
 * Posts blocks with their text; where Slack finds the blocks too long, which depends on more than their length, the text
 * alone, whole. Other errors come through.
 */
export async function sendContent<T>(
  { text, blocks, warnings }: Content,
  send: (content: { text: string; blocks?: RichText[] }) => Promise<T>,
): Promise<{ sent: T; warnings: string[] }> {
  try {
    return { sent: await send({ text, blocks }), warnings };
  } catch (error) {
    const whole = blocks.map(wholeTextOf).join("\n");
    const tooLong = error instanceof ToolError && error.reason === "msg_blocks_too_long";
    if (!tooLong || whole.length > MOST_TEXT) throw error;
    const more = "Slack takes no rich text of this size: lists and quotes were sent as plain lines.";
    return { sent: await send({ text: whole }), warnings: [...warnings, more] };
  }
}

/** What the methods that post take. Throws `bad_argument` for a text of nothing. */
export async function contentOf(api: Api, markdown: string, field = "text"): Promise<Content> {
  if (markdown.trim() === "") throw new ToolError("bad_argument", `\`${field}\` is empty. Nothing was sent.`);
  const { people, channels } = namedIn(markdown);
  const known = {
    people: people.size > 0 ? await idsOfHandles(api, people) : new Map<string, string>(),
    channels: channels.size > 0 ? await idsOfChannels(api, channels) : new Map<string, string>(),
  };
  const rich = richTextOf(markdown, known);
  if (rich.elements.length === 0)
    throw new ToolError("bad_argument", `\`${field}\` holds nothing to show. Nothing was sent.`);
  const nobody = [...people].filter((handle) => !known.people.has(handle));
  return {
    text: fallbackOf(rich),
    blocks: [rich],
    warnings: [
      ...(nobody.length > 0
        ? [
            `Nobody found for ${nobody.map((handle) => `@${handle}`).join(", ")}: sent as plain text. <@user_id> always mentions.`,
          ]
        : []),
      ...(mentionsEverybody(markdown)
        ? ["Mentions of whole channels and groups notify nobody here: sent as plain text."]
        : []),
    ],
  };
}
