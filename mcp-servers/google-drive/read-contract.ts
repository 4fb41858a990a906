import { z } from "zod";
import * as takes from "./arguments.ts";
import { sheetRow, tabRow } from "./outline.ts";

export const readInput = z.strictObject({
  file_id: takes.fileId,
  tab_id: z.string().max(64).optional(),
  sheet: z.string().max(200).optional(),
  range: z.string().max(100).describe("A1:F50, B:D").optional(),
  max_chars: z.int().min(500).max(100_000).describe("Cut here; continue with cursor").default(16_000),
  cursor: takes.cursor,
});
export type ReadInput = z.output<typeof readInput>;

export const readOutput = z.object({
  file_id: z.string(),
  name: z.string(),
  format: z.enum(["markdown", "csv", "text"]),
  text: z.string(),
  tabs: z.array(tabRow).optional(),
  sheets: z.array(sheetRow).optional(),
  sheet: z.string().optional(),
  /** The range that was asked for, cut to the sheet, and the rows of it that are in `text`. */
  range: z.string().optional(),
  rows: z.string().optional(),
  truncated: z
    .object({
      returned: z.int(),
      total: z.int(),
      /** What the two numbers count. */
      unit: z.enum(["characters", "rows"]),
      next_cursor: z.string().optional(),
    })
    .optional(),
  warnings: z.array(z.string()).optional(),
});
export type ReadOutput = z.output<typeof readOutput>;

/** What cursors of a read are bound to. */
export const boundTo = ({ cursor: _, max_chars: __, ...query }: ReadInput): unknown => query;
