import type { ReactNode } from "react";
import { line } from "./line.ts";
import { places } from "./places.ts";

export const deleteWorkspace = {
  deleteThisWorkspace: "Delete this workspace",
  endsEverythingInItForEverybody:
    "Ends everything in it for everybody. Its audit log stays with whoever runs the gateway.",
  delete: (name: string) => `Delete ${name}`,
  deleteAsk: (name: string) => `Delete ${name}?`,
  keep: (name: string) => `Keep ${name}`,
  isDeleted: (name: string) => `${name} is deleted`,
  everybodyIsSignedOut: "Everybody is signed out, you too, and nobody can come back.",
  everyConnectionEndsHereAtOnce:
    "Every connection ends here at once; the providers are told to revoke the access.",
  everyApiTokenStopsWorking: "Every API token stops working.",
  whenProvidersHaveAnswered:
    "When the providers have answered, what is left is deleted, sealed tokens included.",
  typeToConfirm: (slug: ReactNode) => line`Type ${slug} to confirm`,
} as const;

export const leave = {
  leaveThisWorkspace: "Leave this workspace",
  yourOwnConnectionsEndHere:
    "Your own connections end here and at the providers. Somebody has to invite you again.",
  leave: (name: string) => `Leave ${name}`,
  leaveAsk: (name: string) => `Leave ${name}?`,
  stay: "Stay",
  youHaveLeft: (name: string) => `You have left ${name}`,
  youAreSignedOutEverywhere: "You are signed out everywhere, and API tokens in your name stop working.",
  yourOwnConnectionsEndAtOnce: "Your own connections end at once, and the providers are told.",
  sharedConnectorsThatYou: "Shared connectors that you authorized go on, and still act as your account.",
} as const;

export const workspacePage = {
  workspace: places.workspace,
  everythingHereBelongsToOne: "Everything here belongs to one workspace; no other can see it.",
  name: "Name",
  slug: "Slug",
  id: "Id",
  workspaceId: "workspace id",
  yourRole: "Your role",
  revokeEverything: "Revoke everything",
  forEmergency:
    "For an emergency: ends every connection of this workspace here at once and at the providers. Connectors, agents and tokens stay and can be connected again.",
  pastRuns: "Past runs",
} as const;
