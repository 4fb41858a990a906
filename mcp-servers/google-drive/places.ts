import { LRUCache } from "lru-cache";
import { type Api, eachOf, path, readAnswer, ToolError } from "../kit/index.ts";
import { explained } from "./errors.ts";
import { fileById } from "./request.ts";
import { READONLY } from "./scopes.ts";
import { type DriveFile, driveSchema } from "./upstream.ts";

type Item = Pick<DriveFile, "name" | "parents" | "driveId" | "ownedByMe"> & { id: string };
/** `hidden`: a folder that this account may not see. */
type Folder = Item | "hidden";

const FIVE_MINUTES = 5 * 60_000;
/** Folders and names of shared drives, by connector and id. Read one by one as paths need them. */
const folders = new LRUCache<string, Folder>({ max: 20_000, ttl: FIVE_MINUTES });
const drives = new LRUCache<string, string>({ max: 2_000, ttl: FIVE_MINUTES });
/** The most folders that one call reads, and levels it climbs: Drive's folders are at most 100 deep. */
const MOST_READS = 40;
const MOST_LEVELS = 20;
const MOST_DRIVES = 20;
const AT_ONCE = 8;

const FOLDER_FIELDS = "id,name,parents,driveId,ownedByMe";

export interface Places {
  /** `My Drive/Plans/q3.md`, `<shared drive>/…`, `Shared with me/…`; `…/` where more lies above than was read. */
  pathOf(file: Item): string;
  /** The name of a shared drive; its id where the name cannot be had. */
  driveName(id: string): string;
  warnings: string[];
}

/** Forgets a folder that was just renamed or moved. */
export const forgetFolder = (api: Api, id: string): boolean => folders.delete(keyOf(api, id));

const keyOf = (api: Api, id: string): string => `${api.connectorId}/${id}`;

/** Where files lie. At most 40 folders are read; those that many files share are read once. */
export async function placesOf(api: Api, files: readonly Item[]): Promise<Places> {
  const names = await driveNames(
    api,
    files.flatMap(({ driveId }) => driveId ?? []),
  );
  const tree = new Map<string, Folder>();
  let left = MOST_READS;
  let wanted = [...new Set(files.flatMap(({ parents }) => parents.slice(0, 1)))];
  for (let level = 0; level < MOST_LEVELS && wanted.length > 0; level++) {
    const unknown = wanted.filter((id) => !names.has(id) && !folders.has(keyOf(api, id)));
    await readFolders(api, unknown.slice(0, left));
    left = Math.max(0, left - unknown.length);
    for (const id of wanted) {
      const folder = folders.get(keyOf(api, id));
      if (folder) tree.set(id, folder);
    }
    const above = wanted.flatMap((id) => parentsIn(tree.get(id)));
    wanted = [...new Set(above)].filter((id) => !tree.has(id));
  }
  const pathOf = (file: Item) => pathIn(tree, names, file);
  const cut = files.some((file) => pathOf(file).startsWith("…/"));
  return {
    pathOf,
    driveName: (id) => names.get(id) ?? id,
    warnings: cut ? ["Paths that begin with … are not read up to the top."] : [],
  };
}

const parentsIn = (folder: Folder | undefined): string[] =>
  folder === undefined || folder === "hidden" ? [] : folder.parents.slice(0, 1);

async function readFolders(api: Api, ids: readonly string[]): Promise<void> {
  let asking = true;
  await eachOf(ids, AT_ONCE, async (id) => {
    if (!asking) return;
    try {
      folders.set(keyOf(api, id), await fileById(api, id, FOLDER_FIELDS));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      // A path that cannot be had is no reason to fail.
      if (error.fault === "not_found" || error.fault === "no_permission")
        folders.set(keyOf(api, id), "hidden");
      else asking = false;
    }
  });
}

function pathIn(tree: ReadonlyMap<string, Folder>, drive: ReadonlyMap<string, string>, file: Item): string {
  const parts = [shortName(file.name)];
  let at: Item = file;
  const top = (name: string) => [name, ...parts].join("/");
  for (let level = 0; level <= MOST_LEVELS; level++) {
    const [parent] = at.parents;
    if (at.driveId !== undefined && at.id === at.driveId) {
      parts[0] = drive.get(at.driveId) ?? at.driveId;
      return parts.join("/");
    }
    if (parent === undefined) return at === file ? topOf(at, parts) : rootPath(at, parts);
    if (drive.has(parent)) return top(drive.get(parent) ?? parent);
    const folder = tree.get(parent);
    if (folder === undefined) return top("…");
    if (folder === "hidden") return top("(folder this account cannot see)");
    parts.unshift(shortName(folder.name));
    at = folder;
  }
  return top("…");
}

/** A file without a parent: the root itself, or one that others shared. */
function topOf(file: Item, parts: string[]): string {
  return file.ownedByMe ? parts.join("/") : ["Shared with me", ...parts].join("/");
}

/** The uppermost folder that can be seen: My Drive, or a folder that others shared. */
function rootPath(folder: Item, parts: string[]): string {
  if (folder.ownedByMe) return ["My Drive", ...parts.slice(1)].join("/");
  return ["Shared with me", ...parts].join("/");
}

const MOST_OF_A_NAME = 300;
/** Names may be thousands of characters long. */
export const shortName = (name: string): string =>
  name.length <= MOST_OF_A_NAME ? name : `${name.slice(0, MOST_OF_A_NAME)}…`;

/** Names by id. A drive whose name cannot be had goes by its id; drives.get needs the scope drive.readonly. */
async function driveNames(api: Api, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map([...new Set(ids)].map((id) => [id, drives.get(keyOf(api, id)) ?? id]));
  if (!api.hasScope(READONLY)) return names;
  const missing = [...names.keys()].filter((id) => !drives.has(keyOf(api, id))).slice(0, MOST_DRIVES);
  await eachOf(missing, AT_ONCE, async (id) => {
    try {
      const query = { fields: "id,name" };
      const answer = await explained(api, () => api.get(path`/drives/${id}`, { query }));
      names.set(id, shortName(readAnswer(driveSchema, answer).name));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      if (error.fault !== "not_found" && error.fault !== "no_permission") return;
    }
    drives.set(keyOf(api, id), names.get(id) ?? id);
  });
  return names;
}
