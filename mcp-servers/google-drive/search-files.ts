import { z } from "zod";
import { type Api, defineTool, READS, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { seesEverything } from "./errors.ts";
import { filesPage, listOutput, listText } from "./file-list.ts";
import { asksFor, searchQuery } from "./query.ts";
import type { Corpus } from "./request.ts";
import { FILE, READONLY, SEE } from "./scopes.ts";
import { targetOf } from "./target.ts";
import { searched } from "./targets.ts";

const input = z.strictObject({
  query: z.string().max(500).describe("Words in name or content").optional(),
  name_contains: z.string().max(200).optional(),
  types: z.array(z.string().max(60)).max(10).describe("doc, sheet, slides, pdf, word, folder, …").optional(),
  in_folder: takes.fileId.optional(),
  shared_drive_id: takes.fileId.optional(),
  owner: z.string().max(320).describe('Address or "me"').optional(),
  modified_after: z.string().max(40).optional(),
  raw_q: z.string().max(2000).describe("Drive query language").optional(),
  order_by: z.enum(["relevance", "modified", "name"]).default("relevance"),
  page_size: takes.pageSize,
  cursor: takes.cursor,
});
type Input = z.output<typeof input>;

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/list */
export const driveSearchFiles = defineTool({
  name: "drive_search_files",
  title: "Search files",
  description:
    "Search My Drive and shared drives by text, name, type, owner and date, or with raw_q. Trash is left out.",
  effect: "read",
  targets: searched,
  labels: READS,
  scopes: SEE,
  extras: [{ title: "Search inside files and name shared drives", scopes: [READONLY] }],
  input,
  output: listOutput,
  run: search,
  render: listText,
});

async function search(api: Api, asked: Input) {
  if (asked.in_folder !== undefined && api.limits("folders")) await targetOf(api, asked.in_folder);
  const { cursor, ...query } = asked;
  const canReadText = api.hasScope(READONLY) || (api.hasScope(FILE) && !seesEverything(api));
  const ranked = asked.raw_q !== undefined && asksFor(asked.raw_q, "fullText");
  if (ranked && !canReadText) {
    throw new ToolError(
      "no_permission",
      `This connection lacks the scope ${READONLY}, which fullText in \`raw_q\` needs. Search by name instead.`,
    );
  }
  const words = Boolean(asked.query?.trim());
  const fullText = canReadText && (words || ranked);
  const corpus: Corpus = asked.shared_drive_id === undefined ? "all" : { driveId: asked.shared_drive_id };
  return filesPage(api, {
    query,
    cursor,
    pageSize: asked.page_size,
    corpus: asked.in_folder === "root" && corpus === "all" ? "user" : corpus,
    q: searchQuery(asked, { fullText: canReadText }),
    orderBy: orderBy(asked.order_by, fullText),
    warnings: [
      ...(words && !canReadText
        ? [`Only names were searched: searching inside files needs the scope ${READONLY}.`]
        : []),
      ...(fullText && asked.order_by !== "relevance"
        ? ["Google sorts full-text matches by relevance only; `order_by` had no effect."]
        : []),
      ...(asked.owner?.trim() ? ["Files in shared drives have no owner, so none of them match."] : []),
    ],
  });
}

/** Google refuses any order for full text; without it there is no relevance to sort by, so the newest come first. */
function orderBy(asked: Input["order_by"], fullText: boolean): string | undefined {
  if (fullText) return undefined;
  return asked === "name" ? "name_natural" : "modifiedTime desc";
}
