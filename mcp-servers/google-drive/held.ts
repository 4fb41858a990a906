import { type Api, ToolError } from "../kit/index.ts";
import { fileById } from "./request.ts";
import type { DriveFile } from "./upstream.ts";

/** Drive's folders are at most 100 deep; who limits an agent to one far above says so with a nearer one too. */
const MOST_LEVELS = 20;
const ABOVE = "id,name,parents,driveId,ownedByMe";

/**
 * Holds a call to the folders that a rule allows: the file itself, a folder above it or its shared drive has to be
 * listed. Read afresh: what lies where may have changed a moment ago.
 */
export async function requireFolders(api: Api, file: DriveFile): Promise<void> {
  if (!api.limits("folders")) return;
  const names = [file.id, ...(file.driveId === undefined ? [] : [file.driveId])];
  let at = file;
  for (let level = 0; level < MOST_LEVELS && !api.allowsTarget("folders", names); level++) {
    const [parent] = at.parents;
    const above = parent === undefined ? undefined : await folderAbove(api, parent);
    if (!above) {
      if (parent === undefined && at !== file && isTopOfMine(at)) names.push("root");
      break;
    }
    names.push(above.id);
    at = above;
  }
  api.requireTargets("folders", [names]);
}

const isTopOfMine = (folder: DriveFile): boolean => folder.ownedByMe === true && folder.driveId === undefined;

/** Undefined: this account may not see it, so nothing above it is known either. */
async function folderAbove(api: Api, id: string): Promise<DriveFile | undefined> {
  try {
    return await fileById(api, id, ABOVE);
  } catch (error) {
    if (error instanceof ToolError && (error.fault === "not_found" || error.fault === "no_permission"))
      return undefined;
    throw error;
  }
}

/** A file or folder by its id, as it is: for what is changed itself, a shortcut too. */
export async function heldFile(api: Api, id: string): Promise<DriveFile> {
  const file = await fileById(api, id);
  await requireFolders(api, file);
  return file;
}
