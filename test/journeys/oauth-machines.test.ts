import { randomUUID } from "node:crypto";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DocumentServer, startDocuments } from "../support/document-server.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, until } from "../support/look.ts";
import { claimsOf, mcpWith, OAuthClient } from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";

const ISSUER = "https://idp.example";
let gateway: TestGateway;
let idp: DocumentServer;
let idpKey: CryptoKey;
/** Of the gateway's clock, in ms. */
let ahead = 0;

const now = () => Math.floor(Date.now() / 1_000);

beforeAll(async () => {
  idp = await startDocuments(ISSUER);
  const pair = await generateKeyPair("ES256", { extractable: true });
  idpKey = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: "idp-1", alg: "ES256", use: "sig" };
  idp.documents.set("/keys", { keys: [jwk] });
  idp.documents.set("/.well-known/openid-configuration", { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` });
  gateway = await startGateway({ clock: () => Date.now() + ahead, app: { standIns: idp.standIns } });
  await gateway.owner.authorize({
    email: "ada@acme.test",
    tools: ["gmail_list_labels", "gmail_create_draft"],
  });
});
afterAll(async () => {
  await gateway.close();
  await idp.close();
});

const toolsOf = (body: Record<string, unknown>): string[] =>
  (body as { result: { tools: { name: string }[] } }).result.tools.map(({ name }) => name);

describe("an agent's own client", () => {
  const make = async (more: Record<string, unknown> = {}) => {
    const agent = await gateway.owner.newAgent(`Machine ${randomUUID().slice(0, 8)}`);
    const made = await gateway.owner.api("POST", `/agents/${agent}/clients`, { name: "ci", ...more });
    const { client, client_secret } = made;
    const oauth = new OAuthClient({
      url: gateway.url,
      clientId: client.id,
      clientSecret: client_secret ?? undefined,
    });
    return { agent, made, oauth };
  };
  const grant = { grant_type: "client_credentials" };

  test("gets tokens for itself with its secret, and no refresh token", async () => {
    const { agent, made, oauth } = await make();
    expect(made).toMatchObject({
      client: { auth: "client_secret", read_only: false, revoked_at: null },
      client_secret: expect.stringMatching(/^[0-9a-z]{40}$/),
      token_endpoint: `${gateway.url}/oauth/token`,
    });
    const { status, body } = await oauth.token({ ...grant, resource: oauth.resource("gmail") });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("refresh_token");
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: oauth.clientId,
      client_id: oauth.clientId,
      aud: oauth.resource("gmail"),
      scope: "mcp:read mcp:write",
    });
    const listed = await mcpWith(gateway.url, body.access_token);
    expect(toolsOf(listed.body)).toContain("gmail_create_draft");
    await mcpWith(gateway.url, body.access_token, "/mcp/gmail", "tools/call", {
      name: "gmail_list_labels",
      arguments: {},
    });
    const [call] = await auditRows(gateway, { type: "tool.call" });
    expect(call?.actor).toMatchObject({ kind: "agent", id: agent });
    const all = await oauth.token({ ...grant });
    expect(claimsOf(all.body.access_token).aud).toBe(`${gateway.url}/mcp`);
    expect(await mcpWith(gateway.url, all.body.access_token, "/mcp")).toMatchObject({ status: 200 });
    const check = async (token: string) =>
      (await fetch(`${gateway.url}/api/check`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await check(all.body.access_token)).toBe(200);
    expect(await check(body.access_token)).toBe(401); // it is for one server's endpoint
  });

  test("has the tools of the agent's manifest and no others, as soon as it changes", async () => {
    const { agent, oauth } = await make();
    const { body } = await oauth.token({ ...grant, resource: oauth.resource("gmail") });
    await gateway.owner.api("PATCH", `/agents/${agent}`, {
      manifest: { tools: [{ name: "gmail_list_labels" }] },
    });
    expect(toolsOf((await mcpWith(gateway.url, body.access_token)).body)).toEqual(["gmail_list_labels"]);
  });

  test("that reads alone is given no more, whatever it asks", async () => {
    const { oauth } = await make({ read_only: true });
    const { body } = await oauth.token({ ...grant, resource: oauth.resource("gmail") });
    expect(body.scope).toBe("mcp:read");
    expect(toolsOf((await mcpWith(gateway.url, body.access_token)).body)).not.toContain("gmail_create_draft");
    const more = await oauth.token({ ...grant, resource: oauth.resource("gmail"), scope: "mcp:write" });
    expect(more).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
  });

  test("is refused with a wrong secret, another grant, or another endpoint", async () => {
    const { oauth } = await make();
    const wrong = { ...grant, resource: oauth.resource("gmail"), client_secret: "0".repeat(40) };
    expect(await oauth.token(wrong)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    expect(await oauth.token({ ...grant, client_secret: undefined })).toMatchObject({ status: 401 });
    expect(await oauth.token({ ...grant, resource: "https://evil.test/" })).toMatchObject({
      status: 400,
      body: { error: "invalid_target" },
    });
    expect(await oauth.token({ grant_type: "password", username: "a", password: "b" })).toMatchObject({
      status: 400,
      body: { error: "unsupported_grant_type" },
    });
    const registered = new OAuthClient({ url: gateway.url });
    await registered.register({ token_endpoint_auth_method: "client_secret_post" });
    expect((await registered.token(grant)).status).toBe(400);
  });

  test("has its secret rotated: both work as long as was said, and nothing of the old one when it leaked", async () => {
    const { agent, made, oauth } = await make();
    const path = `/agents/${agent}/clients/${made.client.id}/rotate`;
    const rotate = async (overlap_hours: number) => gateway.owner.tryApi("POST", path, { overlap_hours });
    const ask = (client_secret: string) =>
      oauth.token({ ...grant, client_secret, resource: oauth.resource("gmail") });
    const second = await rotate(1);
    expect(second).toMatchObject({
      status: 201,
      body: { client: { id: made.client.id }, client_secret: expect.stringMatching(/^[0-9a-z]{40}$/) },
    });
    const ends = Date.parse(second.body.client.old_secret_ends_at) - Date.now();
    expect(Math.round(ends / 60_000)).toBe(60);
    const bought = await ask(made.client_secret);
    expect(await ask(second.body.client_secret)).toMatchObject({ status: 200 });
    ahead = 3_599_000;
    expect(await ask(made.client_secret)).toMatchObject({ status: 200 });
    ahead = 3_601_000;
    expect(await ask(made.client_secret)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    expect(await ask(second.body.client_secret)).toMatchObject({ status: 200 });
    const { clients } = await gateway.owner.api("GET", `/agents/${agent}/clients`);
    expect(clients[0].old_secret_ends_at).toBeNull();
    ahead = 0;

    // A third while the first would still work: the first ends, the second is the old one.
    const third = await rotate(24);
    expect(await ask(made.client_secret)).toMatchObject({ status: 401 });
    expect(await ask(second.body.client_secret)).toMatchObject({ status: 200 });
    expect(await mcpWith(gateway.url, bought.body.access_token)).toMatchObject({ status: 200 });
    const last = await rotate(0);
    expect(await mcpWith(gateway.url, bought.body.access_token)).toMatchObject({ status: 401 });
    for (const old of [made, second.body, third.body])
      expect(await ask(old.client_secret)).toMatchObject({ status: 401 });
    const allowed = async () => {
      const { body } = await ask(last.body.client_secret);
      return (await mcpWith(gateway.url, body.access_token)).status;
    };
    await until(allowed, (status) => status === 200); // from the next second on

    const rows = await auditRows(gateway, { type: "agent_client.rotated" });
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toContain(last.body.client_secret);
    const auditor = await gateway.member("rotates-no-client@acme.test", "auditor");
    expect((await auditor.tryApi("POST", path, { overlap_hours: 0 })).status).toBe(403);
    await gateway.owner.api("DELETE", `/agents/${agent}/clients/${made.client.id}`);
    expect((await rotate(0)).body.code).toBe("conflict");
  });

  test("may sign instead of having a secret, once with each assertion", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: "m1", alg: "ES256", use: "sig" };
    const { agent, made, oauth } = await make({ jwks: { keys: [jwk] } });
    expect(made).toMatchObject({ client: { auth: "private_key_jwt" }, client_secret: null });
    const rotation = await gateway.owner.tryApi("POST", `/agents/${agent}/clients/${oauth.clientId}/rotate`, {
      overlap_hours: 0,
    });
    expect(rotation.body.code).toBe("conflict");
    const sign = (claims: JWTPayload = {}, key = privateKey) =>
      new SignJWT({
        iss: oauth.clientId ?? "",
        sub: oauth.clientId ?? "",
        aud: gateway.url,
        jti: randomUUID(),
        iat: now(),
        exp: now() + 60,
        ...claims,
      })
        .setProtectedHeader({ alg: "ES256", kid: "m1" })
        .sign(key);
    const ask = (client_assertion: string) =>
      oauth.token({
        ...grant,
        resource: oauth.resource("gmail"),
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion,
      });
    const assertion = await sign();
    const good = await ask(assertion);
    expect(good.status).toBe(200);
    expect(await mcpWith(gateway.url, good.body.access_token)).toMatchObject({ status: 200 });
    expect(await ask(assertion)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    const stranger = (await generateKeyPair("ES256")).privateKey;
    expect((await ask(await sign({}, stranger))).status).toBe(401);
    expect((await ask(await sign({ aud: "https://evil.test" }))).status).toBe(401);
    expect((await ask(await sign({ exp: now() - 60 }))).status).toBe(401);
    expect((await ask(await sign({ sub: "cli_00000000000000000000" }))).status).toBe(400);
    const twice = await sign();
    const both = await Promise.all(Array.from({ length: 10 }, () => ask(twice)));
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("takes keys that are public ones alone", async () => {
    const agent = await gateway.owner.newAgent(`Keys ${randomUUID().slice(0, 8)}`);
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    for (const body of [
      { name: "x", jwks: { keys: [await exportJWK(privateKey)] } },
      { name: "x", jwks: { keys: [{ kty: "oct", k: "c2VjcmV0" }] } },
      { name: "x", jwks_uri: "http://10.0.0.1/keys" },
      { name: "x", jwks_uri: "https://idp.example/keys", jwks: { keys: [{ kty: "RSA" }] } },
      { name: "x", redirect_uris: ["javascript:alert(1)//"] },
    ])
      expect(await gateway.owner.tryApi("POST", `/agents/${agent}/clients`, body)).toMatchObject({
        status: 400,
      });
  });

  test("is out when it is revoked, and only admins make one", async () => {
    const { agent, oauth } = await make();
    const { body } = await oauth.token({ ...grant, resource: oauth.resource("gmail") });
    expect(await mcpWith(gateway.url, body.access_token)).toMatchObject({ status: 200 });
    const member = await gateway.member(`m${randomUUID().slice(0, 8)}@acme.test`);
    expect(await member.tryApi("POST", `/agents/${agent}/clients`, { name: "x" })).toMatchObject({
      status: 403,
    });
    expect(await member.tryApi("DELETE", `/agents/${agent}/clients/${oauth.clientId}`)).toMatchObject({
      status: 403,
    });
    await gateway.owner.api("DELETE", `/agents/${agent}/clients/${oauth.clientId}`);
    expect(await mcpWith(gateway.url, body.access_token)).toMatchObject({ status: 401 });
    expect((await oauth.token({ ...grant, resource: oauth.resource("gmail") })).status).toBe(401);
    const [row] = await auditRows(gateway, { type: "agent_client.revoked" });
    expect(row).toMatchObject({ target: { id: oauth.clientId }, data: { agent } });
  });

  test("acts on behalf of a person who says yes, where an admin allowed it", async () => {
    const { agent, oauth } = await make({ redirect_uris: ["http://127.0.0.1:4998/callback"] });
    const member = await gateway.member(`p${randomUUID().slice(0, 8)}@acme.test`);
    const asked = oauth.authorize(member, oauth.resource("gmail"));
    await expect(asked).rejects.toThrow(/403/); // nobody said that it may
    await gateway.owner.api("PATCH", `/agents/${agent}`, { delegation: "members" });
    const { access_token } = await oauth.connect(member, "gmail");
    await mcpWith(gateway.url, access_token, "/mcp/gmail", "tools/call", {
      name: "gmail_list_labels",
      arguments: {},
    });
    const [call] = await auditRows(gateway, { type: "tool.call" });
    expect(call?.actor).toMatchObject({ kind: "agent", id: agent });
    await gateway.owner.api("PATCH", `/agents/${agent}`, { delegation: "none" });
    expect(await mcpWith(gateway.url, access_token)).toMatchObject({ status: 401 });
  });
});

describe("the word of a trusted issuer (ID-JAG)", () => {
  const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  let client: OAuthClient;
  let member: Person;

  beforeAll(async () => {
    client = new OAuthClient({ url: gateway.url, name: "Enterprise client" });
    const registered = await client.register({
      token_endpoint_auth_method: "client_secret_post",
      grant_types: [JWT_BEARER],
      response_types: [],
      redirect_uris: [],
    });
    expect(registered.status).toBe(201);
    member = await gateway.member("mira@acme.test");
  });

  const assertion = (claims: JWTPayload = {}, header: Record<string, unknown> = {}, key = idpKey) =>
    new SignJWT({
      iss: ISSUER,
      sub: "mira-at-idp",
      aud: gateway.url,
      client_id: client.clientId ?? "",
      jti: randomUUID(),
      iat: now(),
      exp: now() + 300,
      resource: client.resource("gmail"),
      scope: "mcp:read",
      email: "Mira@acme.test",
      email_verified: true,
      ...claims,
    })
      .setProtectedHeader({ alg: "ES256", kid: "idp-1", typ: "oauth-id-jag+jwt", ...header })
      .sign(key);
  const bring = async (claims: JWTPayload = {}, header: Record<string, unknown> = {}, key = idpKey) =>
    client.token({ grant_type: JWT_BEARER, assertion: await assertion(claims, header, key) });
  const refused = { status: 400, body: { error: "invalid_grant" } };

  test("is worth nothing before an admin trusts it, and members cannot", async () => {
    expect(await bring()).toMatchObject(refused);
    const body = { issuer: ISSUER };
    expect(await member.tryApi("POST", "/trusted-issuers", body)).toMatchObject({ status: 403 });
    const strange = { issuer: "https://nobody.example" };
    expect(await gateway.owner.tryApi("POST", "/trusted-issuers", strange)).toMatchObject({ status: 400 });
    const added = await gateway.owner.api("POST", "/trusted-issuers", body);
    expect(added).toMatchObject({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys`, client_ids: [] });
    expect(await gateway.owner.tryApi("POST", "/trusted-issuers", body)).toMatchObject({ status: 409 });
  });

  test("lets a client in for its person, without asking, and without a refresh token", async () => {
    const { status, body } = await bring();
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      expires_in: 600,
      token_type: "Bearer",
      scope: "mcp:read",
    });
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: member.session.user.id,
      aud: client.resource("gmail"),
      client_id: client.clientId,
    });
    expect(await mcpWith(gateway.url, body.access_token)).toMatchObject({ status: 200 });
    const { clients } = await member.api("GET", "/oauth-clients");
    expect(clients).toMatchObject([{ allowed_by: "issuer", client: { name: "Enterprise client" } }]);
    const [row] = await until(
      () => auditRows(gateway, { type: "oauth_client.let_in" }),
      (rows) => rows.length > 0,
    );
    expect(row).toMatchObject({ data: { user: member.session.user.id, issuer: ISSUER } });
  });

  test.each<[string, JWTPayload, Record<string, unknown>?]>([
    ["for another audience", { aud: "https://evil.test" }],
    ["for two audiences", { aud: ["https://evil.test", "GATEWAY"] }],
    ["for another client", { client_id: "cli_00000000000000000000" }],
    ["that has expired", { exp: Math.floor(Date.now() / 1_000) - 60 }],
    ["that lives for a day", { exp: Math.floor(Date.now() / 1_000) + 86_400 }],
    ["that begins later", { iat: Math.floor(Date.now() / 1_000) + 600 }],
    ["of another type", {}, { typ: "JWT" }],
    ["without an id", { jti: undefined as never }],
    ["for nobody here", { sub: "x", email: "nobody@acme.test" }],
    ["with an address that is not verified", { email_verified: false }],
    ["without an address", { email: undefined as never }],
    ["of another issuer", { iss: "https://evil.test" }],
  ])("is refused %s", async (_, claims, header) => {
    const aud = Array.isArray(claims.aud) ? { aud: ["https://evil.test", gateway.url] } : {};
    expect(await bring({ ...claims, ...aud }, header)).toMatchObject(refused);
  });

  test("is refused when somebody else signed it, the second time, and for endpoints it does not name", async () => {
    const stranger = (await generateKeyPair("ES256")).privateKey;
    expect(await bring({}, {}, stranger)).toMatchObject(refused);
    const once = await assertion();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.token({ grant_type: JWT_BEARER, assertion: once })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const other = {
      grant_type: JWT_BEARER,
      assertion: await assertion(),
      resource: client.resource("slack"),
    };
    expect(await client.token(other)).toMatchObject({ status: 400, body: { error: "invalid_target" } });
    expect(await bring({ resource: "https://evil.test/mcp" })).toMatchObject({
      body: { error: "invalid_target" },
    });
    const more = { grant_type: JWT_BEARER, assertion: await assertion(), scope: "mcp:read mcp:write" };
    expect(await client.token(more)).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
  });

  test("is for clients that can prove who they are", async () => {
    const open = new OAuthClient({ url: gateway.url });
    await open.register({ grant_types: [JWT_BEARER, "authorization_code"] });
    const answer = await open.token({
      grant_type: JWT_BEARER,
      assertion: await assertion({ client_id: open.clientId ?? "" }),
    });
    expect(answer).toMatchObject({ status: 400, body: { error: "unauthorized_client" } });
  });

  test("speaks only for those whom its adder manages", async () => {
    const admin = await gateway.member("admin@acme.test", "admin");
    const [mine] = (await gateway.owner.api("GET", "/trusted-issuers")).issuers;
    expect((await bring({ sub: "boss", email: "owner@acme.test" })).status).toBe(200);
    await gateway.owner.api("DELETE", `/trusted-issuers/${mine.id}`);
    expect(await bring()).toMatchObject(refused);
    await admin.api("POST", "/trusted-issuers", { issuer: ISSUER, client_ids: [client.clientId] });
    expect(await bring({ sub: "boss", email: "owner@acme.test" })).toMatchObject(refused);
    expect((await bring()).status).toBe(200);
  });

  test("does not bring back what was taken back here, and ends with the trust", async () => {
    const { body } = await bring();
    expect(await mcpWith(gateway.url, body.access_token)).toMatchObject({ status: 200 });
    const { clients } = await member.api("GET", "/oauth-clients");
    const live = clients.filter((one: { revoked_at: string | null }) => one.revoked_at === null);
    expect(live).toHaveLength(1);
    await member.api("DELETE", `/oauth-clients/${live[0].id}`);
    expect(await mcpWith(gateway.url, body.access_token)).toMatchObject({ status: 401 });
    expect(await bring()).toMatchObject(refused);
    const other = await gateway.member("noor@acme.test");
    const theirs = await bring({ sub: "noor", email: "noor@acme.test" });
    expect(claimsOf(theirs.body.access_token).sub).toBe(other.session.user.id);
    const [issuer] = (await gateway.owner.api("GET", "/trusted-issuers")).issuers;
    await gateway.owner.api("DELETE", `/trusted-issuers/${issuer.id}`);
    expect(await mcpWith(gateway.url, theirs.body.access_token)).toMatchObject({ status: 401 });
    const [row] = await auditRows(gateway, { type: "trusted_issuer.removed" });
    expect(row?.data).toMatchObject({ issuer: ISSUER, ended: expect.any(Number) });
  });
});
