import { afterAll, beforeAll, expect, test } from "vitest";
import { openPeopleSweeps } from "../../gateway/people-sweeps.ts";
import { connectAgent, rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { until } from "../support/look.ts";
import { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({
    google: { users: ["ada@acme.test", "rex@umbrella.test"].map((email) => ({ email, name: email })) },
  });
});
afterAll(() => gateway?.close());

const erase = (person: Person, confirm: string) => person.tryApi("DELETE", "", { confirm });
const query = async (sql: string, ...values: unknown[]) =>
  (await gateway.app.database.system.query(sql, values)).rows;
const rowsLeft = async (workspaceId: string) => {
  const tables = [
    "members",
    "agents",
    "api_tokens",
    "connectors",
    "grants",
    "credentials",
    "sessions",
    "sign_in_links",
    "invitations",
    "pending_authorizations",
    "revocation_runs",
    "provider_apps",
    "sealed_secrets",
  ];
  const counts = await Promise.all(
    tables.map(async (table) => {
      const [row] = await query(
        `SELECT count(*)::int AS n FROM ${table} WHERE workspace_id = $1`,
        workspaceId,
      );
      return `${table} ${row?.n}`;
    }),
  );
  return counts.filter((line) => !line.endsWith(" 0"));
};

test("only an owner deletes it, by name, and not the only one", async () => {
  const admin = await gateway.member("admin@acme.test", "admin");
  expect((await erase(admin, "acme")).body.code).toBe("forbidden");
  const last = await erase(gateway.owner, "acme");
  expect(last).toMatchObject({
    status: 409,
    body: { code: "conflict", detail: expect.stringMatching(/only workspace/) },
  });
  await secondWorkspace(gateway, { name: "Other", ownerEmail: "o@other.test" });
  expect(await erase(gateway.owner, "Acme")).toMatchObject({
    status: 400,
    body: { code: "bad_request", fields: [{ path: "confirm" }] },
  });
  expect((await gateway.owner.call("GET", "/api/session")).status).toBe(200);
});

test("everything of it ends at once; what is left goes when the providers have answered; its log stays", async () => {
  const { owner: eve, workspaceId, slug } = await secondWorkspace(gateway);
  const mine = (await eve.authorize({ email: "rex@umbrella.test", tools: READ })).body.connector;
  await eve.connect({ email: "ada@acme.test", tools: READ });
  const other = (await gateway.owner.authorize({ email: "ada@acme.test", tools: READ })).body.connector;
  const token = await eve.newToken({ agent: await eve.newAgent("Umbrella helper") });
  const agent = await connectAgent(gateway.url, token.value);
  expect((await agent.call("gmail_list_labels", { connector: mine.slug })).isError).toBe(false);
  const { url } = await eve.api("POST", "/invitations", { email: "new@umbrella.test", role: "member" });
  const link = await eve.api("POST", `/members/${eve.session.user.id}/sign_in_link`);

  const release = gateway.google.inject({ path: "/revoke", status: 503 });
  const { body } = await erase(eve, slug);
  expect(body).toEqual({ members: 1, tokens: 1, grants: 2 });
  expect((await eve.call("GET", "/api/session")).status).toBe(401);
  expect((await rawCall(gateway.url, token.value, "gmail_list_labels", {})).status).toBe(401);
  const stranger = new Person(gateway.url);
  const accepted = await stranger.call("POST", "/api/invitations/accept", { token: url.split("#")[1] });
  expect(accepted.body.code).toBe("invitation_invalid");
  const signedIn = await stranger.call("POST", "/api/session", { token: link.url.split("#")[1] });
  expect(signedIn.body.code).toBe("sign_in_link_invalid");
  // Nothing goes while a provider has not answered.
  const { identity, grants, audit } = gateway.app;
  const sweeps = openPeopleSweeps({ identity, grants, audit, clock: Date.now });
  const sweep = () => sweeps.deleted_workspaces?.();
  await sweep();
  expect(await rowsLeft(workspaceId)).toContain("grants 2");
  release.release();

  await until(
    async () => {
      const pending = await query(
        "SELECT id FROM grants WHERE workspace_id = $1 AND upstream = 'pending'",
        workspaceId,
      );
      const who = gateway.app.identity.people.systemPrincipal(workspaceId, "test");
      for (const { id } of pending) await gateway.app.grants.revokeUpstream(who, String(id));
      await sweep();
      return rowsLeft(workspaceId);
    },
    (left) => left.length === 0,
    20_000,
  );
  const [workspace] = await query("SELECT slug, deleted_at FROM workspaces WHERE id = $1", workspaceId);
  expect(workspace).toMatchObject({
    slug: expect.stringMatching(/^umbrella_deleted_/),
    deleted_at: expect.anything(),
  });
  const types = (
    await query("SELECT type FROM audit_events WHERE workspace_id = $1 ORDER BY seq", workspaceId)
  ).map((r) => r.type);
  expect(types).toContain("workspace.deleted");
  expect(types.at(-1)).toBe("workspace.purged");
  // The other workspace does not notice, on the same account either.
  const { connector } = await gateway.owner.api("POST", `/connectors/${other.id}/validate`);
  expect(connector.verdict.state).toBe("valid");
  // And the name is free again.
  expect((await secondWorkspace(gateway, { name: "Umbrella", ownerEmail: "new@umbrella.test" })).slug).toBe(
    "umbrella",
  );
  await agent.close();
});

test("two last workspaces deleted at the same moment: one stays", async () => {
  const lonely = await startGateway();
  const { owner: eve, slug } = await secondWorkspace(lonely);
  const answers = await Promise.all([erase(eve, slug), erase(lonely.owner, "acme")]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
  await lonely.close();
});

test("a grant that comes in when its person is gone does not stand", async () => {
  const late = await gateway.member("late@acme.test");
  const { authorization_url } = await late.api("GET", "/integrations/google/auth_link");
  const params = await late.visitProvider(authorization_url, { email: "ada@acme.test" });
  const slow = gateway.google.inject({ path: "/token", hang: true });
  const finishing = late.finish(params);
  await until(
    () => slow.hits,
    (hits) => hits > 0,
  );
  await gateway.owner.api("DELETE", `/members/${late.session.user.id}`);
  slow.release();
  expect((await finishing).body.code).toBe("not_signed_in");
  const live = await query(
    "SELECT 1 FROM grants g JOIN connectors c ON c.id = g.connector_id WHERE c.owner_id = $1 AND g.ended_at IS NULL",
    late.session.user.id,
  );
  expect(live).toEqual([]);
});
