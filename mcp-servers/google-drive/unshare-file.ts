import { z } from "zod";
import { type Api, defineTool, PLAIN, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { isInherited, permissionOf, permissionPath, permissionText } from "./permissions.ts";
import { deleteBelow, onFile } from "./request.ts";
import { CHANGE, CHANGE_MORE } from "./scopes.ts";
import { ownFile, requireCan } from "./target.ts";
import { file } from "./targets.ts";
import { PERMISSION_FIELDS, type Permission, permissionSchema } from "./upstream.ts";

const input = z.strictObject({ file_id: takes.fileId, permission_id: z.string().max(100) });
const output = z.object({ ok: z.boolean(), removed: z.string().optional() });

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions/delete */
export const driveUnshareFile = defineTool({
  name: "drive_unshare_file",
  title: "Remove access",
  description: "Remove somebody's access, or the link; permission_id is from drive_list_permissions.",
  effect: "destructive",
  idempotent: true,
  targets: file,
  labels: PLAIN,
  scopes: CHANGE,
  extras: CHANGE_MORE,
  input,
  output,
  run: unshare,
  render: ({ removed }) =>
    removed === undefined
      ? "There is no such access (any more); nothing was changed."
      : `Removed:\n${removed}`,
});

async function unshare(api: Api, { file_id, permission_id }: z.output<typeof input>) {
  const file = await ownFile(api, file_id);
  const permission = await permissionById(api, file.id, permission_id);
  if (!permission) return { ok: true };
  if (permission.role === "owner")
    throw new ToolError("bad_argument", "This is the owner of the file, whose access cannot be removed.");
  if (isInherited(permission)) {
    const from = permission.permissionDetails?.[0]?.inheritedFrom;
    throw new ToolError(
      "bad_argument",
      `This access comes from above${from ? ` (${from})` : ""} and cannot be removed here. Remove it there, or move the file. Nothing was changed.`,
    );
  }
  const itself = permission.emailAddress?.toLowerCase() === api.account.toLowerCase();
  if (!itself) requireCan(file, "canShare", "change who has access to this", "writer with sharing allowed");
  await deleteBelow(api, permissionPath(file.id, permission.id));
  return { ok: true, removed: permissionText(permissionOf(permission)) };
}

async function permissionById(api: Api, fileId: string, id: string): Promise<Permission | undefined> {
  const at = permissionPath("x", id).slice("/files/x".length);
  try {
    return await onFile(api, fileId, at, permissionSchema, { fields: PERMISSION_FIELDS });
  } catch (error) {
    // The file is there, as it was just read.
    if (error instanceof ToolError && error.fault === "not_found") return undefined;
    throw error;
  }
}
