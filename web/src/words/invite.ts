export const accept = {
  youAreInvitedToOnThis: (name: string) => `You are invited to ${name} on this gateway.`,
  address: "Address",
  role: "Role",
  ends: "Ends",
  yourName: "Your name",
  whatPeopleHereSee: (split: string | undefined) => `What people here see. Left empty: ${split}.`,
  failedToAcceptInvitation: "Failed to accept the invitation",
  acceptAndSign: "Accept and sign in",
  accept: (company: string) => `Accept with ${company}`,
  youAre: (role: string, name: string) => `You are ${role} of ${name}`,
} as const;

export const invitePage = {
  invitation: "Invitation",
  openInvitationLink: "Open the invitation link",
  thisPageNeedsWholeLink:
    "This page needs the whole link that you were sent: it ends in # and a long word. After a reload, open the link again.",
  join: (name: string) => `Join ${name}`,
  thisInvitationCannotBeOpened: "This invitation cannot be opened",
} as const;

export const otherAddress = {
  youAreSigned: (email: string, invited: string) =>
    `You are signed in as ${email}; the invitation is for ${invited}. Sign out to accept it, or open the link in another browser profile.`,
  failedToSignOut: "Failed to sign out",
  signOut: (email: string) => `Sign out ${email}`,
} as const;
