import type { Role } from "../../api/people.ts";
import { roles as words } from "../../words/members.ts";

/** What each role may do, in words. */
export const abilities: Record<Role, string> = {
  owner: words.everythingOtherOwners,
  admin: words.managesConnectors,
  member: words.connectsTheirOwnAccounts,
  auditor: words.readsMembersAndAuditLog,
};

const connects = words.connectAccountsOfTheirOwn;
const reads = words.readMembers;
const audits = words.readAndExportAuditLog;
const runs = [
  words.authorizeChangeAndRevoke,
  words.setUpProviderApps,
  words.registerAgents,
  words.writePoliciesAndLimits,
];
const people = words.inviteChangeAndRemoveMembers;
const all = words.manageOwnersAndAdmins;

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
