import { type DriveCall, SCOPES } from "./drive-call.ts";
import { getDocument, getPresentation } from "./drive-editors.ts";
import { answerTo, DriveError } from "./drive-errors.ts";
import { exportFile } from "./drive-export.ts";
import { getFile, listFiles } from "./drive-files.ts";
import { getRevision, listRevisions, updateRevision } from "./drive-revisions.ts";
import { seedDrive } from "./drive-seed.ts";
import {
  createPermission,
  deletePermission,
  getDrive,
  getPermission,
  listDrives,
  listPermissions,
  updatePermission,
} from "./drive-sharing.ts";
import { getSpreadsheet, getValues } from "./drive-sheets.ts";
import type { DriveStore } from "./drive-store.ts";
import { resumed } from "./drive-upload.ts";
import { copyFile, createFile, updateFile } from "./drive-writes.ts";
import { insufficientScope, invalidCredentials, missingCredentials } from "./google-errors.ts";
import type { GoogleServer } from "./google-server.ts";

type Answer = (call: DriveCall) => Response | Promise<Response>;
interface Route {
  method: string;
  path: RegExp;
  name: string;
  scopes: readonly string[];
  /** Query parameters of the method; any other is refused, which is stricter than Google. */
  takes: readonly string[];
  answer: Answer;
}

const route = (at: string, name: string, scopes: readonly string[], takes: string, answer: Answer): Route => {
  const [method = "", path = ""] = at.split(" ");
  const pattern = path.replaceAll("*", "([^/]+)");
  return { method, path: new RegExp(`^${pattern}$`), name, scopes, takes: takes.split(" "), answer };
};

const { see, content, change, drives } = SCOPES;
const ALL = "supportsAllDrives";
const UPLOAD = `${ALL} uploadType keepRevisionForever useContentAsIndexableText`;

/**
 * Google Drive, Docs, Sheets and Slides, as far as our tools call them (ours; the stock emulator has none of it that
 * would do). https://developers.google.com/workspace/drive/api/reference/rest/v3
 */
const ROUTES: readonly Route[] = [
  route("GET /drive/v3/files", "Files.List", see, `${ALL} includeItemsFromAllDrives corpora driveId q orderBy pageSize pageToken spaces`, listFiles),
  route("POST /drive/v3/files", "Files.Create", change, `${ALL} ignoreDefaultVisibility`, createFile),
  route("POST /upload/drive/v3/files", "Files.Create", change, UPLOAD, createFile),
  route("PUT /upload/drive/v3/files", "Files.Create", change, "uploadType upload_id", resumed),
  route("PUT /upload/drive/v3/files/*", "Files.Update", change, "uploadType upload_id", resumed),
  route("GET /drive/v3/files/*", "Files.Get", see, `${ALL} acknowledgeAbuse`, getFile),
  route("PATCH /drive/v3/files/*", "Files.Update", change, `${ALL} addParents removeParents`, updateFile),
  route("PATCH /upload/drive/v3/files/*", "Files.Update", change, `${UPLOAD} addParents removeParents`, updateFile),
  route("POST /drive/v3/files/*/copy", "Files.Copy", change, ALL, copyFile),
  route("GET /drive/v3/files/*/export", "Files.Export", content, "mimeType", exportFile),
  route("GET /drive/v3/files/*/permissions", "Permissions.List", see, `${ALL} pageSize pageToken`, listPermissions),
  route("POST /drive/v3/files/*/permissions", "Permissions.Create", change, `${ALL} sendNotificationEmail emailMessage`, createPermission),
  route("GET /drive/v3/files/*/permissions/*", "Permissions.Get", see, ALL, getPermission),
  route("PATCH /drive/v3/files/*/permissions/*", "Permissions.Update", change, `${ALL} removeExpiration`, updatePermission),
  route("DELETE /drive/v3/files/*/permissions/*", "Permissions.Delete", change, ALL, deletePermission),
  route("GET /drive/v3/files/*/revisions", "Revisions.List", see, "pageSize pageToken", listRevisions),
  route("GET /drive/v3/files/*/revisions/*", "Revisions.Get", see, "acknowledgeAbuse", getRevision),
  route("PATCH /drive/v3/files/*/revisions/*", "Revisions.Update", change, "", updateRevision),
  route("GET /drive/v3/drives", "Drives.List", drives, "pageSize pageToken q", listDrives),
  route("GET /drive/v3/drives/*", "Drives.Get", drives, "", getDrive),
  route("GET /v1/documents/*", "Documents.Get", content, "includeTabsContent suggestionsViewMode", getDocument),
  route("GET /v4/spreadsheets/*", "Spreadsheets.Get", content, "includeGridData ranges", getSpreadsheet),
  route("GET /v4/spreadsheets/*/values/*", "Spreadsheets.Values.Get", content, "majorDimension valueRenderOption dateTimeRenderOption", getValues),
  route("GET /v1/presentations/*", "Presentations.Get", content, "", getPresentation),
]; // biome-ignore format: a table

const EVERYWHERE = new Set(["fields", "alt", "prettyPrint", "quotaUser"]);
const OURS = /^\/(?:(?:upload\/)?drive\/v3|v1\/documents|v1\/presentations|v4\/spreadsheets)\//;
const stores = new WeakMap<GoogleServer, DriveStore>();

/** What the sandbox's Drive holds; seeded when it is first asked for. */
export function driveStoreOf(google: GoogleServer, now?: number): DriveStore {
  const known = stores.get(google) ?? seedDrive(google, now ?? Date.UTC(2026, 8, 14, 9));
  stores.set(google, known);
  return known;
}

/** Undefined: not a path of Drive, Docs, Sheets or Slides. */
export async function driveRoute(
  google: GoogleServer,
  request: Request,
  url: URL,
  bearer: string | undefined,
): Promise<Response | undefined> {
  if (!OURS.test(url.pathname)) return undefined;
  if (bearer === undefined) return missingCredentials();
  const grant = google.ledger.access(bearer);
  if (!grant) return invalidCredentials();
  const found = ROUTES.find((one) => one.method === request.method && one.path.test(url.pathname));
  if (!found) return new Response("Not Found", { status: 404 });
  const service = url.pathname.includes("/drive/") ? "drive.googleapis.com" : "docs.googleapis.com";
  if (!found.scopes.some((scope) => grant.scopes.includes(scope)))
    return insufficientScope(service, `google.apps.drive.v3.${found.name}`, found.scopes);
  try {
    refuseUnknown(found, url.searchParams);
    return await found.answer({
      store: driveStoreOf(google),
      request,
      url,
      query: url.searchParams,
      email: grant.email,
      clientId: grant.clientId,
      accepted: found.scopes,
      granted: grant.scopes,
      ids: (found.path.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent),
    });
  } catch (error) {
    if (error instanceof DriveError) return answerTo(error, service.startsWith("drive"));
    throw error;
  }
}

function refuseUnknown({ takes }: Route, query: URLSearchParams): void {
  for (const name of new Set(query.keys())) {
    if (!EVERYWHERE.has(name) && !takes.includes(name))
      throw new DriveError(400, "badRequest", `Unknown name "${name}": Cannot bind query parameter.`, name);
    if (query.getAll(name).length > 1)
      throw new DriveError(400, "badRequest", `${name} is given twice.`, name);
  }
  for (const name of [
    "supportsAllDrives",
    "includeItemsFromAllDrives",
    "includeTabsContent",
    "sendNotificationEmail",
  ]) {
    const value = query.get(name);
    if (value !== null && value !== "true" && value !== "false")
      throw new DriveError(400, "invalid", `Invalid value '${value}' for ${name}`, name);
  }
}
