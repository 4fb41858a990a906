import type {
  AuditVerification,
  Connector,
  Integrations,
  ScopeUse,
} from "../../gateway/api/contract/index.ts";
import { callback, confirmation, connectorChange, newToken } from "../../gateway/api/contract/index.ts";
import { agentHandlers } from "./fake-agents.ts";
import { approvalHandlers } from "./fake-approvals.ts";
import { appHandlers } from "./fake-apps.ts";
import type { Call, Handler } from "./fake-call.ts";
import { clientHandlers } from "./fake-clients.ts";
import {
  agents,
  ago,
  ana,
  catalog,
  connectors,
  events,
  makeConnector,
  makeId,
  plain,
  session,
  tokens,
  tools,
  verdicts,
} from "./fake-data.ts";
import { peopleHandlers } from "./fake-people.ts";
import { policyHandlers } from "./fake-policies.ts";
import { callbackFaults, Fault } from "./fake-problem.ts";
import { runHandlers } from "./fake-runs.ts";
import { fake } from "./fake-state.ts";

const notFound = () =>
  new Fault(404, "connector_not_found", "There is no such connector.", "Look at the list of connectors.");
/** One page with all of them; nothing is filtered here. */
const listed = () => {
  const rows = connectors.map((each) => ({
    ...each,
    last_call_at: null,
    renews_at: null,
    calls_7_days: 0,
    errors_7_days: 0,
    unused_scopes: 0,
  }));
  const off = connectors.filter((each) => !each.connected).length;
  const by_status = { attention: 0, invalid: 0, unknown: 0, unconfirmed: 0, off: 0 };
  return {
    connectors: rows,
    next_cursor: null,
    total: rows.length,
    by_status: { ...by_status, valid: rows.length - off, disconnected: off },
  };
};

const find = (id: string | null | undefined): Connector => {
  const found = connectors.find((each) => each.id === id);
  if (!found) throw notFound();
  return found;
};

let wanted: { kind: Connector["kind"]; names: readonly string[] } = { kind: "personal", names: [] };
function link(kind: Connector["kind"], names: readonly string[]) {
  wanted = { kind, names };
  return {
    authorization_url: `${session.public_url}/__provider`,
    expires_at: ago(-10),
    scopes: plain(names),
  };
}
const reads = () => tools.filter((t) => t.effect === "read").map((t) => t.name);

function integrations(): Integrations {
  return {
    integrations: catalog.providers.map(({ id, title, description, sandbox, configured, servers }) => ({
      service: id,
      title,
      description,
      sandbox,
      configured,
      servers: servers.map((server) => ({ id: server.id, title: server.title })),
      personal: connectors.filter((c) => c.provider === id && c.kind === "personal" && c.mine),
      shared: connectors.filter((c) => c.provider === id && c.kind === "shared"),
    })),
  };
}

function end(connector: Connector) {
  connector.connected = false;
  connector.verdict = verdicts.gone();
  const { grant } = connector;
  if (!grant) throw notFound();
  grant.ended_at = ago(0);
  grant.end_reason = "revoked";
  grant.upstream = { state: "pending", attempts: 1, at: null, detail: null };
  setTimeout(() => {
    grant.upstream = { state: "revoked", attempts: 1, at: ago(0), detail: null };
  }, 4_000);
  return { connector, also_ended: [], aborted_calls: 1, fenced_in_ms: 7.4, upstream: grant.upstream };
}

function finish({ body }: Call) {
  const answer = callback.parse(body);
  const fault = callbackFaults[answer.error ? "denied" : (answer.code ?? "expired")];
  if (fault) throw fault();
  const made = makeConnector({
    kind: wanted.kind,
    account: "new@acme.test",
    names: wanted.names.length ? wanted.names : reads(),
    state: "valid",
  });
  connectors.unshift(made);
  const differs = answer.code === "second-account";
  if (differs) made.state = "unconfirmed";
  return {
    connector: made,
    reconnected: false,
    needs_confirmation: differs ? { expected_account: "ana@acme.test", actual_account: made.account } : null,
  };
}

function confirm({ body }: Call) {
  const { connector: id, keep } = confirmation.parse(body);
  const connector = find(id);
  connector.state = "enabled";
  if (!keep) drop(id);
  return { connector: keep ? connector : null };
}

function drop(id: string | undefined) {
  connectors.splice(connectors.indexOf(find(id)), 1);
  return { gone: true };
}

function change(id: string | null | undefined, body: unknown) {
  const { name, enabled } = connectorChange.parse({
    name: field(body, "name"),
    enabled: field(body, "enabled"),
  });
  const connector = find(id);
  if (name !== undefined) connector.name = name;
  if (enabled !== undefined) connector.state = enabled ? "enabled" : "disabled";
  return { connector };
}

function scopeUse({ ids }: Call): ScopeUse {
  const { grant } = find(ids[0]);
  const names = grant?.tools ?? [];
  const used = names.slice(0, 2);
  const scopes = grant?.scopes ?? [];
  const needed = plain(used);
  return {
    since: ago(30 * 1_440),
    scopes: scopes.map((scope) => {
      const does = needed.some((each) => each.scope === scope.scope);
      const tools = does ? used : [];
      return { scope, calls: does ? 41 : 0, last_used_at: does ? ago(12) : null, tools };
    }),
    tools: names.map((name) => ({ name, calls: used.includes(name) ? 20 : 0, last_used_at: null })),
    proposal:
      needed.length < scopes.length
        ? { tools: used, scopes: needed, dropped: scopes.filter((s) => !needed.includes(s)) }
        : null,
  };
}

const verify = (): AuditVerification => ({
  result: events.length === 0 ? "empty" : fake.broken ? "broken" : "intact",
  checked: events.length,
  first_seq: events.at(-1)?.seq ?? null,
  last_seq: events[0]?.seq ?? null,
  head_hash: events[0]?.hash ?? null,
  broken_at: fake.broken ? 42 : null,
  reason: fake.broken ? "The row's hash does not fit its content." : null,
  verified_at: ago(0),
});

function audit({ query }: Call) {
  const fits = (key: string, value: string | null) => !query.get(key) || query.get(key) === value;
  const all = events.filter(
    (e) =>
      fits("type", e.type) &&
      fits("outcome", e.outcome) &&
      fits("actor", e.actor.id) &&
      fits("target", e.target.id),
  );
  const from = Number(query.get("cursor") ?? 0);
  return {
    events: all.slice(from, from + 50),
    next_cursor: from + 50 < all.length ? String(from + 50) : null,
    types: [...new Set(events.map((e) => e.type))],
  };
}

function createToken({ body }: Call) {
  const wish = newToken.parse(body);
  const agent = agents.find((each) => each.id === wish.agent);
  const subject = agent
    ? { kind: "agent" as const, id: agent.id, name: agent.name }
    : { kind: "user" as const, id: ana.id, name: ana.name };
  const days = wish.expires_in_days;
  const made = {
    id: makeId("tok"),
    name: wish.name,
    prefix: "vk_9Kq4",
    subject,
    on_behalf_of: agent && wish.user ? ana : null,
    servers: wish.servers,
    tools: wish.tools,
    read_only: wish.read_only,
    created_by: ana.name,
    created_at: ago(0),
    expires_at: days === null ? null : ago(-days * 1_440),
    revoked_at: null,
    last_used_at: null,
    last_client: null,
    replaced_by: null,
  };
  tokens.unshift(made);
  return { token: made, value: "vk_9Kq4fakeFAKEfakeFAKEfakeFAKEfakeFAKEfake" };
}

const preview = ({ ids }: Call) => ({
  connector: find(ids[0]),
  tokens: 2,
  agents: agents.map(({ id, name }) => ({ id, name })),
  people: 2,
  tools: reads(),
  calls_7_days: 214,
  shares_account_with: connectors
    .filter((each) => each.connected && each.id !== ids[0])
    .slice(0, 1)
    .map(({ id, slug }) => ({ id, slug })),
  ends_together: true,
});

function check(id: string | undefined) {
  const connector = find(id);
  connector.verdict =
    connector.verdict.cause === "invalid_grant"
      ? { ...connector.verdict, checked_at: ago(0) }
      : verdicts.valid();
  return { connector };
}

const field = (body: unknown, key: string): unknown =>
  typeof body === "object" && body !== null ? Reflect.get(body, key) : undefined;
const names = (body: unknown) => {
  const picked = field(body, "tools");
  return Array.isArray(picked) ? picked.map(String) : reads();
};

/** As the gateway: a scope that a wider one implies is not asked for. */
const needed = (picked: readonly string[]) => {
  const all = plain(picked);
  const wide = all.some(({ scope }) => scope.endsWith("gmail.modify"));
  const narrow = ["gmail.labels", ...(wide ? ["gmail.readonly", "gmail.send"] : [])];
  const isImplied = (scope: string) => narrow.some((name) => scope.endsWith(name));
  const reads = all.some(({ scope }) => /gmail\.(modify|readonly)$/.test(scope));
  return { scopes: reads ? all.filter(({ scope }) => !isImplied(scope)) : all };
};

function oneEvent({ ids }: Call) {
  const event = events.find(({ seq }) => String(seq) === ids[0]);
  if (!event)
    throw new Fault(404, "not_found", "There is no such thing here.", "Check the address or the id.");
  return { event };
}

/** Method and path below `/api/workspaces/:workspace`; `*` is one segment. */
export const handlers: Handler[] = [
  ["GET", "/catalog", () => catalog],
  ["GET", "/catalog/*/scopes", ({ query }) => needed(query.get("tools")?.split(",") ?? [])],
  ["GET", "/integrations", integrations],
  ["GET", "/integrations/*/auth_link", ({ query }) => link("personal", query.get("tools")?.split(",") ?? [])],
  ["POST", "/integrations/*/callback", finish],
  ["POST", "/integrations/*/confirm", confirm],
  ["PATCH", "/integrations/*", ({ body }) => change(String(field(body, "connector")), body)],
  ["DELETE", "/integrations/*/*", ({ ids }) => drop(ids[1])],
  ["POST", "/integrations/*", ({ body }) => check(String(field(body, "connector")))],
  ["DELETE", "/integrations/*", ({ query }) => end(find(query.get("connector")))],
  ["GET", "/connectors", () => listed()],
  ["POST", "/connectors", ({ body }) => link("shared", names(body))],
  ["GET", "/connectors/*/revoke_preview", preview],
  ["PATCH", "/connectors/*", ({ ids, body }) => change(ids[0], body)],
  ["DELETE", "/connectors/*", ({ ids }) => drop(ids[0])],
  ["GET", "/connectors/*/scope_use", scopeUse],
  ["POST", "/connectors/*/validate", ({ ids }) => check(ids[0])],
  ["POST", "/connectors/*/revoke", ({ ids }) => end(find(ids[0]))],
  ["POST", "/connectors/*/authorize", ({ body }) => link("shared", names(body))],
  ...appHandlers,
  ...peopleHandlers,
  ...runHandlers(end),
  ...agentHandlers,
  ...approvalHandlers,
  ...clientHandlers,
  ...policyHandlers,
  ["GET", "/tokens", () => ({ tokens, next_cursor: null })],
  ["POST", "/tokens", createToken],
  [
    "DELETE",
    "/tokens/*",
    ({ ids }) => {
      const found = tokens.find((t) => t.id === ids[0]);
      if (!found) throw notFound();
      found.revoked_at = ago(0);
      return found;
    },
  ],
  ["GET", "/audit", audit],
  ["GET", "/audit/*", oneEvent],
  ["POST", "/audit/verify", verify],
];
