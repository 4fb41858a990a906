import {
  ATTRIBUTION,
  BLOCK_FROM,
  BLOCK_OTHER,
  BLOCK_SENT,
  DEVICE,
  FORWARDED,
  ORIGINAL,
} from "./quote-patterns.ts";

const LONGEST_LINE = 400;
/** A signature longer than this is more likely text below a line of dashes. */
const LONGEST_SIGNATURE = 20;

export interface QuoteContext {
  /** The message answers another one. */
  reply: boolean;
  /** The message passes another one on: what it quotes is its content. */
  forwarded: boolean;
  /** The text was HTML, whose marked quotes are already gone. */
  html: boolean;
}

/** Text without the history it quotes and without its signature; empty where nothing else is there. Pure and linear. */
export function freshText(text: string, context: QuoteContext): string {
  const lines = text.split("\n");
  const kept = withoutSignature(context.forwarded ? lines : unquoted(lines, context));
  return kept
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function unquoted(lines: readonly string[], context: QuoteContext): string[] {
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const bare = plain(line);
    if (FORWARDED.test(bare)) return [...kept, ...lines.slice(at)];
    if (ORIGINAL.test(bare) || (context.reply && isHeaderBlock(lines, at))) return withoutRule(kept);
    const attribution = attributionLength(lines, at);
    if (attribution > 0) {
      const next = nextText(lines, at + attribution);
      // What answers nothing may tell what somebody wrote.
      if (!context.reply && !isQuoted(lines[next] ?? "")) kept.push(line);
      // History that carries no marks of its own runs to the end; marked history may be answered in between.
      else if (next < lines.length && !isQuoted(lines[next] as string)) return withoutRule(kept);
      else at += attribution - 1;
      continue;
    }
    if (isQuoted(line) && !context.html && (context.reply || attributed(lines, at))) continue;
    kept.push(line);
  }
  return kept;
}

/** Whether the run of quoted lines around `at` begins below an attribution. */
function attributed(lines: readonly string[], at: number): boolean {
  let top = at;
  while (top > 0 && (isQuoted(lines[top - 1] as string) || (lines[top - 1] as string).trim() === ""))
    top -= 1;
  return [1, 2, 3].some((count) => top >= count && attributionLength(lines, top - count) === count);
}

/** 0, or over how many lines (programs fold them) an attribution that starts here runs. */
function attributionLength(lines: readonly string[], at: number): number {
  let joined = "";
  for (let count = 1; count <= 3 && at + count <= lines.length; count++) {
    const line = plain(lines[at + count - 1] as string);
    if (line === "" || joined.length + line.length > LONGEST_LINE) return 0;
    joined = joined === "" ? line : `${joined} ${line}`;
    if (/[:：]\u202c?$/.test(joined) && ATTRIBUTION.some((pattern) => pattern.test(joined))) return count;
  }
  return 0;
}

function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!BLOCK_FROM.test(plain(lines[at] as string))) return false;
  const below = lines.slice(at + 1, at + 7).map(plain);
  return below.some((line) => BLOCK_SENT.test(line)) && below.some((line) => BLOCK_OTHER.test(line));
}

/** Drops the line of underscores or dashes that Outlook draws above the history. */
function withoutRule(lines: readonly string[]): string[] {
  let end = lines.length;
  while (end > 0 && /^\s*(?:[_-]{3,})?\s*$/.test(lines[end - 1] as string)) end -= 1;
  return lines.slice(0, end);
}

function withoutSignature(lines: readonly string[]): string[] {
  let end = lines.length;
  for (let at = lines.length - 1; at >= 0; at--) {
    if (!/^--\s?$/.test(lines[at] as string)) continue;
    const length = lines.slice(at + 1).filter((line) => line.trim() !== "").length;
    if (length <= LONGEST_SIGNATURE) end = at;
    break;
  }
  while (
    end > 0 &&
    ((lines[end - 1] as string).trim() === "" || DEVICE.test(plain(lines[end - 1] as string)))
  )
    end -= 1;
  return lines.slice(0, end);
}

function nextText(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && (lines[at] as string).trim() === "") at += 1;
  return at;
}

function isQuoted(line: string): boolean {
  return /^\s?>/.test(line);
}

/** A line without Markdown emphasis, and no longer than an attribution can be. */
function plain(line: string): string {
  return line.length > LONGEST_LINE ? "" : line.replaceAll("*", "").trim();
}
