import { z } from "zod";
import { type Api, defineTool, path, SENDS, SOURCE, sourceSchema, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { requireImport, TEXT_FOR } from "./convert.ts";
import { warned } from "./errors.ts";
import { changeOutput, changeText, rowWithPath } from "./file-row.ts";
import { inTurn } from "./in-turn.ts";
import { FOLDER, isNative, isText, typeName } from "./mime.ts";
import { type Payload, payloadOf, requireOne } from "./payload.ts";
import { uploadFile } from "./request.ts";
import { currentRevision, keepRevision } from "./revision.ts";
import { CHANGE, CHANGE_MORE } from "./scopes.ts";
import { ownFile, requireCan } from "./target.ts";
import { content } from "./targets.ts";
import type { DriveFile } from "./upstream.ts";

const input = z.strictObject({
  file_id: takes.fileId,
  content: z.string().max(500_000).optional(),
  source: sourceSchema.describe(SOURCE).optional(),
  expected_revision: z.string().max(64).describe("revision of drive_get_file").optional(),
});
type Input = z.output<typeof input>;
const output = changeOutput.extend({
  revision_id: z.string().optional(),
  /** The revision that holds what was replaced. */
  previous_revision_id: z.string().optional(),
});

/**
 * https://developers.google.com/workspace/drive/api/reference/rest/v3/files/update
 *
 * Drive has no conditional update: between the check of `expected_revision` and the upload somebody else may still
 * write. What they wrote is then a revision like any other.
 */
export const driveUpdateContent = defineTool({
  name: "drive_update_content",
  title: "Replace a file's content",
  description:
    "Replace the whole content (markdown for a Doc, CSV for a Sheet); what was there stays as a revision.",
  effect: "destructive",
  targets: content,
  labels: SENDS,
  scopes: CHANGE,
  extras: CHANGE_MORE,
  input,
  output,
  run: (api, asked) => {
    requireOne(asked);
    return inTurn(asked.file_id, () => updateContent(api, asked));
  },
  render: ({ file, revision_id, previous_revision_id, warnings }) =>
    changeText(
      `Replaced the content. ${revision_id === undefined ? "" : `revision_id ${revision_id}`}${
        previous_revision_id === undefined ? "" : ` · before it ${previous_revision_id}`
      }`.trim(),
      file,
      warnings,
    ),
});

async function updateContent(api: Api, asked: Input): Promise<z.input<typeof output>> {
  const file = await ownFile(api, asked.file_id);
  const payload = await payloadFor(api, asked, file);
  requireCan(file, "canModifyContent", "change the content of this file", "writer");
  const before = await currentRevision(api, file);
  refuseChanged(asked.expected_revision, before);
  const warnings = [
    ...(await kept(api, file)),
    ...(file.mimeType === payload.mimeType || isNative(file.mimeType)
      ? []
      : [`The file was ${typeName(file.mimeType)} and is ${typeName(payload.mimeType)} now.`]),
    ...(file.trashed ? ["The file is in the trash."] : []),
  ];
  const changed = await uploadFile(api, "PATCH", path`/files/${file.id}`, payload);
  const after = await currentRevision(api, changed);
  return {
    file: await rowWithPath(api, changed),
    ...(after !== undefined && { revision_id: after }),
    ...(before !== undefined && before !== after && { previous_revision_id: before }),
    ...warned(warnings),
  };
}

async function payloadFor(api: Api, asked: Input, file: DriveFile): Promise<Payload> {
  const { mimeType } = file;
  if (mimeType === FOLDER) throw new ToolError("bad_argument", "A folder has no content.");
  const native = isNative(mimeType);
  const forText = native ? TEXT_FOR[mimeType] : isText(mimeType) ? mimeType : undefined;
  if (asked.content !== undefined && forText === undefined) {
    throw new ToolError(
      "bad_argument",
      `Text cannot replace a file of type ${typeName(mimeType)}. Pass the new file as \`source\`.`,
    );
  }
  const payload = await payloadOf(api, asked, { forText: forText ?? mimeType });
  if (!payload) throw new ToolError("bad_argument", "Pass either `content` or `source`.");
  if (native) requireImport(payload.mimeType, mimeType);
  return payload;
}

function refuseChanged(expected: string | undefined, current: string | undefined): void {
  if (expected === undefined || expected === current) return;
  throw new ToolError(
    "conflict",
    current === undefined
      ? "The revision of this file cannot be seen, so `expected_revision` cannot be checked. Nothing was changed; leave it out to replace the content all the same."
      : `The file has changed: its revision is ${current}, not the expected one. Nothing was changed. Read it again, then replace it.`,
  );
}

/** Pins the revision that is about to be replaced. Google's editors keep their own history. */
async function kept(api: Api, { id, headRevisionId }: DriveFile): Promise<string[]> {
  if (headRevisionId === undefined) return [];
  try {
    await keepRevision(api, id, headRevisionId);
    return [];
  } catch (error) {
    if (!(error instanceof ToolError) || !PASSABLE.has(error.fault)) throw error;
    return [
      "What was replaced could not be kept for good (a file can have 200 such revisions); Drive keeps it for 30 days.",
    ];
  }
}
const PASSABLE: ReadonlySet<ToolError["fault"]> = new Set(["bad_argument", "no_permission", "not_found"]);
