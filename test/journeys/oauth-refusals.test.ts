import { createHash } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, until } from "../support/look.ts";
import { authorizeAs, claimsOf, mcpWith, OAuthClient } from "../support/oauth-client.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const newClient = async (redirectUri?: string): Promise<OAuthClient> => {
  const client = new OAuthClient({ url: gateway.url, ...(redirectUri !== undefined && { redirectUri }) });
  await client.register();
  return client;
};
const codeFor = async (client: OAuthClient, server = "gmail") =>
  (await client.authorize(gateway.owner, client.resource(server))).get("code") ?? "";

describe("an authorization request is refused", () => {
  /** To the client, by its redirect address. */
  test.each<[string, Record<string, string | undefined>, string]>([
    ["without PKCE", { code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
    ["with plain PKCE", { code_challenge_method: "plain" }, "invalid_request"],
    ["for an endpoint that is not there", { resource: "https://evil.test/mcp" }, "invalid_target"],
    ["for the gateway itself", { resource: "" }, "invalid_target"],
    [
      "for an address that only begins like an endpoint",
      { resource: "/mcp/gmail/../slack" },
      "invalid_target",
    ],
    ["for tokens by way of the browser", { response_type: "token" }, "unsupported_response_type"],
    ["for an ID token", { response_type: "id_token", nonce: "n" }, "unsupported_response_type"],
  ])("%s", async (_, change, error) => {
    const client = await newClient();
    const to = change.resource?.startsWith("/") ? { resource: gateway.url + change.resource } : change;
    const wanted = { ...change, ...to, ...(change.resource === "" && { resource: gateway.url }) };
    const back = await authorizeAs(gateway.owner, client.authorizationUrl(client.resource("gmail"), wanted));
    expect(back.href.startsWith(client.redirectUri)).toBe(true);
    const said = back.searchParams.get("error") ?? new URLSearchParams(back.hash.slice(1)).get("error");
    expect(said).toBe(error);
  });

  test("for two endpoints at once", async () => {
    const client = await newClient();
    const url = client.authorizationUrl(client.resource("gmail"));
    url.searchParams.append("resource", client.resource("slack"));
    const back = await authorizeAs(gateway.owner, url);
    expect(back.searchParams.get("error")).toBe("invalid_target");
  });

  /** To the person: nothing is sent to an address that is not the client's. */
  test.each<[string, Record<string, string | undefined>]>([
    ["with another redirect address", { redirect_uri: "https://evil.test/cb" }],
    ["with a longer one", { redirect_uri: "https://client.example/cb/evil" }],
    ["with another query", { redirect_uri: "https://client.example/cb?x=1" }],
    ["with another case", { redirect_uri: "https://client.example/CB" }],
    ["with another port", { redirect_uri: "https://client.example:444/cb" }],
    ["with a way up", { redirect_uri: "https://client.example/x/../cb" }],
    ["with a script", { redirect_uri: "javascript:alert(1)" }],
    ["without one", { redirect_uri: undefined }],
    ["of a client that is not there", { client_id: "cli_00000000000000000000" }],
    ["of no client", { client_id: undefined }],
    ["with a form as the answer", { response_mode: "form_post" }],
    ["with a fragment as the answer", { response_mode: "fragment" }],
  ])("%s, to the person alone", async (_, change) => {
    const client = await newClient("https://client.example/cb");
    const response = await fetch(client.authorizationUrl(client.resource("gmail"), change), {
      redirect: "manual",
    });
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
    expect(response.headers.get("x-frame-options")).toBe("DENY");
    expect(await response.text()).not.toContain("<");
  });

  test("a loopback client may come back on any port, and to no other path or host", async () => {
    const client = await newClient("http://127.0.0.1/callback");
    const at = async (redirect_uri: string) =>
      (
        await fetch(client.authorizationUrl(client.resource("gmail"), { redirect_uri }), {
          redirect: "manual",
        })
      ).status;
    expect(await at("http://127.0.0.1:53211/callback")).toBe(303);
    expect(await at("http://127.0.0.1:53211/other")).toBe(400);
    expect(await at("http://localhost:53211/callback")).toBe(400);
    expect(await at("http://127.0.0.1.evil.test:53211/callback")).toBe(400);
  });
});

describe("a code is refused", () => {
  test.each<[string, Record<string, string | undefined>]>([
    ["with another verifier", { code_verifier: "a".repeat(43) }],
    ["without a verifier", { code_verifier: undefined }],
    ["with another redirect address", { redirect_uri: "http://127.0.0.1:4998/other" }],
    ["for another endpoint", { resource: "slack" }],
  ])("%s", async (_, change) => {
    const client = await newClient();
    const code = await codeFor(client);
    const to = change.resource ? { resource: client.resource(change.resource) } : change;
    const { status, body } = await client.exchange(code, { ...change, ...to });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: change.resource ? "invalid_target" : expect.stringMatching(/^invalid_/),
    });
    expect(body).not.toHaveProperty("access_token");
  });

  test("from another client", async () => {
    const [mine, theirs] = [await newClient(), await newClient()];
    const code = await codeFor(mine);
    theirs.verifier = mine.verifier;
    expect(await theirs.exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  test("the second time, and then what came of the first is worth nothing", async () => {
    const client = await newClient();
    const code = await codeFor(client);
    const first = await client.exchange(code);
    expect(await mcpWith(gateway.url, first.body.access_token)).toMatchObject({ status: 200 });
    expect(await client.exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    client.tokens = first.body;
    expect(await client.refresh()).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    await until(
      () => mcpWith(gateway.url, first.body.access_token),
      ({ status }) => status === 401,
    );
    const [row] = await until(
      () => auditRows(gateway, { type: "oauth_client.tokens_ended" }),
      (rows) => rows.length > 0,
    );
    expect(row).toMatchObject({ target: { id: client.clientId }, data: { reason: "reused" } });
  });

  test("of twenty that come at once, all but one, and that one does not last", async () => {
    const client = await newClient();
    const code = await codeFor(client);
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.exchange(code)));
    const good = answers.filter(({ status }) => status === 200);
    expect(good.length).toBeLessThanOrEqual(1);
    for (const { body } of good) {
      await until(
        () => mcpWith(gateway.url, body.access_token),
        ({ status }) => status === 401,
      );
    }
  });
});

describe("a refresh token", () => {
  test("that comes twice ends its whole family, the newest included", async () => {
    const client = await newClient();
    const first = await client.connect(gateway.owner, "gmail");
    const second = (await client.refresh()).body;
    client.tokens = first;
    expect(await client.refresh()).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    client.tokens = second;
    expect(await client.refresh()).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    for (const { access_token } of [first, second])
      await until(
        () => mcpWith(gateway.url, access_token),
        ({ status }) => status === 401,
      );
  });

  test("gives no more than it was given for, at no other endpoint, to no other client", async () => {
    const client = await newClient();
    await client.connect(gateway.owner, "gmail", { readOnly: true });
    expect(await client.refresh({ scope: "mcp:read mcp:write" })).toMatchObject({ status: 400 });
    expect(await client.refresh({ resource: client.resource("slack") })).toMatchObject({
      status: 400,
      body: { error: "invalid_target" },
    });
    const thief = await newClient();
    expect(await thief.refresh({ refresh_token: client.tokens?.refresh_token })).toMatchObject({
      status: 400,
    });
  });

  test("that the client gives up is gone, and the access token with it", async () => {
    const client = await newClient();
    const { access_token } = await client.connect(gateway.owner, "gmail");
    expect(await client.revoke()).toMatchObject({ status: 200 });
    expect(await client.refresh()).toMatchObject({ status: 400 });
    await until(
      () => mcpWith(gateway.url, access_token),
      ({ status }) => status === 401,
    );
    expect(await client.revoke("nothing that was ever issued")).toMatchObject({ status: 200 });
  });
});

describe("an access token is refused", () => {
  const refused = async (token: string, path = "/mcp/gmail") => {
    const { status, headers, body } = await mcpWith(gateway.url, token, path);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(JSON.stringify(body)).not.toContain(token.slice(-20));
  };

  test("at every endpoint but its own", async () => {
    const client = await newClient();
    const { access_token } = await client.connect(gateway.owner, "gmail");
    await refused(access_token, "/mcp/slack");
    await refused(access_token, "/mcp");
    await refused(access_token, "/k/mcp/gmail");
    const all = (await (await newClient()).connect(gateway.owner)).access_token;
    await refused(all, "/mcp/gmail");
    expect(await mcpWith(gateway.url, all, "/mcp")).toMatchObject({ status: 200 });
  });

  test("when it is another authorization server's, nobody's, a provider's, or not an access token", async () => {
    const client = await newClient();
    const { access_token, refresh_token } = await client.connect(gateway.owner, "gmail");
    const claims = claimsOf(access_token);
    const { privateKey } = await generateKeyPair("RS256");
    const header = { alg: "RS256", typ: "at+jwt", kid: "stranger" };
    await refused(await new SignJWT(claims).setProtectedHeader(header).sign(privateKey));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    await refused(`${part({ alg: "none", typ: "at+jwt" })}.${part(claims)}.`);
    // The public key as an HMAC secret.
    const { keys } = (await (await fetch(`${gateway.url}/oauth/jwks`)).json()) as { keys: { kid: string }[] };
    const secret = createHash("sha256").update(JSON.stringify(keys[0])).digest();
    const confused = { alg: "HS256", typ: "at+jwt", kid: keys[0]?.kid ?? "" };
    await refused(await new SignJWT(claims).setProtectedHeader(confused).sign(secret));
    await refused(refresh_token ?? "");
    await refused("ya29.a0AfH6SMBx-some-token-of-google");
    await refused(`${access_token.slice(0, -4)}AAAA`);
    const [head, body, signature] = access_token.split(".");
    const changed = part({ ...claims, aud: `${gateway.url}/mcp/slack` });
    await refused(`${head}.${changed}.${signature}`, "/mcp/slack");
    await refused(`${head}.${body}.`);
    await refused(`${access_token}.${access_token}`);
  });

  test("when it is signed with a key that somebody planted in the table", async () => {
    const [key] = await gateway.app.database.system.tables.oauthSigningKey.findMany();
    expect(key).toBeDefined();
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    // As if it were published: the row is there, and sealed by nobody we know.
    await gateway.app.database.system.tables.oauthSigningKey.create({
      data: {
        id: "planted",
        publicJwk: { ...(await exportJWK(publicKey)), kid: "planted", alg: "RS256", use: "sig" },
        keyId: key?.keyId ?? "",
        sealed: new Uint8Array(64),
        activeAt: new Date(),
      },
    });
    const client = await newClient();
    const { access_token } = await client.connect(gateway.owner, "gmail");
    const header = { alg: "RS256", typ: "at+jwt", kid: "planted" };
    await refused(await new SignJWT(claimsOf(access_token)).setProtectedHeader(header).sign(privateKey));
  });

  test("in the address instead of the header", async () => {
    const client = await newClient();
    const { access_token } = await client.connect(gateway.owner, "gmail");
    expect(await mcpWith(gateway.url, undefined, `/mcp/gmail?access_token=${access_token}`)).toMatchObject({
      status: 401,
    });
  });
});

describe("a request for access that was begun in one browser", () => {
  test("is not finished in another, though somebody said yes there", async () => {
    const client = await newClient();
    const victim = await gateway.member("victim@acme.test");
    // The attacker begins, and sends the address of the page to the victim.
    const begun = await fetch(client.authorizationUrl(client.resource("gmail")), { redirect: "manual" });
    const uid = begun.headers.get("location")?.split("/").at(-1);
    const answer = await victim.call("POST", `/api/oauth/interactions/${uid}`, { decision: "allow" });
    expect(answer).toMatchObject({ status: 404, body: { code: "interaction_not_found" } });
    const resumed = await fetch(`${gateway.url}/oauth/authorize/${uid}`, { redirect: "manual" });
    expect(resumed.status).toBe(400);
  });
});

test("nothing of what was issued can be read from the database or the log", async () => {
  const client = new OAuthClient({ url: gateway.url });
  const registered = await client.register({ token_endpoint_auth_method: "client_secret_post" });
  const tokens = await client.connect(gateway.owner, "gmail");
  const secrets = [String(registered.body.client_secret), tokens.refresh_token ?? "", tokens.access_token];
  const { system } = gateway.app.database;
  const dump: string[] = [...gateway.logLines];
  for (const table of [
    "oauth_records",
    "oauth_clients",
    "client_consents",
    "oauth_signing_keys",
    "audit_events",
  ]) {
    const { rows } = await system.query(`SELECT t::text AS line FROM ${table} t`);
    dump.push(...rows.map(({ line }) => String(line)));
  }
  for (const secret of secrets) {
    const hex = Buffer.from(secret).toString("hex");
    expect(dump.filter((line) => line.includes(secret) || line.includes(hex))).toEqual([]);
  }
  expect(dump.filter((line) => /"d":|"p":/.test(line) && line.includes('"kty"'))).toEqual([]);
});
