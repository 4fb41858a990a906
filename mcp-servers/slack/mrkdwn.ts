/** Names for ids in a text: `U…` and `W…` are people. An id without a name comes back as it is. */
export type NameOf = (id: string) => string;

const TOKEN = /<([^<>\n]*)>/g;
const CODE = /(```[\s\S]*?```|`[^`\n]+`)/;
/** Stands for a token while the text around it is formatted. Private use: not in a text that people type. */
const HELD = /\uE000(\d+)\uE001/g;

/** The people a text mentions. */
export function mentionedIn(text: string): string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)/g)].map(([, id]) => id as string);
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
    .replace(span("~"), "$1~~$2~~");
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
  const url = unescaped(target);
  if (label === undefined || unescaped(label) === url) return url;
  const words = unescaped(label).replace(/[[\]\\]/g, "\\$&");
  return `[${words}](${url.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll(" ", "%20")})`;
}

/** What a token says, without its markup. */
function plain(inside: string, nameOf: NameOf): string {
  const [target = "", label] = parts(inside);
  const said = label === undefined ? undefined : unescaped(label);
  if (target.startsWith("@")) return `@${said ?? nameOf(target.slice(1))}`;
  if (target.startsWith("#")) return `#${said ?? target.slice(1)}`;
  if (target.startsWith("!")) return said ?? `@${target.slice(1).split("^")[0]}`;
  return said ?? unescaped(target.replace(/^mailto:/, ""));
}

function parts(inside: string): [string, string | undefined] {
  const at = inside.indexOf("|");
  return at < 0 ? [inside, undefined] : [inside.slice(0, at), inside.slice(at + 1)];
}
