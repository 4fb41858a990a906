import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { jwtVerify } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Exchanged } from "./exchanged.ts";
import { openBench } from "./fixture.ts";
import { withInstallation } from "./fixture-provider.ts";
import { Secret } from "./secret.ts";
import type { Finish, OAuthClient, Use } from "./types.ts";

const bench = openBench();
const redirectUri = "https://gateway.example/integrations/stranger/callback";
const pem = (key: { export(options: { type: "pkcs8"; format: "pem" }): string | Buffer }) =>
  new Secret(String(key.export({ type: "pkcs8", format: "pem" })));
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const appWith = (key: Secret): OAuthClient => ({
  id: "app-1",
  secret: new Secret("client-secret-canary"),
  app: { number: "4711", slug: "valet", key },
});
const client = appWith(pem(privateKey));
const provider = (): Provider => withInstallation(bench.stranger.provider);
const about = (): Omit<Finish, "params" | "sealed"> => ({
  provider: provider(),
  client,
  redirectUri,
  workspaceId: bench.grant.use.workspaceId,
  pendingId: "pen_1",
});

const MINT = "/app/installations/77/access_tokens";
const DISCARD = "/applications/app-1/token";
/** GitHub's tokens of 2026 are some 520 characters long. */
const long = (n: number) => `ghs_${n}_${"x".repeat(520)}`;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
let minted = 0;

/** What GitHub says of so many repositories, all of them administered unless told otherwise. */
const repositories = (total: number, admin = true) => ({
  total_count: total,
  repositories: Array.from({ length: total }, () => ({ permissions: { admin, push: true, pull: true } })),
});

const holdsKey = async (authorization: string | undefined) =>
  jwtVerify((authorization ?? "").replace("Bearer ", ""), publicKey, { issuer: "4711" }).then(
    () => true,
    () => false,
  );
beforeEach(() => {
  minted = 0;
  const { routes } = bench.stranger;
  routes["/token"] = () => ({ json: { access_token: "person-canary", refresh_token: "rt-canary" } });
  routes["/user/installations"] = ({ authorization }) =>
    authorization === "Bearer person-canary"
      ? { json: { installations: [{ id: 77, permissions: { issues: "write", metadata: "read" } }] } }
      : { status: 401 };
  routes["/user/installations/77/repositories"] = () => ({ json: repositories(2) });
  routes["/installation/repositories"] = () => ({ json: repositories(2) });
  routes[MINT] = async ({ authorization }) =>
    (await holdsKey(authorization))
      ? { status: 201, json: { token: long(++minted), expires_at: inAnHour() } }
      : { status: 401, json: {} };
  routes["/app/installations/77"] = async ({ authorization, method }) => {
    if (!(await holdsKey(authorization))) return { status: 401 };
    return method === "DELETE" ? { status: 204 } : { json: { account: { id: 5, login: "acme" } } };
  };
  routes[DISCARD] = () => ({ status: 204 });
});

async function finish(params: Finish["params"] = {}, more: Partial<Finish> = {}): Promise<Exchanged> {
  const { vault } = bench.world;
  const begun = await vault.beginAuthorization({ ...about(), scopes: ["issues:write"] });
  return vault.finishAuthorization({
    ...about(),
    sealed: begun.sealed,
    params: { code: "code-canary", state: begun.state, installation_id: "77", ...params },
    ...more,
  });
}

/** A grant of installation 77, kept as the ceremony does. */
async function connected(more: Partial<Use> = {}): Promise<void> {
  const { who, use } = bench.grant;
  const exchanged = await finish();
  bench.become(provider(), { client, installationId: "77", ...more });
  await bench.database.db.inWorkspace(who, (tx) => bench.world.vault.keep(tx, who, exchanged, use.grantId));
  bench.stranger.seen.length = 0;
}
/** From here on the provider takes only what was minted last. */
const expire = () => {
  bench.stranger.routes["/v1/mail"] = ({ authorization }) =>
    authorization === `Bearer ${long(minted)}` && minted > 1 ? { json: { authorization } } : { status: 401 };
};

describe("connecting an installation", () => {
  test("starts where the app is installed, with nothing but a state", async () => {
    const { vault } = bench.world;
    const begun = await vault.beginAuthorization({ ...about(), scopes: ["issues:write"] });
    const url = new URL(begun.authorizationUrl);
    expect(url.pathname).toBe("/apps/valet/installations/new");
    expect([...url.searchParams]).toEqual([["state", begun.state]]);
  });

  test("keeps the app's own token, and ends the person's", async () => {
    const exchanged = await finish();
    expect(exchanged).toMatchObject({
      account: { id: "5", label: "acme" },
      scopes: ["issues:write"],
      installationId: "77",
      hasRefreshToken: false,
    });
    // Minted with what was picked, however much the app may do.
    const [asked] = bench.stranger.asked(MINT);
    expect(JSON.parse(asked?.body ?? "")).toEqual({ permissions: { issues: "write", metadata: "read" } });
    const [ended] = bench.stranger.asked(DISCARD);
    expect(ended).toMatchObject({ method: "DELETE", body: '{"access_token":"person-canary"}' });
    expect(inspect(exchanged, { depth: 9, showHidden: true })).not.toContain("canary");
    const { who, use } = bench.grant;
    bench.become(provider(), { client, installationId: "77" });
    await bench.database.db.inWorkspace(who, (tx) => bench.world.vault.keep(tx, who, exchanged, use.grantId));
    expect(await bench.sentAs(bench.call())).toBe(`Bearer ${long(1)}`);
    expect((await bench.row())!.refreshAt).not.toBeNull();
  });

  test.each<[string, Finish["params"]]>([
    ["somebody else's", { installation_id: "78" }],
    ["none", { installation_id: undefined }],
    ["one that leaves its path", { installation_id: "77/../78" }],
  ])("refuses %s, ends the person's token and mints nothing", async (_, params) => {
    await expect(finish(params)).rejects.toMatchObject({ code: "installation_refused" });
    expect(minted).toBe(0);
    expect(bench.stranger.asked(DISCARD)).toHaveLength(1);
  });

  test.each([
    ["sees only some of what it reaches", repositories(1)],
    ["sees all of it and does not administer it", repositories(2, false)],
    ["is told nothing of rights", { total_count: 2, repositories: [{}, {}] }],
  ])("refuses somebody who %s", async (_, mine) => {
    bench.stranger.routes["/user/installations/77/repositories"] = () => ({ json: mine });
    await expect(finish()).rejects.toMatchObject({ code: "installation_refused" });
    expect(bench.stranger.asked(DISCARD)).toHaveLength(1);
  });

  test("finds an installation on the second page", async () => {
    bench.stranger.routes["/user/installations"] = () => ({
      json: {
        installations:
          bench.stranger.asked("/user/installations").length === 1
            ? Array.from({ length: 100 }, (_, i) => ({ id: 1_000 + i, permissions: {} }))
            : [{ id: 77, permissions: {} }],
      },
    });
    expect(await finish()).toMatchObject({ installationId: "77" });
  });

  test("that an owner must approve first is told as such", async () => {
    const error = await finish({ setup_action: "request", code: undefined }).catch((e) => e);
    expect(error).toMatchObject({ code: "consent_denied", detail: expect.stringContaining("approve") });
    expect(bench.stranger.seen).toEqual([]);
  });

  const { privateKey: curve } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { privateKey: foreign } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { privateKey: short } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  test.each<[string, OAuthClient]>([
    ["another app's key", appWith(pem(foreign))],
    ["a key of another kind", appWith(pem(curve))],
    ["a key that is too short", appWith(pem(short))],
    ["a text that is no key", appWith(new Secret("key-canary"))],
    ["no key", { id: "app-1", secret: new Secret("s") }],
  ])("with %s says that the app is not accepted", async (_, wrong) => {
    const error = await finish({}, { client: wrong }).catch((e) => e);
    expect(error).toMatchObject({ code: "client_rejected" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/canary|PRIVATE/);
    expect(bench.stranger.asked(DISCARD)).toHaveLength(1);
  });
});

describe("an installation's token", () => {
  test("is renewed with the app's key, once for any number of calls", async () => {
    await connected();
    expire();
    const sent = await Promise.all(Array.from({ length: 10 }, () => bench.sentAs(bench.call())));
    expect(new Set(sent)).toEqual(new Set([`Bearer ${long(2)}`]));
    expect(bench.stranger.asked(MINT)).toHaveLength(1);
    expect(bench.stranger.asked("/token")).toHaveLength(0);
    expect((await bench.row())!.version).toBe(2);
  });

  test("is renewed by the job", async () => {
    await connected();
    bench.stranger.routes[MINT] = () => ({ status: 201, json: { token: "t9", expires_at: inAnHour() } });
    const { who, use } = bench.grant;
    const later = bench.replica({ clock: () => Date.now() + 50 * 60_000 });
    expect(await later.vault.refreshAhead(who, use)).toBe(true);
  });

  test("has the life that the provider's clock gives it, wherever ours stands", async () => {
    const hours = (n: number) => Date.now() + n * 3_600_000;
    bench.stranger.routes[MINT] = () => ({
      status: 201,
      json: { token: long(++minted), expires_at: new Date(hours(-2)).toISOString() },
      headers: { date: new Date(hours(-3)).toUTCString() },
    });
    await connected();
    bench.stranger.routes["/v1/mail"] = () => ({ json: {} });
    for (let i = 0; i < 3; i++) await bench.call();
    expect(bench.stranger.asked(MINT)).toHaveLength(0);
  });

  test.each([
    ["uninstalled", 404],
    ["suspended", 403],
  ])("of an app that was %s is the end, and never asked for again", async (_, status) => {
    await connected();
    expire();
    bench.stranger.routes[MINT] = () => ({ status, json: { message: "canary" } });
    const ended = { code: "connector_invalid", data: { cause: "invalid_grant" } };
    await expect(bench.call()).rejects.toMatchObject(ended);
    await expect(bench.call({}, undefined, bench.replica().vault)).rejects.toMatchObject(ended);
    expect(bench.stranger.asked(MINT)).toHaveLength(1);
    expect(bench.world.verdicts).toMatchObject([{ state: "invalid", cause: "invalid_grant" }]);
  });

  test.each<[string, object]>([
    ["a primary rate limit", { status: 403, json: {}, headers: { "x-ratelimit-remaining": "0" } }],
    ["a secondary rate limit", { status: 403, json: {}, headers: { "retry-after": "30" } }],
    ["an outage", { status: 502, text: "<html>" }],
    ["a token that cannot be sent", { status: 201, json: { token: "a\nb", expires_at: inAnHour() } }],
    ["an end in the past", { status: 201, json: { token: "t", expires_at: "2020-01-01T00:00:00Z" } }],
  ])("is not lost over %s", async (_, reply) => {
    await connected();
    expire();
    bench.stranger.routes[MINT] = () => reply;
    await expect(bench.call()).rejects.toMatchObject({ code: "provider_unreachable" });
    expect(bench.world.verdicts).toEqual([]);
    expect(await bench.row()).toMatchObject({ refreshRefused: null, refreshLostAt: null });
  });

  test("of an app whose key was replaced is the admin's matter, and comes back with the right one", async () => {
    await connected();
    expire();
    const { privateKey: foreign } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await expect(bench.call({ client: appWith(pem(foreign)) })).rejects.toMatchObject({
      code: "client_rejected",
    });
    expect(bench.world.verdicts).toMatchObject([{ cause: "client_rejected" }]);
    expect(await bench.sentAs(bench.call())).toBe(`Bearer ${long(2)}`);
  });

  test("is never asked for another installation than the sealed one, whatever the row says", async () => {
    await connected();
    const unreadable = { code: "credential_unreadable" };
    const { who, use } = bench.grant;
    for (const installationId of ["78", undefined]) {
      await expect(bench.call({ installationId })).rejects.toMatchObject(unreadable);
      const other = { ...use, installationId };
      await expect(bench.world.vault.revokeUpstream(who, other)).rejects.toMatchObject(unreadable);
      await expect(bench.world.vault.refreshAhead(who, other)).rejects.toMatchObject(unreadable);
    }
    expect(bench.stranger.seen).toEqual([]);
  });

  test("goes with the installation when the grant is revoked; a second time it was gone already", async () => {
    await connected();
    const { who, use } = bench.grant;
    expect(await bench.world.vault.revokeUpstream(who, use)).toMatchObject({ ok: true, status: 204 });
    expect(bench.stranger.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "DELETE /app/installations/77",
    ]);
    bench.stranger.routes["/app/installations/77"] = () => ({ status: 404 });
    expect(await bench.world.vault.revokeUpstream(who, use)).toMatchObject({ ok: true, status: 404 });
  });
});
