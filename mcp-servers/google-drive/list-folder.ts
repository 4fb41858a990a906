import { z } from "zod";
import { type Api, defineTool, READS, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { filesPage, listOutput, listText } from "./file-list.ts";
import { FOLDER, typeName } from "./mime.ts";
import { shortName } from "./places.ts";
import { literal } from "./query.ts";
import type { Corpus } from "./request.ts";
import { SEE } from "./scopes.ts";
import { targetOf } from "./target.ts";
import { listed } from "./targets.ts";

const input = z.strictObject({
  folder_id: takes.fileId.default("root"),
  shared_drive_id: takes.fileId.optional(),
  page_size: takes.pageSize,
  cursor: takes.cursor,
});
type Input = z.output<typeof input>;

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/list */
export const driveListFolder = defineTool({
  name: "drive_list_folder",
  title: "List a folder",
  description: "List a folder, My Drive (root) or a shared drive: folders first, then files by name.",
  effect: "read",
  targets: listed,
  labels: READS,
  scopes: SEE,
  input,
  output: listOutput,
  run: listFolder,
  render: listText,
});

async function listFolder(api: Api, asked: Input) {
  const { cursor, ...query } = asked;
  const { id, corpus } = await folderOf(api, asked);
  return filesPage(api, {
    query,
    cursor,
    pageSize: asked.page_size,
    corpus,
    q: `${literal(id)} in parents and trashed = false`,
    orderBy: "folder,name_natural",
  });
}

/** The top of a shared drive has the drive's own id. */
async function folderOf(
  api: Api,
  { folder_id, shared_drive_id }: Input,
): Promise<{ id: string; corpus: Corpus }> {
  if (folder_id === "root") {
    return shared_drive_id === undefined
      ? { id: "root", corpus: "user" }
      : { id: shared_drive_id, corpus: { driveId: shared_drive_id } };
  }
  const { file } = await targetOf(api, folder_id);
  if (file.mimeType !== FOLDER) {
    throw new ToolError(
      "bad_argument",
      `${JSON.stringify(shortName(file.name))} is no folder but a file (${typeName(file.mimeType)}). Read it with drive_read_file.`,
    );
  }
  if (shared_drive_id !== undefined && file.driveId !== shared_drive_id) {
    throw new ToolError("bad_argument", "This folder is not in that shared drive. Leave one of them out.");
  }
  return { id: file.id, corpus: file.driveId === undefined ? "user" : { driveId: file.driveId } };
}
