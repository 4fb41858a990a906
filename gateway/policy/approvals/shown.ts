import type { ShownArgument } from "./types.ts";

/** Characters of one argument, and of all of them. */
const LONGEST = 4_000;
const LONGEST_ALL = 24_000;
const MOST_ARGUMENTS = 60;
const LONGEST_NAME = 128;

/** Fields whose value is a secret by their name. `page_token` and the like only say where a list goes on. */
const SECRET =
  /(^|[_\-.\s])(passwords?|passwd|passphrase|secrets?|tokens?|api[_-]?keys?|private[_-]?keys?|access[_-]?keys?|credentials?|authorization|cookies?|otp)$/i;
const PLACE_IN_A_LIST = /(^|_)(page|sync|next|continuation)_?tokens?$/i;

/** `apiKey` as `api_key`. */
const parted = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
export const isSecretName = (name: string): boolean =>
  SECRET.test(parted(name)) && !PLACE_IN_A_LIST.test(parted(name));

/** Sources of files carry what opens them. */
const OPENS = /(valetkey:\/\/upload\/upl_\w+\/)[\w-]+|(valetkey:\/\/[^\s"?]+\?)[^\s"]*/g;
/** API tokens of ours, whoever put them there. */
const OUR_TOKEN = /\bvk_\w{12,}/g;
const withoutKeys = (text: string): string =>
  text
    .replace(OPENS, (_all, upload?: string, link?: string) => `${upload ?? link ?? ""}…`)
    .replace(OUR_TOKEN, "vk_…");

/**
 * What an eye does not see, or sees elsewhere than it stands: controls but tab and line feed, direction overrides, what
 * joins or parts unseen, fillers, tags, lone surrogates. Not U+FE0F, which ends every second emoji.
 */
const MISLEADING = /(?!\t|\n|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const spelled = (found: string): string => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`;

/** With what misleads spelled out. CRLF is a line break. */
export const plain = (text: string): string => text.replaceAll("\r\n", "\n").replace(MISLEADING, spelled);

const cutAt = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, "");

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const hide = (name: string, inner: unknown) => (name !== "" && isSecretName(name) ? "[hidden]" : inner);
  return JSON.stringify(value, hide, 2) ?? "";
}

/** The arguments for a person to read. Pure; lengths in UTF-16 units. */
export function showArguments(args: Readonly<Record<string, unknown>>): ShownArgument[] {
  const entries = Object.entries(args).filter(([, value]) => value !== undefined);
  let left = LONGEST_ALL;
  const shown = entries.slice(0, MOST_ARGUMENTS).map(([field, value]): ShownArgument => {
    const name = plain(cutAt(field, LONGEST_NAME));
    const whole = textOf(value);
    const { length } = whole;
    if (isSecretName(field)) return { name, text: "", length, cut: false, hidden: true };
    const part = cutAt(whole, Math.min(LONGEST, left));
    left -= part.length;
    return { name, text: plain(withoutKeys(part)), length, cut: part.length < length, hidden: false };
  });
  const more = entries.length - shown.length;
  if (more > 0)
    shown.push({ name: "…", text: `${more} more arguments`, length: more, cut: true, hidden: false });
  return shown;
}
