import { type DriveCall, flag, jsonBody, pageOf, requireRole, seen } from "./drive-call.ts";
import { badRequest, DriveError } from "./drive-errors.ts";
import { partial } from "./drive-fields.ts";
import { DRIVE_NAMES, driveJson, PERMISSION_NAMES, permissionJson } from "./drive-json.ts";
import { type Granted, userPermission } from "./drive-store.ts";
import { type DriveItem, type DrivePermission, RANK, type Role } from "./drive-types.ts";
import { people } from "./mailbox-people.ts";

const DEFAULT = "kind,id,type,role";
const WRITABLE = ["type", "role", "emailAddress", "domain", "allowFileDiscovery", "expirationTime"];
const YEAR = 366 * 86_400_000;

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions */
export function listPermissions(call: DriveCall): Response {
  const item = seen(call, call.ids[0] ?? "");
  if (item.driveId === undefined) requireRole(call, item, "writer");
  const { page, next } = pageOf(call, call.store.permissionsOf(item), 100, 100);
  const permissions = page.map((one) => permissionJson(item, one));
  const answer = { kind: "drive#permissionList", permissions, ...next };
  const byDefault = `kind,nextPageToken,permissions(${DEFAULT})`;
  const names = ["kind", "permissions", "nextPageToken"];
  return Response.json(partial(answer, call.query.get("fields"), byDefault, names));
}

function found(call: DriveCall, item: DriveItem): Granted {
  const id = call.ids[1] ?? "";
  const one = call.store.permissionsOf(item).find((granted) => granted.id === id);
  if (!one) throw new DriveError(404, "notFound", `Permission not found: ${id}.`, "permissionId");
  return one;
}

const answer = (call: DriveCall, item: DriveItem, one: Granted): Response =>
  Response.json(partial(permissionJson(item, one), call.query.get("fields"), DEFAULT, PERMISSION_NAMES));

export function getPermission(call: DriveCall): Response {
  const item = seen(call, call.ids[0] ?? "");
  requireRole(call, item, item.driveId === undefined ? "writer" : "reader");
  return answer(call, item, found(call, item));
}

export async function createPermission(call: DriveCall): Promise<Response> {
  const body = await jsonBody(call, WRITABLE);
  const item = seen(call, call.ids[0] ?? "");
  requireRole(call, item, "writer");
  const wanted = permissionFrom(call, body);
  const known = item.permissions.find(({ id }) => id === wanted.id);
  if (known?.role === "owner") throw badRequest("The owner has access already.");
  item.permissions = [...item.permissions.filter((one) => one !== known), wanted];
  const notify = call.query.get("sendNotificationEmail") !== "false";
  if (notify && wanted.emailAddress !== undefined) {
    call.store.notices.push({
      to: wanted.emailAddress,
      fileId: item.id,
      message: call.query.get("emailMessage") ?? undefined,
    });
  }
  const now = call.store.permissionsOf(item).find(({ id }) => id === wanted.id) ?? wanted;
  return answer(call, item, now);
}

function permissionFrom(call: DriveCall, body: Record<string, unknown>): DrivePermission {
  const { type, emailAddress, domain } = body;
  const role = roleOf(body.role);
  const person = type === "user" || type === "group";
  if (!person && (call.query.has("sendNotificationEmail") || call.query.has("emailMessage")))
    throw badRequest("Notifications are not allowed for this type.");
  const end = expiry(body.expirationTime, person);
  if (person) {
    if (typeof emailAddress !== "string" || !emailAddress.includes("@") || domain !== undefined)
      throw badRequest(
        "The specified emailAddress is invalid or not applicable for the given permission type.",
      );
    const name = Object.values(people).find(({ email }) => email === emailAddress)?.name;
    return { ...userPermission(emailAddress, name), type, role, ...end };
  }
  if (emailAddress !== undefined)
    throw badRequest(
      "The specified emailAddress is invalid or not applicable for the given permission type.",
    );
  const discovery = { allowFileDiscovery: body.allowFileDiscovery === true };
  if (type === "domain") {
    if (typeof domain !== "string") throw badRequest("The specified domain is invalid.");
    return { id: `${domain.replaceAll(".", "")}k`, type, domain, role, ...discovery };
  }
  if (type !== "anyone" || domain !== undefined) throw badRequest("The specified type is invalid.");
  return { id: body.allowFileDiscovery === true ? "anyone" : "anyoneWithLink", type, role, ...discovery };
}

function roleOf(role: unknown): Role {
  if (typeof role !== "string" || !Object.hasOwn(RANK, role))
    throw badRequest("The specified role is invalid.");
  if (role === "owner")
    throw new DriveError(
      403,
      "forbidden",
      "The transferOwnership parameter must be enabled.",
      "transferOwnership",
    );
  return role as Role;
}

function expiry(value: unknown, person: boolean): { expirationTime?: string } {
  if (value === undefined) return {};
  const at = Date.parse(String(value));
  const now = Date.now();
  if (!person || Number.isNaN(at) || at <= now || at > now + YEAR) {
    throw new DriveError(403, "cannotSetExpiration", "Expiration dates cannot be set on this item.");
  }
  return { expirationTime: new Date(at).toISOString() };
}

function own(item: DriveItem, one: Granted): DrivePermission {
  const mine = item.permissions.find(({ id }) => id === one.id);
  // The guide names no reason for this one.
  if (!mine) throw new DriveError(403, "forbidden", "Cannot modify an inherited permission.");
  return mine;
}

export async function updatePermission(call: DriveCall): Promise<Response> {
  const body = await jsonBody(call, ["role", "expirationTime"]);
  const item = seen(call, call.ids[0] ?? "");
  requireRole(call, item, "writer");
  const mine = own(item, found(call, item));
  if (mine.role === "owner") throw new DriveError(403, "forbidden", "The owner's role cannot be changed.");
  const person = mine.type === "user" || mine.type === "group";
  const end = expiry(body.expirationTime, person);
  if (body.role !== undefined) mine.role = roleOf(body.role);
  if (flag(call, "removeExpiration")) delete mine.expirationTime;
  Object.assign(mine, end);
  return answer(call, item, found(call, item));
}

export function deletePermission(call: DriveCall): Response {
  const item = seen(call, call.ids[0] ?? "");
  const mine = own(item, found(call, item));
  if (mine.emailAddress !== call.email) requireRole(call, item, "writer");
  if (mine.role === "owner") throw new DriveError(403, "forbidden", "The owner's access cannot be removed.");
  item.permissions = item.permissions.filter((one) => one !== mine);
  return new Response(null, { status: 204 });
}

/** https://developers.google.com/workspace/drive/api/reference/rest/v3/drives */
export function listDrives(call: DriveCall): Response {
  const q = call.query.get("q");
  const [, text] = /^name contains '((?:[^'\\]|\\.)*)'$/.exec(q ?? "") ?? [];
  if (q !== null && text === undefined) throw new DriveError(400, "invalid", "Invalid Value", "q");
  const wanted = (text ?? "").replace(/\\(.)/g, "$1").toLowerCase();
  const mine = [...call.store.drives.values()].filter(
    (drive) => rankIn(call, drive.id) > 0 && drive.name.toLowerCase().includes(wanted),
  );
  const { page, next } = pageOf(call, mine, 100, 10);
  const drives = page.map((drive) => driveJson(drive, rankIn(call, drive.id)));
  const names = ["kind", "drives", "nextPageToken"];
  const all = { kind: "drive#driveList", drives, ...next };
  return Response.json(
    partial(all, call.query.get("fields"), "kind,nextPageToken,drives(kind,id,name)", names),
  );
}

function rankIn({ store, email }: DriveCall, driveId: string): number {
  const root = store.items.get(driveId);
  return root ? store.rankOf(email, root, false) : 0;
}

export function getDrive(call: DriveCall): Response {
  const drive = call.store.drives.get(call.ids[0] ?? "");
  if (!drive || rankIn(call, drive.id) === 0)
    throw new DriveError(404, "notFound", `Shared drive not found: ${call.ids[0]}`, "driveId");
  const all = driveJson(drive, rankIn(call, drive.id));
  return Response.json(partial(all, call.query.get("fields"), "kind,id,name", DRIVE_NAMES));
}
