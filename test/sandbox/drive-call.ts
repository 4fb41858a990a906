import { badRequest, DriveError, fileNotFound, noRole } from "./drive-errors.ts";
import type { DriveStore, Who } from "./drive-store.ts";
import type { DriveItem } from "./drive-types.ts";
import { RANK, type Role } from "./drive-types.ts";

const D = "https://www.googleapis.com/auth/drive";
export const FILE = `${D}.file`;
const CONTENT = [D, `${D}.readonly`, FILE];
const SEE = [...CONTENT, `${D}.metadata`, `${D}.metadata.readonly`];

/** The "Authorization scopes" of each method, those alone that a connector can have. */
export const SCOPES = { see: SEE, content: CONTENT, change: [D, FILE], drives: [D, `${D}.readonly`] };

/** One request, past sign-in and scopes. */
export interface DriveCall extends Who {
  store: DriveStore;
  request: Request;
  url: URL;
  query: URLSearchParams;
  /** The scopes of the method. */
  accepted: readonly string[];
  granted: readonly string[];
  /** What the pattern of the path caught. */
  ids: string[];
}

export const flag = (call: DriveCall, name: string): boolean => call.query.get(name) === "true";

/** Only those files that the app made or was given. */
export function onlyOwn(call: DriveCall): boolean {
  return !call.accepted.some((scope) => scope !== FILE && call.granted.includes(scope));
}

/**
 * An item that the caller may see: of a shared drive only with `supportsAllDrives`, and with the scope drive.file only
 * what the app made or was given. Anything else is not found.
 */
export function seen(call: DriveCall, id: string, options: { everywhere?: boolean } = {}): DriveItem {
  const item = call.store.find(id, call.email);
  if (!item || call.store.rankOf(call.email, item, true) === 0) throw fileNotFound(id);
  const supported = options.everywhere || flag(call, "supportsAllDrives");
  if (item.driveId !== undefined && !supported) throw fileNotFound(id);
  if (onlyOwn(call) && !call.store.isOpenTo(call, item)) {
    const wider = call.granted.some((scope) => SEE.includes(scope) && scope !== FILE);
    if (!wider) throw fileNotFound(id);
    throw new DriveError(
      403,
      "appNotAuthorizedToFile",
      `The user has not granted the app ${call.clientId} write access to the file ${id}.`,
    );
  }
  return item;
}

export function requireRole(call: DriveCall, item: DriveItem, role: Role): void {
  if (call.store.rankOf(call.email, item, true) < RANK[role]) throw noRole(item.id);
}

export async function jsonBody(call: DriveCall, known: readonly string[]): Promise<Record<string, unknown>> {
  const text = await call.request.text();
  return parsedBody(text, known);
}

export function parsedBody(text: string, known: readonly string[]): Record<string, unknown> {
  if (text === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new DriveError(400, "parseError", "Parse Error");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("Bad Request");
  for (const name of Object.keys(body)) {
    if (!known.includes(name)) throw badRequest(`Invalid JSON payload received. Unknown name "${name}".`);
  }
  return body as Record<string, unknown>;
}

/** A page of rows; tokens say where it begins. */
export function pageOf<T>(call: DriveCall, rows: readonly T[], most: number, byDefault: number) {
  const size = Number(call.query.get("pageSize") ?? byDefault);
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw new DriveError(
      400,
      "invalidParameter",
      `Invalid value '${size}'. Values must be within the range: [1, ${most}]`,
      "pageSize",
    );
  }
  const token = call.query.get("pageToken");
  const start =
    token === null ? 0 : Number(/^~!!~(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1]);
  if (!Number.isInteger(start)) throw new DriveError(400, "invalid", "Invalid Value", "pageToken");
  const page = rows.slice(start, start + size);
  const end = start + page.length;
  const next = Buffer.from(`~!!~${end}`).toString("base64url");
  return { page, next: end < rows.length ? { nextPageToken: next } : {} };
}
