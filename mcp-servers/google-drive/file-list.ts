import { z } from "zod";
import { type Api, fitResult, pageOfScan, placeOf, scanPages, ToolError } from "../kit/index.ts";
import { scopeWarnings, warned } from "./errors.ts";
import { fileRow, rowOf, rowText } from "./file-row.ts";
import { placesOf } from "./places.ts";
import { PROVENANCE } from "./provenance.ts";
import { type Corpus, listFiles } from "./request.ts";
import { ROW_FIELDS } from "./upstream.ts";

export const listOutput = z.object({
  items: z.array(fileRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
export type ListOutput = z.output<typeof listOutput>;

/** Drive may answer with short or empty pages before the end; no more than these are read for one result. */
const MOST_PAGES = 4;

/** One page of files that match `q`. Cursors are bound to `query`, which is all that was asked for. */
export async function filesPage(
  api: Api,
  of: {
    query: unknown;
    cursor: string | undefined;
    pageSize: number;
    corpus: Corpus;
    q: string;
    orderBy?: string | undefined;
    warnings?: readonly string[];
  },
): Promise<ListOutput> {
  const { corpus, q, pageSize, orderBy } = of;
  let incomplete = false;
  const scan = await scanPages({
    from: placeOf(of.cursor, of.query),
    want: pageSize,
    maxPages: MOST_PAGES,
    async read(page) {
      const list = await listFiles(api, { corpus, q, pageSize, page, orderBy, fields: ROW_FIELDS }).catch(
        (error: unknown) => Promise.reject(refusalOf(error, corpus, page)),
      );
      incomplete ||= list.incompleteSearch ?? false;
      return { rows: list.files, next: list.nextPageToken };
    },
    keep: () => true,
  });
  const places = await placesOf(
    api,
    scan.found.map(({ row }) => row),
  );
  const warnings = [
    ...(of.warnings ?? []),
    ...(incomplete
      ? ["Google did not search all shared drives. Name one with `shared_drive_id` to be sure."]
      : []),
    ...places.warnings,
    ...scopeWarnings(api),
  ];
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, of.query, share);
    const fewer = cut ? [`Only ${rows.length} of ${scan.found.length} files fit in one result.`] : [];
    return {
      items: rows.map((file) => rowOf(file, places)),
      ...(next_cursor === undefined ? {} : { next_cursor }),
      ...warned([...warnings, ...fewer]),
    };
  }, listText);
}

/** What Google's refusal of a list means. Page tokens of Drive live for some hours. */
function refusalOf(error: unknown, corpus: Corpus, page: string | undefined): unknown {
  if (!(error instanceof ToolError)) return error;
  const { fault, status, reason } = error;
  if (fault === "bad_argument" && page !== undefined) {
    const message = "Google no longer knows this cursor. Leave it out to start again.";
    return new ToolError(fault, message, { status, reason });
  }
  if (fault === "not_found" && typeof corpus === "object") {
    const message =
      "There is no such shared drive or folder, or this account may not see it. List them with drive_list_shared_drives.";
    return new ToolError(fault, message, { status, reason });
  }
  return error;
}

export function listText({ items, next_cursor, warnings }: ListOutput): string {
  const more = next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`];
  const notes = (warnings ?? []).map((text) => `[${text}]`);
  if (items.length === 0) return ["No files.", ...notes, ...more].join("\n");
  return [PROVENANCE, ...items.map(rowText), ...notes, ...more].join("\n");
}
