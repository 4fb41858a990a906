import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { authorizeAs, claimsOf, mcpWith, OAuthClient } from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

const DAY_MS = 86_400_000;

const statusOf = async (url: string, token: string, path = "/mcp/gmail") =>
  (await mcpWith(url, token, path)).status;

describe("a client is out at once", () => {
  let gateway: TestGateway;
  let offset = 0;
  beforeAll(async () => {
    gateway = await startGateway({ clock: () => Date.now() + offset });
  });
  afterAll(() => gateway.close());

  const connected = async (person: Person, server = "gmail") => {
    const client = new OAuthClient({ url: gateway.url });
    const { access_token } = await client.connect(person, server);
    expect(await statusOf(gateway.url, access_token)).toBe(200);
    return { client, access_token };
  };

  test("when its person takes it back, and its refresh token with it", async () => {
    const member = await gateway.member("one@acme.test");
    const { client, access_token } = await connected(member);
    const other = await connected(member);
    const { clients } = await member.api("GET", "/oauth-clients");
    const mine = clients.find((c: { client: { id: string } }) => c.client.id === client.clientId);
    const answer = await member.api("DELETE", `/oauth-clients/${mine.id}`);
    expect(answer.fenced_in_ms).toBeLessThan(2_000);
    expect(await statusOf(gateway.url, access_token)).toBe(401);
    expect(await client.refresh()).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(await statusOf(gateway.url, other.access_token)).toBe(200);
    const [row] = await auditRows(gateway, { type: "oauth_client.revoked" });
    expect(row).toMatchObject({ target: { id: client.clientId }, data: { consent: mine.id } });
    // It may ask again, and is a new client to them.
    const again = await client.connect(member, "gmail");
    expect(await statusOf(gateway.url, again.access_token)).toBe(200);
    expect(await statusOf(gateway.url, access_token)).toBe(401);
  });

  test("a code that was given before is worth nothing after", async () => {
    const member = await gateway.member("code@acme.test");
    const client = new OAuthClient({ url: gateway.url });
    const back = await client.authorize(member, client.resource("gmail"));
    const { clients } = await member.api("GET", "/oauth-clients");
    await member.api("DELETE", `/oauth-clients/${clients[0].id}`);
    expect(await client.exchange(back.get("code") ?? "")).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    });
  });

  test("when its person is no longer a member", async () => {
    const member = await gateway.member("gone@acme.test");
    const { client, access_token } = await connected(member);
    await gateway.owner.api("DELETE", `/members/${member.session.user.id}`);
    expect(await statusOf(gateway.url, access_token)).toBe(401);
    expect((await client.refresh()).status).toBe(400);
  });

  test("when its workspace is deleted, and in no other", async () => {
    const { owner: person, workspaceId } = await secondWorkspace(gateway);
    const here = await connected(gateway.owner);
    const there = await connected(person);
    expect(claimsOf(there.access_token).workspace).toBe(workspaceId);
    const { slug } = person.session.workspace;
    const deleted = await person.call("DELETE", `/api/workspaces/${workspaceId}`, { confirm: slug });
    expect(deleted.status).toBe(200);
    expect(await statusOf(gateway.url, there.access_token)).toBe(401);
    expect((await there.client.refresh()).status).toBe(400);
    expect(await statusOf(gateway.url, here.access_token)).toBe(200);
  });

  test("when its person narrows it: the tokens it has are narrower too", async () => {
    const { client, access_token } = await connected(gateway.owner);
    await client.authorize(gateway.owner, client.resource("gmail"), { readOnly: true });
    const { body } = await mcpWith(gateway.url, access_token);
    const names = (body as { result: { tools: { name: string }[] } }).result.tools.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names).not.toContain("gmail_create_draft");
  });

  test("after ten minutes, unless it renews", async () => {
    const { client, access_token } = await connected(gateway.owner);
    offset = 11 * 60_000;
    const late = await mcpWith(gateway.url, access_token);
    expect(late).toMatchObject({ status: 401, body: { error: { data: { code: "token_expired" } } } });
    offset = 0;
    const { body } = await client.refresh();
    expect(await statusOf(gateway.url, body.access_token)).toBe(200);
  });

  test("a new key signs from its hour on, and what the old one signed stands until its end", async () => {
    const before = await connected(gateway.owner);
    const published = async () => {
      const { keys } = (await (await fetch(`${gateway.url}/oauth/jwks`)).json()) as {
        keys: { kid: string }[];
      };
      return keys.map(({ kid }) => kid);
    };
    const kidOf = (token: string) =>
      JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid as string;
    const old = kidOf(before.access_token);
    expect(await published()).toEqual([old]);
    await gateway.app.oauth.rotateKeys();
    expect(await published()).toEqual([old]); // it is not time yet
    const keys = gateway.app.database.system.tables.oauthSigningKey;
    await keys.updateMany({ data: { activeAt: new Date(Date.now() - 30 * DAY_MS) } });
    const { added } = await gateway.app.oauth.rotateKeys();
    expect(added).toHaveLength(1);
    expect((await published()).toSorted()).toEqual([old, ...added].toSorted());
    const ahead = await before.client.refresh();
    expect(kidOf(ahead.body.access_token)).toBe(old); // published, and does not sign yet
    await keys.updateMany({ where: { id: added[0] ?? "" }, data: { activeAt: new Date() } });
    const after = await before.client.refresh();
    expect(kidOf(after.body.access_token)).toBe(added[0]);
    expect(await statusOf(gateway.url, after.body.access_token)).toBe(200);
    expect(await statusOf(gateway.url, before.access_token)).toBe(200);
    expect((await gateway.app.oauth.rotateKeys()).dropped).toEqual([]);
    await keys.updateMany({
      where: { id: added[0] ?? "" },
      data: { activeAt: new Date(Date.now() - 2 * 3_600_000) },
    });
    expect((await gateway.app.oauth.rotateKeys()).dropped).toEqual([old]);
    expect(await published()).toEqual(added);
    expect(await statusOf(gateway.url, after.body.access_token)).toBe(200);
    // A key that is gone vouches for nothing, not even for what was looked at before.
    expect(await statusOf(gateway.url, before.access_token)).toBe(401);
  });

  test("what has run out is swept, what has not stays", async () => {
    const { client } = await connected(gateway.owner);
    const { oauthRecord } = gateway.app.database.system.tables;
    await oauthRecord.updateMany({ where: { model: "AuthorizationCode" }, data: { expiresAt: new Date(0) } });
    await gateway.app.oauth.sweep();
    expect(await oauthRecord.count({ where: { model: "AuthorizationCode" } })).toBe(0);
    expect((await client.refresh()).status).toBe(200);
  });
});

test.skipIf(postgresUrl)(
  "clients go on after a restart",
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "vk-oauth-"));
    const port = await freePort();
    const start = () =>
      startGateway({ port, env: { DATA_DIR: dataDir }, app: { inMemory: false, snapshot: undefined } });
    const first = await start();
    const client = new OAuthClient({ url: first.url });
    const { access_token } = await client.connect(first.owner, "gmail");
    const pending = new OAuthClient({ url: first.url });
    const back = await pending.authorize(first.owner, pending.resource("gmail"));
    await first.close();
    const second = await start();
    expect(await statusOf(second.url, access_token)).toBe(200);
    expect((await client.refresh()).status).toBe(200);
    expect((await pending.exchange(back.get("code") ?? "")).status).toBe(200);
    await second.close();
    await rm(dataDir, { recursive: true });
  },
  120_000,
); // a database on disk takes its time

describe.runIf(postgresUrl)("two gateways on one PostgreSQL", () => {
  let google: SandboxGoogle;
  let drop: () => Promise<void>;
  const replicas: TestGateway[] = [];
  beforeAll(async () => {
    const ports = [await freePort(), await freePort()];
    const redirectUris = ports.map((port) => `http://localhost:${port}/integrations/google/callback`);
    google = await startSandboxGoogle({ redirectUris });
    const database = await makePostgres();
    drop = database.drop;
    const env = { PUBLIC_URL: `http://localhost:${ports[0]}` };
    for (const port of ports)
      replicas.push(await startGateway({ port, env, shared: { google, databaseUrl: database.url } }));
  }, 120_000);
  afterAll(async () => {
    for (const replica of replicas) await replica.app.close();
    await google?.close();
    await drop?.();
  });

  test("what begins at one goes on at the other, and ends at both at once", async () => {
    const [one, two] = replicas as [TestGateway, TestGateway];
    const client = new OAuthClient({ url: one.url });
    await client.register();
    const resource = client.resource("gmail");
    const back = await authorizeAs(one.owner, client.authorizationUrl(resource));
    const there = new OAuthClient({ url: two.url, clientId: client.clientId ?? "" });
    there.verifier = client.verifier;
    const exchanged = await there.exchange(back.searchParams.get("code") ?? "");
    expect(exchanged.status).toBe(200);
    client.tokens = exchanged.body;
    const { access_token } = (await client.refresh()).body;
    for (const { url } of replicas) expect(await statusOf(url, access_token)).toBe(200);
    const { clients } = await one.owner.api("GET", "/oauth-clients");
    await one.owner.api("DELETE", `/oauth-clients/${clients[0].id}`);
    for (const { url } of replicas) expect(await statusOf(url, access_token)).toBe(401);
  });
});
