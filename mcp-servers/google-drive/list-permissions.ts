import { z } from "zod";
import { type Api, defineTool, fitResult, LOOKS, pageOfScan, placeOf, scanPages } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { warned } from "./errors.ts";
import { permissionOf, permissionPage, permissionRow, permissionText } from "./permissions.ts";
import { PROVENANCE } from "./provenance.ts";
import { SEE } from "./scopes.ts";
import { targetOf } from "./target.ts";
import { file } from "./targets.ts";

const input = z.strictObject({ file_id: takes.fileId, page_size: takes.pageSize, cursor: takes.cursor });
const output = z.object({
  items: z.array(permissionRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions/list */
export const driveListPermissions = defineTool({
  name: "drive_list_permissions",
  title: "Who has access",
  description: "Who has access to a file, folder or shared drive, in which role, and whether by inheritance.",
  effect: "read",
  targets: file,
  labels: LOOKS,
  scopes: SEE,
  input,
  output,
  run: listPermissions,
  render,
});

async function listPermissions(api: Api, asked: z.output<typeof input>): Promise<z.output<typeof output>> {
  const { cursor, ...query } = asked;
  const from = placeOf(cursor, query);
  const { file, shortcut } = await targetOf(api, asked.file_id);
  const scan = await scanPages({
    from,
    want: asked.page_size,
    maxPages: 4,
    async read(page) {
      const { permissions, nextPageToken } = await permissionPage(api, file.id, page, asked.page_size);
      return { rows: permissions, next: nextPageToken };
    },
    keep: () => true,
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    return {
      items: rows.map(permissionOf),
      ...(next_cursor === undefined ? {} : { next_cursor }),
      ...warned([
        ...(cut ? [`Only ${rows.length} of ${scan.found.length} fit in one result.`] : []),
        ...(shortcut ? [`This is a shortcut; these may open its target ${file.id}.`] : []),
      ]),
    };
  }, render);
}

function render({ items, next_cursor, warnings = [] }: z.output<typeof output>): string {
  return [
    ...(items.length === 0 ? ["Nobody."] : [PROVENANCE, ...items.map(permissionText)]),
    ...warnings.map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
