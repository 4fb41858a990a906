import type { McpNeed, McpServer, McpTool } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { and } from "../../words/format.ts";
import { mcpWords as words } from "../../words/mcps.ts";

const plain = (scopes: McpNeed["missing_scopes"]): string =>
  and(scopes.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)));

/** What is wrong, in a sentence. Pure. */
export function problemOf(server: McpServer, need: McpNeed): string {
  const provider = server.provider_title;
  const account = need.account ?? "";
  if (lacksApp(server, need)) return words.notConfigured(provider);
  if (need.code === "policy_denied") return words.denied;
  if (need.code === "scope_missing") return words.lacks(account || provider, plain(need.missing_scopes));
  if (need.code === "connector_disabled") return words.disabled(provider, account);
  if (need.code === "connector_invalid") return words.invalid(provider, account);
  return account ? words.notAnyMore(provider, account) : words.notConnected(provider);
}

/** What does not work for it; a tool that another connection serves does. */
export function lostTo({ tools }: McpServer, need: McpNeed): string[] {
  const ready = new Set(tools.filter(({ state }) => state === "ready").map(({ name }) => name));
  return need.tools.filter((name) => !ready.has(name));
}

/** Nobody can connect a provider that does not know this gateway. */
export const lacksApp = ({ configured }: McpServer, { code }: McpNeed): boolean =>
  !configured && code === "connection_required";

export const lackingOf = ({ missing_scopes }: McpTool): string =>
  missing_scopes.length === 0 ? "" : words.lacking(plain(missing_scopes));

/** Who puts it right. A personal connection on this page is one's own. */
export const isMine = ({ who }: McpNeed): boolean => who !== "admin";

/** Where an admin puts it right. */
export function adminPage(server: McpServer, need: McpNeed | undefined, tools: readonly string[]): string {
  if (need?.code === "policy_denied") return page.policies();
  if (need && lacksApp(server, need)) return page.apps({ add: server.provider });
  const id = need?.connector_id;
  if (need?.code === "scope_missing" && id) return page.connectors({ change: id, tools: tools.join(",") });
  return id ? page.connector(id) : page.connectors({ authorize: server.provider, tools: tools.join(",") });
}

/** The person's own connection of the provider that a sign-in would go on with. */
export function ownOf(server: McpServer, need?: McpNeed): string | undefined {
  const mine = server.connections.filter(({ kind }) => kind === "personal");
  return (mine.find(({ id }) => id === need?.connector_id) ?? mine[0])?.id;
}

/** How many of the tools that somebody granted or named work. */
export function works({ tools }: McpServer): { ready: number; of: number } {
  const counted = tools.filter(({ state }) => state === "ready" || state === "blocked");
  return { ready: counted.filter(({ state }) => state === "ready").length, of: counted.length };
}
