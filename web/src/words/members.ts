import type { ReactNode } from "react";
import { line } from "./line.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

/** What was added to the pages of members. */
export const memberWords = {
  states: { pending: "Pending", accepted: "Accepted", expired: "Expired", revoked: "Revoked" },
  owns: "What they own",
  ownsFailed: "Failed to load what they own",
  ownsNothing: "They own no connection.",
  personal: "Their own connections",
  personalLead:
    "They act as this person's own accounts, so nobody else can take them over: they end with the membership.",
  shared: "Shared connections that they authorized",
  sharedLead:
    "They go on working, still as the account that was signed in with. Take one over to put another sign-in in its place, or revoke it.",
  revoke: "Revoke",
  revokeOf: (name: string) => `Revoke ${name}`,
  revokeAsk: (name: string, account: string) =>
    `Everybody and every agent loses ${name} at once, calls under way are cut off, and the provider is told to end the access of ${account}. That cannot be undone.`,
  keepOf: (name: string) => `Keep ${name}`,
  revokeNow: (name: string) => `Revoke ${name} now`,
  revoked: (name: string) => `${name} revoked`,
  revokeFailed: (name: string) => `Failed to revoke ${name}`,
  takeOver: "Take over",
  takeOverOf: (name: string) => `Take over ${name}`,

  gains: "They gain",
  loses: "They lose",

  newLink: "New link",
  newLinkOf: (email: string) => `New link for ${email}`,
  newLinkTitle: (email: string) => `Invitation for ${email}`,
  newLinkLead: "The link before it no longer works. Send this one yourself: the gateway sends no mail.",
  newLinkFailed: (email: string) => `Failed to make a new link for ${email}`,
  newLinkMade: (email: string) => `A new link for ${email} was made`,

  report: "Download offboarding report",
  reportMade: "Offboarding report downloaded",
  reportFile: (name: string) => `offboarding-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.csv`,
  trail: "What they did stays on the record",
  reportColumns: ["What", "Name", "Account", "What became of it"],
  reportKinds: {
    member: "Member",
    by: "Removed by",
    personal: "Own connection",
    shared: "Shared connection",
    session: "Sessions",
    token: "API tokens",
    invitation: "Invitations sent",
    grant: "Grants",
    run: "Revocation run",
  },
  reportEnded: "ended here; the provider is told",
  reportWasEnded: "had ended before",
  reportRevoked: "revoked before the removal",
  reportKept: "goes on as it was",
  reportRemoved: (role: string, at: string) => `removed (${role}) at ${at}`,
  reportCount: (count: number) => plural(count, { zero: "none", one: "# ended", other: "# ended" }),

  address: "Address",
  role: "Role",
  state: "State",
  invited: "Invited by",
  made: "Made",
  ends: "Ends",
  actions: "Actions",
  invitations: "Invitations",
  eachIsLinkThatWorksOnce: "Each is a link that works once, for 7 days.",
  failedToLoadInvitations: "Failed to load invitations",
  nobodyHasBeenInvitedYet: "Nobody has been invited yet.",
  somebodyWhoLeft: "Somebody who left",
  over: "Over",
  revokeShort: "Revoke",
  revokeInvitation: (email: string) => `Revoke the invitation of ${email}`,
  invitationLink: "invitation link",
  invitationOfRevoked: (email: string) => `Invitation of ${email} revoked`,
  revokeInvitationOf: (email: string | undefined) => `Revoke the invitation of ${email}?`,
  keepIt: "Keep it",
  revokeInvitationShort: "Revoke invitation",
  itsLinkStopsWorking: "Its link stops working. You can make another one at any time.",
  member: "Member",
  joined: "Joined",
  lastSeen: "Last seen",
  notInLast90Days: "Not in the last 90 days",
  ownConnectors: "Own connectors",
  id: "Id",
  memberId: "member id",
  noSuchMemberInThisWorkspace: "There is no such member in this workspace.",
  sessionsEnded: (ended: number) => plural(ended, { one: "# session ended", other: "# sessions ended" }),
  sessions: "Sessions",
  failedToLoadSessions: "Failed to load the sessions",
  signOutEverywhere: (name: string) => `Sign ${name} out everywhere`,
  failedToSignThemOut: "Failed to sign them out",
  removed: (name: string) => `${name} removed`,
  removeAsk: (name: string) => `Remove ${name}?`,
  signedOut: (sessions = 0) =>
    plural(sessions, {
      zero: "They are signed out everywhere.",
      one: "# session: they are signed out everywhere.",
      other: "# sessions: they are signed out everywhere.",
    }),
  theyHaveNoConnectorOfTheir: "They have no connector of their own.",
  connectorsOfTheirOwn: (own: number) =>
    plural(own, {
      one: "# connector of their own: the access ends here at once, and the providers are told.",
      other: "# connectors of their own: the access ends here at once, and the providers are told.",
    }),
  tokensStop: (live: number | undefined) =>
    live === undefined
      ? "API tokens in their name stop working."
      : plural(live, {
          one: "# API token in their name stops working.",
          other: "# API tokens in their name stop working.",
        }),
  invitationsThatTheySent: "Invitations that they sent and nobody accepted are revoked.",
  sharedConnectorsThatThey:
    "Shared connectors that they authorized go on, and still act as the account they signed in with.",
  failedToRemove: (name: string) => `Failed to remove ${name}`,
  keep: (name: string) => `Keep ${name}`,
  remove: (name: string) => `Remove ${name}`,
  removedHere: "Removed here",
  ended: (sessions: number, tokens: number, invitations: number, grants: number) => {
    const parts = [
      sessions && plural(sessions, { one: "# session", other: "# sessions" }),
      tokens && plural(tokens, { one: "# API token", other: "# API tokens" }),
      invitations && plural(invitations, { one: "# invitation", other: "# invitations" }),
      grants && plural(grants, { one: "# grant", other: "# grants" }),
    ].filter((part) => part !== 0);
    return parts.length > 0 ? `Ended: ${parts.join(", ")}.` : "There was nothing of theirs to end.";
  },
  seeHowFar: "see how far that is",
  providersAreBeingTold: (link: ReactNode) => line`The providers are being told: ${link}.`,
  roleOf: (name: string) => `Role of ${name}`,
  isNow: (name: string, role: string) => `${name} is now ${role}`,
  youGiveUpRightsOfYour: "You give up rights of your own; another owner would have to give them back.",
  failedToChangeRole: "Failed to change the role",
  cancel: "Cancel",
  changeRole: "Change role",
} as const;

export const inviteDialog = {
  inviteSomebody: "Invite somebody",
  invitation: (email: string | undefined) => `Invitation for ${email}`,
  invitationLink: "invitation link",
  sendItToYourself: (email: string, role: string, expiresAt: ReactNode) =>
    line`Send it to ${email} yourself: the gateway sends no mail. It makes its reader ${role} of this workspace, ends ${expiresAt} and works once.`,
  address: "Address",
  earlierInvitationForIt: "An earlier invitation for it is replaced.",
  noEMailAddress: "That is no e-mail address.",
  failedToInvite: "Failed to invite",
  cancel: "Cancel",
  makeInvitationLink: "Make invitation link",
} as const;

export const linkDialog = {
  signInLink: (name: string) => `Sign-in link for ${name}`,
  whoeverOpensLinkFirstIsSigned: (name: ReactNode, role: ReactNode) =>
    line`Whoever opens the link first is signed in as ${name}, with the role ${role}. Give it to nobody else. It works once, for a few minutes.`,
  failedToMakeLink: "Failed to make the link",
  cancel: "Cancel",
  makeLink: "Make link",
  signInLinkOf: (name: string | undefined) => `Sign-in link for ${name ?? "a member"}`,
  signInLinkShort: "sign-in link",
  giveIt: (name: ReactNode, expiresAt: ReactNode) =>
    line`Give it to ${name}. It ends ${expiresAt} and works once.`,
} as const;

export const memberDialogs = {
  everyConnection: (name: string) => `every connection of ${name}`,
} as const;

export const memberMenu = {
  onlyOwnersManage: (role: string) => `Only owners manage an ${role}.`,
  yourRoleDoesNotManageMembers: "Your role does not manage members.",
  you: "This is you.",
  actions: (name: string) => `Actions for ${name}`,
  detailsAndSessions: "Details and sessions",
  changeRole: "Change role",
  makeSignInLink: "Make sign-in link",
  revokeTheirConnections: "Revoke their connections",
  remove: "Remove",
} as const;

export const memberTable = {
  name: "Name",
  address: "Address",
  role: "Role",
  joined: "Joined",
  lastSeen: "Last seen",
  ownConnectors: "Own connectors",
  actions: "Actions",
  members: "Members",
  search: "Search members",
  noMatch: "No member matches this search.",
  notIn90Days: "Not in 90 days",
} as const;

export const membersPage = {
  members: places.members,
  readingListOfMembers: "reading the list of members",
  ownerAdminOrAuditor: "An owner, admin or auditor",
  peopleInThisWorkspaceAndWhat: "People in this workspace and what their role lets them do.",
  invite: "Invite",
  failedToLoadMembers: "Failed to load members",
} as const;

export const roleFields = {
  role: "Role",
} as const;

export const roles = {
  everythingOtherOwners: "Everything, other owners and deleting the workspace included.",
  managesConnectors: "Manages connectors, provider apps, tokens, members and auditors; reads the audit log.",
  connectsTheirOwnAccounts: "Connects their own accounts and uses the shared ones.",
  readsMembersAndAuditLog: "Reads members and the audit log; changes nothing and connects nothing.",
  connectAccountsOfTheirOwn: "Connect accounts of their own",
  readMembers: "Read members, the overview and the policies",
  readAndExportAuditLog: "Read and export the audit log",
  authorizeChangeAndRevoke: "Authorize, change and revoke connectors, other people's too",
  setUpProviderApps: "Set up provider apps",
  registerAgents: "Register agents, make and revoke API tokens",
  writePoliciesAndLimits: "Write policies and limits, decide about held calls",
  inviteChangeAndRemoveMembers: "Invite, change and remove members and auditors",
  manageOwnersAndAdmins: "Manage owners and admins, and delete the workspace",
} as const;
