import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { askedFor, callOnce } from "../support/asking.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { movableClock } from "../support/look.ts";
import type { Person } from "../support/person.ts";
import { operationsBelow } from "../support/routes.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { fingerprint, READ, sqlOf, told, withAgent } from "./helpers.ts";

/** Two workspaces of one gateway. Eve owns the second, knows every id of the first, and is after what is behind them. */
const clock = movableClock();
let gateway: TestGateway;
let acme: Person;
let eve: Person;
let umbrella: string;
let evesToken: string;
let evesConnector: string;
/** Of the first workspace. */
const ids = {
  connector: "",
  slug: "",
  grant: "",
  app: "",
  run: "",
  member: "",
  session: "",
  invitation: "",
  token: "",
  agent: "",
  approval: "",
  limit: "",
  issuer: "",
  rehearsal: "",
  seq: "",
};
let acmesToken: string;
const ISSUER = { issuer: "https://idp.example", jwks_uri: "https://idp.example/keys" };

/** A call of the first workspace's agent that waits for a person. */
async function waitingApproval(): Promise<string> {
  const tool = "gmail_list_labels";
  const rule = await acme.api("POST", "/policies", { name: "Labels ask", decision: "ask", tool });
  const id = askedFor(await callOnce(gateway, acmesToken, {}, tool));
  await acme.api("DELETE", `/policies/${rule.id}`);
  return id;
}

beforeAll(async () => {
  gateway = await startGateway({
    clock: clock.now,
    google: {
      users: [
        { email: "ada@acme.test", name: "Ada Lindqvist" },
        { email: "ben@acme.test", name: "Ben Okafor" },
        { email: "rex@umbrella.test", name: "Rex" },
      ],
    },
  });
  acme = gateway.owner;
  const second = await secondWorkspace(gateway);
  [eve, umbrella] = [second.owner, second.workspaceId];
  const mia = await gateway.member("mia@acme.test");
  const { connector } = (await acme.authorize({ email: "ada@acme.test", tools: READ, name: "Post" })).body;
  const invited = await acme.api("POST", "/invitations", { email: "guest@acme.test", role: "member" });
  const app = {
    provider: "google",
    name: "Acme's own",
    client_id: "acme-own.apps",
    client_secret: "acme-own-secret",
    is_default: false,
  };
  const agent = await acme.newAgent("Acme helper");
  const token = await acme.newToken({ name: "acme-token", agent });
  acmesToken = token.value;
  const run = await acme.api("POST", "/revocations", {
    scope: "user",
    target: mia.session.user.id,
    confirm: "mia@acme.test",
  });
  const { sessions } = await mia.api("GET", "/sessions");
  Object.assign(ids, {
    connector: connector.id,
    slug: connector.slug,
    grant: connector.grant.id,
    app: (await acme.api("POST", "/apps", app)).id,
    run: run.id,
    member: mia.session.user.id,
    session: sessions[0].id,
    invitation: invited.invitation.id,
    token: token.id,
    agent,
    approval: await waitingApproval(),
    limit: (await acme.api("POST", "/limits", { subject: { kind: "agent", id: agent }, per_day: 9_000 })).id,
    issuer: (await acme.api("POST", "/trusted-issuers", ISSUER)).id,
  });
  const tried = await acme.api("POST", `/apps/${ids.app}/rehearsals`, {});
  ids.rehearsal = tried.rehearsal.id;
  const { events } = await acme.api("GET", "/audit?page_size=1");
  ids.seq = String(events[0].seq);
  // The same name: slugs are the same on both sides.
  evesConnector = (await eve.authorize({ email: "rex@umbrella.test", tools: READ, name: "Post" })).body
    .connector.id;
  evesToken = (await eve.newToken({ agent: await eve.newAgent("Acme helper") })).value;
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

/** Bodies that would do harm where they were let through. */
const HARM: Record<string, object> = {
  "post /connectors": { provider: "google", tools: READ },
  "post /integrations/:service/callback": { code: "x", state: "x" },
  "patch /connectors/:id": { name: "Eve's", enabled: false },
  "patch /apps/:id": { name: "Eve's", client_secret: "eves-secret" },
  "post /apps": { provider: "google", name: "Eve's", client_id: "eve.apps", client_secret: "eves-secret" },
  "post /members": { email: "eve@umbrella.test", name: "Eve", role: "owner" },
  "patch /members/:id": { role: "owner" },
  "post /invitations": { email: "eve@umbrella.test", role: "owner" },
  "post /agents": { name: "Eve's" },
  "patch /agents/:agent": { delegation: "members", manifest: null },
  "post /agents/:agent/manifest/check": { manifest: null },
  "post /agents/:agent/clients": { name: "Eve's" },
  "patch /agents/:agent/guard": { enabled: true },
  "post /approvals/:id/decision": { decision: "approve" },
  "post /rehearsals/:id/stuck": { seen: "other" },
  "post /limits": { subject: { kind: "any" }, per_minute: 1 },
  "post /trusted-issuers": ISSUER,
  "post /tokens/:id/rotate": { overlap_hours: 0 },
  "post /agents/:agent/clients/:client/rotate": { overlap_hours: 0 },
  "post /policies": { name: "Eve's", decision: "allow" },
  "post /revocations": { scope: "workspace", confirm: "acme" },
  "delete ": { confirm: "acme" },
};
const all = operationsBelow;
const nameOf = (op: (typeof all)[number]) => `${op.method} ${op.path}`;
const bodyOf = (op: (typeof all)[number]) =>
  op.method === "get" ? undefined : { ...HARM[nameOf(op)], ...(op.path.endsWith("/confirm") && confirm()) };
const confirm = () => ({ connector: ids.connector, keep: false });

/** The id of the first workspace that belongs into this path. */
function aim(path: string): string {
  const kind: Record<string, string> = {
    connectors: ids.connector,
    apps: ids.app,
    revocations: ids.run,
    members: ids.member,
    sessions: ids.session,
    invitations: ids.invitation,
    tokens: ids.token,
    delegations: ids.token,
    approvals: ids.approval,
    limits: ids.limit,
    rehearsals: ids.rehearsal,
    "trusted-issuers": ids.issuer,
  };
  const family = path.split("/")[1] ?? "";
  return path
    .replace(":service", "google")
    .replace(":provider", "google")
    .replace(":connector", ids.connector)
    .replace(":agent", ids.agent)
    .replace(":version", "1")
    .replace(":seq", ids.seq)
    .replace(":id", kind[family] ?? `no-id-for-${family}`);
}
const traces = () => {
  const { slug: _, seq: __, ...own } = ids; // both workspaces have these
  return [gateway.workspaceId, ...Object.values(own), "ada@acme.test", "guest@acme.test"];
};
const leaks = (text: string, given: string) =>
  traces().filter((trace) => text.includes(trace) && !given.includes(trace));

async function unharmed<T>(attack: () => Promise<T>): Promise<T> {
  const before = await fingerprint(gateway, gateway.workspaceId);
  const result = await attack();
  expect(await fingerprint(gateway, gateway.workspaceId), "rows of the first workspace changed").toEqual(
    before,
  );
  return result;
}

test("H01 naming another workspace in the address of every operation", async () => {
  expect(all.length).toBeGreaterThan(45);
  await unharmed(async () => {
    for (const op of all) {
      for (const workspace of [gateway.workspaceId, "acme", `${umbrella}%2f..%2f${gateway.workspaceId}`]) {
        const path = aim(op.path);
        const answer = await eve.call(
          op.method.toUpperCase(),
          `/api/workspaces/${workspace}${path}`,
          bodyOf(op),
        );
        expect(`${nameOf(op)} ${told(answer)}`).toBe(`${nameOf(op)} 404 not_found`);
        expect(leaks(JSON.stringify(answer.body), path + workspace)).toEqual([]);
      }
    }
  });
}, 60_000);

/** Every operation below `/family` with an id in its path, in Eve's own workspace with an id of the other one. */
async function foreignIds(family: string): Promise<void> {
  const ops = all.filter(
    (op) => op.path.startsWith(`/${family}/`) && /:(id|seq|connector|agent)/.test(op.path),
  );
  expect(ops.length).toBeGreaterThan(0);
  await unharmed(async () => {
    for (const op of ops) {
      const path = aim(op.path);
      const answer = await eve.tryApi(op.method.toUpperCase(), path, bodyOf(op));
      expect(`${nameOf(op)} ${answer.status}`).toBe(`${nameOf(op)} 404`);
      expect(leaks(JSON.stringify(answer.body), path)).toEqual([]);
    }
  });
}

test("H02 the id of another workspace's connector, in every operation on connectors", async () => {
  await foreignIds("connectors");
  await foreignIds("integrations");
});
test("H03 the id of another workspace's provider app: its secret replaced, checked, removed, rehearsed", async () => {
  await foreignIds("apps");
  await foreignIds("rehearsals");
});
test("H04 the id of another workspace's revocation", () => foreignIds("revocations"));
test("H05 the id of another workspace's member: role, removal, sign-in link, sessions", () =>
  foreignIds("members"));
test("H06 the id of a session in another workspace", () => foreignIds("sessions"));
test("H07 the id of another workspace's invitation", () => foreignIds("invitations"));
test("H08 the id of another workspace's API token, or of its agent and what was set for it", async () => {
  await foreignIds("tokens");
  await foreignIds("delegations");
  await foreignIds("agents");
  await foreignIds("approvals");
  await foreignIds("limits");
  await foreignIds("trusted-issuers");
});

test("H09 reading another workspace's audit log by sequence number, cursor, filter and export", async () => {
  const covered = all.filter((op) => /:(id|seq|connector)/.test(op.path)).map((op) => op.path.split("/")[1]);
  expect(new Set(covered)).toEqual(
    new Set(
      "connectors integrations apps rehearsals revocations members sessions invitations tokens delegations approvals limits trusted-issuers audit".split(
        " ",
      ),
    ),
  );
  const beyond = Number(ids.seq); // the second workspace's chain is shorter
  expect((await eve.api("GET", "/audit?page_size=1")).events[0].seq).toBeLessThan(beyond);
  expect(told(await eve.tryApi("GET", `/audit/${beyond}`))).toBe("404 not_found");
  const { next_cursor } = await acme.api("GET", "/audit?page_size=1");
  for (const query of [
    `cursor=${encodeURIComponent(next_cursor)}`,
    `target=${ids.connector}`,
    `actor=${acme.session.user.id}`,
  ]) {
    const page = await eve.tryApi("GET", `/audit?page_size=200&${query}`);
    expect(leaks(JSON.stringify(page.body), query)).toEqual([]);
  }
  const exported = await (await eve.fetch(`/api/workspaces/${umbrella}/audit/export`)).text();
  expect(exported).toContain(umbrella);
  expect(leaks(exported, "")).toEqual([]);
});

test("H10 another workspace's ids in queries and bodies", async () => {
  const connect = { provider: "google", tools: READ };
  await unharmed(async () => {
    for (const [method, path, body] of [
      ["GET", `/integrations/google/auth_link?connector=${ids.connector}`, undefined],
      ["GET", `/integrations/google/auth_link?app=${ids.app}`, undefined],
      ["POST", "/integrations/google", { connector: ids.connector }],
      ["PATCH", "/integrations/google", { connector: ids.connector, enabled: false }],
      ["DELETE", `/integrations/google?connector=${ids.connector}`, undefined],
      ["POST", "/integrations/google/confirm", { connector: ids.connector, keep: false }],
      ["POST", "/connectors", { ...connect, app: ids.app }],
      ["POST", `/connectors/${evesConnector}/authorize`, { app: ids.app }],
      ["POST", "/tokens", { name: "x", agent: ids.agent }],
      ["POST", "/tokens", { name: "x", user: ids.member }],
      ["POST", "/delegations", { name: "x", agent: ids.agent }],
      ["POST", "/agents", { name: "x", delegation: [ids.member] }],
      ["POST", "/revocations", { scope: "user", target: ids.member, confirm: "mia@acme.test" }],
    ] as const) {
      const answer = await eve.tryApi(method, path, body);
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 404`);
      expect(leaks(JSON.stringify(answer.body), path + JSON.stringify(body))).toEqual([]);
    }
  });
});

test("H11 switching a session over to a workspace one is no member of", async () => {
  for (const workspace of [gateway.workspaceId, "acme"])
    expect(told(await eve.call("POST", "/api/session/switch", { workspace }))).toBe("404 not_found");
  expect((await eve.call("GET", "/api/session")).body.workspace.id).toBe(umbrella);
});

test("H12 an agent that names another workspace's connector by id, slug or grant", async () => {
  gateway.google.clearRequests();
  await withAgent(gateway, evesToken, "gmail", async (agent) => {
    for (const connector of [ids.connector, ids.grant, `${gateway.workspaceId}/${ids.connector}`]) {
      const answer = await agent.call("gmail_search_threads", { connector });
      expect(answer.error?.error).toBe("bad_argument");
      expect(leaks(answer.text, connector)).toEqual([]);
    }
    expect(gateway.google.requests()).toEqual([]);
    // Both workspaces have a connector of this slug. Eve's mailbox is empty and stays it.
    expect((await agent.call("gmail_search_threads", { connector: ids.slug })).structured?.items).toEqual([]);
  });
  const full = await withAgent(gateway, acmesToken, "gmail", (agent) => agent.call("gmail_search_threads"));
  expect(full.structured?.items).not.toEqual([]);
});

test("H13 a mass revocation that names another workspace or its people ends nothing there", async () => {
  const before = await fingerprint(gateway, gateway.workspaceId);
  for (const body of [
    { scope: "workspace", target: gateway.workspaceId, confirm: "acme" },
    { scope: "workspace", target: gateway.workspaceId, confirm: gateway.workspaceId },
    { scope: "provider", target: gateway.workspaceId, confirm: gateway.workspaceId },
    { scope: "user", target: acme.session.user.id, confirm: "owner@acme.test" },
  ]) {
    expect([400, 404]).toContain((await eve.tryApi("POST", "/revocations", body)).status);
  }
  // The word is right and the target is not: it ends what is Eve's own.
  const own = await eve.api("POST", "/revocations", {
    scope: "workspace",
    target: gateway.workspaceId,
    confirm: "umbrella",
  });
  expect(own).toMatchObject({ target: umbrella, total: 1 });
  expect(await fingerprint(gateway, gateway.workspaceId)).toEqual(before);
  expect((await acme.api("GET", `/connectors/${ids.connector}`)).connector.connected).toBe(true);
  await eve.authorize({ email: "rex@umbrella.test", tools: READ });
});

const own = (job: string) => gateway.app.identity.people.systemPrincipal(gateway.workspaceId, job);

/** A job of the second workspace that is handed rows of the first one. */
async function job(name: string, work: (who: ReturnType<typeof own>) => Promise<unknown>): Promise<void> {
  gateway.google.clearRequests();
  await unharmed(() => work(gateway.app.identity.people.systemPrincipal(umbrella, name)).catch(() => {}));
  expect(gateway.google.requests(), "the provider was asked").toEqual([]);
}

test("H14 the renewing job of one workspace, handed another's grant", async () => {
  const sql = sqlOf(gateway);
  const key = [gateway.workspaceId, ids.grant];
  await sql("UPDATE credentials SET refresh_at = now() WHERE workspace_id = $1 AND grant_id = $2", key);
  clock.advance(56 * 60_000); // the token ends in four minutes: there is something to do
  await job("refresh-ahead", (who) => gateway.app.grants.refreshAhead(who, ids.grant));
  expect(await gateway.app.grants.refreshAhead(own("refresh-ahead"), ids.grant)).toBe(true);
});

test("H15 the probing job of one workspace, handed another's connector", async () => {
  await job("probe", (who) => gateway.app.grants.validate(who, ids.connector));
  await gateway.app.grants.validate(own("probe"), ids.connector);
  expect(gateway.google.requestCount()).toBe(1);
});

test("H16 the revoking job of one workspace, handed another's ended grant", async () => {
  const held = gateway.google.inject({ path: "/revoke", status: 503 });
  const { connector } = (await acme.connect({ email: "ben@acme.test", tools: READ, app: "env" })).body;
  await acme.api("POST", `/connectors/${connector.id}/revoke`);
  held.release();
  await job("upstream-revocation", (who) => gateway.app.grants.revokeUpstream(who, connector.grant.id));
  expect(await gateway.app.grants.revokeUpstream(own("upstream-revocation"), connector.grant.id)).toBe(true);
  // Deleted and with its receipt: this is what a purge takes away.
  await sqlOf(gateway)("UPDATE connectors SET deleted_at = now() WHERE id = $1", [connector.id]);
  await job("sweep", (who) => gateway.app.grants.purge(who, connector.id));
  expect(await gateway.app.grants.purge(own("sweep"), connector.id)).toBe(true);
});

test("H17 the sweeping job of one workspace, told to remove another's connector", async () => {
  await job("sweep", (who) => gateway.app.grants.remove(who, ids.connector, { shredNow: true }));
  const served = await withAgent(gateway, acmesToken, "gmail", (a) => a.call("gmail_list_labels"));
  expect(served.isError).toBe(false);
});

test("H18 code that runs for one workspace and names another in its query", async () => {
  const { db } = gateway.app.database;
  const who = gateway.app.identity.people.systemPrincipal(umbrella, "hostile");
  const foreign = { workspaceId: gateway.workspaceId };
  await unharmed(async () => {
    const seen = await db.inWorkspace(who, async (tx) => [
      await tx.connector.findMany({ where: foreign }),
      await tx.apiToken.findMany({ where: foreign }),
      await tx.invitation.findMany({ where: foreign }),
      await tx.providerApp.findMany({ where: foreign }),
      await tx.auditEvent.findMany({ where: foreign }),
      await tx.user.findMany({ where: { id: ids.member } }),
    ]);
    expect(seen.flat()).toEqual([]);
    const vault = await db.inVault(who, async (tx) => [
      await tx.credential.findMany({ where: foreign }),
      await tx.sealedSecret.findMany({ where: foreign }),
    ]);
    expect(vault.flat()).toEqual([]);
    const changed = await db.inWorkspace(who, (tx) =>
      tx.connector.updateMany({ where: foreign, data: { name: "Eve's" } }),
    );
    expect(changed.count).toBe(0);
    const agent = { ...foreign, id: "agt_planted", slug: "planted", name: "Planted", createdBy: "eve" };
    await expect(db.inWorkspace(who, (tx) => tx.agent.create({ data: agent }))).rejects.toThrow();
    const moved = db.inWorkspace(who, (tx) => tx.agent.updateMany({ data: foreign }));
    await expect(moved).rejects.toThrow();
  });
});
