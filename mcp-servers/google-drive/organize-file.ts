import { z } from "zod";
import { type Api, defineTool, PLAIN, path, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { warned } from "./errors.ts";
import { changeOutput, changeText, rowWithPath } from "./file-row.ts";
import { heldFile } from "./held.ts";
import { forgetFolder, shortName } from "./places.ts";
import { changeFile } from "./request.ts";
import { CHANGE, CHANGE_MORE } from "./scopes.ts";
import { folderFor, into, requireCan } from "./target.ts";
import { moved, movedTo } from "./targets.ts";
import { type DriveFile, FILE_FIELDS, fileSchema } from "./upstream.ts";

const input = z.strictObject({
  file_id: takes.fileId,
  name: takes.fileName.optional(),
  parent_id: takes.fileId.optional(),
  starred: z.boolean().optional(),
});
type Input = z.output<typeof input>;
const output = changeOutput.extend({
  previous_name: z.string().optional(),
  previous_parent_id: z.string().optional(),
});

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/update */
export const driveOrganizeFile = defineTool({
  name: "drive_organize_file",
  title: "Rename, move or star",
  description: "Rename, move (to the folder parent_id) or star a file or folder; what is left out stays.",
  effect: "write",
  idempotent: true,
  targets: moved,
  labels: { ...PLAIN, carries_out: movedTo },
  scopes: CHANGE,
  extras: CHANGE_MORE,
  input,
  output,
  run: organize,
  render: ({ file, previous_name, previous_parent_id, warnings }) =>
    changeText(
      [
        "Done.",
        ...(previous_name === undefined ? [] : [`It was called ${previous_name}.`]),
        ...(previous_parent_id === undefined ? [] : [`It lay in ${previous_parent_id}.`]),
      ].join(" "),
      file,
      warnings,
    ),
});

async function organize(api: Api, asked: Input): Promise<z.input<typeof output>> {
  const { name, parent_id, starred } = asked;
  if (name === undefined && parent_id === undefined && starred === undefined) {
    throw new ToolError("bad_argument", "Pass `name`, `parent_id` or `starred`.");
  }
  takes.requireName(name);
  const before = await heldFile(api, asked.file_id);
  const renamed = name !== undefined && name !== before.name;
  if (renamed) requireCan(before, "canRename", "rename this", "writer");
  const move = parent_id === undefined ? undefined : await moveTo(api, before, parent_id);
  const body = {
    ...(renamed && { name }),
    ...(starred !== undefined && starred !== (before.starred ?? false) && { starred }),
  };
  if (Object.keys(body).length === 0 && !move) {
    return { file: await rowWithPath(api, before), ...warned(["It was so already; nothing was changed."]) };
  }
  const at = path`/files/${before.id}`;
  const file = await into(api, move?.folder, () =>
    changeFile(api, "patch", at, fileSchema, body, { ...move?.query, fields: FILE_FIELDS }),
  );
  forgetFolder(api, before.id);
  const [parent] = before.parents;
  return {
    file: await rowWithPath(api, file),
    ...(renamed && { previous_name: shortName(before.name) }),
    ...(move && parent !== undefined && { previous_parent_id: parent }),
  };
}

/** Undefined where it lies there already. */
async function moveTo(api: Api, file: DriveFile, parentId: string) {
  const folder = await folderFor(api, parentId);
  if (folder.id === file.id) throw new ToolError("bad_argument", "A folder cannot lie in itself.");
  if (file.parents.includes(folder.id)) return undefined;
  const within = file.driveId === folder.driveId;
  requireCan(
    file,
    within ? "canMoveItemWithinDrive" : "canMoveItemOutOfDrive",
    within ? "move this" : "move this to another drive",
    within ? "writer" : "owner, or manager of the shared drive",
  );
  const query = {
    addParents: folder.id,
    ...(file.parents.length > 0 && { removeParents: file.parents.join(",") }),
  };
  return { folder, query };
}
