import { createHash, type Hash } from "node:crypto";
import { z } from "zod";
import { aboutBackup } from "../../../gateway/operator-backup.ts";
import { CliError, EXIT } from "../exit.ts";

/**
 * A backup is an age file (https://age-encryption.org/v1) of zstandard of lines of JSON:
 * the head; the lines of `dumpDatabase`; and at the end how many lines those were, with the SHA-256 over head and lines,
 * each with its line feed. Nothing in it names a file.
 */
export const FORMAT = "valetkey-backup/1";

export const head = z.object({
  format: z.literal(FORMAT),
  made_at: z.iso.datetime(),
  /** Of the program that made it. */
  version: z.string().max(40),
  public_url: z.string().max(300),
  ...aboutBackup.shape.about.shape,
  /** The vault's keys, as in VAULT_KEYS; only where somebody asked for it. */
  keys: z.string().max(100_000).optional(),
});
export type Head = z.infer<typeof head>;
const tail = z.object({ lines: z.int(), sha256: z.string().length(64) });

/** A row is never larger: files on their way to tools, the only large things, are not in a backup. */
const LONGEST = 64_000_000;

export const damaged = (why = "it does not end as it should"): CliError =>
  new CliError(EXIT.failed, `The backup is damaged or cut short: ${why}.`, {
    code: "backup_damaged",
    next: "Take another one. Nothing was restored.",
  });

const take = (hash: Hash, line: string): string => {
  const text = `${line}\n`;
  hash.update(text, "utf8");
  return text;
};

/** Head and lines as they are written; `counted` hears of each line. */
export async function* frame(
  first: Head,
  lines: AsyncIterable<string>,
  counted: (lines: number) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  yield Buffer.from(take(hash, JSON.stringify(first)));
  let count = 0;
  for await (const line of lines) {
    yield Buffer.from(take(hash, line));
    counted(++count);
  }
  yield Buffer.from(`${JSON.stringify({ lines: count, sha256: hash.digest("hex") })}\n`);
}

/** Lines of a stream, none longer than a row can be. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      yield Buffer.concat(parts).toString("utf8");
      parts = [];
      length = 0;
      from = at + 1;
    }
    const rest = chunk.subarray(from);
    length += rest.length;
    if (length > LONGEST) throw damaged("it has a line that no backup has");
    if (rest.length > 0) parts.push(rest);
  }
  if (parts.length > 0) throw damaged();
}

function parsed<T>(shape: z.ZodType<T>, line: string | undefined): T | undefined {
  try {
    return shape.safeParse(JSON.parse(line ?? "")).data;
  } catch {
    return undefined;
  }
}

/** What the head says, and the lines between; those throw when the end does not fit what came before. */
export async function unframe(
  chunks: AsyncIterable<Buffer>,
): Promise<{ head: Head; lines: AsyncGenerator<string> }> {
  const all = linesOf(chunks);
  const first = await all.next();
  const format = parsed(z.object({ format: z.string().max(100) }), first.value)?.format;
  const found = parsed(head, first.value);
  if (!found) {
    if (format?.startsWith("valetkey-backup/") && format !== FORMAT)
      throw new CliError(
        EXIT.failed,
        `It is a ${JSON.stringify(format)}, and this version reads ${FORMAT}.`,
        {
          next: "Restore it with the version that made it, or a later one.",
        },
      );
    throw damaged("it does not begin as a backup does");
  }
  return { head: found, lines: between(all, first.value as string) };
}

async function* between(all: AsyncGenerator<string>, first: string): AsyncGenerator<string> {
  const hash = createHash("sha256");
  take(hash, first);
  let waiting: string | undefined;
  let count = 0;
  for await (const line of all) {
    if (waiting !== undefined) {
      take(hash, waiting);
      count++;
      yield waiting;
    }
    waiting = line;
  }
  const end = parsed(tail, waiting);
  if (end?.lines !== count || end.sha256 !== hash.digest("hex")) throw damaged();
}
