import { type Provider, variantOf } from "../../mcp-servers/kit/index.ts";
import { type Connection, covers, expandScopes, type FoundTool, type ToolSearch } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Manifest } from "../identity/index.ts";
import { chooseConnection } from "../invoke/index.ts";

export interface ManifestProblem {
  level: "error" | "warning";
  /** As in the contract's `manifestProblem`. */
  code: string;
  /** `tools.3.connector` */
  path: string;
  message: string;
}

export interface CheckedManifest {
  /** With the tools' present names, each entry once. */
  manifest: Manifest;
  problems: ManifestProblem[];
}

export interface CheckOptions {
  search: ToolSearch;
  publicUrl: string;
  /** Shared ones, of every provider. */
  connections: readonly Connection[];
  /** Whose manifest it is: then what stands in the way of its calls is told too, as warnings. */
  agent?: Principal | undefined;
}

type Entry = Manifest["tools"][number];
type Tell = (level: ManifestProblem["level"], code: string, field: string, message: string) => void;

/** Pure. Everything that is wrong with a manifest, at once. One with an error is not to be kept. */
export function checkManifest(manifest: Manifest, options: CheckOptions): CheckedManifest {
  const problems: ManifestProblem[] = [];
  const kept = new Map<string, Entry>();
  manifest.tools.forEach((entry, at) => {
    const tell: Tell = (level, code, field, message) =>
      problems.push({ level, code, path: `tools.${at}${field && `.${field}`}`, message });
    const name = checkEntry(entry, options, tell);
    const key = JSON.stringify([name, entry.connector]);
    if (kept.has(key)) tell("warning", "duplicate", "", `${name} is in the manifest twice.`);
    else kept.set(key, { ...entry, name });
  });
  return { manifest: { tools: [...kept.values()] }, problems };
}

/** Answers with the tool's present name. */
function checkEntry(entry: Entry, options: CheckOptions, tell: Tell): string {
  const found = options.search.find(entry.name);
  if (!found) {
    const near = options.search.closest(entry.name, () => true);
    const hint = near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
    tell("error", "unknown_tool", "name", `there is no tool ${entry.name} here.${hint}`);
    return entry.name;
  }
  const { name } = found.tool.tool;
  if (name !== entry.name) tell("warning", "renamed_tool", "name", `${entry.name} is called ${name} now.`);
  const named =
    entry.connector === undefined ? undefined : connectorOf(entry.connector, found, options, tell);
  if (entry.connector !== undefined && !named) return name;
  checkScopes(entry, found, named, tell);
  if (options.agent) checkReach(entry, found, { ...options, agent: options.agent }, tell);
  return name;
}

function connectorOf(
  slug: string,
  { server, tool }: FoundTool,
  { connections }: CheckOptions,
  tell: Tell,
): Connection | undefined {
  const named = connections.find((one) => one.slug === slug);
  const { name } = tool.tool;
  if (!named) {
    const able = connections.filter((one) => one.provider.id === server.provider.id).map((one) => one.slug);
    const hint = able.length > 0 ? ` There is ${able.slice(0, 5).join(", ")}.` : "";
    tell(
      "error",
      "unknown_connector",
      "connector",
      `there is no shared connector ${slug} that serves ${name}.${hint}`,
    );
  } else if (named.provider.id !== server.provider.id) {
    const message = `${slug} is a connector of ${named.provider.title}; ${name} needs one of ${server.provider.title}.`;
    tell("error", "wrong_provider", "connector", message);
    return undefined;
  }
  return named;
}

/** Kinds of registration by which the tool may be served: that of the connector, else every one. */
const kindsOf = ({ server }: FoundTool, named: Connection | undefined): Provider[] => {
  if (named) return [named.provider];
  const { provider } = server;
  return [
    provider,
    ...Object.keys(provider.variants ?? {}).flatMap((kind) => variantOf(provider, kind) ?? []),
  ];
};

/** Declared scopes: known to the provider, enough for the tool, and no more than it can use. */
function checkScopes({ scopes }: Entry, found: FoundTool, named: Connection | undefined, tell: Tell): void {
  if (!scopes) return;
  const { tool } = found.tool;
  const kinds = kindsOf(found, named);
  const known = (scope: string) =>
    kinds.some((kind) => Object.hasOwn(kind.scopes, scope) || Object.hasOwn(kind.scopeAliases, scope));
  const unknown = scopes.filter((scope) => !known(scope));
  for (const scope of unknown)
    tell("error", "unknown_scope", "scopes", `${found.server.provider.title} has no scope ${scope}.`);
  if (unknown.length > 0) return;
  const serving = kinds.find((kind) => covers(kind, expandScopes(kind, scopes), tool));
  if (!serving) {
    const ways = tool.scopes.map((way) => way.join(" and ") || "none").join("; or ");
    tell(
      "error",
      "scopes_insufficient",
      "scopes",
      `these scopes do not serve ${tool.name}. It needs ${ways}.`,
    );
    return;
  }
  const useful = new Set([...tool.scopes.flat(), ...(tool.extras ?? []).flatMap((extra) => extra.scopes)]);
  const least = tool.scopes.find((way) => way.every((scope) => Object.hasOwn(serving.scopes, scope))) ?? [];
  for (const scope of scopes) {
    const implied = expandScopes(serving, [scope]);
    const [enough] = least;
    if (!least.includes(scope) && enough !== undefined && least.every((one) => implied.has(one)))
      tell(
        "warning",
        "scope_wider",
        "scopes",
        `${scope} is more than ${tool.name} needs: ${least.join(" and ")}.`,
      );
    else if (![...implied].some((one) => useful.has(one)))
      tell("warning", "scope_not_needed", "scopes", `${tool.name} does not need ${scope}.`);
  }
}

/** What a call would be told now, as a warning: whoever must act can do so after the manifest is kept. */
function checkReach(
  { connector }: Entry,
  { server, tool }: FoundTool,
  { connections, agent, publicUrl }: CheckOptions & { agent: Principal },
  tell: Tell,
): void {
  const theirs = connections.filter((one) => one.provider.id === server.provider.id);
  const mine = connector === undefined ? undefined : new Set([connector]);
  const choice = chooseConnection(theirs, { publicUrl, who: agent, server, tool, named: undefined, mine });
  if (!("refusal" in choice) || !choice.fix) return;
  const field = connector === undefined ? "" : "connector";
  tell("warning", choice.refusal.code, field, choice.refusal.message);
}
