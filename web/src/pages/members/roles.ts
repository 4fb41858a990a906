import type { Role } from "../../api/people.ts";

/** What each role may do, in words. */
export const abilities: Record<Role, string> = {
  owner: "Everything, other owners and deleting the workspace included.",
  admin: "Manages connectors, provider apps, tokens, members and auditors; reads the audit log.",
  member: "Connects their own accounts and uses the shared ones.",
  auditor: "Reads members and the audit log; changes nothing and connects nothing.",
};

/** Roles that somebody may give: an admin's own peers are the owners' business. The gateway decides. */
export const givable = (mine: Role): Role[] =>
  mine === "owner" ? ["member", "admin", "auditor", "owner"] : ["member", "auditor"];
