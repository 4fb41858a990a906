import { z } from "zod";
import { type Api, defineTool, path, SENDS, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { warned } from "./errors.ts";
import { changeOutput, changeText, rowWithPath } from "./file-row.ts";
import { FOLDER } from "./mime.ts";
import { changeFile } from "./request.ts";
import { CHANGE, CHANGE_MORE } from "./scopes.ts";
import { folderFor, into, requireCan, targetOf } from "./target.ts";
import { moved } from "./targets.ts";
import { FILE_FIELDS, fileSchema } from "./upstream.ts";

const input = z.strictObject({
  file_id: takes.fileId,
  name: takes.fileName.optional(),
  parent_id: takes.fileId.optional(),
});

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/copy */
export const driveCopyFile = defineTool({
  name: "drive_copy_file",
  title: "Copy a file",
  description: "Copy a file, into the folder parent_id if given; who has access is not copied.",
  effect: "write",
  targets: moved,
  labels: SENDS,
  scopes: CHANGE,
  extras: CHANGE_MORE,
  input,
  output: changeOutput,
  run: copyFile,
  render: ({ file, warnings }) => changeText("Copied.", file, warnings),
});

async function copyFile(api: Api, { file_id, name, parent_id }: z.output<typeof input>) {
  takes.requireName(name);
  const { file, shortcut } = await targetOf(api, file_id);
  if (file.mimeType === FOLDER)
    throw new ToolError("bad_argument", "Google copies no folders. Create one and copy the files in it.");
  requireCan(file, "canCopy", "copy this file", "reader with copies allowed");
  const parent = parent_id === undefined ? undefined : await folderFor(api, parent_id);
  const body = { ...(name !== undefined && { name }), ...(parent && { parents: [parent.id] }) };
  const at = path`/files/${file.id}/copy`;
  const copy = await into(api, parent, () =>
    changeFile(api, "post", at, fileSchema, body, { fields: FILE_FIELDS }),
  );
  return {
    file: await rowWithPath(api, copy),
    ...warned(shortcut ? ["This was a shortcut: what it leads to was copied."] : []),
  };
}
