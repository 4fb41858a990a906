import { expect, test } from "vitest";
import { github } from "../../mcp-servers/github/index.ts";
import * as catalogOfBuild from "../../mcp-servers/index.ts";
import { type Provider, variantOf } from "../../mcp-servers/kit/index.ts";
import { type Connection, expandScopes, openRegistry, openToolSearch } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { checkManifest } from "./manifest-check.ts";

const G = "https://www.googleapis.com/auth/";
const servers = catalogOfBuild.servers.map((server) =>
  server.id === github.id ? { ...server, aliases: { github_old_issue: "github_get_issue" } } : server,
);
const registry = openRegistry(catalogOfBuild.providers, servers);
const search = openToolSearch(registry);
const provider = (id: string, kind = "oauth_app"): Provider => {
  const base = registry.providers.get(id);
  const found = base && variantOf(base, kind);
  if (!found) throw new Error(`no provider ${id}`);
  return found;
};

/** A connector with these scopes; null: it was disconnected. */
const connection = (slug: string, of: Provider, scopes: string[] | null, more: Partial<Connection> = {}) =>
  ({
    id: `con_${slug}`,
    slug,
    provider: of,
    kind: "shared",
    account: `${slug}@acme.test`,
    verdict: "valid",
    disabled: false,
    grant: scopes ? { scopes: expandScopes(of, scopes) } : undefined,
    ...more,
  }) as Connection;

const connections = [
  connection("google_ops", provider("google"), [`${G}gmail.readonly`]),
  connection("google_dead", provider("google"), [`${G}gmail.readonly`], { verdict: "invalid" }),
  connection("google_off", provider("google"), [`${G}gmail.readonly`], { disabled: true }),
  connection("google_gone", provider("google"), null),
  connection("slack_ops", provider("slack"), ["chat:write"]),
];
const agent = { workspaceId: "wsp_1", kind: "agent", id: "agt_1", agentId: "agt_1" } as Principal;
type Entry = { name: string; connector?: string; scopes?: string[] };
/** `as`: null where it is not told what stands in the way. */
const check = (tools: Entry[], as: Principal | null = agent) =>
  checkManifest({ tools }, { search, publicUrl: "https://vk.example", connections, agent: as ?? undefined });
const told = (tools: Entry[], as?: null) =>
  check(tools, as).problems.map(({ level, code, path }) => `${level} ${code} ${path}`);

test("a manifest that fits says nothing", () => {
  const tools = [{ name: "gmail_list_labels", connector: "google_ops", scopes: [`${G}gmail.labels`] }];
  expect(check([...tools, { name: "slack_send_message" }])).toEqual({
    manifest: { tools: [...tools, { name: "slack_send_message" }] },
    problems: [],
  });
});

test("everything that is wrong is told at once, each with its path", () => {
  const { problems } = check([
    { name: "gmail_list_lables" },
    { name: "gmail_get_thread", connector: "google_opps" },
    { name: "slack_send_message", connector: "google_ops" },
    { name: "gmail_get_thread", scopes: ["gmail.everything"] },
    { name: "gmail_send_message", connector: "google_ops", scopes: [`${G}gmail.readonly`] },
  ]);
  expect(
    problems.filter(({ level }) => level === "error").map(({ code, path }) => `${code} ${path}`),
  ).toEqual([
    "unknown_tool tools.0.name",
    "unknown_connector tools.1.connector",
    "wrong_provider tools.2.connector",
    "unknown_scope tools.3.scopes",
    "scopes_insufficient tools.4.scopes",
  ]);
  expect(problems[0]?.message).toContain("gmail_list_labels");
  expect(problems[1]?.message).toContain("google_ops");
  expect(problems.find(({ code }) => code === "scopes_insufficient")?.message).toContain("gmail.send");
});

test("a former name is kept as the present one, and an entry that comes twice once", () => {
  const found = check([{ name: "github_old_issue" }, { name: "github_get_issue" }], null);
  expect(found.manifest.tools).toEqual([{ name: "github_get_issue" }]);
  expect(told([{ name: "github_old_issue" }, { name: "github_get_issue" }]).slice(0, 1)).toEqual([
    "warning renamed_tool tools.0.name",
  ]);
  expect(found.problems.map(({ code }) => code)).toEqual(["renamed_tool", "duplicate"]);
  const apart = [{ name: "gmail_get_thread" }, { name: "gmail_get_thread", connector: "google_ops" }];
  expect(check(apart).manifest.tools).toEqual(apart);
});

test("scopes that the tool does not need, or that are wider than it needs, are warned of", () => {
  const scopesOf = (name: string, ...scopes: string[]) =>
    told([{ name, scopes }], null).filter((one) => one.includes("scope_"));
  expect(scopesOf("gmail_get_thread", `${G}gmail.readonly`)).toEqual([]);
  expect(scopesOf("gmail_get_thread", `${G}gmail.modify`)).toEqual(["warning scope_wider tools.0.scopes"]);
  expect(scopesOf("gmail_get_thread", `${G}gmail.readonly`, `${G}calendar.events`)).toEqual([
    "warning scope_not_needed tools.0.scopes",
  ]);
  // What more scopes add to a tool is of use to it.
  expect(scopesOf("gmail_send_message", `${G}gmail.send`, `${G}gmail.readonly`)).toEqual([]);
});

test.each([
  ["google_ops", "gmail_send_message", "scope_missing"],
  ["google_dead", "gmail_get_thread", "connector_invalid"],
  ["google_off", "gmail_get_thread", "connector_disabled"],
  ["google_gone", "gmail_get_thread", "connection_required"],
])("%s: %s is warned of as %s, in the words of the call", (connector, name, code) => {
  const { problems } = check([{ name, connector }]);
  expect(problems.map((one) => `${one.level} ${one.code} ${one.path}`)).toEqual([
    `warning ${code} tools.0.connector`,
  ]);
  if (code !== "connector_disabled")
    expect(problems[0]?.message).toMatch(/https:\/\/vk\.example\/settings\/connectors\S*con_/);
  expect(told([{ name, connector }], null)).toEqual([]);
});

test("a tool whose provider nobody has connected is warned of; several that serve it are not", () => {
  expect(told([{ name: "github_get_issue" }])).toEqual(["warning connection_required tools.0"]);
  expect(told([{ name: "gmail_get_thread" }])).toEqual([]);
});

test("kinds of registration: scopes of any kind count where no connector is named", () => {
  const installation = Object.keys(provider("github").variants ?? {}).length;
  expect(installation).toBeGreaterThan(0);
  expect(
    told([{ name: "github_get_issue", scopes: ["repo"] }]).filter((one) => one.startsWith("error")),
  ).toEqual([]);
});
