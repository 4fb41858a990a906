import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import {
  authorizeAs,
  browserOf,
  claimsOf,
  mcpWith,
  OAuthClient,
  REDIRECT_URI,
} from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { isPolluted, READ } from "./helpers.ts";
import { asJson, type Elsewhere, part, startElsewhere } from "./oauth-scene.ts";
import { startThief, type Thief } from "./thief.ts";

/** Strangers that would be clients, and a person's word that would be taken without them. */
const ID_JAG = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const webDir = mkdtempSync(join(tmpdir(), "valetkey-oauth-"));
let gateway: TestGateway;
let owner: Person;
let mia: Person;
let apps: Elsewhere;
let idp: Elsewhere;
let thief: Thief;

beforeAll(async () => {
  writeFileSync(join(webDir, "index.html"), "<!doctype html><title>Valetkey</title>");
  [apps, idp, thief] = await Promise.all([
    startElsewhere("https://apps.example"),
    startElsewhere("https://idp.example"),
    startThief(),
  ]);
  const standIns = new Map([apps, idp].map(({ origin, standIn }) => [origin, standIn] as const));
  gateway = await startGateway({ webDir, app: { standIns } });
  owner = gateway.owner;
  await owner.authorize({ email: "ada@acme.test", tools: READ });
  mia = await gateway.member("mia@acme.test");
});
afterAll(async () => {
  await gateway?.close();
  await Promise.all([apps?.close(), idp?.close(), thief?.close()]);
  rmSync(webDir, { recursive: true, force: true });
});

const newClient = async (more: Record<string, unknown> = {}, redirectUri?: string) => {
  const client = new OAuthClient({ url: gateway.url, ...(redirectUri && { redirectUri }) });
  await client.register(more);
  return client;
};
const ask = (url: string | URL) => fetch(url, { redirect: "manual" });
const sent = (answer: Response) => answer.headers.get("location") ?? "";

/** An authorization request on its way: the page's id, and the browser it was begun in. */
async function begun(
  person: Person,
  client: OAuthClient,
  server = "gmail",
  change: Record<string, string | undefined> = {},
) {
  const browser = browserOf(person);
  const { location } = await browser.go(client.authorizationUrl(client.resource(server), change).href);
  const uid = new URL(location ?? "", gateway.url).pathname.split("/").at(-1) ?? "";
  const decide = (by: Person = person, body: object = { decision: "allow" }, at = browser) =>
    at.post(`/api/oauth/interactions/${uid}`, body, { "x-valetkey-csrf": by.session.csrf });
  return { uid, browser, decide, read: (at = browser) => at.go(`/api/oauth/interactions/${uid}`) };
}

test("H216 an answer sent elsewhere: longer, shorter, other port, user name, fragment, case, other scripts, scripts, open redirects", async () => {
  const at = "https://app.example/cb";
  const client = await newClient({ application_type: "web" }, at);
  for (const redirect_uri of [
    `${at}/`,
    `${at}/evil`,
    `${at}?x=1`,
    `${at}#`,
    `${at}%2f..%2fevil`,
    `${at}/../evil`,
    "https://app.example/",
    "https://app.example/CB",
    "https://APP.example/cb",
    "https://app.example:443/cb",
    "https://app.example:8443/cb",
    "https://app.example./cb",
    "https://app.example@evil.test/cb",
    "https://evil.test@app.example/cb",
    "https://app.example.evil.test/cb",
    "https://app.example\\@evil.test/cb",
    "https://evil.test/https://app.example/cb",
    "https://\u0430pp.example/cb",
    "https://xn--pp-7kc.example/cb",
    "http://app.example/cb",
    "//app.example/cb",
    "/cb",
    " https://app.example/cb",
    "https://app.example/cb\r\nlocation: https://evil.test",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "",
  ]) {
    const answer = await ask(client.authorizationUrl(client.resource("gmail"), { redirect_uri }));
    expect([answer.status, sent(answer)], redirect_uri).toEqual([400, ""]);
    expect(answer.headers.get("content-type"), redirect_uri).toMatch(/^text\/plain/);
    expect(await answer.text()).not.toContain("<");
  }
  const twice = client.authorizationUrl(client.resource("gmail"));
  twice.searchParams.append("redirect_uri", "https://evil.test/cb");
  expect(sent(await ask(twice))).toBe("");
});

test("H217 addresses that nobody should be sent to, registered: schemes that run, the gateway's own, http, user names, wildcards", async () => {
  const client = new OAuthClient({ url: gateway.url });
  for (const uri of [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:https://app.example/x",
    "file:///etc/passwd",
    "view-source:https://app.example",
    "about:blank",
    "http://app.example/cb",
    "http://127.0.0.1.evil.test/cb",
    "http://localhost@evil.test/cb",
    "http://0.0.0.0/cb",
    "http://10.0.0.1/cb",
    "https://app.example/cb#x",
    "https://user:pass@app.example/cb",
    "https://*.app.example/cb",
    "https://app.example\\evil/cb",
    "https://\u0430pp.example/cb",
    `${gateway.url}/api/session`,
    `${gateway.url}/authorize/x`,
    "/cb",
    "app",
    "",
    `https://app.example/${"x".repeat(600)}`,
  ]) {
    const { status, body } = await client.register({ redirect_uris: [uri] });
    expect([status, body.error], uri).toEqual([400, "invalid_redirect_uri"]);
  }
  for (const redirect_uris of [
    [],
    Array(11).fill("https://app.example/cb"),
    "https://app.example/cb",
    [null],
    [{}],
  ])
    expect((await client.register({ redirect_uris })).status, JSON.stringify(redirect_uris)).toBe(400);
});

test("H218 a registration that is more than one: its own id and secret, other grants, scopes, keys at home, prototypes, sizes", async () => {
  const client = new OAuthClient({ url: gateway.url });
  const chosen = await client.register({
    client_id: "cli_chosen",
    client_secret: "chosen",
    client_secret_expires_at: 9,
    registration_access_token: "x",
    scope: "mcp:read mcp:write admin",
    grant_types: ["authorization_code", "client_credentials", "password", "implicit"],
    default_max_age: 0,
    require_auth_time: true,
    subject_type: "pairwise",
    sector_identifier_uri: `${thief.url}/sector`,
    initiate_login_uri: thief.url,
    post_logout_redirect_uris: [thief.url],
    backchannel_logout_uri: thief.url,
    request_uris: [`${thief.url}/request`],
    logo_uri: "javascript:alert(1)",
    tos_uri: `${thief.url}/tos`,
  });
  expect(chosen.status).toBe(201);
  expect(chosen.body.client_id).not.toBe("cli_chosen");
  expect(chosen.body.grant_types).toEqual(["authorization_code"]);
  expect(Object.keys(chosen.body)).not.toEqual(expect.arrayContaining(["scope"]));
  expect(JSON.stringify(chosen.body)).not.toMatch(/javascript|sector|logo|chosen"/);
  for (const more of [
    { token_endpoint_auth_method: "private_key_jwt", jwks_uri: `${thief.url}/jwks` },
    { token_endpoint_auth_method: "private_key_jwt", jwks_uri: "http://localhost/jwks" },
    { token_endpoint_auth_method: "private_key_jwt", jwks_uri: "file:///etc/passwd" },
    { token_endpoint_auth_method: "tls_client_auth" },
    { client_name: "x".repeat(201) },
    { client_name: ["x"] },
    { jwks: { keys: [] } },
    { jwks: { keys: Array(6).fill({ kty: "RSA" }) } },
    { response_types: Array(11).fill("code") },
  ])
    expect((await client.register(more)).status, JSON.stringify(more)).toBe(400);
  const raw = (body: string, type = "application/json") =>
    fetch(`${gateway.url}/oauth/register`, { method: "POST", headers: { "content-type": type }, body });
  expect((await raw(JSON.stringify({ client_name: "x", filler: "x".repeat(20_000) }))).status).toBe(413);
  for (const body of [
    "[]",
    "null",
    "7",
    '"x"',
    "{",
    `{"__proto__":{"redirect_uris":["https://app.example/cb"]}}`,
  ])
    expect((await raw(body)).status, body).toBe(400);
  expect((await raw(`redirect_uris=${REDIRECT_URI}`, "application/x-www-form-urlencoded")).status).toBe(400);
  expect(isPolluted()).toBe(false);
  expect(thief.taken).toEqual([]);
});

test("H219 a client's name that lies on the page where people decide: markup, hidden letters, another's name, none", async () => {
  const names = {
    "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
    "Claude\u202e(evil)\u200b\u0000": "Claude(evil)",
    "a\r\nb\tc": "abc",
    "\u2028\u2029": null,
    "   ": null,
  };
  for (const [client_name, shown] of Object.entries(names)) {
    const { read } = await begun(mia, await newClient({ client_name }));
    const page = await read();
    expect(page.body.client.name, client_name).toBe(shown);
    expect(page.body.client).toMatchObject({
      redirect_host: "127.0.0.1",
      localhost_only: true,
      is_new: true,
    });
  }
  const pages = await rawHttp(gateway.url, { path: "/authorize/x", headers: { cookie: mia.cookie } });
  expect(pages.headers["content-security-policy"]).toMatch(/script-src 'self'.*frame-ancestors 'none'/);
  expect(pages.headers["x-frame-options"]).toMatch(/deny/i);
  expect(pages.headers["referrer-policy"]).toBe("no-referrer");
});

test("H220 metadata documents at addresses that lead into the gateway's own network, or are no address for one", async () => {
  const { port } = thief;
  for (const client_id of [
    `https://127.0.0.1:${port}/client.json`,
    `https://localhost:${port}/client.json`,
    "https://localhost/client.json",
    "https://127.1/client.json",
    "https://2130706433/client.json",
    "https://0x7f000001/client.json",
    "https://[::1]/client.json",
    "https://[::ffff:127.0.0.1]/client.json",
    "https://169.254.169.254/latest/meta-data",
    "https://metadata.google.internal/client.json",
    "https://10.0.0.1/client.json",
    "https://localtest.me./client.json",
    `http://127.0.0.1:${port}/client.json`,
    `${apps.standIn}/client.json`,
    "https://apps.example:8443/client.json",
    "https://user:pass@apps.example/client.json",
    "https://apps.example/client.json#x",
    "https://apps.example",
    "https://apps.example/a/../client.json",
    `${gateway.url}/healthz`,
    `https://${new URL(gateway.url).host}/client.json`,
    "ftp://apps.example/client.json",
    "file:///etc/passwd",
    "https:///client.json",
    `https://apps.example/${"x".repeat(3_000)}`,
  ]) {
    const client = new OAuthClient({ url: gateway.url, clientId: client_id });
    const answer = await ask(client.authorizationUrl(client.resource("gmail")));
    expect([400, 401], client_id).toContain(answer.status);
    expect(sent(answer), client_id).toBe("");
    expect(await answer.text()).not.toMatch(/ECONN|127\.0\.0\.1:|refused by|root:/);
  }
  expect(thief.taken).toEqual([]);
});

test("H221 metadata documents that lie: another's id, redirects, scripts, pages, endless, slow, or changed after the person's word", async () => {
  const at = (path: string) => `${apps.origin}${path}`;
  const document = (path: string, more: object = {}) => ({
    client_id: at(path),
    client_name: "Document",
    redirect_uris: ["https://apps.example/cb"],
    token_endpoint_auth_method: "none",
    ...more,
  });
  apps.answers.set("/good.json", asJson(document("/good.json")));
  apps.answers.set("/other.json", asJson(document("/good.json")));
  apps.answers.set("/slash.json", asJson(document("/slash.json/")));
  apps.answers.set(
    "/script.json",
    asJson(document("/script.json", { redirect_uris: ["javascript:alert(1)"] })),
  );
  apps.answers.set("/own.json", asJson(document("/own.json", { redirect_uris: [`${gateway.url}/api`] })));
  apps.answers.set(
    "/secret.json",
    asJson(
      document("/secret.json", { client_secret: "x", token_endpoint_auth_method: "client_secret_basic" }),
    ),
  );
  apps.answers.set(
    "/keys.json",
    asJson(
      document("/keys.json", {
        token_endpoint_auth_method: "private_key_jwt",
        jwks_uri: `${thief.url}/jwks`,
      }),
    ),
  );
  apps.answers.set("/list.json", asJson([document("/list.json")]));
  apps.answers.set(
    "/page.json",
    (_req, res) => void res.writeHead(200, { "content-type": "text/html" }).end("<html>"),
  );
  apps.answers.set(
    "/moved.json",
    (_req, res) => void res.writeHead(302, { location: `${thief.url}/client.json` }).end(),
  );
  apps.answers.set("/here.json", (_req, res) => void res.writeHead(301, { location: "/good.json" }).end());
  apps.answers.set("/huge.json", asJson(document("/huge.json", { filler: "x".repeat(200_000) })));
  apps.answers.set(
    "/slow.json",
    (_req, res) => void res.writeHead(200, { "content-type": "application/json" }).write("{"),
  );
  const request = (path: string) => {
    const client = new OAuthClient({
      url: gateway.url,
      clientId: at(path),
      redirectUri: "https://apps.example/cb",
    });
    return ask(client.authorizationUrl(client.resource("gmail")));
  };
  expect(sent(await request("/good.json"))).toContain("/authorize/");
  const started = performance.now();
  const bad = "other slash script own secret list page moved here huge slow missing".split(" ");
  await Promise.all(
    bad.map(async (name) => {
      const answer = await request(`/${name}.json`);
      expect([answer.status, sent(answer)], name).toEqual([400, ""]);
    }),
  );
  expect(performance.now() - started).toBeLessThan(15_000);
  await request("/keys.json");
  expect(thief.taken).toEqual([]);
});

test("H222 a person's word that was not given: no decision, another's, guessed ids, a browser that did not begin it, a GET", async () => {
  const client = await newClient();
  const mine = await begun(owner, client);
  // Somebody else's browser, also with the person's own session; and nobody's.
  const strange = (await begun(mia, client)).browser; // one that has begun a request of its own
  expect((await mine.decide(mia, { decision: "allow" }, strange)).status).toBe(404);
  for (const another of [browserOf(owner), (await begun(owner, client)).browser])
    expect((await mine.decide(owner, { decision: "allow" }, another)).status).toBe(404);
  expect((await mine.read(strange)).status).toBe(404);
  expect((await mine.read()).status).toBe(200); // it is there all the while
  // Straight on, without a decision.
  const resumed = await mine.browser.go(`/oauth/authorize/${mine.uid}`);
  expect(resumed.location ?? "").not.toContain("code=");
  expect(
    (await mine.browser.go(`/api/oauth/interactions/${mine.uid}?decision=allow`)).body?.redirect_to,
  ).toBeUndefined();
  const { uid } = mine;
  for (const guess of [
    "",
    "x",
    uid.slice(0, -1),
    `${uid}x`,
    "../session",
    "__proto__",
    "%00",
    "x".repeat(500),
  ])
    expect([400, 404], guess).toContain(
      (await owner.call("POST", `/api/oauth/interactions/${guess}`, { decision: "allow" })).status,
    );
  const anonymous = await fetch(`${gateway.url}/api/oauth/interactions/${uid}`);
  expect(anonymous.status).toBe(401);
  for (const prompt of ["none", "consent none", "login"]) {
    const answer = await ask(client.authorizationUrl(client.resource("gmail"), { prompt }));
    expect(sent(answer), prompt).not.toContain("code=");
  }
  expect((await mine.decide()).status).toBe(404); // whoever goes on without a word begins anew
  const other = await begun(owner, client);
  expect((await other.decide(owner, { decision: "deny" })).status).toBe(200);
  const denied = await other.browser.go(`/oauth/authorize/${other.uid}`);
  expect(denied.location).toContain("error=access_denied");
  expect((await other.decide()).status).toBe(404); // over, and no second word
});

test("H223 a decision by another site's page, in a frame, by a form, or with another person's CSRF value", async () => {
  const { uid, browser } = await begun(owner, await newClient());
  const path = `/api/oauth/interactions/${uid}`;
  const csrf = { "x-valetkey-csrf": owner.session.csrf };
  const body = { decision: "allow" };
  expect((await browser.post(path, body)).status).toBe(403);
  for (const headers of [
    { "x-valetkey-csrf": "" },
    { "x-valetkey-csrf": mia.session.csrf },
    { ...csrf, "sec-fetch-site": "cross-site" },
    { ...csrf, origin: "https://evil.test" },
    { ...csrf, origin: "null" },
  ])
    expect((await browser.post(path, body, headers)).status, JSON.stringify(headers)).toBe(403);
  const form = await browser.go(path, {
    method: "POST",
    headers: { ...csrf, "content-type": "application/x-www-form-urlencoded" },
    body: "decision=allow",
  });
  expect(form.status).toBe(400);
  const page = await rawHttp(gateway.url, { path: `/authorize/${uid}`, headers: { cookie: mia.cookie } });
  expect(page.headers["x-frame-options"]).toMatch(/deny/i);
  const said = await rawHttp(gateway.url, { path: "/oauth/authorize?client_id=<script>x</script>" });
  expect(said.headers["content-type"]).toMatch(/^text\/plain/);
  expect(said.headers["x-content-type-options"]).toBe("nosniff");
  expect(said.headers["x-frame-options"]).toMatch(/deny/i);
});

test("H224 a decision for more than was asked, for another workspace, after its end, twice, or as somebody who left", async () => {
  const client = await newClient();
  const eve = await secondWorkspace(gateway);
  const mine = await begun(owner, client);
  for (const more of [
    { servers: ["slack"] },
    { servers: ["gmail", "__proto__"] },
    { servers: [] },
    { servers: "gmail" },
    { scope: "mcp:write" },
    { user: mia.session.user.id },
    { client_id: "cli_x" },
    { redirect_uri: "https://evil.test" },
    { decision: "ALLOW" },
    { decision: ["allow"] },
  ])
    expect((await mine.decide(owner, { decision: "allow", ...more })).status, JSON.stringify(more)).toBe(400);
  for (const workspace of [eve.workspaceId, eve.slug, "wsp_x", "__proto__"])
    expect([403, 404], workspace).toContain(
      (await mine.decide(owner, { decision: "allow", workspace })).status,
    );
  await gateway.app.database.system.query(
    "UPDATE oauth_records SET expires_at = now() - interval '1 second' WHERE model = 'Interaction'",
  );
  expect((await mine.decide()).status).toBe(404);
  const once = await begun(owner, client);
  const { redirect_to } = (await once.decide()).body;
  const back = await once.browser.go(redirect_to);
  expect(back.location).toContain("code=");
  expect((await once.browser.go(redirect_to)).location ?? "").not.toContain("code=");
  expect((await once.decide()).status).toBe(404);
  const nora = await gateway.member("nora@acme.test");
  const hers = await begun(nora, client);
  await owner.api("DELETE", `/members/${nora.session.user.id}`);
  expect((await hers.decide()).status).toBe(401);
});

test("H225 a word that is remembered for the wrong thing: another person, redirect host, registration, endpoint, more scope, or a client on this machine", async () => {
  const path = "/remember.json";
  const clientId = `${apps.origin}${path}`;
  const said = (more: object = {}) =>
    apps.answers.set(
      path,
      asJson({
        client_id: clientId,
        client_name: "Remembered",
        redirect_uris: ["https://apps.example/cb", "https://other.example/cb"],
        token_endpoint_auth_method: "none",
        ...more,
      }),
    );
  said();
  const client = new OAuthClient({ url: gateway.url, clientId, redirectUri: "https://apps.example/cb" });
  await client.connect(owner, "gmail", { readOnly: true });
  const isAsked = async (
    person: Person,
    server = "gmail",
    change: Record<string, string | undefined> = {},
  ) => {
    const one = await begun(person, client, server, change);
    return (await one.browser.go(`/authorize/${one.uid}`)).status === 200;
  };
  expect(await isAsked(owner, "gmail", { scope: "mcp:read" })).toBe(false); // the very same: not again
  expect(await isAsked(owner)).toBe(true); // to write as well
  expect(await isAsked(mia, "gmail", { scope: "mcp:read" })).toBe(true);
  expect(await isAsked(owner, "slack", { scope: "mcp:read" })).toBe(true);
  expect(await isAsked(owner, "gmail", { scope: "mcp:read", redirect_uri: "https://other.example/cb" })).toBe(
    true,
  );
  expect(await isAsked(owner, "gmail", { scope: "mcp:read", prompt: "consent" })).toBe(true);
  const registered = await newClient({ client_name: "Known" }, "https://app.example/cb");
  await registered.connect(owner, "gmail");
  const isAskedFor = async () => {
    const one = await begun(owner, registered);
    return (await one.browser.go(`/authorize/${one.uid}`)).status === 200;
  };
  expect(await isAskedFor()).toBe(false);
  await gateway.app.database.system.query(
    `UPDATE oauth_clients SET metadata = jsonb_set(metadata, '{client_name}', '"Other"') WHERE id = $1`,
    [registered.clientId],
  );
  expect(await isAskedFor()).toBe(true);
  const local = await newClient();
  await local.connect(owner, "gmail");
  const again = await begun(owner, local);
  expect((await again.browser.go(`/authorize/${again.uid}`)).status).toBe(200);
  const { clients } = await owner.api("GET", "/oauth-clients");
  const consent = clients.find((one: { client: { id: string } }) => one.client.id === clientId);
  await owner.api("DELETE", `/oauth-clients/${consent.id}`);
  expect(await isAsked(owner, "gmail", { scope: "mcp:read" })).toBe(true);
});

test("H226 requests by other ways: objects by reference, other answers, other modes, posts, forwarded names, foreign origins", async () => {
  const client = await newClient({}, "https://app.example/cb");
  const resource = client.resource("gmail");
  for (const change of [
    { request_uri: `${thief.url}/request` },
    { request: `${part({ alg: "none" })}.${part({ redirect_uri: "https://evil.test" })}.` },
    { response_type: "token" },
    { response_type: "id_token", nonce: "n" },
    { response_type: "code token" },
    { response_type: "none" },
    { response_mode: "form_post" },
    { response_mode: "web_message" },
    { response_mode: "fragment" },
    { registration: "{}" },
  ]) {
    const answer = await ask(client.authorizationUrl(resource, change));
    expect(sent(answer), JSON.stringify(change)).not.toContain("/authorize/");
    expect(sent(answer), JSON.stringify(change)).not.toContain("evil");
  }
  const url = client.authorizationUrl(resource);
  const posted = await fetch(`${gateway.url}/oauth/authorize`, {
    method: "POST",
    body: url.searchParams,
    redirect: "manual",
  });
  expect([404, 405]).toContain(posted.status);
  const forwarded = await rawHttp(gateway.url, {
    path: `${url.pathname}${url.search}`,
    headers: { "x-forwarded-host": "evil.test", "x-forwarded-proto": "https", forwarded: "host=evil.test" },
  });
  expect(JSON.stringify(forwarded.headers)).not.toContain("evil.test");
  for (const path of ["/oauth/token", "/oauth/register", "/oauth/revoke"]) {
    const answer = await fetch(gateway.url + path, {
      method: "POST",
      headers: { origin: "https://evil.test" },
      body: "{}",
    });
    expect([answer.status, answer.headers.get("access-control-allow-origin")], path).toEqual([403, null]);
  }
  expect(thief.taken).toEqual([]);
  for (const line of forwarded.headers["set-cookie"] ?? []) expect(line).toMatch(/httponly/i);
  for (const line of forwarded.headers["set-cookie"] ?? []) expect(line).toMatch(/samesite=lax/i);
});

test("H227 an issuer's word for people: another issuer's, another key, for another client or gateway, twice, for strangers, for more", async () => {
  const pair = await generateKeyPair("RS256", { extractable: true });
  const other = await generateKeyPair("RS256", { extractable: true });
  idp.answers.set(
    "/jwks",
    asJson({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k", alg: "RS256" }] }),
  );
  const client = await newClient({
    token_endpoint_auth_method: "client_secret_post",
    grant_types: ["authorization_code", "refresh_token", ID_JAG],
  });
  const now = Math.floor(Date.now() / 1_000);
  let count = 0;
  const word = async (change: JWTPayload = {}, header: object = {}, key = pair.privateKey) => {
    const claims = {
      iss: idp.origin,
      sub: "mia",
      aud: gateway.url,
      client_id: client.clientId,
      jti: `j${++count}`,
      iat: now,
      exp: now + 300,
      resource: client.resource("gmail"),
      scope: "mcp:read",
      email: "mia@acme.test",
      email_verified: true,
      ...change,
    };
    return new SignJWT(JSON.parse(JSON.stringify(claims)))
      .setProtectedHeader({ alg: "RS256", typ: "oauth-id-jag+jwt", kid: "k", ...header })
      .sign(key);
  };
  const bring = (assertion: string, more: object = {}, by = client) =>
    by.token({ grant_type: ID_JAG, assertion, ...more });
  expect((await bring(await word())).status).toBe(400); // nobody trusts it yet
  const trusted = await owner.api("POST", "/trusted-issuers", {
    issuer: idp.origin,
    jwks_uri: `${idp.origin}/jwks`,
  });
  const assertion = await word();
  const good = await bring(assertion);
  expect(good.status, JSON.stringify(good.body)).toBe(200);
  expect(claimsOf(good.body.access_token)).toMatchObject({
    sub: mia.session.user.id,
    aud: client.resource("gmail"),
    scope: "mcp:read",
  });
  expect(good.body).not.toHaveProperty("refresh_token");
  const twin = await newClient({
    token_endpoint_auth_method: "client_secret_post",
    grant_types: ["authorization_code", ID_JAG],
  });
  const open = await newClient({ grant_types: ["authorization_code", ID_JAG] });
  const wrong: [string, Promise<{ status: number; body: object }>][] = [
    ["again", bring(assertion)],
    ["another issuer", bring(await word({ iss: "https://evil.test" }))],
    ["another key", bring(await word({}, {}, other.privateKey))],
    ["another client's", bring(await word(), {}, twin)],
    ["another client named", bring(await word({ client_id: twin.clientId ?? "" }))],
    ["a public client", bring(await word({ client_id: open.clientId ?? "" }), {}, open)],
    ["another gateway", bring(await word({ aud: "https://other.example" }))],
    ["two audiences", bring(await word({ aud: [gateway.url, "https://other.example"] }))],
    ["an ID token", bring(await word({}, { typ: "JWT" }))],
    ["expired", bring(await word({ exp: now - 100, iat: now - 400 }))],
    ["for a year", bring(await word({ exp: now + 31_536_000 }))],
    ["without an id", bring(await word({ jti: undefined as never }))],
    ["a stranger", bring(await word({ sub: "eve", email: "eve@umbrella.test" }))],
    ["an unverified address", bring(await word({ sub: "x", email_verified: false }))],
    ["another endpoint", bring(await word(), { resource: client.resource("slack") })],
    ["no endpoint of ours", bring(await word({ resource: "https://evil.test/mcp" }))],
    ["more scope", bring(await word(), { scope: "mcp:read mcp:write" })],
    ["none", bring(`${part({ alg: "none", typ: "oauth-id-jag+jwt" })}.${part({ iss: idp.origin })}.`)],
    ["nothing", bring("")],
  ];
  for (const [name, one] of wrong) {
    const { status, body } = await one;
    expect([400, 401], `${name}: ${JSON.stringify(body)}`).toContain(status);
    expect(body, name).not.toHaveProperty("access_token");
  }
  for (const person of [
    mia,
    (await secondWorkspace(gateway, { name: "Idp", ownerEmail: "i@idp.test" })).owner,
  ])
    expect([403, 404]).toContain((await person.tryApi("DELETE", `/trusted-issuers/${trusted.id}`)).status);
  for (const jwks_uri of [`${thief.url}/jwks`, "https://127.0.0.1/jwks", "https://localhost/jwks"])
    expect(
      (await owner.tryApi("POST", "/trusted-issuers", { issuer: "https://other.example", jwks_uri })).status,
    ).not.toBe(500);
  expect((await mcpWith(gateway.url, good.body.access_token)).status).toBe(200);
  await owner.api("DELETE", `/trusted-issuers/${trusted.id}`);
  expect((await mcpWith(gateway.url, good.body.access_token)).status).toBe(401);
  expect(thief.taken).toEqual([]);
});

test("H228 what was issued, in the log, in the record, or in the address of another", async () => {
  const client = new OAuthClient({ url: gateway.url });
  await client.register({ token_endpoint_auth_method: "client_secret_post" });
  const back = await authorizeAs(owner, client.authorizationUrl(client.resource("gmail")));
  const code = back.searchParams.get("code") ?? "";
  const { body } = await client.exchange(code);
  client.tokens = body;
  await client.refresh();
  await mcpWith(gateway.url, body.access_token);
  const said = [...gateway.logLines, JSON.stringify(await auditRows(gateway))].join("\n");
  for (const secret of [
    code,
    body.access_token,
    body.refresh_token ?? "",
    client.clientSecret ?? "",
    client.verifier,
    client.tokens?.refresh_token ?? "",
    owner.cookie.split("=")[1] ?? "",
  ]) {
    expect(secret.length).toBeGreaterThan(20);
    expect(said).not.toContain(secret);
  }
});
