import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { type DocumentServer, startDocuments } from "../support/document-server.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { browserOf, claimsOf, mcpWith, OAuthClient } from "../support/oauth-client.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

let gateway: TestGateway;
let web: DocumentServer;
beforeAll(async () => {
  web = await startDocuments();
  gateway = await startGateway({ app: { standIns: web.standIns } });
});
afterAll(async () => {
  await gateway.close();
  await web.close();
});

const REDIRECT = "https://client.example/callback";

describe("a client that registers itself", () => {
  const register = (metadata: Record<string, unknown>) =>
    new OAuthClient({ url: gateway.url }).register(metadata);

  test("is given an id, and no more than it may have", async () => {
    const { status, headers, body } = await register({
      redirect_uris: [REDIRECT],
      grant_types: ["authorization_code", "refresh_token", "client_credentials", "password", "implicit"],
      response_types: ["code", "token"],
      scope: "mcp:read admin",
      logo_uri: "https://evil.test/logo.svg",
      client_id: "chosen-by-the-client",
      client_secret: "chosen too",
      registration_access_token: "x",
    });
    expect(status).toBe(201);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toEqual({
      client_id: expect.stringMatching(/^cli_[0-9a-z]{20}$/),
      client_id_issued_at: expect.any(Number),
      client_name: "Test client",
      redirect_uris: [REDIRECT],
      application_type: "web",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    });
  });

  test("may refresh although it did not think of asking, and keeps its secret to itself", async () => {
    const client = new OAuthClient({ url: gateway.url });
    const { body } = await client.register({
      grant_types: undefined,
      token_endpoint_auth_method: "client_secret_post",
    });
    expect(body.client_secret).toMatch(/^[0-9a-z]{40}$/);
    await client.connect(gateway.owner, "gmail");
    expect(await client.refresh()).toMatchObject({ status: 200 });
    const basic = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString("base64")}`;
    const secret = client.clientSecret;
    client.clientSecret = undefined;
    const renew = { grant_type: "refresh_token", refresh_token: client.tokens?.refresh_token };
    expect(await client.token(renew)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    expect(await client.token({ ...renew, client_secret: `${secret}x` })).toMatchObject({ status: 401 });
    expect(await client.token(renew, { authorization: basic })).toMatchObject({ status: 200 });
  });

  test.each<[string, Record<string, unknown>]>([
    ["a script for an address", { redirect_uris: ["javascript:alert(document.cookie)//"] }],
    ["a document for an address", { redirect_uris: ["data:text/html,<script>1</script>"] }],
    ["http to somewhere else", { redirect_uris: ["http://client.example/cb"] }],
    ["a fragment", { redirect_uris: ["https://client.example/cb#x"] }],
    ["a wildcard", { redirect_uris: ["https://*.example/cb"] }],
    ["the gateway itself", { redirect_uris: ["gateway"] }],
    ["no address", { redirect_uris: [] }],
    [
      "too many addresses",
      { redirect_uris: Array.from({ length: 11 }, (_, i) => `https://client.example/${i}`) },
    ],
    ["something else than a list", { redirect_uris: "https://client.example/cb" }],
    ["numbers", { redirect_uris: [1] }],
    ["a way to authenticate that is not served", { token_endpoint_auth_method: "tls_client_auth" }],
    ["keys without any", { token_endpoint_auth_method: "private_key_jwt" }],
    [
      "keys on the own network by http",
      { token_endpoint_auth_method: "private_key_jwt", jwks_uri: "http://10.0.0.1/" },
    ],
    [
      "a private key",
      {
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [{ kty: "RSA", n: "AQAB", e: "AQAB", d: "AQAB" }] },
      },
    ],
    ["a name as long as a book", { client_name: "x".repeat(300) }],
  ])("is refused with %s", async (_, metadata) => {
    const own = JSON.stringify(metadata).includes('"gateway"');
    const { status, body } = await register(
      own ? { redirect_uris: [`${gateway.url}/integrations`] } : metadata,
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: expect.stringMatching(/^invalid_(client_metadata|redirect_uri)$/) });
  });

  test("is refused with more than 16 KB, with no JSON, and when too many wait", async () => {
    expect((await register({ padding: "x".repeat(20_000) })).status).toBe(413);
    const text = await fetch(`${gateway.url}/oauth/register`, { method: "POST", body: "nonsense" });
    expect(text.status).toBe(400);
    const { oauthClient } = gateway.app.database.system.tables;
    const waiting = Array.from({ length: 2_000 }, (_, i) => ({ id: `cli_flood${i}`, metadata: {} }));
    await oauthClient.createMany({ data: waiting });
    const { status, headers } = await register({});
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("3600");
    // Whoever floods closes the door for an hour, not for the day that a client may wait.
    const flood = { id: { startsWith: "cli_flood" } };
    await oauthClient.updateMany({ where: flood, data: { createdAt: new Date(Date.now() - 3_700_000) } });
    expect((await register({})).status).toBe(201);
    expect(await oauthClient.count({ where: flood })).toBe(0);
  });

  test("goes after a day in which nobody has allowed it", async () => {
    const { oauthClient } = gateway.app.database.system.tables;
    const at = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    await oauthClient.createMany({
      data: [25, 23].map((hours) => ({ id: `cli_old${hours}`, metadata: {}, createdAt: at(hours) })),
    });
    await gateway.app.oauth.sweep();
    const left = await oauthClient.findMany({ where: { id: { startsWith: "cli_old" } } });
    expect(left.map(({ id }) => id)).toEqual(["cli_old23"]);
  });

  test("cannot read, change or delete itself afterwards, nor find other doors", async () => {
    const client = new OAuthClient({ url: gateway.url });
    const { body } = await client.register();
    for (const method of ["GET", "PUT", "DELETE"]) {
      const response = await fetch(`${gateway.url}/oauth/register/${body.client_id}`, { method });
      expect(response.status).toBe(404);
    }
    for (const path of [
      "/oauth/introspect",
      "/oauth/userinfo",
      "/session/end",
      "/session/end/confirm",
      "/oauth/par",
    ])
      expect((await fetch(gateway.url + path, { method: "POST" })).status).toBe(404);
  });

  test("may not, where the operator says so", async () => {
    const closed = await startGateway({ env: { CLIENT_REGISTRATION: "off" } });
    const client = new OAuthClient({ url: closed.url });
    expect((await client.register()).status).toBe(404);
    const response = await fetch(`${closed.url}/.well-known/oauth-authorization-server`);
    expect(await response.json()).not.toHaveProperty("registration_endpoint");
    await closed.close();
  });
});

describe("a client with a metadata document", () => {
  const document = (path: string, change: Record<string, unknown> = {}) => {
    const client_id = `${web.origin}${path}`;
    web.documents.set(path, {
      client_id,
      client_name: "Document client",
      redirect_uris: [REDIRECT],
      ...change,
    });
    return new OAuthClient({ url: gateway.url, clientId: client_id, redirectUri: REDIRECT });
  };

  test("comes in without registering, is known by its host, and is fetched once", async () => {
    const client = document("/client.json", { scope: "mcp:read" });
    const browser = browserOf(gateway.owner);
    const page = (await browser.go(client.authorizationUrl(client.resource("gmail")).href)).location ?? "";
    const { body } = await browser.go(`/api/oauth/interactions/${page.split("/").at(-1)}`);
    expect(contract.oauthInteraction.parse(body).client).toEqual({
      id: `${web.origin}/client.json`,
      name: "Document client",
      kind: "metadata_document",
      redirect_host: "client.example",
      localhost_only: false,
      is_new: true,
    });
    const { access_token } = await client.connect(gateway.owner, "gmail");
    expect(await mcpWith(gateway.url, access_token)).toMatchObject({ status: 200 });
    expect(await client.refresh()).toMatchObject({ status: 200 });
    expect(web.asked.get("/client.json")).toBe(1);
  });

  test("is asked about again when its document has changed", async () => {
    const client = document("/changing.json");
    await client.connect(gateway.owner, "gmail");
    const isAsked = async () => {
      const browser = browserOf(gateway.owner);
      const page = (await browser.go(client.authorizationUrl(client.resource("gmail")).href)).location ?? "";
      return (await browser.go(page)).status !== 303;
    };
    expect(await isAsked()).toBe(false);
    document("/changing.json", { client_name: "Your bank" });
    // A new signing key drops what this replica keeps of documents, as an hour would.
    await gateway.app.database.system.tables.oauthSigningKey.updateMany({
      data: { activeAt: new Date(Date.now() - 40 * 86_400_000) },
    });
    expect((await gateway.app.oauth.rotateKeys()).added).toHaveLength(1);
    expect(await isAsked()).toBe(true);
  });

  test.each<
    [
      string,
      string,
      (
        | Record<string, unknown>
        | ((req: unknown, res: { writeHead: (...a: unknown[]) => { end: (t?: string) => void } }) => void)
      ),
    ]
  >([
    ["names another client", "/other.json", { client_id: "https://client.example/else.json" }],
    ["asks to be known by a secret", "/secret.json", { token_endpoint_auth_method: "client_secret_post" }],
    ["holds a secret", "/held.json", { client_secret: "x".repeat(40) }],
    ["sends answers to a script", "/script.json", { redirect_uris: ["javascript:alert(1)//"] }],
    ["is larger than 10 KB", "/large.json", { padding: "x".repeat(20_000) }],
    [
      "leads elsewhere",
      "/moved.json",
      (_req, res) => res.writeHead(302, { location: "https://client.example/client.json" }).end(),
    ],
    [
      "is no JSON",
      "/text.json",
      (_req, res) => res.writeHead(200, { "content-type": "text/html" }).end("<html>"),
    ],
    ["is not there", "/nothing.json", (_req, res) => res.writeHead(404).end()],
  ])("is refused when the document %s", async (_, path, change) => {
    const client = document(path, typeof change === "function" ? {} : change);
    if (typeof change === "function") web.documents.set(path, change);
    const response = await fetch(client.authorizationUrl(client.resource("gmail")), { redirect: "manual" });
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
  });

  test.each([
    "https://127.0.0.1/client.json",
    "https://localhost/client.json",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/client.json",
    "https://10.0.0.8/client.json",
    "https://client.internal:8443/client.json",
    "https://user:pw@client.example/client.json",
    "https://client.example/x/../client.json",
    "https://client.example/client.json#x",
    "http://client.example/client.json",
    "https://localtest.me/client.json",
    "ftp://client.example/client.json",
    "file:///etc/passwd",
  ])("is not fetched from %s", async (clientId) => {
    const before = [...web.asked.values()].reduce((a, b) => a + b, 0);
    const client = new OAuthClient({ url: gateway.url, clientId, redirectUri: REDIRECT });
    const response = await fetch(client.authorizationUrl(client.resource("gmail")), { redirect: "manual" });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toMatch(/invalid_client/);
    expect([...web.asked.values()].reduce((a, b) => a + b, 0)).toBe(before);
  });
});

describe("what people have allowed", () => {
  test("is theirs to see and to take back, and the admins' of everybody", async () => {
    const member = await gateway.member("ben@acme.test");
    const client = new OAuthClient({ url: gateway.url, name: "Ben's client" });
    await client.connect(member, "gmail");
    const mine = contract.allowedClients.parse(await member.api("GET", "/oauth-clients"));
    expect(mine.clients).toMatchObject([
      {
        client: { name: "Ben's client" },
        user: { email: "ben@acme.test" },
        mine: true,
        servers: ["gmail"],
        revoked_at: null,
      },
    ]);
    expect(await member.tryApi("GET", "/oauth-clients?all=true")).toMatchObject({ status: 403 });
    const all = contract.allowedClients.parse(
      await gateway.owner.api("GET", "/oauth-clients?all=true&page_size=1"),
    );
    expect(all.clients).toHaveLength(1);
    const next = await gateway.owner.api(
      "GET",
      `/oauth-clients?all=true&page_size=1&cursor=${all.next_cursor}`,
    );
    expect(next.clients[0].id).not.toBe(all.clients[0]?.id);
    const theirs = (await gateway.owner.api("GET", "/oauth-clients")).clients[0].id;
    expect(await member.tryApi("DELETE", `/oauth-clients/${theirs}`)).toMatchObject({ status: 404 });
    const revoked = await gateway.owner.api("DELETE", `/oauth-clients/${mine.clients[0]?.id}`);
    expect(revoked.client).toMatchObject({ revoked_at: expect.any(String) });
  });

  test("is for one workspace, which who is in several may choose", async () => {
    const { owner, workspaceId, slug } = await secondWorkspace(gateway, { ownerEmail: "owner@acme.test" });
    const client = new OAuthClient({ url: gateway.url });
    const elsewhere = await client.connect(owner, "gmail", { workspace: gateway.workspaceId });
    expect(claimsOf(elsewhere.access_token).workspace).toBe(gateway.workspaceId);
    const here = await client.connect(owner, "gmail", { workspace: slug });
    expect(claimsOf(here.access_token).workspace).toBe(workspaceId);
    // A link that an admin of one workspace may have made opens that one alone.
    const stranger = new OAuthClient({ url: gateway.url });
    await expect(stranger.connect(gateway.owner, "gmail", { workspace: workspaceId })).rejects.toThrow(/403/);
    const { clients } = await owner.api("GET", "/oauth-clients");
    expect(clients).toHaveLength(1);
    await owner.api("DELETE", `/oauth-clients/${clients[0].id}`);
    expect(await mcpWith(gateway.url, here.access_token)).toMatchObject({ status: 401 });
    expect(await mcpWith(gateway.url, elsewhere.access_token)).toMatchObject({ status: 200 });
  });
});
