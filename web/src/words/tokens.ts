import { plural } from "./plural.ts";

export const tokens = {
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
  overlap: "The old one still works for",
  overlaps: { "0": "Not at all: it ends now", "1": "1 hour", "24": "24 hours" },
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
} as const;
