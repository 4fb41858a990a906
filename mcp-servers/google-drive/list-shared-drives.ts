import { z } from "zod";
import {
  type Api,
  defineTool,
  fitResult,
  LOOKS,
  pageOfScan,
  placeOf,
  readAnswer,
  scanPages,
  unbounded,
} from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { explained, warned } from "./errors.ts";
import { shortName } from "./places.ts";
import { PROVENANCE } from "./provenance.ts";
import { literal } from "./query.ts";
import { READONLY } from "./scopes.ts";
import { driveListSchema } from "./upstream.ts";

const input = z.strictObject({
  query: z.string().max(200).describe("Part of the name").optional(),
  page_size: takes.pageSize,
  cursor: takes.cursor,
});
const output = z.object({
  items: z.array(
    z.object({
      shared_drive_id: z.string(),
      name: z.string(),
      created: z.string().optional(),
      hidden: z.boolean().optional(),
      can_add: z.boolean(),
    }),
  ),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/drives/list */
export const driveListSharedDrives = defineTool({
  name: "drive_list_shared_drives",
  title: "List shared drives",
  description: "List the shared drives that the account can see; their ids are folders for the other tools.",
  effect: "read",
  targets: () => [unbounded("folders")],
  labels: LOOKS,
  scopes: [[READONLY]],
  input,
  output,
  run: listDrives,
  render,
});

async function listDrives(api: Api, asked: z.output<typeof input>): Promise<z.output<typeof output>> {
  const { cursor, ...query } = asked;
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: 4,
    async read(pageToken) {
      const answer = await explained(api, () =>
        api.get("/drives", {
          query: {
            pageSize: asked.page_size,
            pageToken,
            q: asked.query ? `name contains ${literal(asked.query)}` : undefined,
            fields: "nextPageToken,drives(id,name,createdTime,hidden,capabilities(canAddChildren))",
          },
        }),
      );
      const { drives, nextPageToken } = readAnswer(driveListSchema, answer);
      return { rows: drives, next: nextPageToken };
    },
    keep: () => true,
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    return {
      items: rows.map(({ id, name, createdTime, hidden, capabilities }) => ({
        shared_drive_id: id,
        name: shortName(name),
        ...(createdTime !== undefined && { created: createdTime }),
        ...(hidden && { hidden }),
        can_add: capabilities.canAddChildren === true,
      })),
      ...(next_cursor === undefined ? {} : { next_cursor }),
      ...warned(cut ? [`Only ${rows.length} of ${scan.found.length} fit in one result.`] : []),
    };
  }, render);
}

function render({ items, next_cursor, warnings = [] }: z.output<typeof output>): string {
  const rows = items.map((one) =>
    [
      `- ${one.name}`,
      ...(one.hidden ? ["hidden"] : []),
      one.can_add ? "can add files" : "can only read",
      `shared_drive_id ${one.shared_drive_id}`,
    ].join(" · "),
  );
  return [
    ...(rows.length === 0 ? ["No shared drives."] : [PROVENANCE, ...rows]),
    ...warnings.map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
