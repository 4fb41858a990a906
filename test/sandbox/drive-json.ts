import { type DriveStore, type Granted, isNative, type Who } from "./drive-store.ts";
import { type DriveItem, MIME, RANK, type SharedDrive } from "./drive-types.ts";
import { people } from "./mailbox-people.ts";

const time = (at: number): string => new Date(at).toISOString();

export const FILE_NAMES = [
  "kind", "id", "name", "mimeType", "parents", "driveId", "teamDriveId", "ownedByMe", "owners", "lastModifyingUser",
  "createdTime", "modifiedTime", "size", "webViewLink", "description", "starred", "trashed", "explicitlyTrashed",
  "shared", "headRevisionId", "capabilities", "shortcutDetails", "appProperties", "permissions", "permissionIds",
  "md5Checksum", "fileExtension", "originalFilename", "version", "exportLinks", "isAppAuthorized", "writersCanShare",
] as const; // biome-ignore format: a list of names

/** A person as Google shows one. */
function personJson(email: string, me: string) {
  const known = Object.values(people).find((one) => one.email === email);
  return {
    kind: "drive#user",
    displayName: known?.name ?? email.split("@")[0],
    me: email === me,
    emailAddress: email,
  };
}

const PAGES: Readonly<Record<string, string>> = {
  [MIME.doc]: "https://docs.google.com/document/d/",
  [MIME.sheet]: "https://docs.google.com/spreadsheets/d/",
  [MIME.slides]: "https://docs.google.com/presentation/d/",
  [MIME.folder]: "https://drive.google.com/drive/folders/",
};

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files#File */
export function fileJson(store: DriveStore, who: Who, item: DriveItem): Record<string, unknown> {
  const rank = store.rankOf(who.email, item, true);
  const head = item.revisions.at(-1);
  const seesParent =
    item.parent !== undefined && store.rankOf(who.email, store.items.get(item.parent) ?? item, true) > 0;
  const target = item.target === undefined ? undefined : store.items.get(item.target);
  return {
    kind: "drive#file",
    id: item.id,
    name: item.name,
    mimeType: item.mimeType,
    ...(seesParent && { parents: [item.parent] }),
    ...(item.driveId !== undefined && { driveId: item.driveId, teamDriveId: item.driveId }),
    ...(item.owner !== undefined && {
      ownedByMe: item.owner === who.email,
      owners: [personJson(item.owner, who.email)],
    }),
    lastModifyingUser: personJson(item.modifiedBy, who.email),
    createdTime: time(item.created),
    modifiedTime: time(item.modified),
    ...(head && { size: String(head.bytes.length), headRevisionId: head.id }),
    webViewLink: PAGES[item.mimeType]
      ? `${PAGES[item.mimeType]}${item.id}/edit`
      : `https://drive.google.com/file/d/${item.id}/view`,
    ...(item.description !== undefined && { description: item.description }),
    starred: item.starredBy.has(who.email),
    trashed: store.isTrashed(item),
    explicitlyTrashed: item.trashed,
    shared: store.permissionsOf(item).length > 1,
    capabilities: capabilities(store, item, rank),
    ...(item.target !== undefined && {
      shortcutDetails: {
        targetId: item.target,
        targetMimeType: target?.mimeType ?? "application/octet-stream",
      },
    }),
    ...(item.appProperties.has(who.clientId) && { appProperties: item.appProperties.get(who.clientId) }),
    isAppAuthorized: store.isOpenTo(who, item),
  };
}

/** By role: https://developers.google.com/workspace/drive/api/guides/ref-roles */
export function capabilities(store: DriveStore, item: DriveItem, rank: number): Record<string, boolean> {
  const isFolder = item.mimeType === MIME.folder;
  const inDrive = item.driveId !== undefined;
  const writes = rank >= RANK.writer;
  const owns = inDrive ? rank >= RANK.fileOrganizer : rank >= RANK.owner;
  const isRoot = item.parent === undefined && (item.id === item.driveId || item.name === "My Drive");
  const trashed = store.isTrashed(item);
  return {
    canEdit: writes && !trashed,
    canModifyContent: writes && !trashed && !isFolder,
    canRename: writes && !isRoot,
    canComment: rank >= RANK.commenter,
    canShare: writes && !isRoot,
    canCopy: !isFolder && (writes || !item.noDownload),
    canDownload: !isFolder && (writes || !item.noDownload),
    canAddChildren: isFolder && writes,
    canMoveItemWithinDrive: writes && !isRoot && (!inDrive || owns),
    canMoveItemOutOfDrive: (inDrive ? rank >= RANK.organizer : owns) && !isRoot,
    canTrash: owns && !isRoot,
    canUntrash: owns && !isRoot,
    canReadRevisions: writes && !isFolder,
  };
}

export const PERMISSION_NAMES = [
  "kind", "id", "type", "role", "emailAddress", "domain", "displayName", "expirationTime", "allowFileDiscovery",
  "deleted", "pendingOwner", "permissionDetails", "photoLink", "view",
] as const; // biome-ignore format: a list of names

export function permissionJson(item: DriveItem, { inheritedFrom, ...one }: Granted): Record<string, unknown> {
  const permissionType = inheritedFrom !== undefined && inheritedFrom === item.driveId ? "member" : "file";
  const own = item.permissions.find(({ id }) => id === one.id);
  return {
    kind: "drive#permission",
    ...one,
    ...(one.type === "domain" && { displayName: one.domain }),
    deleted: false,
    pendingOwner: false,
    permissionDetails: [
      ...(inheritedFrom === undefined
        ? []
        : [{ permissionType, role: one.role, inherited: true, inheritedFrom }]),
      ...(own ? [{ permissionType: "file", role: own.role, inherited: false }] : []),
    ],
  };
}

export const DRIVE_NAMES = ["kind", "id", "name", "createdTime", "hidden", "capabilities"] as const;

export function driveJson(drive: SharedDrive, rank: number): Record<string, unknown> {
  return {
    kind: "drive#drive",
    id: drive.id,
    name: drive.name,
    createdTime: time(drive.created),
    hidden: false,
    capabilities: { canAddChildren: rank >= RANK.writer, canRenameDrive: rank >= RANK.organizer },
  };
}

/** What a search by full text finds: https://developers.google.com/workspace/drive/api/guides/search-files */
export function wordsOf(item: DriveItem): string {
  const tabs = (list: DriveItem["doc"] = []): string[] =>
    list.flatMap((tab) => [
      ...tab.blocks.flatMap((block) =>
        "table" in block
          ? block.table.flat(2).map(({ text }) => text)
          : [block.runs.map(({ text }) => text).join("")],
      ),
      ...tabs(tab.children),
    ]);
  const head = item.revisions.at(-1);
  return [
    item.words ?? "",
    ...tabs(item.doc),
    ...(item.sheets ?? []).flatMap(({ title, cells }) => [title, ...cells.flat()]),
    ...(item.slides ?? []).flatMap(({ title, body }) => [title, ...body]),
    ...(head?.mimeType.startsWith("text/") ? [head.bytes.toString("utf8")] : []),
  ].join(" ");
}

export { isNative };
