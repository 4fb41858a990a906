import type { Permission, Role } from "../context.ts";

/** The one permission table. */
const byRole: Record<Role, readonly Permission[]> = {
  owner: [
    "connectors.connect_own",
    "connectors.manage",
    "tokens.manage",
    "members.manage",
    "audit.read",
    "workspace.read",
  ],
  admin: [
    "connectors.connect_own",
    "connectors.manage",
    "tokens.manage",
    "members.manage",
    "audit.read",
    "workspace.read",
  ],
  member: ["connectors.connect_own"],
  auditor: ["audit.read", "workspace.read"],
};
const sets = new Map(
  Object.entries(byRole).map(([role, list]) => [role, new Set(list) as ReadonlySet<Permission>]),
);
const none: ReadonlySet<Permission> = new Set();

export const permissionsOf = (role: Role | undefined): ReadonlySet<Permission> =>
  sets.get(role ?? "") ?? none;
