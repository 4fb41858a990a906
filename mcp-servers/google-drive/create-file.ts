import { z } from "zod";
import { type Api, defineTool, SENDS, SOURCE, sourceSchema, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { EDITORS, requireImport, TEXT_FOR } from "./convert.ts";
import { warned } from "./errors.ts";
import { changeOutput, changeText, rowWithPath } from "./file-row.ts";
import { SLIDES, typeByName } from "./mime.ts";
import { onceByKey } from "./once.ts";
import { type Payload, payloadOf } from "./payload.ts";
import { changeFile, uploadFile } from "./request.ts";
import { CHANGE } from "./scopes.ts";
import { folderFor, into } from "./target.ts";
import { newFile } from "./targets.ts";
import { type DriveFile, FILE_FIELDS, fileSchema } from "./upstream.ts";

const input = z.strictObject({
  name: takes.fileName,
  parent_id: takes.fileId.optional(),
  content: z.string().max(500_000).optional(),
  source: sourceSchema.describe(SOURCE).optional(),
  mime_type: z.string().max(100).optional(),
  convert_to: z.enum(["none", "doc", "sheet", "slides"]).default("none"),
  idempotency_key: z.string().max(100).describe("Same key: same result").optional(),
});
type Input = z.output<typeof input>;
const output = changeOutput.extend({ already_created: z.boolean().optional() });

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/create */
export const driveCreateFile = defineTool({
  name: "drive_create_file",
  title: "Create a file",
  description: "Create a file from text or a source; markdown can become a Doc, CSV a Sheet.",
  effect: "write",
  targets: newFile,
  labels: SENDS,
  scopes: CHANGE,
  input,
  output,
  run: createFile,
  render: ({ file, already_created, warnings }) =>
    changeText(
      already_created
        ? "Created earlier with this idempotency key; nothing new was created."
        : "Created a file.",
      file,
      warnings,
    ),
});

async function createFile(api: Api, asked: Input): Promise<z.input<typeof output>> {
  const editor = asked.convert_to === "none" ? undefined : EDITORS[asked.convert_to];
  refuseEarly(asked, editor);
  const { file, earlier } = await onceByKey(api, asked.idempotency_key, async (mark) => {
    const forText = (editor && TEXT_FOR[editor]) ?? typeByName(asked.name) ?? "text/plain";
    const payload = await payloadOf(api, asked, { given: asked.mime_type, forText });
    if (editor && payload) requireImport(payload.mimeType, editor);
    const parent = asked.parent_id === undefined ? undefined : await folderFor(api, asked.parent_id);
    const metadata = {
      name: asked.name,
      mimeType: editor ?? payload?.mimeType ?? forText,
      ...(parent && { parents: [parent.id] }),
      ...mark,
    };
    return into(api, parent, () => create(api, metadata, payload));
  });
  const gone = file.trashed ? ["It is in the trash: restore it with drive_trash_file."] : [];
  return {
    file: await rowWithPath(api, file),
    ...(earlier && { already_created: true }),
    ...warned(gone),
  };
}

function create(api: Api, metadata: object, payload: Payload | undefined): Promise<DriveFile> {
  if (!payload) return changeFile(api, "post", "/files", fileSchema, metadata, { fields: FILE_FIELDS });
  return uploadFile(api, "POST", "/files", payload, metadata);
}

/** What can be refused without asking anybody. */
function refuseEarly(asked: Input, editor: string | undefined): void {
  takes.requireName(asked.name);
  const { content, source, mime_type } = asked;
  if (content !== undefined && source !== undefined)
    throw new ToolError("bad_argument", "Pass either `content` or `source`, not both.");
  if (content === undefined && source === undefined && editor === undefined) {
    throw new ToolError(
      "bad_argument",
      "Pass `content` or `source`; without either, `convert_to` makes an empty document.",
    );
  }
  if (editor === SLIDES && content !== undefined) {
    throw new ToolError(
      "bad_argument",
      "Google makes no slides of text. Pass a PowerPoint file as `source`, or leave `content` out for an empty presentation.",
    );
  }
  if (mime_type?.toLowerCase().startsWith("application/vnd.google-apps.")) {
    throw new ToolError(
      "bad_argument",
      "`mime_type` is that of the bytes. Use `convert_to` for Google's editors, drive_create_folder for folders.",
    );
  }
}
