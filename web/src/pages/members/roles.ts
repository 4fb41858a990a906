import type { Role } from "../../api/people.ts";

/** What each role may do, in words. */
export const abilities: Record<Role, string> = {
  owner: "Everything, other owners and deleting the workspace included.",
  admin: "Manages connectors, provider apps, tokens, members and auditors; reads the audit log.",
  member: "Connects their own accounts and uses the shared ones.",
  auditor: "Reads members and the audit log; changes nothing and connects nothing.",
};

const connects = "Connect accounts of their own";
const reads = "Read members, the overview and the policies";
const audits = "Read and export the audit log";
const runs = [
  "Authorize, change and revoke connectors, other people's too",
  "Set up provider apps",
  "Register agents, make and revoke API tokens",
  "Write policies and limits, decide about held calls",
];
const people = "Invite, change and remove members and auditors";
const all = "Manage owners and admins, and delete the workspace";

/** The same one by one, to tell two roles apart. */
const each: Record<Role, readonly string[]> = {
  owner: [connects, reads, audits, ...runs, people, all],
  admin: [connects, reads, audits, ...runs, people],
  member: [connects],
  auditor: [reads, audits],
};

/** What somebody may do afterwards that they might not before, and the reverse. Pure. */
export const difference = (from: Role, to: Role): { gains: string[]; loses: string[] } => ({
  gains: each[to].filter((one) => !each[from].includes(one)),
  loses: each[from].filter((one) => !each[to].includes(one)),
});

/** Roles that somebody may give: an admin's own peers are the owners' business. The gateway decides. */
export const givable = (mine: Role): Role[] =>
  mine === "owner" ? ["member", "admin", "auditor", "owner"] : ["member", "auditor"];
