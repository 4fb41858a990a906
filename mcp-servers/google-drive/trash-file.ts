import { z } from "zod";
import { type Api, defineTool, PLAIN, path } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { warned } from "./errors.ts";
import { changeOutput, changeText, rowWithPath } from "./file-row.ts";
import { heldFile } from "./held.ts";
import { FOLDER } from "./mime.ts";
import { changeFile } from "./request.ts";
import { CHANGE, CHANGE_MORE } from "./scopes.ts";
import { requireCan } from "./target.ts";
import { file } from "./targets.ts";
import { FILE_FIELDS, fileSchema } from "./upstream.ts";

const input = z.strictObject({ file_id: takes.fileId, restore: z.boolean().default(false) });
const output = changeOutput.extend({ trashed: z.boolean() });

/** Nothing is deleted for good. https://developers.google.com/workspace/drive/api/guides/delete */
export const driveTrashFile = defineTool({
  name: "drive_trash_file",
  title: "Trash or restore",
  description: "Move a file or folder to the trash, or with restore out of it. Nothing is deleted for good.",
  effect: "destructive",
  idempotent: true,
  targets: file,
  labels: PLAIN,
  scopes: CHANGE,
  extras: CHANGE_MORE,
  input,
  output,
  run: trashFile,
  render: ({ file, trashed, warnings }) =>
    changeText(trashed ? "It is in the trash." : "It is not in the trash.", file, warnings),
});

async function trashFile(api: Api, { file_id, restore }: z.output<typeof input>) {
  const before = await heldFile(api, file_id);
  const trashed = !restore;
  if ((before.trashed ?? false) === trashed) {
    return {
      file: await rowWithPath(api, before),
      trashed,
      ...warned(["It was so already; nothing was changed."]),
    };
  }
  if (restore) requireCan(before, "canUntrash", "restore this", "owner, or manager of the shared drive");
  else
    requireCan(before, "canTrash", "move this to the trash", "owner, or content manager of the shared drive");
  const at = path`/files/${before.id}`;
  const file = await changeFile(api, "patch", at, fileSchema, { trashed }, { fields: FILE_FIELDS });
  return {
    file: await rowWithPath(api, file),
    trashed: file.trashed ?? false,
    ...warned([
      ...(trashed && before.mimeType === FOLDER
        ? ["Everything in this folder is in the trash with it."]
        : []),
      ...(trashed ? ["Drive deletes what is in the trash after 30 days."] : []),
    ]),
  };
}
