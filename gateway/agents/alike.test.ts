import { expect, test } from "vitest";
import type { Connection, RegisteredServer, RegisteredTool } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Denied } from "../invoke/index.ts";
import { arrange } from "./alike.ts";
import { isFree, looksAt, MOST } from "./looks.ts";
import { Notes } from "./notes.ts";

const READ = { name: "read_it", effect: "read", scopes: [["read"]] };
const provider = { id: "acme", title: "Acme", scopes: { read: {}, write: {} }, scopeAliases: {} };
const server = {
  spec: { id: "acme" },
  provider,
  tools: new Map([[READ.name, { tool: READ }]]),
} as unknown as RegisteredServer;
const tool = { tool: READ } as unknown as RegisteredTool;
const who = { kind: "agent", agentId: "agt_1", workspaceId: "wsp_1" } as unknown as Principal;

const connection = (n: number, how: { scope?: string; invalid?: boolean; disabled?: boolean } = {}) =>
  ({
    id: `con_${n}`,
    slug: `acme_${n}`,
    provider,
    kind: "shared",
    account: `${n}@acme.test`,
    verdict: how.invalid ? "invalid" : "valid",
    disabled: how.disabled ?? false,
    grant: { variant: "oauth_app", scopes: new Set([how.scope ?? "read"]) },
  }) as unknown as Connection;

const deniedOn = (...ids: string[]): Denied =>
  Object.assign((_server: string, _tool: RegisteredTool, id: string | undefined) => ids.includes(id ?? ""), {
    named: new Set(ids),
  });
const look = (connections: readonly Connection[], denied = deniedOn()) =>
  looksAt(connections, { publicUrl: "https://vk.example", who, server, tool, denied });

test("ten thousand connectors that are alike are looked at once, and fifty of them are told", () => {
  const many = Array.from({ length: 10_000 }, (_, n) => connection(n, { invalid: n % 2 === 1 }));
  expect(arrange(many).groups).toHaveLength(2);
  expect(arrange(many)).toBe(arrange(many));
  const looks = look(many);
  expect(looks.map((one) => [isFree(one), one.size])).toEqual([
    [true, 5_000],
    [false, 5_000],
  ]);
  const notes = new Notes();
  notes.add(looks, server, READ.name);
  expect(notes.problems).toHaveLength(MOST);
  expect(notes.problems[1]).toMatchObject({
    code: "connector_invalid",
    connector: "acme_3",
    tools: ["read_it"],
  });
  expect(notes.more).toBe(5_000 - MOST);
});

test("problems stand in the order of the connectors, whatever is alike", () => {
  const few = [
    connection(0, { scope: "write" }),
    connection(1, { invalid: true }),
    connection(2, { scope: "write" }),
    connection(3, { disabled: true }),
  ];
  const notes = new Notes();
  notes.add(look(few), server, READ.name);
  expect(notes.problems.map(({ code, connector }) => `${code} ${connector}`)).toEqual([
    "scope_missing acme_0",
    "connector_invalid acme_1",
    "scope_missing acme_2",
    "connector_disabled acme_3",
  ]);
  expect(notes.more).toBe(0);
});

test("a connector that a rule names is looked at by itself, the first of its kind too", () => {
  const alike = [connection(0), connection(1), connection(2)];
  const told = (denied: Denied) =>
    look(alike, denied).map((one) => `${one.code ?? "free"} ${one.size} ${one.each()[0]?.connector}`);
  expect(told(deniedOn())).toEqual(["free 3 acme_0"]);
  expect(told(deniedOn("con_0"))).toEqual(["policy_denied 1 acme_0", "free 2 acme_1"]);
  expect(told(deniedOn("con_0", "con_1", "con_2"))).toHaveLength(3);
});
