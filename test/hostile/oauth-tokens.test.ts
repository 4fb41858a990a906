import { createHmac, createPublicKey } from "node:crypto";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { messagesOf, modernRequest, post } from "../support/eras.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { until } from "../support/look.ts";
import { claimsOf, mcpWith, OAuthClient, type Tokens } from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { READ } from "./helpers.ts";
import { ownSignature, part } from "./oauth-scene.ts";
import { startThief, type Thief } from "./thief.ts";

/** Access tokens, codes and refresh tokens where they do not belong. */
const LETTER = { to: ["ben@acme.test"], subject: "x", body: "x" };
let gateway: TestGateway;
let owner: Person;
let thief: Thief;
let client: OAuthClient;
let tokens: Tokens;
let claims: JWTPayload;

beforeAll(async () => {
  thief = await startThief();
  gateway = await startGateway({ slack: {} });
  owner = gateway.owner;
  await owner.authorize({ email: "ada@acme.test", tools: [...READ, "gmail_send_message"] });
  client = new OAuthClient({ url: gateway.url });
  tokens = await client.connect(owner, "gmail");
  claims = claimsOf(tokens.access_token);
});
afterAll(async () => {
  await gateway?.close();
  await thief?.close();
});

const enters = async (token: string, path = "/mcp/gmail") =>
  (await mcpWith(gateway.url, token, path)).status === 200;
const gone = (token: string) =>
  until(
    () => enters(token),
    (still) => !still,
  );
const fresh = async (server = "gmail", answer: object = {}, person = owner) => {
  const one = new OAuthClient({ url: gateway.url });
  await one.connect(person, server, answer);
  return one;
};
const codeOf = async (one: OAuthClient, server = "gmail") =>
  (await one.authorize(owner, one.resource(server))).get("code") ?? "";

test("H204 a token for one endpoint at every other door: servers, the one endpoint, the door for API tokens, the API, files, sessions", async () => {
  const all = (await new OAuthClient({ url: gateway.url }).connect(owner)).access_token;
  expect(await enters(tokens.access_token)).toBe(true);
  expect(await enters(all, "/mcp")).toBe(true);
  for (const path of ["/mcp", "/mcp/slack", "/mcp/google_drive", "/k/mcp", "/k/mcp/gmail", "/mcp/nothing"])
    expect(await enters(tokens.access_token, path), path).toBe(false);
  for (const path of ["/mcp/gmail", "/mcp/slack", "/k/mcp"])
    expect(await enters(all, path), path).toBe(false);
  const check = (token: string) =>
    fetch(`${gateway.url}/api/check`, { headers: { authorization: `Bearer ${token}` } });
  expect((await check(tokens.access_token)).status).toBe(401); // what all servers lack is told to who may use all
  for (const token of [tokens.access_token, all]) {
    const authorization = `Bearer ${token}`;
    for (const path of [
      "/api/session",
      `/api/workspaces/${gateway.workspaceId}/tokens`,
      "/files/slack/file/1",
      "/oauth/token",
    ])
      expect([400, 401, 404], path).toContain(
        (await fetch(gateway.url + path, { headers: { authorization } })).status,
      );
    for (const cookie of [`valetkey=${token}`, `valetkey-browser=${token}`])
      expect((await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).status).toBe(401);
  }
});

test("H205 several audiences in one token, none, another issuer's, or a type that is no access token: signed by our own key", async () => {
  const { sign } = await ownSignature(gateway);
  expect(await enters(await sign(claims))).toBe(true); // what follows is refused for what it says
  const { aud, exp, iss } = claims;
  const later = Number(exp) + 10_000;
  const wrong: JWTPayload[] = [
    { ...claims, aud: [String(aud), `${gateway.url}/mcp/slack`] },
    { ...claims, aud: [String(aud)] },
    { ...claims, aud: `${aud}/` },
    { ...claims, aud: String(aud).toUpperCase() },
    { ...claims, aud: gateway.url },
    { ...claims, iss: `${iss}/` },
    { ...claims, iss: "https://evil.test" },
    { ...claims, exp: Math.floor(Date.now() / 1_000) - 1 },
    { ...claims, exp: "soon" as never },
    { ...claims, nbf: later },
    { ...claims, sub: "" },
    { ...claims, jti: undefined as never },
  ];
  for (const name of ["aud", "exp", "iat", "iss", "sub", "client_id", "workspace"])
    wrong.push(Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name)));
  for (const one of wrong) expect(await enters(await sign(one)), JSON.stringify(one)).toBe(false);
  for (const header of [
    { typ: "JWT" },
    { typ: "id_token" },
    { typ: "" },
    { typ: "oauth-id-jag+jwt" },
    { crit: ["x"], x: 1 },
  ])
    expect(
      await enters(await sign(claims, header as never).catch(() => "unsignable")),
      JSON.stringify(header),
    ).toBe(false);
});

test("H206 claims that do not belong together: another person, workspace, client, consent or agent, signed by our own key", async () => {
  const { sign } = await ownSignature(gateway);
  const mia = await gateway.member("mia@acme.test");
  const other = await secondWorkspace(gateway);
  const hers = claimsOf((await fresh("gmail", {}, mia)).tokens?.access_token ?? "");
  const agent = await owner.newAgent("Robot");
  const made = await owner.api("POST", `/agents/${agent}/clients`, { name: "Robot" });
  for (const change of [
    { sub: mia.session.user.id },
    { workspace: other.workspaceId },
    { client_id: hers.client_id },
    { grant: hers.grant },
    { grant: String(claims.grant).split(".")[0] },
    { grant: `${String(claims.grant).split(".")[0]}.guessed` },
    { grant: "" },
    { grant: undefined },
    { grant: undefined, client_id: made.client.id },
    { grant: undefined, client_id: made.client.id, sub: made.client.id, workspace: other.workspaceId },
    { grant: undefined, client_id: made.client.id, sub: agent },
    { aud: `${gateway.url}/mcp/slack` },
  ])
    for (const path of ["/mcp/gmail", "/mcp/slack"])
      expect(
        await enters(await sign({ ...claims, ...change } as JWTPayload), path),
        JSON.stringify(change),
      ).toBe(false);
});

test("H207 algorithms changed: none, the public key as a secret, another RSA, keys that the token brings along", async () => {
  const { publicJwk } = await ownSignature(gateway);
  const pem = createPublicKey({ key: publicJwk as never, format: "jwk" }).export({
    type: "spki",
    format: "pem",
  });
  const hmac = (secret: string | Buffer, alg: "sha256" | "sha512", name: string) => {
    const text = `${part({ alg: name, typ: "at+jwt", kid: publicJwk.kid })}.${part(claims)}`;
    return `${text}.${createHmac(alg, secret).update(text).digest("base64url")}`;
  };
  const [head, body, signature] = tokens.access_token.split(".");
  const mine = await generateKeyPair("RS256", { extractable: true });
  const signed = (header: object) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", typ: "at+jwt", ...header } as never)
      .sign(mine.privateKey);
  const keys = { keys: [await exportJWK(mine.publicKey)] };
  const tries = [
    `${part({ alg: "none", typ: "at+jwt" })}.${body}.`,
    `${part({ alg: "None", typ: "at+jwt" })}.${body}.${signature}`,
    `${part({ alg: "", typ: "at+jwt" })}.${body}.${signature}`,
    hmac(pem as string, "sha256", "HS256"),
    hmac(Buffer.from(String(publicJwk.n), "base64url"), "sha256", "HS256"),
    hmac(JSON.stringify(publicJwk), "sha512", "HS512"),
    `${part({ alg: "PS256", typ: "at+jwt", kid: publicJwk.kid })}.${body}.${signature}`,
    `${part({ alg: "RS512", typ: "at+jwt", kid: publicJwk.kid })}.${body}.${signature}`,
    await signed({ kid: publicJwk.kid }),
    await signed({ jwk: keys.keys[0] }),
    await signed({ jku: `${thief.url}/jwks`, kid: "x" }),
    await signed({ x5u: `${thief.url}/cert`, kid: "../../x" }),
    await signed({ kid: "' OR 1=1 --" }),
    `${head}.${body}.`,
    `${head}.${part({ ...claims, sub: "usr_x" })}.${signature}`,
    `${tokens.access_token}${signature}`,
    ` ${tokens.access_token}`.trim().replace(".", ".."),
    "a.b.c",
    "..",
    `${"a".repeat(5_000)}.b.c`,
  ];
  for (const token of tries) expect(await enters(token), token.slice(0, 80)).toBe(false);
  expect(thief.taken).toEqual([]);
});

test("H208 tokens of others as ours, and ours on their way to others: what the providers were shown", async () => {
  const theirs = gateway.google.secrets().filter((secret) => secret.length > 20);
  expect(theirs.length).toBeGreaterThan(1);
  for (const secret of [...theirs, ...gateway.slack.secrets()])
    expect(await enters(secret), secret.slice(0, 8)).toBe(false);
  gateway.google.clearRequests();
  const api = (await owner.newToken()).value;
  for (const token of [tokens.access_token, api]) {
    const agent = await connectAgent(gateway.url, token);
    expect((await agent.call("gmail_list_labels")).isError).toBe(false);
    await agent.close();
  }
  const requests = gateway.google.requests();
  expect(requests.length).toBeGreaterThan(1);
  const shown = JSON.stringify(requests);
  for (const ours of [tokens.access_token, tokens.refresh_token ?? "", api, owner.cookie.split("=")[1] ?? ""])
    expect(shown).not.toContain(ours);
  for (const { token } of requests) expect(theirs).toContain(token);
});

test("H209 a code brought again, by another client, to another address, for another endpoint, without or with another verifier", async () => {
  const other = await fresh();
  const tries: ((one: OAuthClient, code: string) => Promise<{ status: number }>)[] = [
    (one, code) => {
      other.verifier = one.verifier;
      return other.exchange(code);
    },
    (one, code) => one.exchange(code, { redirect_uri: "https://evil.test/cb" }),
    (one, code) => one.exchange(code, { redirect_uri: undefined }),
    (one, code) => one.exchange(code, { code_verifier: undefined }),
    (one, code) => one.exchange(code, { code_verifier: "" }),
    (one, code) => one.exchange(code, { code_verifier: "x".repeat(43) }),
    (one, code) => one.exchange(code, { resource: one.resource("slack") }),
    (one, code) => one.exchange(`${code}x`),
    (one, code) => one.exchange(code, { client_id: undefined }),
  ];
  for (const [at, attempt] of tries.entries()) {
    const one = new OAuthClient({ url: gateway.url });
    const code = await codeOf(one);
    expect((await attempt(one, code)).status, `try ${at}`).toBeGreaterThanOrEqual(400);
  }
  const one = new OAuthClient({ url: gateway.url });
  const code = await codeOf(one);
  const first = (await one.exchange(code)).body;
  expect(await enters(first.access_token)).toBe(true);
  expect((await one.exchange(code)).status).toBe(400);
  await gone(first.access_token);
  one.tokens = first;
  expect((await one.refresh()).status).toBe(400);
});

test("H210 a code kept back for more than a minute, and one brought twenty times at once", async () => {
  const late = new OAuthClient({ url: gateway.url });
  const code = await codeOf(late);
  await gateway.app.database.system.query(
    "UPDATE oauth_records SET expires_at = now() - interval '1 second' WHERE model = 'AuthorizationCode'",
  );
  expect((await late.exchange(code)).status).toBe(400);
  const one = new OAuthClient({ url: gateway.url });
  const once = await codeOf(one);
  const answers = await Promise.all(Array.from({ length: 20 }, () => one.exchange(once)));
  const good = answers.filter(({ status }) => status === 200);
  expect(good.length).toBeLessThanOrEqual(1);
  for (const { body } of good) await gone(body.access_token);
});

test("H211 the proof of the code's owner made weaker: no challenge, plain, a challenge of another kind, two of them", async () => {
  const one = new OAuthClient({ url: gateway.url });
  await one.register();
  const resource = one.resource("gmail");
  for (const change of [
    { code_challenge: undefined, code_challenge_method: undefined },
    { code_challenge_method: "plain" },
    { code_challenge_method: undefined },
    { code_challenge_method: "none" },
    { code_challenge_method: "s256" },
    { code_challenge: "", code_challenge_method: "S256" },
    { code_challenge: "short" },
  ]) {
    const back = await fetch(one.authorizationUrl(resource, change), { redirect: "manual" });
    const to = back.headers.get("location") ?? "";
    expect(to, JSON.stringify(change)).not.toContain("/authorize/");
    expect(to, JSON.stringify(change)).not.toContain("code=");
  }
  const twice = one.authorizationUrl(resource);
  twice.searchParams.append("code_challenge", "x".repeat(43));
  const back = await fetch(twice, { redirect: "manual" });
  expect(back.headers.get("location") ?? "").not.toContain("/authorize/");
});

test("H212 a refresh token brought again, twenty times at once, by another client, for more, or for another endpoint", async () => {
  const one = await fresh("gmail", { readOnly: true });
  const thiefs = await fresh();
  for (const change of [
    { scope: "mcp:read mcp:write" },
    { scope: "mcp:write" },
    { scope: "admin" },
    { resource: one.resource("slack") },
    { resource: one.resource() },
    { resource: "https://evil.test" },
  ]) {
    const { status, body } = await one.refresh(change);
    // Never more than was given, whatever was asked for.
    if (status === 200) expect(body.scope, JSON.stringify(change)).toBe("mcp:read");
    if (status === 200) expect(claimsOf(body.access_token).aud).toBe(one.resource("gmail"));
    else expect(status).toBe(400);
  }
  const stolen = (await fresh()).tokens?.refresh_token;
  expect((await thiefs.refresh({ refresh_token: stolen })).status).toBe(400);
  const many = await fresh();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      many.token({ grant_type: "refresh_token", refresh_token: many.tokens?.refresh_token }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  await gone(many.tokens?.access_token ?? "");
  for (const { status, body } of answers) if (status === 200) await gone(body.access_token);
});

test("H213 more than was allowed: a scope that is claimed, asked for again, or smuggled in by the call", async () => {
  const reader = await fresh("gmail", { readOnly: true });
  const token = reader.tokens?.access_token ?? "";
  const mails = () => gateway.google.mail("ada@acme.test").then(({ length }) => length);
  const before = await mails();
  const at = { url: gateway.url, token };
  const call = {
    name: "gmail_send_message",
    arguments: LETTER,
    scope: "mcp:write",
    _meta: { scope: "mcp:write" },
  };
  const { headers, body } = modernRequest("tools/call", call);
  const refused = await post(at, body, { ...headers, "x-scope": "mcp:write" });
  expect(refused.status).toBe(403);
  expect(refused.headers.get("www-authenticate")).toMatch(
    /error="insufficient_scope", scope="mcp:read mcp:write"/,
  );
  const legacy = await mcpWith(gateway.url, token, "/mcp/gmail", "tools/call", call);
  expect(JSON.stringify(legacy.body)).toContain("read_only");
  const { sign } = await ownSignature(gateway);
  const boosted = await sign({ ...claimsOf(token), scope: "mcp:read mcp:write" });
  const said = await messagesOf(
    await post(
      { url: gateway.url, token: boosted },
      { jsonrpc: "2.0", id: 1, method: "tools/call", params: call },
      { "mcp-protocol-version": "2025-11-25" },
    ),
  );
  expect(JSON.stringify(said)).toContain("read_only"); // what the person allowed counts besides
  // Nor does the person's yes to one client make another's token stronger.
  const writer = await fresh();
  expect(await enters(writer.tokens?.access_token ?? "")).toBe(true);
  expect((await post(at, body, headers)).status).toBe(403);
  expect(await mails()).toBe(before);
});

test("H214 a machine's client: a wrong secret, another's, more scope than it was given, no endpoint, after its end", async () => {
  const agent = await owner.newAgent("Machine");
  const made = await owner.api("POST", `/agents/${agent}/clients`, { name: "Machine", read_only: true });
  const machine = new OAuthClient({
    url: gateway.url,
    clientId: made.client.id,
    clientSecret: made.client_secret,
  });
  const grant_type = "client_credentials";
  const resource = machine.resource("gmail");
  const good = await machine.token({ grant_type, resource });
  expect(good.body.scope).toBe("mcp:read");
  expect(claimsOf(good.body.access_token)).toMatchObject({ aud: resource, sub: made.client.id });
  const registered = new OAuthClient({ url: gateway.url });
  await registered.register();
  const tries = [
    machine.token({ grant_type, resource, client_secret: "wrong" }),
    machine.token({ grant_type, resource, client_secret: `${made.client_secret} ` }),
    machine.token({ grant_type, resource, client_secret: undefined }),
    machine.token({ grant_type, resource, scope: "mcp:read mcp:write" }),
    machine.token({ grant_type, resource: "https://evil.test/mcp" }),
    machine.token({ grant_type: "password", username: "owner@acme.test", password: "x", resource }),
    machine.token({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: tokens.access_token,
      resource,
    }),
    registered.token({ grant_type, resource }),
  ];
  for (const [at, one] of tries.entries()) {
    const { status, body } = await one;
    expect(status, `try ${at}: ${JSON.stringify(body)}`).toBeGreaterThanOrEqual(400);
    expect(body).not.toHaveProperty("access_token");
  }
  // Neither in a person's name nor by their connections: the agent's own, read-only.
  const called = await mcpWith(gateway.url, good.body.access_token, "/mcp/gmail", "tools/call", {
    name: "gmail_send_message",
    arguments: LETTER,
  });
  expect(JSON.stringify(called.body)).toContain("read_only");
  await owner.api("DELETE", `/agents/${agent}/clients/${made.client.id}`);
  expect(await enters(good.body.access_token)).toBe(false);
  expect((await machine.token({ grant_type, resource })).status).toBe(401);
});

test("H215 a consent that was taken back, a person who left, an agent that may no longer act for them: at once, also under way", async () => {
  const nora = await gateway.member("nora@acme.test");
  const hers = await fresh("gmail", {}, nora);
  const token = hers.tokens?.access_token ?? "";
  const { clients } = await nora.api("GET", "/oauth-clients");
  const consent = clients.find((one: { client: { id: string } }) => one.client.id === hers.clientId);
  const olga = await gateway.member("olga@acme.test");
  const eve = (await secondWorkspace(gateway, { name: "Eve", ownerEmail: "e@eve.test" })).owner;
  for (const stranger of [olga, eve])
    expect((await stranger.tryApi("DELETE", `/oauth-clients/${consent.id}`)).status).toBe(404);
  expect((await olga.tryApi("GET", "/oauth-clients?all=true")).status).toBe(403);
  expect(await enters(token)).toBe(true);
  const hang = gateway.google.inject({ path: "/gmail/", hang: true });
  const calling = mcpWith(gateway.url, token, "/mcp/gmail", "tools/call", {
    name: "gmail_list_labels",
    arguments: {},
  }).catch(() => "cut");
  await until(() => gateway.google.requests().some(({ status }) => status === 0), Boolean);
  await nora.api("DELETE", `/oauth-clients/${consent.id}`);
  expect(await enters(token)).toBe(false);
  hang.release();
  gateway.google.clearFaults();
  const answered = await calling;
  expect(JSON.stringify(answered)).not.toContain("Invoices");
  expect((await hers.refresh()).status).toBe(400);
  const again = await fresh("gmail", {}, nora);
  await owner.api("DELETE", `/members/${nora.session.user.id}`);
  expect(await enters(again.tokens?.access_token ?? "")).toBe(false);
  expect((await again.refresh()).status).toBe(400);
});
