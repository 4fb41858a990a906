import { type DriveCall, flag, onlyOwn, pageOf, requireRole, seen } from "./drive-call.ts";
import { DriveError, fileNotFound } from "./drive-errors.ts";
import { partial } from "./drive-fields.ts";
import { FILE_NAMES, fileJson, wordsOf } from "./drive-json.ts";
import { parseQuery } from "./drive-query.ts";
import { type DriveItem, MIME } from "./drive-types.ts";

const DEFAULT = "kind,id,name,mimeType";
const SORTS: Readonly<Record<string, (item: DriveItem) => number | string>> = {
  modifiedTime: (item) => item.modified,
  createdTime: (item) => item.created,
  folder: (item) => (item.mimeType === MIME.folder ? 0 : 1),
  name: (item) => item.name.toLowerCase(),
  name_natural: (item) => item.name.toLowerCase(),
};

export const answerFile = (call: DriveCall, item: DriveItem): Response =>
  Response.json(partial(fileJson(call.store, call, item), call.query.get("fields"), DEFAULT, FILE_NAMES));

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/list */
export function listFiles(call: DriveCall): Response {
  const { store, query, email } = call;
  const { matches, usesFullText } = parseQuery(query.get("q") ?? "trashed = false or trashed = true", {
    words: wordsOf,
    isTrashed: (item) => store.isTrashed(item),
    properties: (item) => item.appProperties.get(call.clientId) ?? {},
    isStarred: (item) => item.starredBy.has(email),
    folder: (id) => folderIn(call, id),
    me: email,
  });
  if (usesFullText && !call.granted.some((scope) => /\/drive(?:\.readonly|\.file)?$/.test(scope))) {
    throw new DriveError(403, "insufficientPermissions", "The granted scopes do not allow fullText.", "q");
  }
  const found = [...store.items.values()]
    .filter((item) => inCorpus(call, item))
    .filter((item) => !isTop(call, item) && store.rankOf(email, item, false) > 0)
    .filter((item) => !onlyOwn(call) || store.isOpenTo(call, item))
    .filter(matches);
  const { page, next } = pageOf(call, sorted(found, query.get("orderBy"), usesFullText), 1000, 100);
  const answer = {
    kind: "drive#fileList",
    incompleteSearch: false,
    files: page.map((item) => fileJson(store, call, item)),
    ...next,
  };
  const names = ["kind", "incompleteSearch", "files", "nextPageToken"];
  return Response.json(
    partial(answer, query.get("fields"), `kind,incompleteSearch,nextPageToken,files(${DEFAULT})`, names),
  );
}

/** Roots are not in lists. */
const isTop = ({ store, email }: DriveCall, item: DriveItem): boolean =>
  item.id === item.driveId ||
  item.id === store.rootOf(email) ||
  (item.parent === undefined && item.name === "My Drive");

/** A folder of a shared drive is only known to those requests that look there. */
function folderIn(call: DriveCall, id: string): string | undefined {
  const folder = call.store.find(id, call.email);
  if (!folder || call.store.rankOf(call.email, folder, true) === 0) return undefined;
  if (folder.driveId !== undefined && !flag(call, "includeItemsFromAllDrives")) return undefined;
  return folder.id;
}

/** https://developers.google.com/workspace/drive/api/guides/enable-shareddrives */
function inCorpus(call: DriveCall, item: DriveItem): boolean {
  const corpora = call.query.get("corpora") ?? "user";
  const driveId = call.query.get("driveId");
  const everywhere = flag(call, "includeItemsFromAllDrives") && flag(call, "supportsAllDrives");
  if (corpora !== "user" && !everywhere) {
    throw new DriveError(
      403,
      "teamDrivesParametersRequired",
      "The includeItemsFromAllDrives and supportsAllDrives parameters must be true for this corpora.",
    );
  }
  if ((corpora === "drive") !== (driveId !== null)) {
    throw new DriveError(400, "invalid", "The driveId parameter goes with corpora=drive.", "driveId");
  }
  if (corpora === "drive") {
    const drive = call.store.drives.get(driveId ?? "");
    if (!drive) throw new DriveError(404, "notFound", `Shared drive not found: ${driveId}`, "driveId");
    return item.driveId === driveId;
  }
  if (corpora === "allDrives") return true;
  if (corpora !== "user") throw new DriveError(400, "invalid", "Invalid Value", "corpora");
  return item.driveId === undefined;
}

function sorted(items: DriveItem[], orderBy: string | null, usesFullText: boolean): DriveItem[] {
  if (orderBy === null) return items.sort((a, b) => b.modified - a.modified);
  if (usesFullText) {
    throw new DriveError(
      403,
      "forbidden",
      "Sorting is not supported for queries with fullText terms. Results are always in descending relevance order.",
      "orderBy",
    );
  }
  const keys = orderBy.split(",").map((part) => {
    const [, name = "", desc] = /^(\w+)( desc)?$/.exec(part) ?? [];
    const of = Object.hasOwn(SORTS, name) ? SORTS[name] : undefined;
    if (!of) throw new DriveError(400, "invalid", "Invalid Value", "orderBy");
    return { of, turn: desc ? -1 : 1 };
  });
  return items.sort((a, b) => {
    for (const { of, turn } of keys) {
      const [x, y] = [of(a), of(b)];
      if (x !== y) return (x < y ? -1 : 1) * turn;
    }
    return 0;
  });
}

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/get */
export function getFile(call: DriveCall): Response {
  const item = seen(call, call.ids[0] ?? "");
  if (call.query.get("alt") !== "media") return answerFile(call, item);
  if (!call.granted.some((scope) => /\/drive(?:\.readonly|\.file)?$/.test(scope))) {
    throw new DriveError(403, "insufficientPermissions", "Insufficient Permission");
  }
  const head = item.revisions.at(-1);
  if (!head) {
    throw new DriveError(
      403,
      "fileNotDownloadable",
      "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
      "alt",
    );
  }
  if (item.noDownload) requireDownload(call, item);
  return new Response(new Uint8Array(head.bytes), { headers: { "content-type": head.mimeType } });
}

export function requireDownload(call: DriveCall, item: DriveItem): void {
  try {
    requireRole(call, item, "writer");
  } catch {
    throw new DriveError(403, "cannotDownloadFile", "This file cannot be downloaded by the user.");
  }
}

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/copy */
export function copyOf(call: DriveCall, body: Record<string, unknown>): DriveItem {
  const item = seen(call, call.ids[0] ?? "");
  if (item.mimeType === MIME.folder)
    throw new DriveError(403, "cannotCopyFile", "This file cannot be copied by the user.");
  if (item.noDownload) requireRole(call, item, "writer");
  const parent = parentFor(call, body.parents) ?? fallback(call, item);
  const now = Date.now();
  const id = call.store.newId();
  return call.store.add({
    ...item,
    id,
    name: typeof body.name === "string" ? body.name : `Copy of ${item.name}`,
    parent: parent.id,
    driveId: parent.driveId,
    owner: parent.driveId === undefined ? call.email : undefined,
    created: now,
    modified: now,
    modifiedBy: call.email,
    permissions: [],
    starredBy: new Set(),
    trashed: false,
    appProperties: new Map(item.appProperties),
    apps: new Set([`${call.clientId} ${call.email}`]),
    revisions: item.revisions.slice(-1).map((one) => ({ ...one, id: `${id}-1`, modified: now })),
  });
}

/** Beside the original where the caller may add there. */
function fallback(call: DriveCall, item: DriveItem): DriveItem {
  const parent = item.parent === undefined ? undefined : call.store.items.get(item.parent);
  if (parent && call.store.rankOf(call.email, parent, true) >= 3) return parent;
  const root = call.store.find("root", call.email);
  if (!root) throw fileNotFound("root");
  return root;
}

/** The folder that `parents` names: one at most, and the caller may add to it. */
export function parentFor(call: DriveCall, parents: unknown): DriveItem | undefined {
  if (parents === undefined) return undefined;
  if (!Array.isArray(parents) || parents.length !== 1 || typeof parents[0] !== "string") {
    throw new DriveError(403, "cannotAddParent", "Increasing the number of parents is not allowed");
  }
  const folder = call.store.find(parents[0], call.email);
  const rank = folder ? call.store.rankOf(call.email, folder, true) : 0;
  const reached = folder?.driveId === undefined || flag(call, "supportsAllDrives");
  // With drive.file alone, folders that the app did not make are not there either.
  const covered = !onlyOwn(call) || parents[0] === "root" || (folder && call.store.isOpenTo(call, folder));
  if (!folder || rank === 0 || !reached || !covered) throw fileNotFound(parents[0]);
  if (folder.mimeType !== MIME.folder)
    throw new DriveError(403, "parentNotAFolder", "The specified parent is not a folder.");
  if (rank < 3) {
    throw new DriveError(
      403,
      "insufficientParentPermissions",
      "Insufficient permissions for the specified parent.",
    );
  }
  return folder;
}
