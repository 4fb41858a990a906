import { z } from "zod";
import { cursorOf, cutText, fileLinkSchema, ToolError, truncatedSchema } from "../kit/index.ts";
import type { FileText } from "./file-text.ts";
import { PROVENANCE } from "./provenance.ts";
import { type Entry, isSubmodule } from "./upstream.ts";

/** What GitHub lists of one directory, without saying that there is more. */
const MOST_ENTRIES = 1000;

export const fileOutput = z.object({
  repo: z.string(),
  path: z.string(),
  /** `file`, `dir`, `symlink` or `submodule`. */
  type: z.string(),
  sha: z.string().optional(),
  size: z.number().optional(),
  url: z.string().optional(),
  /** Of a text file. */
  text: z.string().optional(),
  /** The lines that `text` begins and ends in. */
  start_line: z.number().optional(),
  end_line: z.number().optional(),
  total_lines: z.number().optional(),
  /** Of a directory. */
  entries: z.array(z.object({ name: z.string(), type: z.string(), size: z.number() })).optional(),
  /** The bytes of what is no text. */
  link: fileLinkSchema.optional(),
  truncated: truncatedSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
export type FileOutput = z.output<typeof fileOutput>;

/** How much was shown before, characters or entries, and of which state of the file. */
export const position = z.object({ offset: z.number().int().min(0), sha: z.string() });
type Position = z.output<typeof position>;

export interface Asked {
  repo: string;
  path: string;
  ref?: string | undefined;
  start_line?: number | undefined;
  end_line?: number | undefined;
}
interface Page {
  /** What cursors are bound to. */
  query: unknown;
  where: Asked;
  start: Position | undefined;
}

export function factsOf(repo: string, entry: Entry): FileOutput {
  const { path, type, sha, size, html_url } = entry;
  return { repo, path, type, sha, size, ...(html_url && { url: html_url }) };
}

/** One page of a text file. Pages put one after the other hold every character once. Pure. */
export function filePage(of: Page & { entry: Entry; file: FileText; maxChars: number }): FileOutput {
  const { query, where, entry, file, start, maxChars } = of;
  const whole = file.text;
  if (start && (start.sha !== entry.sha || start.offset > whole.length)) {
    throw new ToolError(
      "bad_argument",
      "The file has changed since this cursor was made. Leave it out to start again.",
    );
  }
  const total_lines = whole === "" ? 0 : lineAt(whole, whole.length - (whole.endsWith("\n") ? 1 : 0));
  const from = startOfLine(whole, where.start_line ?? 1);
  const to = where.end_line === undefined ? whole.length : startOfLine(whole, where.end_line + 1);
  const wanted = whole.slice(from, to);
  const offset = start?.offset ?? 0;
  const { part, end } = cutText(wanted, offset, maxChars);
  const more = end < wanted.length;
  const warnings = [
    ...(from >= whole.length && whole !== "" ? [`The file has ${total_lines} lines only.`] : []),
    ...(file.encoding ? [`Read as ${file.encoding}.`] : []),
    ...(file.lfs
      ? [
          `This is a Git LFS pointer: the file itself, ${file.lfs.size} bytes, is kept apart and cannot be read here.`,
        ]
      : []),
  ];
  return {
    ...factsOf(where.repo, entry),
    text: part,
    ...(part !== "" && {
      start_line: lineAt(whole, from + offset),
      end_line: lineAt(whole, from + end - 1),
    }),
    total_lines,
    ...((more || start) && {
      truncated: {
        returned: part.length,
        total: wanted.length,
        ...(more && { next_cursor: cursorOf(query, { offset: end, sha: entry.sha }) }),
      },
    }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** One page of a directory's entries. Pure. */
export function directoryPage(of: Page & { entries: readonly Entry[]; share: number }): FileOutput {
  const { query, where, entries, start, share } = of;
  const offset = start?.offset ?? 0;
  const rest = entries.slice(offset);
  const shown = rest.slice(0, Math.max(1, Math.floor(rest.length * share)));
  const end = offset + shown.length;
  const more = end < entries.length;
  return {
    repo: where.repo,
    path: where.path,
    type: "dir",
    entries: shown.map((one) => ({
      name: one.name,
      type: isSubmodule(one) ? "submodule" : one.type,
      size: one.size,
    })),
    ...((more || start) && {
      truncated: {
        returned: shown.length,
        total: entries.length,
        ...(more && { next_cursor: cursorOf(query, { offset: end, sha: "" }) }),
      },
    }),
    ...(entries.length === MOST_ENTRIES && {
      warnings: [`GitHub lists ${MOST_ENTRIES} entries at most; there may be more.`],
    }),
  };
}

/** Where a line begins, counted from 1; the end of the text for a line it does not have. */
function startOfLine(text: string, line: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

/** Which line a character is in, counted from 1. */
function lineAt(text: string, at: number): number {
  let lines = 1;
  for (let next = text.indexOf("\n"); next >= 0 && next < at; next = text.indexOf("\n", next + 1)) lines += 1;
  return lines;
}

/** Says aloud what is missing and how to go on. */
export function fileText(file: FileOutput): string {
  const { entries, text, link, truncated, warnings } = file;
  const lines =
    file.start_line === undefined
      ? ""
      : ` · lines ${file.start_line}-${file.end_line} of ${file.total_lines}`;
  const what = entries ? "entries" : "characters";
  return [
    `${file.repo} · ${file.path || "/"} · ${file.type}${file.sha ? ` · sha ${file.sha}` : ""}${lines}`,
    PROVENANCE,
    ...(entries ?? []).map(
      (one) =>
        `- ${one.name}${one.type === "dir" ? "/" : ` · ${one.type}${one.type === "file" ? ` · ${one.size} bytes` : ""}`}`,
    ),
    ...(text === undefined || text === "" ? [] : [text]),
    ...(warnings ?? []).map((warning) => `[${warning}]`),
    ...(link ? [`${link.mime_type}: ${link.uri}`] : []),
    ...(truncated ? [cutLine(truncated, what)] : []),
  ].join("\n");
}

function cutLine(
  { returned, total, next_cursor }: NonNullable<FileOutput["truncated"]>,
  what: string,
): string {
  return next_cursor === undefined
    ? `[Last part: ${returned} of ${total} ${what} are here; the others came before.]`
    : `[Cut: ${returned} of ${total} ${what} are here. Continue with cursor ${next_cursor}]`;
}
