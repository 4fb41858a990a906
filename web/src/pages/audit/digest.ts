import { z } from "zod";

export type Digest = { count: number; size: number; sha256: string; headHash: string | null };

const trailer = z.object({
  count: z.number().int(),
  sha256: z.string(),
  head_hash: z.string().nullable().optional(),
});
/** A trailer is one line, and far shorter. */
const TAIL_BYTES = 4_096;

/** What the last line of an export says of the lines before it; undefined: it has none, so it was cut off. */
export async function digestOf(file: Blob, format: "jsonl" | "csv"): Promise<Digest | undefined> {
  const tail = await file.slice(Math.max(0, file.size - TAIL_BYTES)).text();
  const last = tail.trimEnd().split("\n").at(-1) ?? "";
  const json = format === "jsonl" ? last : jsonOf(last);
  try {
    const { count, sha256, head_hash } = trailer.parse(JSON.parse(json));
    return { count, size: file.size, sha256, headHash: head_hash ?? null };
  } catch {
    return undefined;
  }
}

/** The last record of a CSV keeps the same in its `data`, as JSON in quotes. */
function jsonOf(record: string): string {
  const begin = record.indexOf('"{');
  const end = record.lastIndexOf('}"');
  return begin < 0 || end < 0 ? "" : record.slice(begin + 1, end + 1).replaceAll('""', '"');
}
