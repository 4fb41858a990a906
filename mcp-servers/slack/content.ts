import { type Api, ToolError } from "../kit/index.ts";
import { idsOfChannels } from "./channels.ts";
import { fallbackOf } from "./fallback.ts";
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
