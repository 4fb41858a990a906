/** Longer lines are cut, and say so: minified output would push everything else out. */
const LONGEST_LINE = 2000;
/** Bytes of a line that are looked at. */
const LONGEST_RAW = 256 * 1024;

const NEWLINE = 10;
const decoder = new TextDecoder();

export interface LogTail {
  /** Readable lines, oldest first. */
  lines: string[];
  /** Lines of the log before them. */
  before: number;
  /** Lines of the whole log. */
  total: number;
}

/**
 * The last lines of a log before line `end` (all of it without one): at most `most` of them and, but for the first,
 * `maxChars` characters. Pages put together from the end are the whole log. Linear in its bytes. Pure.
 */
export function logTail(
  bytes: Uint8Array,
  { end, most, maxChars }: { end: number | undefined; most: number; maxChars: number },
): LogTail {
  const total = countLines(bytes);
  const stop = Math.min(end ?? total, total);
  let to = bytes.length;
  if (to > 0 && bytes[to - 1] === NEWLINE) to -= 1;
  for (let line = total; line > stop; line--) to = lineStart(bytes, to) - 1;
  const lines: string[] = [];
  let left = maxChars;
  let before = stop;
  while (before > 0 && lines.length < most) {
    const from = lineStart(bytes, to);
    const text = readable(decoder.decode(bytes.subarray(from, Math.min(to, from + LONGEST_RAW))), to - from);
    if (lines.length > 0 && text.length > left) break;
    lines.push(text);
    left -= text.length + 1;
    before -= 1;
    to = from - 1;
  }
  return { lines: lines.reverse(), before, total };
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === NEWLINE) lines += 1;
  return bytes.length > 0 && bytes[bytes.length - 1] !== NEWLINE ? lines + 1 : lines;
}

/** Where the line that ends at `to` begins. */
function lineStart(bytes: Uint8Array, to: number): number {
  return to <= 0 ? 0 : bytes.lastIndexOf(NEWLINE, to - 1) + 1;
}

const TIME = /^\uFEFF?\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z ?/;
// Colours and cursor moves (CSI), titles and links (OSC), and other escapes: ECMA-48.
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed.
  /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,2048}(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions */
const MARKERS: readonly [RegExp, string][] = [
  [/^##\[group\]/, "▸ "],
  [/^##\[endgroup\]$/, ""],
  [/^##\[command\]|^\[command\]/, "$ "],
  [/^##\[(error|warning|notice|debug)\]/, "[$1] "],
  [/^##\[section\]/, ""],
];

/** One line of a log as people read it: no time in front, no colours, what a progress bar left. `size` in bytes. Pure. */
export function readable(raw: string, size = raw.length): string {
  const line = raw.replace(TIME, "").replace(/\r+$/, "");
  const last = line.slice(line.lastIndexOf("\r") + 1);
  let text = last.replace(ESCAPES, "").replace(CONTROLS, "");
  for (const [marker, instead] of MARKERS) text = text.replace(marker, instead);
  if (text.length <= LONGEST_LINE) return text;
  return `${text.slice(0, LONGEST_LINE).replace(/[\uD800-\uDBFF]$/, "")}… [line cut: ${LONGEST_LINE} characters of ${size} bytes]`;
}
