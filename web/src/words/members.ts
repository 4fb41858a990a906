import { plural } from "./plural.ts";

/** What was added to the pages of members. */
export const memberWords = {
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
} as const;
