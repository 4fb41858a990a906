import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock, standing, until } from "../support/look.ts";
import type { Person } from "../support/person.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
const SCOPE = (name: string) => `https://www.googleapis.com/auth/gmail.${name}`;
const MINUTE = 60_000;
const clock = movableClock();

let gateway: TestGateway;
let google: TestGateway["google"];
let owner: Person;
let member: Person;
let token: string;

beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now, jobs: true });
  ({ google, owner } = gateway);
  member = await gateway.member("mia@acme.test");
  token = (await owner.newToken({ user: member.session.user.id })).value;
});
afterAll(() => gateway?.close());
afterEach(async () => {
  google.clearFaults();
  clock.reset();
  const { connectors } = await owner.api("GET", "/connectors");
  for (const { id } of connectors) await owner.api("DELETE", `/connectors/${id}?shred_now=true`);
});

async function calling<T>(work: (agent: Awaited<ReturnType<typeof connectAgent>>) => Promise<T>): Promise<T> {
  const agent = await connectAgent(gateway.url, token);
  try {
    return await work(agent);
  } finally {
    await agent.close();
  }
}
const labels = () => calling((agent) => agent.call("gmail_list_labels"));
const shared = async (email = "ada@acme.test", tools = READ) =>
  (await owner.authorize({ email, tools })).body.connector;
const get = async (id: string) => (await owner.api("GET", `/connectors/${id}`)).connector;
const run = (job: string) =>
  gateway.app.database.system.query("INSERT INTO pgboss.job (name) VALUES ($1)", [job]);

describe("the list of connectors", () => {
  const list = (query: Record<string, string> = {}) =>
    owner.api("GET", `/connectors?${new URLSearchParams(query)}`);
  const names = async (query: Record<string, string> = {}) =>
    (await list(query)).connectors.map((one: { name: string }) => one.name);

  test("is searched, narrowed down, sorted and read page by page", async () => {
    const SEND = "gmail_send_message";
    const tools = ["gmail_list_labels", SEND];
    const front = (await owner.authorize({ email: "ada@acme.test", tools, name: "Front desk" })).body
      .connector;
    await owner.authorize({ email: "ben@acme.test", tools: READ, name: "archive_100%" });
    await member.connect({ email: "ben@acme.test", tools: READ });
    expect(await names()).toEqual(["Google ben@acme.test", "archive_100%", "Front desk"]);
    for (const sort of ["newest", "name", "health", "last_call"]) {
      const whole = await names({ sort });
      expect(whole.toSorted()).toEqual(["Front desk", "Google ben@acme.test", "archive_100%"]);
      const seen: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page = await list({ sort, page_size: "1", ...(cursor && { cursor }) });
        expect(page.total).toBe(3);
        seen.push(...page.connectors.map((one: { name: string }) => one.name));
        cursor = page.next_cursor;
      }
      expect(seen).toEqual(whole);
    }
    expect(await names({ sort: "name" })).toEqual(["archive_100%", "Front desk", "Google ben@acme.test"]);
    expect(await names({ q: "ADA@" })).toEqual(["Front desk"]);
    expect(await names({ q: "_100%" })).toEqual(["archive_100%"]);
    expect(await names({ q: "mia@acme" })).toEqual(["Google ben@acme.test"]);
    expect(await names({ kind: "personal" })).toEqual(["Google ben@acme.test"]);
    expect(await names({ owner: member.session.user.id })).toEqual(["Google ben@acme.test"]);
    expect(await names({ provider: "slack,github" })).toEqual([]);
    await owner.api("PATCH", `/connectors/${front.id}`, { enabled: false });
    const off = await list({ status: "off,disconnected" });
    expect(off.connectors.map((one: { name: string }) => one.name)).toEqual(["Front desk"]);
    expect(off.by_status).toMatchObject({ valid: 2, off: 1, disconnected: 0 });
  });

  test("tells what is unused, and what holds more than its calls need", async () => {
    const tools = ["gmail_list_labels", "gmail_send_message"];
    await owner.authorize({ email: "ada@acme.test", tools, name: "Front desk" });
    expect(await names({ over_scoped: "true" })).toEqual([]); // nothing was called yet
    expect((await labels()).isError).toBe(false);
    const [row] = (await list({ over_scoped: "true" })).connectors;
    expect(row).toMatchObject({ name: "Front desk", unused_scopes: 1, last_call_at: expect.any(String) });
    expect(Date.parse(row.renews_at)).toBeGreaterThan(clock.now());
    expect(await names({ unused: "30" })).toEqual([]);
    const { system } = gateway.app.database;
    await system.query("UPDATE grants SET authorized_at = authorized_at - interval '31 days'");
    await system.query("UPDATE tool_uses SET last_at = last_at - interval '31 days'");
    expect(await names({ unused: "30" })).toEqual(["Front desk"]);
    expect(await names({ unused: "90" })).toEqual([]);
    expect(await names({ over_scoped: "true" })).toEqual([]);
  });

  test("takes no cursor of another list, and no word it does not know", async () => {
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const query of [
      { cursor: "nonsense" },
      { cursor: forged(["name", ["a", "con_1"]]) },
      { cursor: forged(["newest", ["yesterday'; --", "con_1"]]) },
      { status: "valid,broken" },
      { unused: "31" },
      { page_size: "201" },
    ])
      expect(
        (await owner.tryApi("GET", `/connectors?${new URLSearchParams(query as never)}`)).body.code,
      ).toBe("bad_request");
  });
});

describe("managing connectors", () => {
  test("another name leaves id and slug as agents know them", async () => {
    const { id, slug } = await shared();
    const { connector } = await owner.api("PATCH", `/connectors/${id}`, { name: "Front desk" });
    expect(connector).toMatchObject({ id, slug, name: "Front desk" });
    const [row] = await auditRows(gateway, { type: "connector.renamed" });
    expect(row?.data).toEqual({ from: "Google ada@acme.test", to: "Front desk" });
  });

  test("switched off it keeps its grant, serves nothing and is not listed; switched on it works at once", async () => {
    const { id, slug } = await shared();
    await owner.api("PATCH", `/connectors/${id}`, { enabled: false });
    expect(await get(id)).toMatchObject({ state: "disabled", connected: true });
    google.clearRequests();
    const refused = await labels();
    expect(refused.error).toMatchObject({ error: "connector_disabled", connector: slug });
    expect(google.requestCount()).toBe(0);
    await owner.api("PATCH", `/connectors/${id}`, { enabled: true });
    expect((await labels()).isError).toBe(false);
    const types = (await auditRows(gateway, { target: id })).map((row) => row.type);
    expect(types).toEqual(expect.arrayContaining(["connector.disabled", "connector.enabled"]));
  });

  test("switching off drops a call that is under way", async () => {
    const { id } = await shared();
    const held = google.inject({ path: "/gmail/", hang: true });
    const call = labels();
    await until(
      () => held.hits,
      (hits) => hits > 0,
    );
    await owner.api("PATCH", `/connectors/${id}`, { enabled: false });
    held.release();
    expect((await call).error?.error).toBe("grant_revoked");
  });

  test("deleting ends the grant at the provider and takes the sealed row along", async () => {
    const { id } = await shared();
    expect((await standing(gateway)).credentials).toBe(1);
    expect(await owner.api("DELETE", `/connectors/${id}`)).toEqual({ gone: true });
    expect(await standing(gateway)).toMatchObject({ credentials: 0, connectors: 0, grants: 0 });
    expect((await standing(gateway)).tokens).toEqual({ access: 0, refresh: 0 });
    expect((await owner.tryApi("GET", `/connectors/${id}`)).body.code).toBe("connector_not_found");
    expect((await labels()).error?.error).toBe("connection_required");
    const types = (await auditRows(gateway, { target: id })).map((row) => row.type);
    expect(types).toEqual(
      expect.arrayContaining(["connector.deleted", "upstream.revoked", "connector.purged"]),
    );
  });

  test("while the provider gives no receipt the deleted connector waits unseen; shredded at once it does not", async () => {
    const { id } = await shared();
    google.inject({ path: "/revoke", status: 503 });
    expect(await owner.api("DELETE", `/connectors/${id}`)).toEqual({ gone: false });
    expect((await owner.api("GET", "/connectors")).connectors).toEqual([]);
    expect((await standing(gateway)).credentials).toBe(1);
    google.clearFaults();
    clock.advance(20 * 1000);
    await run("upstream-revocation");
    await until(
      async () => (await standing(gateway)).credentials,
      (left) => left === 0,
      45_000,
    );
    const other = await shared("ben@acme.test");
    google.inject({ path: "/revoke", status: 503 });
    expect(await owner.api("DELETE", `/connectors/${other.id}?shred_now=true`)).toEqual({ gone: true });
    expect((await standing(gateway)).credentials).toBe(0);
    google.revokeAccount("ben@acme.test");
  }, 90_000);

  test("a teammate manages their own and nobody else's", async () => {
    const mine = (await member.connect({ email: "ben@acme.test" })).body.connector;
    const theirs = await shared();
    const change = (connector: string) =>
      member.tryApi("PATCH", "/integrations/google", { connector, name: "Mine" });
    expect((await change(mine.id)).body.connector.name).toBe("Mine");
    expect((await change(theirs.id)).body.code).toBe("connector_not_found");
    const gone = await member.tryApi("DELETE", `/integrations/google/${theirs.id}`);
    expect(gone.body.code).toBe("connector_not_found");
    expect((await get(theirs.id)).connected).toBe(true);
  });
});

test("an agent whose manifest leaves no tool of a connector loses nothing with it", async () => {
  const { id } = await shared();
  for (const [name, tool] of [
    ["Reads mail", READ[0]],
    ["Reads files", "drive_search_files"],
  ]) {
    const agent = await owner.api("POST", "/agents", { name, manifest: { tools: [{ name: tool }] } });
    await owner.newToken({ agent: agent.id });
  }
  const preview = await owner.api("GET", `/connectors/${id}/revoke_preview`);
  const names = preview.agents.map(({ name }: { name: string }) => name);
  expect(names).toContain("Reads mail");
  expect(names).not.toContain("Reads files");
});

describe("two connectors on one account", () => {
  test("the admin keeps the other, or ends it too", async () => {
    const one = await shared();
    const two = (await member.connect({ email: "ada@acme.test" })).body.connector;
    const preview = await owner.api("GET", `/connectors/${one.id}/revoke_preview`);
    expect(preview).toMatchObject({ ends_together: true, shares_account_with: [{ id: two.id }] });
    const kept = await owner.api("POST", `/connectors/${one.id}/revoke`, { others: "keep" });
    expect(kept).toMatchObject({ also_ended: [], upstream: { state: "kept" } });
    expect((await get(two.id)).connected).toBe(true);
    await owner.authorize({ email: "ada@acme.test", tools: READ });
    const both = await owner.api("POST", `/connectors/${one.id}/revoke`, { others: "end" });
    expect(both).toMatchObject({ also_ended: [two.id], upstream: { state: "revoked" } });
    expect(await get(two.id)).toMatchObject({ connected: false, grant: { end_reason: "account_ended" } });
    expect((await standing(gateway)).tokens).toEqual({ access: 0, refresh: 0 });
  });
});

describe("revoking everything", () => {
  test("of a provider, with the word typed out; progress goes on until there are receipts", async () => {
    const one = await shared();
    const two = (await member.connect({ email: "ben@acme.test" })).body.connector;
    const wish = { scope: "provider", target: "google" };
    const slip = await owner.tryApi("POST", "/revocations", { ...wish, confirm: "Google" });
    expect(slip.body).toMatchObject({ code: "bad_request", fields: [{ path: "confirm" }] });
    google.inject({ path: "/revoke", status: 503 });
    const started = await owner.api("POST", "/revocations", { ...wish, confirm: "google" });
    expect(started).toMatchObject({ scope: "provider", total: 2, fenced_at: expect.any(String) });
    for (const { id } of [one, two])
      expect(await get(id)).toMatchObject({ connected: false, verdict: { health: "red" } });
    expect((await labels()).error?.error).toBe("connection_required");
    google.clearFaults();
    clock.advance(3_600_000);
    await run("upstream-revocation");
    const ended = await until(
      () => owner.api("GET", `/revocations/${started.id}`),
      (now) => now.upstream.pending === 0,
      45_000,
    );
    expect(ended.upstream).toEqual({ pending: 0, revoked: 2, kept: 0, failed: 0 });
    const rows = (await auditRows(gateway, { type: "grant.ended" })).filter((r) => r.data.run === started.id);
    expect(rows).toHaveLength(2);
    expect((await owner.api("GET", "/revocations")).revocations[0].id).toBe(started.id);
  }, 90_000);

  test("of one teammate: their own connectors, and not the shared ones", async () => {
    const one = await shared();
    await member.connect({ email: "ben@acme.test" });
    const user = member.session.user;
    const wish = { scope: "user", target: user.id, confirm: user.email };
    expect(await owner.api("POST", "/revocations", wish)).toMatchObject({ total: 1 });
    expect((await get(one.id)).connected).toBe(true);
    const nobody = await owner.tryApi("POST", "/revocations", { ...wish, target: "usr_nobody" });
    expect(nobody.body.code).toBe("not_found");
  });

  test("of the workspace", async () => {
    await shared();
    await member.connect({ email: "ben@acme.test" });
    const { slug } = owner.session.workspace;
    const all = await owner.api("POST", "/revocations", { scope: "workspace", confirm: slug });
    expect(all).toMatchObject({ total: 2, scope: "workspace" });
    expect(
      (await owner.api("GET", "/connectors")).connectors.every((c: { connected: boolean }) => !c.connected),
    ).toBe(true);
  });
});

describe("scope use", () => {
  test("says what was used, and proposes the grant that would have been enough", async () => {
    const { id } = await shared("ada@acme.test", [...READ, "gmail_send_message"]);
    const before = await owner.api("GET", `/connectors/${id}/scope_use`);
    expect(before.proposal).toBeNull();
    await labels();
    await labels();
    const use = await owner.api("GET", `/connectors/${id}/scope_use`);
    const of = (scope: string) =>
      use.scopes.find((one: { scope: { scope: string } }) => one.scope.scope === scope);
    expect(of(SCOPE("readonly"))).toMatchObject({ calls: 2, tools: ["gmail_list_labels"] });
    expect(of(SCOPE("send"))).toMatchObject({ calls: 0, last_used_at: null });
    expect(use.tools).toContainEqual({
      name: "gmail_list_labels",
      calls: 2,
      last_used_at: expect.any(String),
    });
    expect(use.proposal).toMatchObject({ tools: ["gmail_list_labels"] });
    expect(use.proposal.dropped.map((s: { scope: string }) => s.scope)).toContain(SCOPE("send"));
    const { authorization_url } = await owner.api("POST", `/connectors/${id}/authorize`, {
      tools: use.proposal.tools,
    });
    const done = await owner.finish(await owner.visitProvider(authorization_url, { email: "ada@acme.test" }));
    expect(done.body).toMatchObject({ reconnected: true, connector: { id } });
    expect(done.body.connector.grant.tools).toEqual(["gmail_list_labels"]);
    expect((await owner.api("GET", `/connectors/${id}/scope_use`)).proposal).toBeNull();
  });
});

describe("health and the jobs", () => {
  test("green, then neutral, yellow after an hour; the probe makes it green again; red when it failed", async () => {
    const { id } = await shared();
    const health = async () => (await get(id)).verdict.health;
    expect(await health()).toBe("green");
    clock.advance(6 * MINUTE);
    expect(await health()).toBe("neutral");
    clock.advance(56 * MINUTE);
    expect(await health()).toBe("yellow");
    await run("probe");
    const verdict = await until(
      async () => (await get(id)).verdict,
      (v) => v.health === "green",
      45_000,
    );
    expect(verdict).toMatchObject({ state: "valid", source: "probe", evidence: "userinfo" });
    google.revokeAccount("ada@acme.test");
    clock.advance(16 * MINUTE);
    await run("probe");
    const dead = await until(
      async () => (await get(id)).verdict,
      (v) => v.health === "red",
      45_000,
    );
    expect(dead).toMatchObject({ state: "invalid", who: "admin", cause: "invalid_grant" });
    google.clearRequests();
    await owner.api("POST", `/connectors/${id}/validate`);
    expect(google.requests().filter((r) => r.path.includes("token"))).toEqual([]); // a dead token is never sent again
  }, 120_000);

  test("tokens are renewed ahead of their end, without a call", async () => {
    await shared();
    google.clearRequests();
    clock.advance(56 * MINUTE);
    await run("refresh-ahead");
    await until(
      () => google.requests().filter((r) => r.path.includes("token")).length,
      (asked) => asked === 1,
      45_000,
    );
    google.clearRequests();
    expect((await labels()).isError).toBe(false);
    expect(google.requests().filter((r) => r.path.includes("token"))).toEqual([]);
  }, 90_000);
});
