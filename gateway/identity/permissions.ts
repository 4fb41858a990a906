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
    "workspace.manage",
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
/** Which roles a role makes and unmakes. An admin's own peers are the owners' business. */
const managedBy: Record<Role, readonly Role[]> = {
  owner: ["owner", "admin", "member", "auditor"],
  admin: ["member", "auditor"],
  member: [],
  auditor: [],
};

const sets = new Map(
  Object.entries(byRole).map(([role, list]) => [role, new Set(list) as ReadonlySet<Permission>]),
);
const none: ReadonlySet<Permission> = new Set();

export const permissionsOf = (role: Role | undefined): ReadonlySet<Permission> =>
  sets.get(role ?? "") ?? none;

/** May somebody of this role invite, add, remove, sign out or make sign-in links for people of that role? */
export const manages = (actor: Role | undefined, role: Role): boolean =>
  actor !== undefined && managedBy[actor].includes(role);

export const managedRoles = (actor: Role): readonly Role[] => managedBy[actor];

export interface RoleChange {
  actor: { id: string; role: Role | undefined };
  target: { id: string; role: Role };
  /** `null`: removal, or leaving when it is oneself. */
  to: Role | null;
  /** Owners the workspace has now. */
  owners: number;
}
type RoleVerdict = "allowed" | "not_theirs" | "own_role_upwards" | "last_owner";

/**
 * The rules for roles, all of them: nobody gives themselves more; others are changed only by those who manage both
 * what they are and what they become; everybody may leave; a workspace keeps an owner.
 */
export function judgeRoleChange({ actor, target, to, owners }: RoleChange): RoleVerdict {
  if (actor.id === target.id) {
    const more = to !== null && [...permissionsOf(to)].some((p) => !permissionsOf(target.role).has(p));
    if (more) return "own_role_upwards";
  } else if (!manages(actor.role, target.role) || (to !== null && !manages(actor.role, to))) {
    return "not_theirs";
  }
  return target.role === "owner" && to !== "owner" && owners <= 1 ? "last_owner" : "allowed";
}
