/**
 * What the embedded warning says in another product's page. It stands alone: this file imports nothing, so that the one
 * script stays small.
 */
export type Need = {
  code: string;
  provider_title: string;
  tools: readonly string[];
  who: string;
};

const tools = (count: number): string => (count === 1 ? "1 tool is" : `${count} tools are`);

const what: Record<string, (provider: string) => string> = {
  connection_required: (provider) => `${provider} is not connected.`,
  connector_disabled: (provider) => `The connection to ${provider} is switched off.`,
  connector_invalid: (provider) => `${provider} no longer accepts this sign-in.`,
  scope_missing: (provider) => `The connection to ${provider} lacks access.`,
  policy_denied: (provider) => `A rule of the workspace blocks ${provider}.`,
};

const doing: Record<string, (provider: string) => string> = {
  connection_required: (provider) => `Connect ${provider}`,
  connector_disabled: () => "See the connection",
  connector_invalid: (provider) => `Reconnect ${provider}`,
  scope_missing: () => "Add access",
  policy_denied: () => "See the rule",
};

const fixer: Record<string, string> = {
  person: "The person this agent acts for can fix it.",
  owner: "The owner of this connection can fix it.",
  admin: "An admin can fix it.",
};

export const embed = {
  title: (servers: number) =>
    servers === 1 ? "A connection is missing" : `Connections are missing for ${servers} servers`,
  need: ({ code, provider_title, tools: names, who }: Need) =>
    [
      (what[code] ?? what.connection_required)?.(provider_title),
      names.length > 0 ? `${tools(names.length)} not available.` : "",
      fixer[who] ?? "",
    ]
      .filter(Boolean)
      .join(" "),
  action: ({ code, provider_title, who }: Need) =>
    who === "you" ? ((doing[code] ?? doing.connection_required)?.(provider_title) ?? "Open") : "Details",
  more: (count: number) => (count === 1 ? "And 1 more connection." : `And ${count} more connections.`),
  newTab: "opens in a new tab",
  failed: "Whether connections are missing could not be checked.",
  retry: "Check again",
};
