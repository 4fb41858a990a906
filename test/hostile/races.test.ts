import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { movableClock, until } from "../support/look.ts";
import type { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { READ, sqlOf, told, withAgent } from "./helpers.ts";

/** Access was taken away; somebody wants one more answer, one more token, or the old state back. */
const clock = movableClock();
const GMAIL = "/gmail/";
let gateway: TestGateway;
let google: TestGateway["google"];
let owner: Person;
let token: string;
let connector: { id: string; slug: string; grant: { id: string } };

beforeAll(async () => {
  gateway = await startGateway({
    clock: clock.now,
    google: {
      users: ["ada@acme.test", "ben@acme.test", "rex@umbrella.test"].map((email) => ({ email, name: email })),
    },
  });
  ({ google, owner } = gateway);
  token = (await owner.newToken({ agent: await owner.newAgent("Helper") })).value;
});
afterEach(async () => {
  google.clearFaults();
  clock.reset();
  await owner.tryApi("DELETE", `/connectors/${connector.id}?shred_now=true`);
});
afterAll(() => gateway?.close());

const connect = async () => {
  connector = (await owner.authorize({ email: "ada@acme.test", tools: READ })).body.connector;
};
const call = () =>
  withAgent(gateway, token, "gmail", (a) => a.call("gmail_list_labels", { connector: connector.slug }));
const revoke = () => owner.api("POST", `/connectors/${connector.id}/revoke`);
const credentials = async (grant: string) =>
  Number(
    (await sqlOf(gateway)("SELECT count(*) AS n FROM credentials WHERE grant_id = $1", [grant])).rows[0]?.n,
  );

test("H86 a result that arrives after the revocation has answered", async () => {
  await connect();
  const held = google.inject({ path: GMAIL, hang: true });
  const late = call();
  await until(
    () => held.hits,
    (hits) => hits > 0,
  );
  const { aborted_calls } = await revoke();
  expect(aborted_calls).toBe(1);
  held.release();
  const answer = await late;
  expect(answer.error?.error).toBe("grant_revoked");
  expect(answer.structured).toBeUndefined();
});

test("H87 calls that begin while the revocation commits: none hands out a result after its answer", async () => {
  await connect();
  let over = false;
  const results: { isResult: boolean; beganAt: number }[] = [];
  const caller = async () => {
    while (!over) {
      const beganAt = performance.now();
      // A connection that is cut hands out nothing.
      const text = await rawCall(gateway.url, token, "gmail_list_labels", {}).then(
        (answer) => answer.text().catch(() => ""),
        () => "",
      );
      results.push({ isResult: text.includes('"structuredContent"'), beganAt });
    }
  };
  const callers = Array.from({ length: 12 }, caller);
  const answered = () => results.filter(({ isResult }) => isResult).length;
  await until(answered, (n) => n >= 12, 20_000);
  await revoke();
  const answeredAt = performance.now();
  const before = results.length;
  await until(
    () => results.length,
    (n) => n >= before + 36,
    20_000,
  );
  over = true;
  await Promise.all(callers);
  const after = results.filter(({ beganAt }) => beganAt > answeredAt);
  expect(after.length).toBeGreaterThan(12);
  expect(after.filter(({ isResult }) => isResult)).toEqual([]);
});

test("H88 a refresh under way while its grant is revoked puts no tokens back", async () => {
  await connect();
  const { id: grant } = connector.grant;
  clock.advance(3_590_000);
  const held = google.inject({ path: "/token", hang: true });
  const stale = call();
  await until(
    () => held.hits,
    (hits) => hits > 0,
  );
  const revoking = revoke();
  await new Promise((resolve) => setTimeout(resolve, 200));
  held.release();
  await revoking;
  expect((await stale).isError).toBe(true);
  const who = gateway.app.identity.people.systemPrincipal(gateway.workspaceId, "upstream-revocation");
  await until(
    async () => {
      await gateway.app.grants.revokeUpstream(who, grant);
      return credentials(grant);
    },
    (n) => n === 0,
    20_000,
  );
  expect(google.liveTokens(), "a token lives at the provider that nobody can end any more").toEqual({
    access: 0,
    refresh: 0,
  });
  expect((await call()).isError).toBe(true);
}, 60_000);

test("H89 a call with a cached credential right after the revocation, from many connections", async () => {
  await connect();
  expect((await call()).isError).toBe(false);
  await revoke();
  google.clearRequests();
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () =>
      (await rawCall(gateway.url, token, "gmail_list_labels", {})).text(),
    ),
  );
  for (const text of answers) expect(text).toContain("connection_required");
  expect(google.requests().filter(({ path }) => path.startsWith(GMAIL))).toEqual([]);
});

test("H90 the sealed row put back from a backup after the grant was revoked", async () => {
  await connect();
  const sql = sqlOf(gateway);
  const { id: grant } = connector.grant;
  await sql("CREATE TABLE backup AS SELECT * FROM credentials WHERE grant_id = $1", [grant]);
  await revoke();
  expect(await credentials(grant)).toBe(0);
  await sql("INSERT INTO credentials SELECT * FROM backup");
  await sql("DROP TABLE backup");
  google.clearRequests();
  expect((await call()).isError).toBe(true);
  expect(told(await owner.tryApi("POST", `/connectors/${connector.id}/validate`))).toBe(
    "409 connector_not_connected",
  );
  const who = gateway.app.identity.people.systemPrincipal(gateway.workspaceId, "refresh-ahead");
  expect(await gateway.app.grants.refreshAhead(who, grant)).toBe(false);
  expect(google.requests()).toEqual([]);
  await sql("DELETE FROM credentials WHERE grant_id = $1", [grant]);
});

test("H91 two revocations, a reconnect and a deletion of one connector at the same moment", async () => {
  await connect();
  const [one, two, gone] = await Promise.all([
    owner.tryApi("POST", `/connectors/${connector.id}/revoke`),
    owner.tryApi("POST", `/connectors/${connector.id}/revoke`),
    owner.tryApi("DELETE", `/connectors/${connector.id}?shred_now=true`),
  ]);
  for (const { status } of [one, two, gone]) expect([200, 404, 409]).toContain(status);
  expect((await call()).isError).toBe(true);
  const { rows } = await sqlOf(gateway)("SELECT count(*)::int AS n FROM grants WHERE ended_at IS NULL");
  expect(rows[0]?.n).toBe(0);
  expect(await credentials(connector.grant.id)).toBe(0);
});

test("H92 a deleted workspace leaves a working token, session, link, invitation or credential", async () => {
  // A deletion that does not wait for the provider's receipt leaves tokens alive there; they are not counted below.
  google.revokeAccount("ada@acme.test");
  await connect();
  const { owner: eve, workspaceId, ownerId } = await secondWorkspace(gateway);
  const rex = (await eve.authorize({ email: "rex@umbrella.test", tools: READ })).body.connector;
  const { value } = await eve.newToken({ agent: await eve.newAgent("Doomed") });
  const link = (await gateway.app.identity.sessions.createLink(workspaceId, ownerId)).token;
  const { url } = await eve.api("POST", "/invitations", { email: "late@umbrella.test", role: "owner" });
  await eve.api("POST", "/apps", {
    provider: "google",
    name: "Doomed",
    client_id: "doomed.apps",
    client_secret: "doomed-secret",
    is_default: false,
  });
  const { authorization_url } = await eve.api("GET", "/integrations/google/auth_link?app=env");
  const params = await eve.visitProvider(authorization_url, { email: "rex@umbrella.test" });
  expect((await rawCall(gateway.url, value, "gmail_list_labels", {})).status).toBe(200);
  await eve.api("DELETE", "", { confirm: "umbrella" });
  expect((await rawCall(gateway.url, value, "gmail_list_labels", {})).status).toBe(401);
  expect((await eve.call("GET", "/api/session")).status).toBe(401);
  expect((await eve.finish(params)).status).toBe(401);
  for (const [path, body] of [
    ["/api/session", { token: link }],
    ["/api/invitations/preview", { token: url.split("#")[1] }],
    ["/api/invitations/accept", { token: url.split("#")[1] }],
  ] as const) {
    const answer = await eve.call("POST", path, body, { cookie: "" });
    expect([400, 401]).toContain(answer.status);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  const who = gateway.app.identity.people.systemPrincipal(workspaceId, "upstream-revocation");
  await gateway.app.grants.revokeUpstream(who, rex.grant.id);
  expect(await credentials(rex.grant.id)).toBe(0);
  expect(google.liveTokens().refresh, "only that of the other workspace").toBe(1);
  await gateway.app.identity.workspaces.empty(who);
  const { rows } = await sqlOf(gateway)(
    "SELECT (SELECT count(*) FROM sealed_secrets WHERE workspace_id = $1) + (SELECT count(*) FROM credentials WHERE workspace_id = $1) AS n",
    [workspaceId],
  );
  expect(Number(rows[0]?.n)).toBe(0);
  expect((await call()).isError).toBe(false);
});

test("H93 a connector switched off while a call is under way", async () => {
  await connect();
  const held = google.inject({ path: GMAIL, hang: true });
  const late = call();
  await until(
    () => held.hits,
    (hits) => hits > 0,
  );
  await owner.api("PATCH", `/connectors/${connector.id}`, { enabled: false });
  held.release();
  expect((await late).structured).toBeUndefined();
  google.clearRequests();
  expect((await call()).error?.error).toBe("connector_disabled");
  expect(google.requests()).toEqual([]);
});
