import { type Api, ToolError } from "../kit/index.ts";
import { heldFile, requireFolders } from "./held.ts";
import { FOLDER, SHORTCUT } from "./mime.ts";
import { shortName } from "./places.ts";
import { fileById } from "./request.ts";
import { FILE, FULL } from "./scopes.ts";
import type { DriveFile } from "./upstream.ts";

/** A file to read. A shortcut is followed, once: shortcuts to shortcuts cannot be made. */
export async function targetOf(
  api: Api,
  id: string,
): Promise<{ file: DriveFile; shortcut: DriveFile | undefined }> {
  const file = await fileById(api, id);
  const target = file.mimeType === SHORTCUT ? file.shortcutDetails?.targetId : undefined;
  if (target === undefined) {
    await requireFolders(api, file);
    return { file, shortcut: undefined };
  }
  try {
    return { file: await heldFile(api, target), shortcut: file };
  } catch (error) {
    if (!(error instanceof ToolError) || error.fault !== "not_found") throw error;
    throw new ToolError(
      "not_found",
      `The shortcut ${JSON.stringify(shortName(file.name))} leads to ${target}, which is gone or which this account may not see.`,
      { status: error.status, reason: error.reason },
    );
  }
}

/** A file to change. What is meant for its content or its sharing cannot be meant for a shortcut. */
export async function ownFile(api: Api, id: string): Promise<DriveFile> {
  const file = await heldFile(api, id);
  if (file.mimeType !== SHORTCUT) return file;
  throw new ToolError(
    "bad_argument",
    `${JSON.stringify(shortName(file.name))} is a shortcut. Nothing was changed; its target is ${file.shortcutDetails?.targetId ?? "gone"}.`,
  );
}

/** A folder to put things in. */
export async function folderFor(api: Api, id: string): Promise<DriveFile> {
  const { file } = await targetOf(api, id);
  if (file.mimeType !== FOLDER)
    throw new ToolError("bad_argument", `${JSON.stringify(shortName(file.name))} is no folder.`);
  if (file.trashed)
    throw new ToolError(
      "bad_argument",
      `The folder ${JSON.stringify(shortName(file.name))} is in the trash.`,
    );
  requireCan(file, "canAddChildren", "add to this folder", "writer");
  return file;
}

/** Puts something into a folder that was just seen: that it is "not found" now means that drive.file does not cover it. */
export async function into<T>(api: Api, folder: DriveFile | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const uncovered = folder && !api.hasScope(FULL);
    if (!uncovered || !(error instanceof ToolError) || error.fault !== "not_found") throw error;
    throw new ToolError(
      "no_permission",
      `The folder ${JSON.stringify(shortName(folder.name))} was not made with this connection, so the scope ${FILE} does not cover it. Nothing was changed. Leave \`parent_id\` out, or have an admin add the scope ${FULL}.`,
      { status: error.status, reason: error.reason },
    );
  }
}

/** Refuses what Google says that the account cannot do here. */
export function requireCan(file: DriveFile, capability: string, doing: string, role: string): void {
  if (file.capabilities[capability] !== false) return;
  const owner = file.owners[0]?.emailAddress;
  const who =
    file.driveId === undefined ? `its owner${owner ? ` (${owner})` : ""}` : "a manager of the shared drive";
  throw new ToolError(
    "no_permission",
    `The connected account may not ${doing}: ${JSON.stringify(shortName(file.name))}. It needs the role ${role}; ask ${who}. Nothing was changed.`,
  );
}
