import type { ReactNode } from "react";
import { line } from "./line.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

export const tokens = {
  search: "Search tokens",
  noMatch: "No token matches this search.",

  create: "Create token",
  created: (name: string) => `Token ${name} created`,
  what: "API token",

  connect: "Connect a client",
  oauthOnly: "It takes no token: it signs in by itself, and you allow it once.",
  where: (path: string) => `In ${path}`,
  run: "In a terminal",
  placeholder: "vk_…",
  copies: (client: string) => `configuration for ${client}`,
  removing: "To take it out again",

  waiting: "Waiting for first call",
  waitingHint: "This changes by itself as soon as the client has connected.",
  checked: "It works from this page. Waiting for the client.",
  connectedAs: (client: string) => `Connected as ${client}`,
  connected: "Connected",
  last: "Last call",

  diagnose: "It does not connect?",
  test: "Test from this page",
  testing: "Testing…",
  tested: {
    ok: "Address and token work. If the client fails all the same, it uses another address or another token.",
    token: "The token is not accepted: it was revoked, has expired, or was not copied whole.",
    blocked:
      "The gateway does not answer pages of this origin. Clients that are no web pages are not affected.",
    address: "Nothing answers at this address. Look at PUBLIC_URL of the gateway.",
    paused: "The agent is paused. Let it go on, on its page.",
    other: (status: number) => `The gateway answered ${status}.`,
  },
  causes: [
    {
      sign: "404, “not found”, or a page of HTML",
      cause: "The address is wrong: it ends in /mcp, or in /mcp/ and the name of a server.",
    },
    {
      sign: "401, “unauthorized”",
      cause:
        "The token is missing, cut off, revoked or expired. It is sent as “Authorization: Bearer vk_…”. Clients that begin OAuth all the same take the address below /k/mcp.",
    },
    {
      sign: "403, “forbidden origin”",
      cause: "A web page calls from an origin that the gateway does not know. Programs send no origin.",
    },
    {
      sign: "Connected, and no tools",
      cause: "The agent's manifest or the token leaves none. The agent's page says what is missing.",
    },
  ],

  rotate: "Rotate",
  rotateOf: (name: string) => `Rotate ${name}`,
  rotateTitle: (name: string) => `Rotate token ${name}?`,
  rotateLead: "A new token with the same rights and as long a life takes its place.",
  rotateAct: "Rotate token",
  rotated: (name: string) => `Token ${name} rotated`,
  rotateFailed: "Failed to rotate the token",
  cancel: "Cancel",
  replaced: "Replaced",
  ends: "the old one ends",

  soon: (days: number) =>
    plural(days, { zero: "Expires today", one: "Expires in # day", other: "Expires in # days" }),
  soonAll: (count: number) =>
    plural(count, {
      one: "# token expires within 14 days. Rotate it, so that nothing stops.",
      other: "# tokens expire within 14 days. Rotate them, so that nothing stops.",
    }),
  neverUsed: "Never",
  status: "Connection",

  revoked: (revokedAt: ReactNode) => line`Revoked ${revokedAt}`,
  liveNeverExpires: "Live, never expires",
  expired: "Expired",
  liveExpires: "Live, expires",
  name: "Name",
  for: "For",
  servers: "Servers",
  state: "State",
  createdBy: "Created by",
  lastUsed: "Last used",
  actions: "Actions",
  noApiTokenYet: "No API token yet. Create one to connect an agent or a client.",
  apiTokens: "API tokens",
  forOf: (name: string) => `, for ${name}`,
  all: "All",
  toolsOnly: (tools: number) => plural(tools, { one: " · # tool only", other: " · # tools only" }),
  readOnly: " · read only",
  revoke: "Revoke",
  revokeOf: (name: string) => `Revoke ${name}`,
} as const;

export const behalfField = {
  itActsForMe: "It acts for me",
  itThenAlsoReachesYourOwn:
    "It then also reaches your own connections, with your rights at most. The audit log names you both.",
} as const;

export const createBody = {
  failedToLoadAgentsAndServers: "Failed to load agents and servers",
} as const;

export const createForm = {
  name: "Name",
  whereItIsUsed: "Where it is used, for example “Laptop” or “Nightly report”.",
  readOnly: "Read only",
  refusesEveryToolThatWrites: "Refuses every tool that writes, sends or deletes.",
  failedToCreateToken: "Failed to create the token",
  cancel: "Cancel",
  createToken: "Create token",
} as const;

export const expirySelect = {
  in7Days: "In 7 days",
  in30Days: "In 30 days",
  in90Days: "In 90 days",
  inYear: "In a year",
  never: "Never",
  expires: "Expires",
} as const;

export const revokeTokenDialog = {
  tokenRevoked: (name: string) => `Token ${name} revoked`,
  revokeTokenAsk: (name: string) => `Revoke token ${name}?`,
  whateverSigns: (prefix: ReactNode, name: string) =>
    line`Whatever signs in with ${prefix} as ${name} is refused from now on. This cannot be undone; a new token can be made.`,
  failedToRevokeToken: "Failed to revoke the token",
  keepToken: "Keep token",
  revokeToken: "Revoke token",
} as const;

export const serverBoxes = {
  mcpServers: "MCP servers",
  noneTicked: "None ticked: every server, also later ones.",
  onlyTickedServers: "Only the ticked servers.",
} as const;

export const subjectFields = {
  for: "For",
  callsAreRecordedUnderThisName: "Calls are recorded under this name.",
  agent: (name: string) => `Agent: ${name}`,
  newAgent: "A new agent",
  myself: "Myself",
  agentName: "Agent name",
} as const;

export const tokensPage = {
  tokens: places.tokens,
  managingApiTokens: "managing API tokens",
  ownerOrAdminOfWorkspace: "An owner or admin of the workspace",
  apiTokensLetAgentOrClient:
    "API tokens let an agent or a client call the MCP servers of this workspace. They never hold a provider's access.",
  createToken: "Create token",
  failedToLoadTokens: "Failed to load tokens",
} as const;

export const wish = {
  giveTokenName: "Give the token a name, so that you can tell it from others.",
  nameAgent: "Name the agent.",
} as const;
