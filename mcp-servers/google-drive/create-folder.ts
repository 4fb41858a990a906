import { z } from "zod";
import { type Api, defineTool, SENDS } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { warned } from "./errors.ts";
import { changeOutput, changeText, rowWithPath } from "./file-row.ts";
import { FOLDER } from "./mime.ts";
import { literal } from "./query.ts";
import { changeFile, listFiles } from "./request.ts";
import { CHANGE } from "./scopes.ts";
import { folderFor, into } from "./target.ts";
import { folder } from "./targets.ts";
import { FILE_FIELDS, fileSchema } from "./upstream.ts";

const input = z.strictObject({ name: takes.fileName, parent_id: takes.fileId.optional() });

/** https://developers.google.com/workspace/drive/api/guides/folder */
export const driveCreateFolder = defineTool({
  name: "drive_create_folder",
  title: "Create a folder",
  description: "Create a folder: in My Drive, or in the folder or shared drive that parent_id names.",
  effect: "write",
  targets: folder,
  labels: SENDS,
  scopes: CHANGE,
  input,
  output: changeOutput,
  run: createFolder,
  render: ({ file, warnings }) => changeText("Created a folder.", file, warnings),
});

async function createFolder(api: Api, { name, parent_id }: z.output<typeof input>) {
  takes.requireName(name);
  const parent = parent_id === undefined ? undefined : await folderFor(api, parent_id);
  const place = parent?.id ?? "root";
  const { files: twins } = await listFiles(api, {
    corpus: parent?.driveId === undefined ? "user" : { driveId: parent.driveId },
    q: `name = ${literal(name)} and mimeType = ${literal(FOLDER)} and ${literal(place)} in parents and trashed = false`,
    pageSize: 5,
    fields: "id",
  });
  const metadata = { name, mimeType: FOLDER, ...(parent && { parents: [parent.id] }) };
  const file = await into(api, parent, () =>
    changeFile(api, "post", "/files", fileSchema, metadata, { fields: FILE_FIELDS }),
  );
  const ids = twins.map(({ id }) => id).join(", ");
  return {
    file: await rowWithPath(api, file),
    ...warned(
      twins.length > 0
        ? [`There was a folder of this name in the same place already (${ids}); now there is one more.`]
        : [],
    ),
  };
}
