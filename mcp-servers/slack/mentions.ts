import { type Inline, push, type Style } from "./rich-text.ts";

/** Who and what a text may mention by name: ids, where they are known. */
export interface Known {
  people: ReadonlyMap<string, string>;
  channels: ReadonlyMap<string, string>;
}

/**
 * In order: `<@U…>`, `<#C…>`, `:emoji:`, `@handle`, `#channel`. A name begins where a word may; what looks like one in
 * an address or a number does not count.
 */
const MARK =
  /<@([UW][A-Z0-9]{2,})(?:\|[^<>\n]*)?>|<#([CG][A-Z0-9]{2,})(?:\|[^<>\n]*)?>|(?<![\w:]):([a-z0-9_+'-]{1,100}):(?::skin-tone-[2-6]:)?(?!\w)|(?<![\w@./#])@(\w(?:[\w.-]{0,78}\w)?)|(?<![\w&#/])#([\p{Ll}\p{Lo}\p{N}][\p{Ll}\p{Lo}\p{N}_-]{0,79})/gu;
/** They would notify whole channels: never sent on, however they are written. */
const EVERYBODY = /(?<![\w@./#])@(here|channel|everyone)\b|<!(here|channel|everyone|subteam\^)/i;

/** The names in a text that would have to be looked up: at most 20 of either kind. */
export function namedIn(text: string): { people: Set<string>; channels: Set<string> } {
  const people = new Set<string>();
  const channels = new Set<string>();
  // What is in code mentions nobody.
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]+`/g, " ");
  for (const [, , , , handle, channel] of prose.matchAll(MARK)) {
    if (handle !== undefined && !EVERYBODY.test(`@${handle}`) && people.size < 20)
      people.add(handle.toLowerCase());
    if (channel !== undefined && /\p{L}/u.test(channel) && channels.size < 20) channels.add(channel);
  }
  return { people, channels };
}

export const mentionsEverybody = (text: string): boolean => EVERYBODY.test(text);

/** Adds a text to a line, its mentions and emoji as what they are. A text element is never parsed by Slack. */
export function pushText(line: Inline[], text: string, style: Style | undefined, known: Known): void {
  const styled = style && Object.keys(style).length > 0 ? { style } : {};
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const piece = markOf(match, known);
    if (!piece) continue;
    push(line, { type: "text", text: text.slice(from, match.index), ...styled });
    push(line, piece.type === "emoji" ? piece : { ...piece, ...styled });
    from = match.index + match[0].length;
  }
  push(line, { type: "text", text: text.slice(from), ...styled });
}

function markOf(match: RegExpExecArray, { people, channels }: Known): Inline | undefined {
  const [, user, channel, emoji, handle, name] = match;
  if (user !== undefined) return { type: "user", user_id: user };
  if (channel !== undefined) return { type: "channel", channel_id: channel };
  if (emoji !== undefined) return { type: "emoji", name: emoji };
  const person = handle === undefined ? undefined : people.get(handle.toLowerCase());
  if (person !== undefined) return { type: "user", user_id: person };
  const id = name === undefined ? undefined : channels.get(name);
  return id === undefined ? undefined : { type: "channel", channel_id: id };
}
