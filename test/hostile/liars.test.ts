import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { closeEmulators, type Running, startEmulators } from "../support/emulators.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts";
import { auditRows } from "../support/look.ts";
import type { Answer } from "../support/person.ts";
import { consented, gzipBomb, isPolluted, sqlOf, told, withAgent } from "./helpers.ts";
import { startThief, type Thief } from "./thief.ts";

/** A provider lies, or somebody answers in its place, or its description is changed after people consented to it. */
const folder = mkdtempSync(join(tmpdir(), "valetkey-liars-"));
const file = join(folder, "providers.json");
let issuer: HostileIssuer;
let thief: Thief;
let running: Running;
let gateway: TestGateway;
let database: Awaited<ReturnType<typeof makePostgres>> | undefined;
let port: number;

/** `acme_id` speaks OpenID Connect; `acme_plain` only OAuth, so that its answers can be of any shape. */
function describe(plain: object = {}): void {
  const common = { title: "Acme", description: "People of Acme.", issuer: issuer.issuer, sandbox: true };
  const explicit = {
    authorization_endpoint: `${issuer.issuer}/auth`,
    token_endpoint: `${issuer.issuer}/token`,
    identity: { endpoint: `${issuer.issuer}/me` },
    revocation: { endpoint: `${issuer.issuer}/revoke` },
  };
  const id = { ...common, ...explicit, id: "acme_id", identity_scopes: ["openid", "email"] };
  const other = { ...common, ...explicit, id: "acme_plain", identity_scopes: ["email"], ...plain };
  writeFileSync(file, JSON.stringify([id, other]));
}

async function open(clientId = issuer.clientId): Promise<TestGateway> {
  const client = (name: string) => ({
    [`${name}_CLIENT_ID`]: clientId,
    [`${name}_CLIENT_SECRET`]: issuer.clientSecret,
  });
  return startGateway({
    port,
    shared: { ...running, ...(database && { databaseUrl: database.url }) },
    env: {
      PROVIDERS_FILE: file,
      DATA_DIR: join(folder, "data"),
      ...client("ACME_ID"),
      ...client("ACME_PLAIN"),
    },
    app: { inMemory: false },
  });
}

beforeAll(async () => {
  port = await freePort();
  [issuer, thief] = await Promise.all([startHostileIssuer(), startThief()]);
  running = await startEmulators(`http://localhost:${port}`, { slack: {} });
  if (postgresUrl) database = await makePostgres();
  describe();
  gateway = await open();
});
afterEach(() => issuer.honest());
afterAll(async () => {
  await gateway?.close();
  await Promise.all([issuer?.close(), thief?.close(), closeEmulators(running)]);
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const ADA = { sub: "u-1", email: "ada@acme.test" };
const json = (res: ServerResponse, value: unknown, status = 200) =>
  void res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
const bearer = (more: object = {}) => ({
  access_token: `at-${crypto.randomUUID()}`,
  token_type: "Bearer",
  ...more,
});

type Lie = (lies: HostileIssuer["lies"]) => void;
/** Starts a connection and comes back with a code, whereupon the provider lies. */
async function attempt(service: "acme_id" | "acme_plain", lie: Lie): Promise<Answer> {
  const { owner } = gateway;
  const { authorization_url } = await owner.api("GET", `/integrations/${service}/auth_link`);
  const asked = new URL(authorization_url).searchParams;
  issuer.honest(asked.get("nonce") ?? "");
  issuer.lies.userinfo = { ...ADA };
  issuer.lies.answers.set("/revoke", (_, res) => json(res, {}));
  if (service === "acme_plain") issuer.lies.answers.set("/token", (_, res) => json(res, bearer()));
  lie(issuer.lies);
  return owner.finish({ code: "any-code", state: asked.get("state") ?? "" }, service);
}
const count = async (table: string) =>
  Number((await sqlOf(gateway)(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);
const standing = async () => [await count("connectors"), await count("grants"), await count("credentials")];

async function refused(service: "acme_id" | "acme_plain", lie: Lie, codes: string[]): Promise<void> {
  const before = await standing();
  const answer = await attempt(service, lie);
  expect(codes).toContain(answer.body.code);
  expect(await standing(), "something was connected").toEqual(before);
}
const token: (body: unknown, status?: number) => Lie =
  (body, status = 200) =>
  (lies) =>
    void lies.answers.set("/token", (_, res) => json(res, body, status));
const text: (path: string, body: string | Buffer, headers?: Record<string, string>) => Lie =
  (path, body, headers = { "content-type": "text/html" }) =>
  (lies) =>
    void lies.answers.set(path, (_, res) => void res.writeHead(200, headers).end(body));

test("H136 tokens inside an answer that says it failed", async () => {
  for (const body of [bearer({ ok: false, error: "invalid_code" }), bearer({ ok: false })])
    await refused("acme_plain", token(body), ["code_rejected", "provider_unreachable"]);
  // The same at Slack's own door.
  const params = await consented(gateway.owner, {
    email: "ada@acme.test",
    service: "slack",
    tools: ["slack_list_channels"],
  });
  const before = await standing();
  gateway.slack.inject({
    path: "/api/oauth.v2.access",
    status: 200,
    body: {
      ok: false,
      error: "invalid_code",
      access_token: "xoxb-1-2-x",
      scope: "channels:read",
      token_type: "bot",
    },
  });
  expect((await gateway.owner.finish(params, "slack")).body.code).toBe("code_rejected");
  gateway.slack.clearFaults();
  expect(await standing()).toEqual(before);
});

test("H137 a page of HTML, nothing, or an error status with tokens in it", async () => {
  const codes = ["code_rejected", "provider_unreachable"];
  await refused("acme_plain", text("/token", "<html><script>access_token='x'</script></html>"), codes);
  await refused("acme_plain", text("/token", ""), codes);
  await refused("acme_plain", text("/token", "null"), codes);
  await refused("acme_plain", text("/token", "[]"), codes);
  for (const status of [400, 401, 403, 500, 503])
    await refused("acme_plain", token(bearer(), status), [...codes, "client_rejected"]);
  await refused("acme_plain", token({ token_type: "Bearer" }), codes);
});

test("H138 a token that would break out of the header it goes into", async () => {
  for (const access_token of [
    "x\r\nX-Evil: 1",
    "x\ny",
    "x\u0000y",
    "ü",
    "",
    "x".repeat(70_000),
    7,
    { a: 1 },
    ["x"],
    null,
  ])
    await refused("acme_plain", token({ access_token, token_type: "Bearer" }), [
      "code_rejected",
      "provider_unreachable",
    ]);
});

test("H139 prototype pollution by a token answer and by an identity answer", async () => {
  const polluted =
    '"__proto__":{"polluted":1,"access_token":"evil"},"constructor":{"prototype":{"polluted":1}}';
  await refused("acme_plain", text("/token", `{${polluted}}`, { "content-type": "application/json" }), [
    "code_rejected",
    "provider_unreachable",
  ]);
  await refused("acme_plain", text("/me", `{${polluted}}`, { "content-type": "application/json" }), [
    "account_unreadable",
  ]);
  expect(isPolluted()).toBe(false);
});

test("H140 an identity that is another subject's, none, or no text", async () => {
  await refused("acme_id", (l) => Object.assign(l, { userinfo: { ...ADA, sub: "u-2" } }), [
    "account_unreadable",
  ]);
  for (const sub of [undefined, null, "", { a: 1 }, ["u-1"], true, "x".repeat(400)])
    await refused("acme_plain", (l) => Object.assign(l, { userinfo: { email: ADA.email, sub } }), [
      "account_unreadable",
    ]);
  for (const body of ["<html>", "[]", "null", '"u-1"'])
    await refused("acme_plain", text("/me", body), ["account_unreadable"]);
});

test("H141 an ID token of another issuer, for another client, of another attempt, or out of time", async () => {
  const now = Math.floor(Date.now() / 1_000);
  await refused("acme_id", (l) => Object.assign(l.claims, { iss: "https://evil.test" }), ["issuer_mismatch"]);
  for (const claims of [
    { aud: "another-client" },
    { nonce: "of-another-attempt" },
    { nonce: undefined },
    { iat: now - 7_200, exp: now - 3_600 },
    { sub: undefined },
  ])
    await refused("acme_id", (l) => Object.assign(l.claims, claims), ["code_rejected"]);
});

test("H142 redirects from every address of a provider: code, secret and tokens stay here", async () => {
  const before = await standing();
  for (const path of ["/token", "/me"]) {
    for (const status of [301, 302, 303, 307, 308]) {
      const answer = await attempt(
        "acme_plain",
        (l) =>
          void l.answers.set(path, (_, res) => void res.writeHead(status, { location: thief.url }).end()),
      );
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  }
  expect(await standing()).toEqual(before);
  expect(thief.taken).toEqual([]);
});

test("H143 an answer without end, and one that unpacks to a quarter of a gigabyte", async () => {
  const before = process.memoryUsage().rss;
  const endless: Lie = (lies) =>
    void lies.answers.set("/token", (_, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!res.destroyed && res.write(" ".repeat(65_536)));
        if (!res.destroyed) res.once("drain", more);
      };
      more();
    });
  await refused("acme_plain", endless, ["provider_unreachable", "code_rejected", "egress_too_large"]);
  const bomb = gzipBomb(256);
  const packed = { "content-type": "application/json", "content-encoding": "gzip" };
  await refused("acme_plain", text("/token", bomb, packed), [
    "provider_unreachable",
    "code_rejected",
    "egress_too_large",
  ]);
  await refused("acme_plain", text("/me", bomb, packed), ["account_unreadable"]);
  expect((process.memoryUsage().rss - before) / 1024 / 1024, "megabytes").toBeLessThan(400);
}, 60_000);

test("H144 an answer that drips, a byte now and then, to hold the ceremony for ever", async () => {
  const dripping: Lie = (lies) =>
    void lies.answers.set("/token", (_, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => (res.destroyed ? clearInterval(timer) : res.write(" ")), 200);
    });
  const started = performance.now();
  await refused("acme_plain", dripping, ["provider_unreachable", "egress_timeout", "code_rejected"]);
  expect(performance.now() - started).toBeLessThan(12_000);
}, 30_000);

test("H145 words of the provider in answers, logs and the record: escapes, markup, secrets", async () => {
  const words = '\u001b[2J<script>steal()</script> canary-of-the-provider\n{"level":"error"}';
  for (const body of [
    { error: "canary_error", error_description: words, error_uri: "https://evil.test/canary" },
    { error: words },
    { ok: false, error: words },
  ])
    await refused("acme_plain", token(body, 400), ["code_rejected", "provider_unreachable"]);
  const { authorization_url } = await gateway.owner.api("GET", "/integrations/acme_plain/auth_link");
  const state = new URL(authorization_url).searchParams.get("state") ?? "";
  const denied = await gateway.owner.finish({ state, error: words, error_description: words }, "acme_plain");
  expect(denied.body.code).toBe("consent_denied");
  const everything =
    JSON.stringify(denied.body) + gateway.logLines.join("") + JSON.stringify(await auditRows(gateway));
  expect(everything).not.toMatch(/steal|<script|\\u001b|canary-of-the-provider/);
});

/** An honest connection, and how its tool is called. */
async function connected(service: "acme_id" | "acme_plain", lie: Lie = () => {}) {
  const answer = await attempt(service, lie);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { connector } = answer.body;
  const { value } = await gateway.owner.newToken();
  const call = () => withAgent(gateway, value, service, (a) => a.call(`${service}_get_account`));
  const drop = () => gateway.owner.api("DELETE", `/connectors/${connector.id}?shred_now=true`);
  return { connector, call, drop };
}

test("H146 more scopes than were asked for: recorded, shown, and never counted on", async () => {
  const { connector, drop } = await connected(
    "acme_plain",
    token(bearer({ scope: "email admin delete_all" })),
  );
  const granted = connector.grant.scopes.map((s: { scope: string }) => s.scope);
  expect(granted).toEqual(["email"]);
  expect(connector.grant.scopes_extra.map((s: { scope: string }) => s.scope).sort()).toEqual([
    "admin",
    "delete_all",
  ]);
  const [row] = await auditRows(gateway, { type: "grant.scope_difference" });
  expect(row?.data).toMatchObject({ extra: expect.arrayContaining(["admin", "delete_all"]) });
  await drop();
});

test("H147 a tool's answer that is huge, packed, HTML or a redirect", async () => {
  const { call, drop } = await connected("acme_plain");
  const bomb = gzipBomb(64);
  const answers: [Lie, string][] = [
    [text("/me", bomb, { "content-type": "application/json", "content-encoding": "gzip" }), "too_large"],
    [text("/me", " ".repeat(11 * 1024 * 1024)), "too_large"],
    [text("/me", "<html>canary</html>"), "provider_down"],
    [
      (l) => void l.answers.set("/me", (_, res) => void res.writeHead(302, { location: thief.url }).end()),
      "not_found",
    ],
  ];
  for (const [lie, code] of answers) {
    issuer.honest();
    lie(issuer.lies);
    const answer = await call();
    expect(answer.error?.error).toBe(code);
    expect(answer.text).not.toContain("canary");
  }
  expect(thief.taken).toEqual([]);
  await drop();
});

/** Renewable, and about to end. */
const short = (more: object = {}) => token(bearer({ expires_in: 1, refresh_token: "rt-1", ...more }));

/** Signed by the issuer, as its claims are now. */
const idToken = async (): Promise<string> =>
  ((await (await fetch(`${issuer.issuer}/token`, { method: "POST" })).json()) as { id_token: string })
    .id_token;

// OpenID Connect Core section 12.2 wants a renewed ID token to name the subject of the first one. The vault drops it
// unread, and asks nobody else whose the renewed token is.
test("H148 a refresh that comes back with the tokens of another account", async () => {
  const started = await gateway.owner.api("GET", "/integrations/acme_id/auth_link");
  const asked = new URL(started.authorization_url).searchParams;
  issuer.honest(asked.get("nonce") ?? "");
  issuer.lies.userinfo = { ...ADA };
  issuer.lies.answers.set("/revoke", (_, res) => json(res, {}));
  const first = await idToken();
  const renewable = { expires_in: 1, refresh_token: "rt-1" };
  issuer.lies.answers.set("/token", (_, res) => json(res, bearer({ ...renewable, id_token: first })));
  const done = await gateway.owner.finish({ code: "x", state: asked.get("state") ?? "" }, "acme_id");
  expect(done.body.connector.account).toBe(ADA.email);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  issuer.lies.answers.delete("/token");
  issuer.lies.claims = { sub: "u-2" };
  const second = await idToken();
  issuer.lies.answers.set("/token", (_, res) => json(res, bearer({ ...renewable, id_token: second })));
  issuer.lies.userinfo = { sub: "u-2", email: "ben@acme.test" };
  const { value } = await gateway.owner.newToken();
  const answer = await withAgent(gateway, value, "acme_id", (a) => a.call("acme_id_get_account"));
  await gateway.owner.api("DELETE", `/connectors/${done.body.connector.id}?shred_now=true`);
  expect(answer.isError, `answered for ${JSON.stringify(answer.structured)}`).toBe(true);
});

test("H149 a refresh answered with HTML, with a broken token, or with ok:false around tokens", async () => {
  for (const lie of [
    text("/token", "<html>"),
    token({ access_token: "x\r\ny", token_type: "Bearer" }),
    token(bearer({ ok: false, error: "invalid_grant" })),
  ]) {
    const { call, drop, connector } = await connected("acme_plain", short());
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const asked: string[] = [];
    issuer.honest();
    lie(issuer.lies);
    issuer.lies.answers.set("/me", (req, res) => {
      asked.push(String(req.headers.authorization));
      json(res, ADA);
    });
    expect((await call()).isError).toBe(true);
    expect(asked, "called with what was no token").toEqual([]);
    expect(connector.connected).toBe(true);
    await drop();
  }
});

/** The gateway stops, its description of the provider is changed, and it starts again on the same database. */
async function restarted(plain: object, clientId?: string): Promise<void> {
  await gateway.close();
  describe(plain);
  gateway = await open(clientId);
}

test("H150 the API moved to another host after consent: the token does not follow", async () => {
  const { connector } = await connected("acme_plain");
  await restarted({ identity: { endpoint: `${thief.url}/me` } });
  const { value } = await gateway.owner.newToken();
  const answer = await withAgent(gateway, value, "acme_plain", (a) => a.call("acme_plain_get_account"));
  expect(answer.error).toMatchObject({ error: "connector_invalid", cause: "endpoint_changed" });
  await gateway.owner.api("POST", `/connectors/${connector.id}/validate`);
  const { connector: now } = await gateway.owner.api("GET", `/connectors/${connector.id}`);
  expect(now.verdict).toMatchObject({ state: "invalid", cause: "endpoint_changed" });
  expect(thief.taken).toEqual([]);
  await gateway.owner.api("DELETE", `/connectors/${connector.id}?shred_now=true`);
  expect(thief.taken).toEqual([]);
  await restarted({});
}, 120_000);

test("H151 the token and revocation endpoints moved to another host: refresh token and secret do not follow", async () => {
  const { connector } = await connected("acme_plain", short());
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await restarted({ token_endpoint: `${thief.url}/token`, revocation: { endpoint: `${thief.url}/revoke` } });
  const { value } = await gateway.owner.newToken();
  const answer = await withAgent(gateway, value, "acme_plain", (a) => a.call("acme_plain_get_account"));
  expect(answer.isError).toBe(true);
  const revoked = await gateway.owner.api("POST", `/connectors/${connector.id}/revoke`);
  expect(revoked.upstream).toMatchObject({ state: "failed" });
  expect(thief.taken).toEqual([]);
  await restarted({});
}, 120_000);

test("H152 another OAuth client in the environment: what was granted to the old one is not used with it", async () => {
  const { connector } = await connected("acme_plain", short());
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await restarted({}, "another-client");
  const sent = issuer.tokenRequests.length;
  const asked: string[] = [];
  for (const path of ["/token", "/me"])
    issuer.lies.answers.set(path, (_, res) => {
      asked.push(path);
      json(res, {});
    });
  const { value } = await gateway.owner.newToken();
  const answer = await withAgent(gateway, value, "acme_plain", (a) => a.call("acme_plain_get_account"));
  expect(answer.error).toMatchObject({ error: "connector_invalid", cause: "app_missing" });
  expect(told(await gateway.owner.tryApi("POST", `/connectors/${connector.id}/validate`))).toBe(
    "409 provider_not_configured",
  );
  expect(asked).toEqual([]);
  expect(issuer.tokenRequests).toHaveLength(sent);
}, 120_000);
