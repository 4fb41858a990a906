import type { NameOf } from "./names.ts";

const TOKEN = /<([^<>\n]*)>/g;
const CODE = /(```[\s\S]*?```|`[^`\n]+`)/;
/** Stands for a token while the text around it is formatted. Private use: not in a text that people type. */
const HELD = /\uE000(\d+)\uE001/g;

/** The people, channels and user groups a text mentions without naming them. */
export function mentionedIn(text: string): string[] {
  const marks = /<@([UW][A-Z0-9]+)|<#([CG][A-Z0-9]+)\|?>|<!subteam\^(S[A-Z0-9]+)\|?>/g;
  return [...text.matchAll(marks)].map(([, user, channel, group]) => user ?? channel ?? group ?? "");
}

/**
 * Slack's own markup as markdown: https://docs.slack.dev/messaging/formatting-message-text. Linear in the length of
 * the text. What looks like markup inside code stays as it was written.
 */
export function markdownOf(text: string, nameOf: NameOf): string {
  return text
    .replace(/[\uE000\uE001]/g, "")
    .split(CODE)
    .map((part, at) => (at % 2 === 1 ? code(part, nameOf) : prose(part, nameOf)))
    .join("");
}

function prose(text: string, nameOf: NameOf): string {
  const held: string[] = [];
  const formatted = text
    .replace(TOKEN, (_, inside: string) => `\uE000${held.push(linked(inside, nameOf)) - 1}\uE001`)
    .replace(span("\\*"), "$1**$2**")
    .replace(span("~"), "$1~~$2~~")
    .replace(/^[ \t]*[•◦▪] /gm, (mark) => mark.replace(/[•◦▪]/, "-"));
  return unescaped(formatted).replace(HELD, (_, at: string) => held[Number(at)] ?? "");
}

/** Words between two marks on one line, both marks at the edge of a word. */
function span(mark: string): RegExp {
  const before = `(^|[\\s([{"'_~*>])`;
  return new RegExp(`${before}${mark}(?=\\S)([^${mark}\\n]*[^${mark}\\s])${mark}(?![\\w${mark}])`, "gm");
}

function code(text: string, nameOf: NameOf): string {
  return unescaped(text.replace(TOKEN, (_, inside: string) => plain(inside, nameOf)));
}

/** Only these three characters are escaped. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function linked(inside: string, nameOf: NameOf): string {
  const [target = "", label] = parts(inside);
  if (!/^https?:/i.test(target)) return plain(inside, nameOf);
  return linkTo(unescaped(target), label === undefined ? "" : unescaped(label));
}

/** A markdown link; the bare address where it says no more. Addresses of other kinds than the web's are left out. */
export function linkTo(url: string, label: string): string {
  if (!/^https?:/i.test(url)) return plainMarkdown(label || url.replace(/^(mailto|tel):/i, ""), false);
  if (label === "" || label === url) return url;
  const words = label.replace(/[[\]\\]/g, "\\$&");
  return `[${words}](${url.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll(" ", "%20")})`;
}

/** What a token says, without its markup. */
function plain(inside: string, nameOf: NameOf): string {
  const [target = "", label] = parts(inside);
  const said = label ? unescaped(label) : undefined;
  if (target.startsWith("@")) return `@${said ?? nameOf(target.slice(1))}`;
  if (target.startsWith("#")) return `#${said ?? nameOf(target.slice(1))}`;
  if (target.startsWith("!")) return special(target.slice(1), said, nameOf);
  return said ?? unescaped(target.replace(/^mailto:/, ""));
}

/** `<!here>`, `<!subteam^S…>`, `<!date^1392734382^{date} at {time}|February 18th>`. */
function special(target: string, said: string | undefined, nameOf: NameOf): string {
  const [kind = "", value = ""] = target.split("^");
  if (kind === "date") return said ?? dateText(value);
  if (kind !== "subteam") return said ?? `@${kind}`;
  return said === undefined ? `@${nameOf(value)}` : `@${said.replace(/^@/, "")}`;
}

/** A date in seconds as it is everywhere; Slack shows it in each reader's own zone. */
export function dateText(seconds: string): string {
  const at = new Date(Number(seconds) * 1000);
  return Number.isNaN(at.getTime()) || seconds === ""
    ? "a date"
    : at.toISOString().slice(0, 16).replace("T", " ").concat(" UTC");
}

function parts(inside: string): [string, string | undefined] {
  const at = inside.indexOf("|");
  return at < 0 ? [inside, undefined] : [inside.slice(0, at), inside.slice(at + 1)];
}

const ESCAPES: readonly [RegExp, string][] = [
  [/\\(?=[!-/:-@[-`{-~])/g, "\\\\"],
  [/`/g, "\\`"],
  // Between spaces none of them is a mark, nor is an underline inside a word.
  [/\*(?=\S)|(?<=\S)\*/g, "\\*"],
  [/(?<![\p{L}\p{N}\s])_|_(?![\p{L}\p{N}\s])|(?<=\s|^)_(?=\S)|(?<=\S)_(?=\s|$)/gu, "\\_"],
  [/~(?=\S)|(?<=\S)~/g, "\\~"],
  [/\[(?=[^\]\n]*\]\()/g, "\\["],
  [/<(?=\S)/g, "\\<"],
  [/&(?=(amp|lt|gt|quot|#39);)/g, "&amp;"],
  [/(?<![\w:\\]):(?=[a-z0-9_+'-]+:(?!\w))/g, "\\:"],
];
const LINE_MARK = /^([ \t]*)(#{1,6}(?=\s|$)|>|\+(?=\s|$)|-(?=\s|$)|=+[ \t]*$|-{2,}[ \t]*$|[|:][|: -]*$)/gm;

/** Text that says in markdown what it says as it is. `lineStart`: it begins a line. */
export function plainMarkdown(text: string, lineStart: boolean): string {
  const escaped = ESCAPES.reduce((so, [mark, by]) => so.replace(mark, by), text);
  return escaped
    .replace(LINE_MARK, (all, space: string, mark: string, at: number) =>
      at === 0 && !lineStart ? all : `${space}\\${mark}`,
    )
    .replace(/^([ \t]*\d{1,9})([.)])(?=\s|$)/gm, (all, digits: string, dot: string, at: number) =>
      at === 0 && !lineStart ? all : `${digits}\\${dot}`,
    );
}
