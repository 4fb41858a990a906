import { z } from "zod";
import type { ChainHead } from "../db/index.ts";
import { hex } from "./row.ts";

/**
 * An export is JSON lines in UTF-8, each ended by one line feed: the header, one event a line in the shape of the API
 * with its hashes, the trailer. It verifies without a database and without the gateway.
 */
export const exportFormat = "valetkey-audit/1";

export const header = z.strictObject({
  format: z.literal(exportFormat),
  /** The workspace's id: every hash covers it. */
  workspace: z.string().min(1).max(64),
  exported_at: z.iso.datetime(),
  /** 1, or the row after the last one of an earlier export. */
  from_seq: z.number().int().min(1),
});
export type ExportHeader = z.infer<typeof header>;

export const trailer = z.strictObject({
  /** Events in this file. */
  count: z.number().int().min(0),
  /** The head of the chain when the export began; null: there were no rows. */
  head_seq: z.number().int().nullable(),
  head_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** Of every line before this one with its line feed, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ExportTrailer = z.infer<typeof trailer>;

export function makeTrailer(count: number, head: ChainHead | undefined, sha256: string): ExportTrailer {
  return { count, head_seq: head ? Number(head.seq) : null, head_hash: head ? hex(head.hash) : null, sha256 };
}
