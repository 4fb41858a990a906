import { z } from "zod";
import { type Api, path } from "../kit/index.ts";
import { shortName } from "./places.ts";
import { onFile } from "./request.ts";
import { PERMISSION_FIELDS, type Permission, permissionListSchema } from "./upstream.ts";

export const permissionRow = z.object({
  permission_id: z.string(),
  type: z.string(),
  /** Address or domain; empty for anyone with the link. */
  principal: z.string(),
  name: z.string().optional(),
  role: z.string(),
  /** Comes from a folder or shared drive above, and can only be changed there. */
  inherited: z.boolean(),
  expires: z.string().optional(),
});
export type PermissionRow = z.output<typeof permissionRow>;

/** Whether all of it comes from above. */
export const isInherited = ({ permissionDetails: of }: Permission): boolean =>
  of !== undefined && of.length > 0 && of.every(({ inherited }) => inherited === true);

export function permissionOf(permission: Permission): PermissionRow {
  const { id, type, role, emailAddress, domain, displayName, expirationTime, deleted } = permission;
  const name = deleted ? "(deleted account)" : displayName;
  return {
    permission_id: id,
    type,
    principal: emailAddress ?? (type === "domain" ? (domain ?? "") : ""),
    ...(name && name !== domain && { name: shortName(name) }),
    role,
    inherited: isInherited(permission),
    ...(expirationTime !== undefined && { expires: expirationTime }),
  };
}

export function permissionText(row: PermissionRow): string {
  const who =
    row.type === "anyone"
      ? "anyone with the link"
      : row.name
        ? `${row.name} <${row.principal}>`
        : row.principal;
  return [
    `- ${who} · ${row.type} · ${row.role}`,
    ...(row.inherited ? ["inherited"] : []),
    ...(row.expires ? [`until ${row.expires}`] : []),
    `permission_id ${row.permission_id}`,
  ].join(" · ");
}

/** One page as Drive gives it; in shared drives the pages may be shorter. */
export async function permissionPage(
  api: Api,
  fileId: string,
  pageToken: string | undefined,
  pageSize: number,
) {
  const query = { pageSize, pageToken, fields: `nextPageToken,permissions(${PERMISSION_FIELDS})` };
  return onFile(api, fileId, "/permissions", permissionListSchema, query);
}

export const permissionPath = (fileId: string, permissionId: string): string =>
  path`/files/${fileId}/permissions/${permissionId}`;
