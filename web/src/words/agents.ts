import { count, duration, percent } from "./format.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

export const agents = {
  columns: ["Name", "Owner", "May use", "Tokens", "Last seen", "Health"],
  list: "Agents",
  failed: "Failed to load agents",
  search: "Search agents",
  noMatch: "No agent matches.",
  ownerGone: "Somebody who left",
  never: "Never",
  tools: (tools: number) => plural(tools, { one: "# tool", other: "# tools" }),
  noManifest: "No manifest",
  credentials: (tokens: number, clients: number) =>
    clients === 0
      ? plural(tokens, { zero: "None", one: "# token", other: "# tokens" })
      : tokens === 0
        ? plural(clients, { one: "# client", other: "# clients" })
        : `${plural(tokens, { one: "# token", other: "# tokens" })}, ${plural(clients, { one: "# client", other: "# clients" })}`,
  health: {
    paused: "Paused",
    noTools: "No tools",
    noToken: "Cannot sign in",
    blocked: (tools: number) => plural(tools, { one: "# tool blocked", other: "# tools blocked" }),
    waiting: "Never called",
    ready: "Ready",
  },

  pause: "Pause",
  resume: "Let it go on",
  paused: (name: string) => `${name} is paused everywhere`,
  resumed: (name: string) => `${name} goes on`,
  pauseFailed: (name: string) => `Failed to pause ${name}`,
  resumeFailed: (name: string) => `Failed to let ${name} go on`,
  pausedNotice: "This agent is paused: nothing that it sends is served. What it holds stays as it is.",
  since: "Since",

  ready: "Ready?",
  readyAll: "Everything is in place.",
  done: "Done",
  open: "To do",
  checks: {
    running: "It is not paused",
    manifest: "Its manifest lists the tools that it may use",
    connectors: "Every tool can be called now",
    token: "It has a token or an OAuth client to sign in with",
    called: "It has called",
  },
  fix: {
    running: "Let it go on",
    manifest: "Write a manifest",
    connectors: "See what is missing",
    token: "Create a token",
    called: "Connect a client",
  },

  tabs: { activity: "Activity" },
  activityLead: "What the agent did, and what was done to it.",
  activityFailed: "Failed to load its activity",
  numbersFailed: "Failed to load its numbers",
  activityEmpty: "Nothing is recorded of this agent yet.",
  activityColumns: ["Time", "What", "Who", "About", "Outcome"],
  all: "All of it in the audit log",
  figures: {
    calls: "Calls in 7 days",
    errors: "Failed",
    refused: "Refused",
    latency: "Half within",
  },
  figure: {
    count: (value: number) => count(value),
    share: (part: number, all: number) => (all === 0 ? "–" : percent(part / all)),
    time: (ms: number | null) => (ms === null ? "–" : duration(ms)),
  },

  line: (line: number) => `Line ${line}`,
  goToLine: (line: number) => `Go to line ${line}`,

  agent: places.agent,
  managingAgents: "managing agents",
  ownerOrAdminOfWorkspace: "An owner or admin of the workspace",
  allAgents: "All agents",
  noSuchAgentInThisWorkspace: "There is no such agent in this workspace.",
  failedToLoadAgent: "Failed to load the agent",
  manifest: "Manifest",
  connectors: "Connectors",
  tokens: "Tokens",
  oauthClients: "OAuth clients",
  delegation: "Delegation",
  guard: "Guard",
  partsOf: (name: string) => `Parts of ${name}`,
  noSuchPartOfAgent: "There is no such part of an agent.",
  agents: places.agents,
  programsThatCallToolsHere:
    "Programs that call tools here. Each can do what its manifest lists, and nothing else.",
  registerAgent: "Register agent",
  noAgentIsRegisteredYet:
    "No agent is registered yet. Register one to say which tools it may use, and give it a token.",
  errors: (errors: number) => plural(errors, { one: "# error", other: "# errors" }),
  warnings: (warnings: number) => plural(warnings, { one: "# warning", other: "# warnings" }),
  manifestCouldNotBeChecked: "The manifest could not be checked",
  check: "Check",
  everyToolAndConnectorIsThere: "Every tool and connector is there and works together.",
  error: "Error",
  warning: "Warning",
  checking: "Checking…",
} as const;
