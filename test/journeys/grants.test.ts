import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ErrorCode, errorTable } from "../../gateway/errors.ts";
import type { EnvironmentApp } from "../../gateway/grants/index.ts";
import { Secret } from "../../gateway/vault/index.ts";
import { gmail } from "../../mcp-servers/gmail/index.ts";
import { servers } from "../../mcp-servers/index.ts";
import { connectAgent } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock, standing, until } from "../support/look.ts";
import { type Answer, Person } from "../support/person.ts";

const SCOPE = (name: string) => `https://www.googleapis.com/auth/gmail.${name}`;
const reads = (some: typeof servers) =>
  some.flatMap(({ tools }) => tools.filter(({ effect }) => effect === "read").map(({ name }) => name));
const READ = reads([gmail]);
/** What a teammate's own connection asks for: whatever reads. */
const OWN = reads(servers.filter(({ provider }) => provider === "google"));
interface ChoosingSchema {
  properties: { connector: { enum: string[] } };
  required: string[];
}
const clock = movableClock();
const apps: EnvironmentApp[] = [];
const oauthClient = {
  id: "grants-test.apps.googleusercontent.com",
  secret: "GOCSPX-grants-test-client-secret",
};

let gateway: TestGateway;
let google: TestGateway["google"];
let owner: Person;
let member: Person;

/** The one registration; what was there is gone. */
const setApp = (app: Omit<EnvironmentApp, "provider" | "variant">) => {
  apps.splice(0, apps.length, { provider: "google", variant: "oauth_app", ...app });
};
const configureClient = () =>
  setApp({
    id: oauthClient.id,
    secret: new Secret(oauthClient.secret),
    redirectUri: `${gateway.url}/integrations/google/callback`,
  });

beforeAll(async () => {
  gateway = await startGateway({
    port: await freePort(),
    clock: clock.now,
    google: {
      clientId: oauthClient.id,
      clientSecret: oauthClient.secret,
      users: [
        { email: "ada@acme.test", name: "Ada Lindqvist" },
        { email: "ben@acme.test", name: "Ben Okafor" },
        { email: "ada@other.test", name: "Ada Elsewhere" },
      ],
    },
    app: { apps },
  });
  ({ google, owner } = gateway);
  configureClient();
  member = await gateway.member("mia@acme.test");
});
afterAll(() => gateway?.close());
afterEach(() => {
  clock.reset();
  google.clearFaults();
  google.setCodeSeconds(60);
  google.withholdRefreshToken(false);
  configureClient();
});

/** Starts a shared connection and goes to the provider; returns what comes back to the callback page. */
async function visited(
  person: Person,
  choice: { email?: string; deny?: boolean; untick?: string[]; tools?: string[]; connector?: string } = {},
) {
  const { email = "ada@acme.test", tools, connector, ...more } = choice;
  const query = new URLSearchParams({
    ...(tools && { tools: tools.join(",") }),
    ...(connector && { connector }),
  });
  const { authorization_url } = await person.api("GET", `/integrations/google/auth_link?${query}`);
  return person.visitProvider(authorization_url, { email, ...more });
}

/** Finishes with these parameters and holds the refusal against everything a refusal must be. */
async function refused(
  person: Person,
  params: Record<string, string>,
  code: ErrorCode,
  expected: object = {},
): Promise<Answer> {
  const before = await standing(gateway);
  const answer = await person.finish(params);
  expect(answer.body).toMatchObject({
    code,
    status: errorTable[code].status,
    service: "google",
    ...expected,
  });
  expect(answer.status).toBe(errorTable[code].status);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(await standing(gateway), "something was left half-made").toEqual(before);
  const [row] = await auditRows(gateway, { type: "authorization.refused" });
  expect(row).toMatchObject({
    outcome: "refused",
    actor: { id: person.session.user.id },
    request_id: answer.body.request_id,
    data: { code, provider: "google" },
  });
  return answer;
}

describe("a ceremony that fails says why and leaves nothing half-made", () => {
  test("consent denied", async () => {
    await refused(owner, await visited(owner, { deny: true }), "consent_denied", { kind: "personal" });
  });

  test("no state", async () => {
    const { state: _, ...params } = await visited(owner);
    await refused(owner, params, "state_missing");
  });

  test("a state nobody was given", async () => {
    await refused(owner, { ...(await visited(owner)), state: "x".repeat(43) }, "state_unknown");
  });

  test("a state that comes back a second time", async () => {
    const params = await visited(owner, { deny: true });
    await refused(owner, params, "consent_denied");
    await refused(owner, params, "state_used");
  });

  test("two answers with one state at the same moment: one of them counts", async () => {
    const params = await visited(owner);
    const answers = await Promise.all([owner.finish(params), owner.finish(params)]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    expect(answers.find((a) => a.status === 409)?.body.code).toBe("state_used");
    await owner.api("DELETE", "/integrations/google");
  });

  test("another user's session; the right one can still finish", async () => {
    const params = await visited(owner);
    await refused(member, params, "wrong_user");
    const done = await owner.finish(params);
    expect(done.status).toBe(200);
    await owner.api("DELETE", "/integrations/google");
  });

  test("another session of the same user; the right one can still finish", async () => {
    const params = await visited(owner);
    const elsewhere = await new Person(gateway.url).signIn(await gateway.signInToken(owner.session.user.id));
    await refused(elsewhere, params, "wrong_user");
    expect((await owner.finish(params)).status).toBe(200);
    await owner.api("DELETE", "/integrations/google");
  });

  test("a state older than ten minutes", async () => {
    const params = await visited(owner);
    clock.advance(10 * 60_000);
    await refused(owner, params, "state_expired", { kind: "personal" });
  });

  test("a state just younger than ten minutes is good", async () => {
    const params = await visited(owner);
    clock.advance(10 * 60_000 - 5_000);
    expect((await owner.finish(params)).status).toBe(200);
    await owner.api("DELETE", "/integrations/google");
  });

  test("the answer of another authorization server", async () => {
    const params = await visited(owner);
    await refused(owner, { ...params, iss: "https://accounts.evil.test" }, "issuer_mismatch");
    // The code it came with is spent for this ceremony: the state is gone.
    await refused(owner, params, "state_used");
  });

  test("a refusal in the name of another authorization server is not believed", async () => {
    const { code: _, ...params } = await visited(owner);
    await refused(
      owner,
      { ...params, error: "access_denied", iss: "https://accounts.evil.test" },
      "issuer_mismatch",
    );
  });

  test("a code the provider does not know", async () => {
    await refused(owner, { ...(await visited(owner)), code: "4/0A-made-up" }, "code_rejected");
  });

  test("a code of another ceremony: PKCE holds it to its own", async () => {
    const stolen = await visited(owner, { email: "ben@acme.test" });
    const own = await visited(owner);
    await refused(owner, { ...own, code: stolen.code ?? "" }, "code_rejected");
  });

  test("a code that has expired", async () => {
    google.setCodeSeconds(0);
    await refused(owner, await visited(owner), "code_rejected");
  });

  test("no code and no error", async () => {
    const { code: _, ...params } = await visited(owner);
    await refused(owner, params, "bad_request");
  });

  test("fewer scopes than asked for: says which tools would have worked and which not", async () => {
    const tools = ["gmail_search_threads", "gmail_send_message"];
    const params = await visited(owner, { tools, untick: [SCOPE("send")] });
    await refused(owner, params, "scopes_declined", {
      missing_scopes: [SCOPE("send")],
      working_tools: ["gmail_search_threads"],
      lost_tools: ["gmail_send_message"],
    });
    const [row] = await auditRows(gateway, { type: "authorization.refused" });
    expect(row?.data.missing_scopes).toEqual([SCOPE("send")]);
  });

  test("no scope at all beyond who the account is", async () => {
    await refused(
      owner,
      await visited(owner, { tools: READ, untick: [SCOPE("readonly")] }),
      "scopes_declined",
      {
        working_tools: [],
        lost_tools: READ,
      },
    );
  });

  test("no refresh token", async () => {
    google.withholdRefreshToken(true);
    await refused(owner, await visited(owner), "refresh_token_missing");
  });

  test("the provider's token endpoint is down", async () => {
    google.inject({ path: "/token", status: 503 });
    await refused(owner, await visited(owner), "provider_unreachable");
  });

  test("the provider does not accept the gateway's client", async () => {
    const params = await visited(owner);
    setApp({ ...apps[0]!, secret: new Secret("GOCSPX-rotated-and-forgotten") });
    await refused(owner, params, "client_rejected");
  });

  test("the provider will not say whose account it is", async () => {
    const before = await standing(gateway);
    const params = await visited(owner);
    google.inject({ path: "/v1/userinfo", status: 404 });
    const answer = await owner.finish(params);
    expect(answer).toMatchObject({ status: 502, body: { code: "account_unreadable", service: "google" } });
    const { tokens: _, ...rows } = await standing(gateway);
    expect(before).toMatchObject(rows);
    // Nobody knows whether this account has a connection that works: revoking would end it, so it is only forgotten.
    google.revokeAccount("ada@acme.test");
    const [row] = await auditRows(gateway, { type: "authorization.refused" });
    expect(row?.data.code).toBe("account_unreadable");
  });

  test("a provider without a client: at the start, in the catalog, and when it goes while somebody is away", async () => {
    const params = await visited(owner);
    apps.length = 0;
    await refused(owner, params, "provider_not_configured");
    const started = await owner.tryApi("GET", "/integrations/google/auth_link");
    expect(started).toMatchObject({ status: 409, body: { code: "provider_not_configured" } });
    const shared = await owner.tryApi("POST", "/connectors", { provider: "google", tools: READ });
    expect(shared.body.code).toBe("provider_not_configured");
    const { providers } = await owner.api("GET", "/catalog");
    expect(providers.find(({ id }: { id: string }) => id === "google")).toMatchObject({
      configured: false,
      redirect_uri: `${gateway.url}/integrations/google/callback`,
    });
  });

  test("an unknown provider and an unknown tool", async () => {
    expect((await owner.tryApi("GET", "/integrations/nowhere/auth_link")).body.code).toBe("not_found");
    expect((await owner.finish({ state: "x" }, "nowhere")).body.code).toBe("not_found");
    const answer = await owner.tryApi("POST", "/connectors", { provider: "google", tools: ["gmail_nope"] });
    expect(answer.body).toMatchObject({ code: "bad_request", fields: [{ path: "tools" }] });
  });

  test("after all that nothing is connected and nothing lives at the provider", async () => {
    const { credentials, tokens } = await standing(gateway);
    expect({ credentials, tokens }).toEqual({ credentials: 0, tokens: { access: 0, refresh: 0 } });
  });
});

describe("connectors and their grants", () => {
  let personal: string;

  test("a teammate connects their own account", async () => {
    const done = await member.connect({ email: "ben@acme.test" });
    expect(done).toMatchObject({
      status: 200,
      body: {
        reconnected: false,
        connector: {
          kind: "personal",
          mine: true,
          account: "ben@acme.test",
          slug: "google_ben",
          connected: true,
          owner: { email: "mia@acme.test" },
          verdict: { state: "valid", source: "grant", evidence: "userinfo", who: "nobody" },
          grant: { tools: OWN, scopes_missing: [], scopes_extra: [] },
        },
      },
    });
    personal = done.body.connector.id;
    const [row] = await auditRows(gateway, { type: "connector.authorized" });
    expect(row).toMatchObject({
      actor: { label: "mia@acme.test" },
      target: { id: personal, label: "google_ben" },
      data: { kind: "personal", owner: member.session.user.id, account_label: "ben@acme.test", tools: OWN },
    });
  });

  test("asks for the narrowest scopes that serve the picked tools", async () => {
    const link = await owner.api("GET", "/integrations/google/auth_link?tools=gmail_list_labels");
    const asked = new URL(link.authorization_url).searchParams.get("scope")?.split(" ");
    expect(asked).toEqual(["openid", "email", SCOPE("labels")]);
    expect(link.scopes.map((s: { scope: string }) => s.scope)).toEqual(asked);
  });

  test("a personal connector serves its owner's token and nobody else's", async () => {
    const own = await connectAgent(
      gateway.url,
      (await owner.newToken({ user: member.session.user.id })).value,
    );
    const others = await connectAgent(gateway.url, (await owner.newToken()).value);
    const agents = await connectAgent(
      gateway.url,
      (await owner.newToken({ agent: await owner.newAgent("Outsider") })).value,
    );
    expect((await own.call("gmail_search_threads")).isError).toBe(false);
    for (const outsider of [others, agents]) {
      expect((await outsider.call("gmail_search_threads")).error?.error).toBe("connection_required");
      for (const connector of [personal, "google_ben"]) {
        const answer = await outsider.call("gmail_search_threads", { connector });
        expect(answer.error).toMatchObject({ error: "bad_argument" });
        expect(answer.error?.connectors).not.toContain("google_ben");
        expect(answer.text).not.toContain("ben@acme.test");
      }
    }
    await Promise.all([own, others, agents].map((a) => a.close()));
  });

  test("another member cannot see, validate, disconnect or reconnect it", async () => {
    const noor = await gateway.member("noor@acme.test");
    const { integrations } = await noor.api("GET", "/integrations");
    expect(integrations[0]).toMatchObject({ personal: [], shared: [] });
    for (const [method, path, body] of [
      ["POST", "/integrations/google", { connector: personal }],
      ["DELETE", `/integrations/google?connector=${personal}`, undefined],
      ["GET", `/integrations/google/auth_link?connector=${personal}`, undefined],
    ] as const) {
      const answer = await noor.tryApi(method, path, body);
      expect(answer, `${method} ${path}`).toMatchObject({
        status: 404,
        body: { code: "connector_not_found" },
      });
    }
  });

  test("not even an admin gets a new grant on a teammate's personal connector", async () => {
    const answer = await owner.tryApi("POST", `/connectors/${personal}/authorize`, {});
    expect(answer).toMatchObject({ status: 404, body: { code: "connector_not_found" } });
  });

  test("reconnecting keeps the connector and drops the old grant without killing the new one", async () => {
    const before = (await owner.api("GET", `/connectors/${personal}`)).connector;
    const done = await member.connect({ email: "ben@acme.test", connector: personal });
    expect(done.body).toMatchObject({
      reconnected: true,
      connector: { id: personal, slug: "google_ben", connected: true },
    });
    expect(done.body.connector.grant.id).not.toBe(before.grant.id);
    const rows = await gateway.app.database.system.query(
      `SELECT g.id, g.ended_at IS NOT NULL AS ended, g.end_reason, g.upstream::text, c.grant_id IS NOT NULL AS sealed
       FROM grants g LEFT JOIN credentials c ON c.grant_id = g.id WHERE g.connector_id = $1 ORDER BY g.authorized_at`,
      [personal],
    );
    expect(rows.rows).toEqual([
      { id: before.grant.id, ended: true, end_reason: "replaced", upstream: "kept", sealed: false },
      { id: done.body.connector.grant.id, ended: false, end_reason: null, upstream: "none", sealed: true },
    ]);
    const agent = await connectAgent(
      gateway.url,
      (await owner.newToken({ user: member.session.user.id })).value,
    );
    expect((await agent.call("gmail_search_threads")).isError).toBe(false);
    await agent.close();
  });

  test("reconnecting by the account alone finds the connector again", async () => {
    const done = await member.connect({ email: "ben@acme.test" });
    expect(done.body).toMatchObject({ reconnected: true, connector: { id: personal } });
  });

  /** Reconnects the teammate's connector, but signs in as somebody else. */
  async function reconnectAs(email: string): Promise<Answer["body"]> {
    const params = await visited(member, { email, connector: personal });
    const { status, body } = await member.finish(params);
    expect(status).toBe(200);
    return body;
  }

  test("reconnecting with another account overwrites nothing: it makes a second connector, which waits", async () => {
    const { authorization_url } = await member.api(
      "GET",
      `/integrations/google/auth_link?connector=${personal}`,
    );
    expect(new URL(authorization_url).searchParams.get("login_hint")).toBe("ben@acme.test");
    const asked = await reconnectAs("ada@acme.test");
    expect(asked).toMatchObject({
      reconnected: false,
      needs_confirmation: { expected_account: "ben@acme.test", actual_account: "ada@acme.test" },
      connector: { state: "unconfirmed", account: "ada@acme.test", mine: true, connected: true },
    });
    expect(asked.connector.id).not.toBe(personal);
    const { connector } = await owner.api("GET", `/connectors/${personal}`);
    expect(connector).toMatchObject({
      connected: true,
      state: "enabled",
      account: "ben@acme.test",
      verdict: { state: "valid" },
    });
    const agent = await connectAgent(
      gateway.url,
      (await owner.newToken({ user: member.session.user.id })).value,
    );
    const named = { connector: asked.connector.slug };
    expect((await agent.call("gmail_list_labels", named)).error?.error).toBe("connector_disabled");
    expect((await agent.call("gmail_list_labels")).isError).toBe(false);
    await agent.close();
    // Nobody but its owner can say yes, and declining takes it away, at the provider too.
    const word = { connector: asked.connector.id, keep: true };
    expect((await owner.tryApi("POST", "/integrations/google/confirm", word)).body.code).toBe(
      "connector_not_found",
    );
    const enabled = await member.tryApi("PATCH", "/integrations/google", { ...named, enabled: true });
    expect(enabled.status).toBe(404);
    const declined = { connector: asked.connector.id, keep: false };
    expect(await member.api("POST", "/integrations/google/confirm", declined)).toEqual({ connector: null });
    expect((await owner.tryApi("GET", `/connectors/${asked.connector.id}`)).body.code).toBe(
      "connector_not_found",
    );
    expect((await member.tryApi("POST", "/integrations/google/confirm", declined)).status).toBe(404);
  });

  test("confirmed, the second account is a connector of its own; asked again it says so instead", async () => {
    const asked = await reconnectAs("ada@acme.test");
    const word = { connector: asked.connector.id, keep: true };
    const { connector } = await member.api("POST", "/integrations/google/confirm", word);
    expect(connector).toMatchObject({ state: "enabled", account: "ada@acme.test" });
    expect((await member.tryApi("POST", "/integrations/google/confirm", word)).body.code).toBe("conflict");
    const again = await member.finish(await visited(member, { email: "ada@acme.test", connector: personal }));
    expect(again).toMatchObject({
      status: 409,
      body: { code: "account_differs", expected_account: "ben@acme.test", actual_account: "ada@acme.test" },
    });
    expect(again.body.detail).toContain(connector.slug);
    const gone = await member.api("DELETE", `/integrations/google/${asked.connector.id}`);
    expect(gone).toEqual({ gone: true });
  });

  test("a reconnect that is declined leaves the grant that works alone", async () => {
    const params = await visited(member, {
      email: "ben@acme.test",
      connector: personal,
      untick: [SCOPE("readonly")],
    });
    const declined = await member.finish(params);
    expect(declined.body).toMatchObject({ code: "scopes_declined", connector: personal });
    const { connector } = await member.api("POST", "/integrations/google", {});
    expect(connector).toMatchObject({
      id: personal,
      connected: true,
      verdict: { state: "valid", source: "probe" },
    });
  });

  test("an outage at the token endpoint leaves the grant that works alone", async () => {
    google.inject({ path: "/token", status: 500 });
    await refused(
      member,
      await visited(member, { email: "ben@acme.test", connector: personal }),
      "provider_unreachable",
    );
    google.clearFaults();
    const { connector } = await member.api("POST", "/integrations/google", {});
    expect(connector.verdict.state).toBe("valid");
  });

  test("validate says what it looked at and when", async () => {
    google.clearRequests();
    const from = Date.now();
    const { connector } = await owner.api("POST", `/connectors/${personal}/validate`);
    expect(connector.verdict).toMatchObject({
      state: "valid",
      cause: null,
      source: "probe",
      evidence: "userinfo",
    });
    const at = Date.parse(connector.verdict.checked_at);
    expect(at).toBeGreaterThanOrEqual(from - 1);
    expect(at).toBeLessThanOrEqual(Date.now());
    expect(google.requests().map((r) => `${r.method} ${r.path}`)).toEqual(["GET /v1/userinfo"]);
  });

  test("validate during an outage is unknown, not invalid, and recovers", async () => {
    google.inject({ path: "/v1/userinfo", status: 503 });
    const down = (await owner.api("POST", `/connectors/${personal}/validate`)).connector.verdict;
    expect(down).toMatchObject({ state: "unknown", cause: "provider_unreachable", who: "nobody" });
    google.clearFaults();
    const up = (await owner.api("POST", `/connectors/${personal}/validate`)).connector.verdict;
    expect(up).toMatchObject({ state: "valid", cause: null });
  });

  test("disconnecting revokes at the provider, and connecting again revives the same connector", async () => {
    const gone = await member.api("DELETE", "/integrations/google");
    expect(gone).toMatchObject({
      connector: {
        id: personal,
        connected: false,
        verdict: { state: "invalid", cause: "disconnected", source: "revoke" },
      },
      upstream: { state: "revoked", attempts: 1 },
    });
    expect(google.liveTokens()).toEqual({ access: 0, refresh: 0 });
    expect((await standing(gateway)).credentials).toBe(0);
    const again = await member.tryApi("DELETE", "/integrations/google");
    expect(again.body.code).toBe("connector_not_connected");
    const validated = await owner.tryApi("POST", `/connectors/${personal}/validate`);
    expect(validated.body.code).toBe("connector_not_connected");
    const back = await member.connect({ email: "ben@acme.test" });
    expect(back.body).toMatchObject({ reconnected: true, connector: { id: personal, connected: true } });
    await member.api("DELETE", "/integrations/google");
  });
});

describe("several connectors", () => {
  let ada: string;
  let ben: string;

  test("two accounts are two connectors with slugs of their own, and tools then ask which", async () => {
    const first = await owner.authorize({ email: "ada@acme.test", tools: READ });
    const second = await owner.authorize({
      email: "ben@acme.test",
      tools: ["gmail_list_labels"],
      name: "Ops mail",
    });
    const third = await owner.authorize({ email: "ada@other.test", tools: READ });
    ada = first.body.connector.id;
    ben = second.body.connector.id;
    const slugs = [first, second, third].map((d) => d.body.connector.slug);
    expect(slugs).toEqual(["google_ada_2", "google_ops_mail", "google_ada_3"]);

    const agent = await connectAgent(
      gateway.url,
      (await owner.newToken({ agent: await owner.newAgent("Chooser") })).value,
    );
    const tools = new Map(
      (await agent.tools()).map((t) => [t.name, t.inputSchema as unknown as ChoosingSchema]),
    );
    const choices = (name: string) => tools.get(name)?.properties.connector.enum;
    expect(choices("gmail_search_threads")).toEqual(["google_ada_2", "google_ada_3"]);
    // A narrower grant offers only what it covers.
    expect(choices("gmail_list_labels")).toEqual(["google_ada_2", "google_ops_mail", "google_ada_3"]);
    expect(tools.get("gmail_search_threads")?.required).toContain("connector");

    const unnamed = await agent.call("gmail_list_labels");
    expect(unnamed.error).toMatchObject({
      error: "bad_argument",
      connectors: slugs,
    });
    const labels = async (connector: string) => {
      const answer = await agent.call("gmail_list_labels", { connector, kind: "user" });
      expect(answer.isError, answer.text).toBe(false);
      return (answer.structured as { items: { name: string }[] }).items.map((l) => l.name);
    };
    expect(await labels("google_ops_mail")).toEqual(["Follow up"]);
    expect(await labels(ada)).toContain("Invoices");
    const beyond = await agent.call("gmail_search_threads", { connector: "google_ops_mail" });
    expect(beyond.error).toMatchObject({
      error: "scope_missing",
      connector: "google_ops_mail",
      missing_scopes: [SCOPE("readonly")],
    });
    await agent.close();
    await owner.api("POST", `/connectors/${third.body.connector.id}/revoke`);
  });

  test("two connectors on one account: revoking one keeps the provider's grant, and the other works on", async () => {
    const own = await member.connect({ email: "ada@acme.test" });
    const preview = await owner.api("GET", `/connectors/${ada}/revoke_preview`);
    expect(preview.shares_account_with).toEqual([
      { id: own.body.connector.id, slug: own.body.connector.slug },
    ]);
    google.clearRequests();
    const revoked = await owner.api("POST", `/connectors/${ada}/revoke`);
    expect(revoked).toMatchObject({
      connector: { connected: false },
      upstream: { state: "kept", attempts: 0 },
    });
    expect(google.requests().filter((r) => r.path === "/revoke")).toEqual([]);
    const [kept] = await auditRows(gateway, { type: "upstream.kept" });
    expect(kept).toMatchObject({ target: { id: ada } });
    const { rows } = await gateway.app.database.system.query(
      "SELECT grant_id FROM credentials WHERE grant_id = $1",
      [revoked.connector.grant.id],
    );
    expect(rows).toEqual([]);

    const agent = await connectAgent(
      gateway.url,
      (await owner.newToken({ user: member.session.user.id })).value,
    );
    const answer = await agent.call("gmail_search_threads", { connector: own.body.connector.slug });
    expect(answer.isError, answer.text).toBe(false);
    await agent.close();

    const last = await member.api("DELETE", "/integrations/google");
    expect(last.upstream.state).toBe("revoked");
    expect((await owner.api("POST", `/connectors/${ben}/revoke`)).upstream.state).toBe("revoked");
    expect(google.liveTokens()).toEqual({ access: 0, refresh: 0 });
  });

  test("revoking twice says that nothing is connected", async () => {
    const again = await owner.tryApi("POST", `/connectors/${ada}/revoke`);
    expect(again).toMatchObject({ status: 409, body: { code: "connector_not_connected" } });
    const unknown = await owner.tryApi("POST", "/connectors/con_nobody/revoke");
    expect(unknown).toMatchObject({ status: 404, body: { code: "connector_not_found" } });
  });
});

describe("when the provider ends or renews access", () => {
  let connector: string;
  let token: string;
  beforeAll(async () => {
    const done = await owner.authorize({ email: "ada@acme.test", tools: READ });
    connector = done.body.connector.id;
    token = (await owner.newToken({ agent: await owner.newAgent("Reader") })).value;
  });

  test("fifty calls on an expired token make one token request", async () => {
    clock.advance(3_700_000);
    google.clearRequests();
    const agent = await connectAgent(gateway.url, token);
    const answers = await Promise.all(Array.from({ length: 50 }, () => agent.call("gmail_list_labels")));
    expect(new Set(answers.map((a) => a.error?.message))).toEqual(new Set([undefined]));
    expect(google.requests().filter((r) => r.path === "/token")).toHaveLength(1);
    await agent.close();
  });

  test("fifty calls on a token the provider no longer takes make one token request", async () => {
    google.expireAllAccessTokens();
    google.clearRequests();
    const agent = await connectAgent(gateway.url, token);
    const answers = await Promise.all(Array.from({ length: 50 }, () => agent.call("gmail_list_labels")));
    expect(new Set(answers.map((a) => a.error?.message))).toEqual(new Set([undefined]));
    expect(google.requests().filter((r) => r.path === "/token")).toHaveLength(1);
    await agent.close();
  });

  test("an account that removed the app: one verdict everywhere, with the cause and an absolute link", async () => {
    google.revokeAccount("ada@acme.test");
    const agent = await connectAgent(gateway.url, token);
    const link = `${gateway.url}/settings/connectors/${connector}`;
    const first = await agent.call("gmail_search_threads");
    expect(first.error).toMatchObject({
      error: "connector_invalid",
      cause: "invalid_grant",
      connect_url: link,
    });
    const verdict = await until(
      async () => (await owner.api("GET", `/connectors/${connector}`)).connector.verdict,
      (v) => v.state === "invalid",
    );
    expect(verdict).toMatchObject({ cause: "invalid_grant", source: "refresh", who: "admin" });
    const later = await agent.call("gmail_search_threads");
    expect(later.error).toMatchObject({
      error: "connector_invalid",
      cause: "invalid_grant",
      connect_url: link,
    });
    expect(later.text).toContain(link);
    const { integrations } = await owner.api("GET", "/integrations");
    expect(integrations[0].shared.find((c: { id: string }) => c.id === connector).verdict).toEqual(verdict);
    const { connectors } = await owner.api("GET", "/connectors");
    expect(connectors.find((c: { id: string }) => c.id === connector).verdict).toEqual(verdict);
    expect((await auditRows(gateway, { type: "refresh.failed" }))[0]).toMatchObject({
      target: { id: connector },
      data: { cause: "invalid_grant", permanent: true },
    });
    expect((await auditRows(gateway, { type: "connector.validated" }))[0]).toMatchObject({
      outcome: "failed",
      data: { verdict: "invalid", cause: "invalid_grant" },
    });
    // Its tools stay listed: an agent learns what to do by calling, not by their absence.
    expect((await agent.tools()).map((t) => t.name)).toEqual(READ);
    const validated = (await owner.api("POST", `/connectors/${connector}/validate`)).connector.verdict;
    expect(validated).toMatchObject({
      state: "invalid",
      cause: "invalid_grant",
      source: "probe",
      who: "admin",
    });

    const again = await owner.api("POST", `/connectors/${connector}/authorize`, {});
    const back = await owner.finish(
      await owner.visitProvider(again.authorization_url, { email: "ada@acme.test" }),
    );
    expect(back.body).toMatchObject({
      reconnected: true,
      connector: { id: connector, verdict: { state: "valid" } },
    });
    expect((await agent.call("gmail_search_threads")).isError).toBe(false);
    await agent.close();
  });

  test("a revocation the provider does not take is kept and tried again until there is a receipt", async () => {
    google.inject({ path: "/revoke", status: 503 });
    const revoked = await owner.api("POST", `/connectors/${connector}/revoke`);
    expect(revoked).toMatchObject({
      connector: { connected: false },
      upstream: { state: "pending", attempts: 1 },
    });
    const grantId = revoked.connector.grant.id;
    const agent = await connectAgent(gateway.url, token);
    expect((await agent.call("gmail_list_labels")).error?.error).toBe("connection_required");
    await agent.close();
    const who = gateway.app.identity.people.systemPrincipal(gateway.workspaceId, "upstream-revocation");
    expect(await gateway.app.grants.revokeUpstream(who, grantId)).toBe(false);
    expect((await standing(gateway)).credentials).toBe(1);
    google.clearFaults();
    expect(await gateway.app.grants.revokeUpstream(who, grantId)).toBe(true);
    expect(await standing(gateway)).toMatchObject({ credentials: 0, tokens: { access: 0, refresh: 0 } });
    const { connector: now } = await owner.api("GET", `/connectors/${connector}`);
    expect(now.grant.upstream).toMatchObject({ state: "revoked", attempts: 3 });
    expect(await gateway.app.grants.revokeUpstream(who, grantId)).toBe(true);
    const rows = [
      ...(await auditRows(gateway, { type: "upstream.revocation_failed" })),
      ...(await auditRows(gateway, { type: "upstream.revoked" })),
    ];
    expect(rows.filter((r) => r.data.grant === grantId).map((r) => [r.outcome, r.data.attempts])).toEqual([
      ["failed", 2],
      ["failed", 1],
      ["ok", 3],
    ]);
  });

  test("a revocation whose tokens are gone already comes to an end", async () => {
    google.inject({ path: "/revoke", status: 503 });
    const done = await owner.authorize({ email: "ada@acme.test", tools: READ });
    const revoked = await owner.api("POST", `/connectors/${done.body.connector.id}/revoke`);
    const grantId = revoked.connector.grant.id;
    // As after a crash between the provider's receipt and the note of it.
    await gateway.app.database.system.query("DELETE FROM credentials WHERE grant_id = $1", [grantId]);
    const who = gateway.app.identity.people.systemPrincipal(gateway.workspaceId, "upstream-revocation");
    expect(await gateway.app.grants.revokeUpstream(who, grantId)).toBe(true);
    const { connector: now } = await owner.api("GET", `/connectors/${done.body.connector.id}`);
    expect(now.grant.upstream.state).toBe("failed");
    google.clearFaults();
    google.revokeAccount("ada@acme.test");
  });
});

describe("roles", () => {
  const ADMIN_ONLY = [
    ["GET", "/connectors"],
    ["POST", "/connectors", { provider: "google", tools: READ }],
    ["GET", "/connectors/con_x"],
    ["POST", "/connectors/con_x/authorize", {}],
    ["POST", "/connectors/con_x/validate"],
    ["GET", "/connectors/con_x/revoke_preview"],
    ["POST", "/connectors/con_x/revoke"],
    ["GET", "/tokens"],
    ["POST", "/tokens", { name: "x", user: "usr_x" }],
    ["DELETE", "/tokens/tok_x"],
    ["GET", "/agents"],
    ["POST", "/agents", { name: "x" }],
    ["POST", "/members", { email: "x@acme.test", name: "x", role: "member" }],
    ["GET", "/apps"],
    ["POST", "/apps", { provider: "nowhere", name: "x", client_id: "abc", client_secret: "abcd" }],
    ["PATCH", "/apps/app_x", {}],
    ["DELETE", "/apps/app_x"],
    ["POST", "/apps/app_x/check"],
    ["PATCH", "/connectors/con_x", {}],
    ["DELETE", "/connectors/con_x"],
    ["GET", "/connectors/con_x/scope_use"],
    ["POST", "/revocations", { scope: "workspace", confirm: "x" }],
    ["GET", "/revocations"],
    ["GET", "/revocations/run_x"],
    ["POST", "/members/usr_x/sign_in_link"],
  ] as const;
  const AUDIT = [
    ["GET", "/members"],
    ["GET", "/audit"],
    ["POST", "/audit/verify"],
    ["GET", "/audit/export"],
  ] as const;
  const OWN = [
    ["GET", "/integrations/google/auth_link"],
    ["POST", "/integrations/google", {}],
    ["DELETE", "/integrations/google"],
  ] as const;
  const answerOf = async (person: Person, [method, path, body]: readonly [string, string, object?]) => {
    const response = await person.fetch(`/api/workspaces/${person.session.workspace.id}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, text: await response.text() };
  };

  test("a member connects accounts and manages nothing", async () => {
    for (const call of [...ADMIN_ONLY, ...AUDIT]) {
      const { status, text } = await answerOf(member, call);
      expect(`${call[0]} ${call[1]} ${status}`).toBe(`${call[0]} ${call[1]} 403`);
      expect(JSON.parse(text).code).toBe("forbidden");
    }
    for (const call of OWN) expect((await answerOf(member, call)).status, call[1]).not.toBe(403);
  });

  test("an auditor reads the audit log and changes nothing", async () => {
    const auditor = await gateway.member("audrey@acme.test", "auditor");
    for (const call of [...ADMIN_ONLY, ...OWN]) {
      expect(`${call[0]} ${call[1]} ${(await answerOf(auditor, call)).status}`).toBe(
        `${call[0]} ${call[1]} 403`,
      );
    }
    for (const call of AUDIT) expect((await answerOf(auditor, call)).status, call[1]).toBe(200);
  });

  test("an admin does all of it", async () => {
    const admin = await gateway.member("abel@acme.test", "admin");
    for (const call of [...ADMIN_ONLY, ...AUDIT, ...OWN]) {
      expect((await answerOf(admin, call)).status, call[1]).not.toBe(403);
    }
  });

  test("a member's token uses shared connectors too", async () => {
    const shared = await owner.authorize({ email: "ada@acme.test", tools: READ });
    const agent = await connectAgent(
      gateway.url,
      (await owner.newToken({ user: member.session.user.id })).value,
    );
    expect((await agent.call("gmail_search_threads")).isError).toBe(false);
    await agent.close();
    const { integrations } = await member.api("GET", "/integrations");
    expect(integrations[0].shared.map((c: { id: string }) => c.id)).toContain(shared.body.connector.id);
    const own = await member.tryApi("DELETE", `/integrations/google?connector=${shared.body.connector.id}`);
    expect(own.body.code).toBe("connector_not_found");
  });

  test("whoever is removed from the workspace is out at once, session and token", async () => {
    const kim = await gateway.member("kim@acme.test");
    const agent = await connectAgent(
      gateway.url,
      (await owner.newToken({ user: kim.session.user.id })).value,
    );
    await gateway.app.database.system.query("DELETE FROM members WHERE user_id = $1", [kim.session.user.id]);
    // As any operation that takes access away waits until every replica has heard.
    await gateway.app.database.db.channel.settled();
    expect((await kim.tryApi("GET", "/integrations")).status).toBe(401);
    await expect(agent.call("gmail_search_threads")).rejects.toThrow();
    await agent.close();
  });
});

test("two accounts connected at the same moment under one name make two connectors", async () => {
  const request = { provider: "google", tools: ["gmail_list_labels"], name: "Front desk" };
  const back: Record<string, string>[] = [];
  for (const email of ["ada@acme.test", "ben@acme.test"]) {
    const { authorization_url } = await owner.api("POST", "/connectors", request);
    back.push(await owner.visitProvider(authorization_url, { email }));
  }
  const done = await Promise.all(back.map((params) => owner.finish(params)));
  expect(done.map((d) => d.status)).toEqual([200, 200]);
  const slugs = done.map((d) => d.body.connector.slug).sort();
  const all = (await owner.api("GET", "/connectors")).connectors.map((c: { slug: string }) => c.slug);
  expect(new Set(slugs).size).toBe(2);
  expect(all).toEqual(expect.arrayContaining(slugs));
});
