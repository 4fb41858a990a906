import { places } from "./places.ts";
import { plural } from "./plural.ts";

const tools = (count: number) => plural(count, { one: "# tool", other: "# tools" });

export const mcpWords = {
  title: places.mcps,
  lead: "The MCP servers that you can use, and what each of them needs.",
  refresh: "Refresh",
  refreshed: "MCP servers refreshed",
  refreshFailed: "Failed to refresh the MCP servers",
  failed: "Failed to load the MCP servers",
  none: "This gateway offers no MCP server yet. Whoever runs it adds one.",
  noneFor: (agent: string) => `${agent} names no tool that this gateway has.`,
  worksFor: "Works for",
  worksForHint: "What an agent could do with your accounts while it acts for you.",
  me: "You, with your own client",
  previewOf: (agent: string) => `What ${agent} could do now while it acts for you.`,
  sum: (ready: number, total: number) =>
    ready === total
      ? plural(total, { one: "The server works.", other: "All # servers work." })
      : `${ready} of ${plural(total, { one: "# server works", other: "# servers work" })} in full.`,
  ready: "Works",
  partly: (works: number, of: number) => `${works} of ${tools(of)} work`,
  blocked: "Does not work",
  empty: "Nothing granted yet",
  tools,
  needs: (provider: string) => `Needs ${provider}`,
  through: (account: string) => `Through ${account}`,
  throughShared: (account: string) => `Through ${account} (shared)`,
  moreConnections: (count: number) =>
    plural(count, { one: "and # more connection", other: "and # more connections" }),
  toolCount: (count: number, server: string) =>
    plural(count, { one: `# tool of ${server}`, other: `# tools of ${server}` }),
  address: "Address",
  addressOf: (server: string) => `address of ${server}`,
  notConfigured: (provider: string) =>
    `${provider} does not know this gateway yet, so nobody can connect it.`,
  warning: (provider: string) => `Warning about ${provider}`,
  notConnected: (provider: string) => `${provider} is not connected.`,
  notAnyMore: (provider: string, account: string) => `${provider} (${account}) is not connected any more.`,
  invalid: (provider: string, account: string) => `${provider} no longer accepts the sign-in of ${account}.`,
  disabled: (provider: string, account: string) => `${provider} (${account}) is switched off here.`,
  lacks: (account: string, scopes: string) => `${account} was not given what is needed: ${scopes}.`,
  denied: "A rule of the workspace denies it.",
  affected: (count: number) =>
    plural(count, {
      one: "# tool does not work. The server stays listed.",
      other: "# tools do not work. The server stays listed.",
    }),
  which: "Which tools",
  youFix: "You can fix it.",
  adminFixes: "An admin can fix it.",
  connect: (provider: string) => `Connect ${provider}`,
  reconnect: (provider: string) => `Reconnect ${provider}`,
  addAccess: "Add access",
  addAccessFor: (tool: string) => `Add access for ${tool}`,
  switchOn: (provider: string) => `Switch ${provider} on`,
  own: (provider: string) => `Connect your own ${provider} account`,
  open: "Open the connector",
  authorize: (provider: string) => `Authorize ${provider} for everybody`,
  addApp: "Add provider app",
  rules: "See the rules",
  ask: "Ask an admin",
  columns: ["Tool", "Does", "Rules", "Access", "Test"],
  toolsOf: (server: string) => `Tools of ${server}`,
  effect: { read: "Read", write: "Write", destructive: "Cannot be undone" },
  policy: { allow: "Allowed", ask: "Asks a person", deny: "Denied" },
  access: { ready: "Granted", blocked: "Missing", not_granted: "Not granted", denied: "Not offered" },
  lacking: (scopes: string) => `Needs: ${scopes}`,
  test: "Test",
  testOf: (tool: string) => `Test ${tool}`,
  testHint: "Reading tools without arguments can be tested. Nothing that they read is shown.",
  testThrough: "Test through",
  anyAccount: "Any account",
  works: (tool: string, ms: string, size: string) => `${tool} works: it answered in ${ms} with ${size}.`,
  testFailed: (tool: string) => `${tool} did not work`,
  cannotTest: "Cannot be tested here",
  askTitle: (server: string) => `Ask an admin about ${server}`,
  askLead: "The gateway sends no mail: copy the text and send it to an owner or admin of this workspace.",
  why: "Why you need it",
  whyHint: "Added to the text below.",
  message: "Text to send",
  copyText: "Copy text",
  copied: "request",
  mail: "Open in mail",
  done: "Done",
  subject: (server: string, workspace: string) => `Access to ${server} in ${workspace}`,
  request: (of: {
    server: string;
    workspace: string;
    problem: string;
    tools: readonly string[];
    why: string;
    url: string;
  }) =>
    [
      `Could you give access to ${of.server} in the workspace ${of.workspace}?`,
      "",
      of.problem,
      ...(of.tools.length > 0 ? [`Tools: ${of.tools.join(", ")}`] : []),
      ...(of.why ? [`Why: ${of.why}`] : []),
      "",
      `Where to do it: ${of.url}`,
    ].join("\n"),

  sandbox: "Sandbox",
} as const;
