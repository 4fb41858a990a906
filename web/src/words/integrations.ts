import { plural } from "./plural.ts";

/** What was added to the page of one's own connections. */
export const integrationWords = {
  needsYou: "Needs you",
  connected: "Connected",
  available: "Available",
  access: "What it may do",
  granted: "Granted",
  declined: "Declined",
  toolsWork: (count: number) => plural(count, { one: "# tool works with it", other: "# tools work with it" }),
  usedBy: (agents: string) => `Used by ${agents}.`,
  usedByNone: "No agent has used it yet.",
  lastUsed: (name: string, tool: string) => `Last used by ${name} (${tool})`,
  byYourself: "your own client",
  ends: (provider: string) => `${provider} ends this access for good:`,
  endsWhy: "its app is in test mode, which gives a week at a time. Reconnect before then.",
  validated: (provider: string, account: string, state: string, message: string, call: string | null) =>
    call === null
      ? `${provider} ${account}: ${state}. ${message}`
      : `${provider} ${account}: ${state}. ${message} Checked by calling ${call}.`,
  feeds: "MCP servers it feeds:",
} as const;
