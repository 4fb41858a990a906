import { type DriveCall, jsonBody, requireRole, seen } from "./drive-call.ts";
import { badRequest, DriveError, fileNotFound } from "./drive-errors.ts";
import { answerFile, copyOf, parentFor } from "./drive-files.ts";
import { imported } from "./drive-import.ts";
import { isNative } from "./drive-json.ts";
import { type DriveItem, MIME } from "./drive-types.ts";
import { type Uploaded, upload } from "./drive-upload.ts";

const WRITABLE = [
  "name",
  "mimeType",
  "parents",
  "appProperties",
  "description",
  "starred",
  "shortcutDetails",
];
const CHANGEABLE = ["name", "mimeType", "appProperties", "description", "starred", "trashed"];

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/create */
export async function createFile(call: DriveCall): Promise<Response> {
  if (call.url.pathname.startsWith("/upload/")) return upload(call, WRITABLE, create);
  return create({ metadata: await jsonBody(call, WRITABLE), bytes: undefined, mimeType: "" }, call);
}

type Sent = Omit<Uploaded, "bytes"> & { bytes: Buffer | undefined };

function create({ metadata, bytes, mimeType }: Sent, call: DriveCall): Response {
  const parent = parentFor(call, metadata.parents) ?? call.store.find("root", call.email);
  if (!parent) throw fileNotFound("root");
  const now = Date.now();
  const type =
    typeof metadata.mimeType === "string" ? metadata.mimeType : mimeType || "application/octet-stream";
  const item = call.store.add({
    id: call.store.newId(),
    name: typeof metadata.name === "string" ? metadata.name : "Untitled",
    mimeType: type,
    parent: parent.id,
    driveId: parent.driveId,
    owner: parent.driveId === undefined ? call.email : undefined,
    created: now,
    modified: now,
    modifiedBy: call.email,
    apps: new Set([`${call.clientId} ${call.email}`]),
    appProperties: new Map(
      metadata.appProperties ? [[call.clientId, properties(metadata.appProperties)]] : [],
    ),
  });
  try {
    setContent(item, bytes ?? Buffer.alloc(0), mimeType);
  } catch (error) {
    call.store.items.delete(item.id);
    throw error;
  }
  return answerFile(call, item);
}

/** Key and value together at most 124 bytes: https://developers.google.com/workspace/drive/api/guides/properties */
function properties(value: unknown): Record<string, string> {
  const of = value as Record<string, string>;
  for (const [key, text] of Object.entries(of)) {
    if (typeof text !== "string" || Buffer.byteLength(key + text) > 124)
      throw new DriveError(400, "invalid", "Property is too long", "appProperties");
  }
  return of;
}

/** Bytes become a revision; those for Google's editors are turned into what they hold. */
function setContent(item: DriveItem, bytes: Buffer, mimeType: string): void {
  if (item.mimeType === MIME.folder || item.mimeType === MIME.shortcut) return;
  if (isNative(item.mimeType)) {
    Object.assign(item, imported(item.mimeType, bytes, mimeType));
    return;
  }
  const type = mimeType || item.mimeType;
  item.mimeType = type;
  const id = `${item.id}-${item.revisions.length + 1}`;
  item.revisions.push({ id, bytes, mimeType: type, modified: item.modified, keepForever: false });
}

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/files/update */
export async function updateFile(call: DriveCall): Promise<Response> {
  if (call.url.pathname.startsWith("/upload/")) return upload(call, CHANGEABLE, update);
  return update({ metadata: await jsonBody(call, CHANGEABLE), bytes: undefined, mimeType: "" }, call);
}

function update({ metadata, bytes, mimeType }: Sent, call: DriveCall): Response {
  const item = seen(call, call.ids[0] ?? "");
  const { starred, trashed, ...rest } = metadata;
  if (Object.keys(rest).length > 0 || bytes) requireRole(call, item, "writer");
  move(call, item);
  if (trashed !== undefined) trash(call, item, trashed === true);
  if (starred === true) item.starredBy.add(call.email);
  if (starred === false) item.starredBy.delete(call.email);
  if (typeof metadata.name === "string") item.name = metadata.name;
  if (bytes) {
    item.modified = Math.max(Date.now(), item.modified + 1);
    item.modifiedBy = call.email;
    setContent(item, bytes, mimeType);
  }
  return answerFile(call, item);
}

function trash(call: DriveCall, item: DriveItem, trashed: boolean): void {
  if (item.id === call.store.rootOf(call.email)) throw badRequest("The root cannot be trashed.");
  requireRole(call, item, item.driveId === undefined ? "owner" : "fileOrganizer");
  item.trashed = trashed;
}

function move(call: DriveCall, item: DriveItem): void {
  const add = call.query.get("addParents");
  const remove = call.query.get("removeParents");
  if (add === null && remove === null) return;
  requireRole(call, item, "writer");
  if (remove !== null && remove !== item.parent) throw fileNotFound(remove);
  if (add === null || (remove === null && item.parent !== undefined)) {
    throw new DriveError(403, "cannotAddParent", "Increasing the number of parents is not allowed");
  }
  const folder = parentFor(call, [add]);
  if (!folder) throw fileNotFound(add);
  if (folder.id === item.id || [...call.store.above(folder)].includes(item)) {
    throw badRequest("A folder cannot be moved into itself.");
  }
  if (folder.driveId !== item.driveId)
    requireRole(call, item, item.driveId === undefined ? "owner" : "organizer");
  item.parent = folder.id;
  item.driveId = folder.driveId;
  if (folder.driveId !== undefined) item.owner = undefined;
}

export async function copyFile(call: DriveCall): Promise<Response> {
  return answerFile(call, copyOf(call, await jsonBody(call, WRITABLE)));
}
