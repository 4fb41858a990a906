import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, standing } from "../support/look.ts";
import type { Person } from "../support/person.ts";

const READ = ["gmail_list_labels"];
const CANARY = "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f";

let gateway: TestGateway;
let owner: Person;
let github: TestGateway["github"];
/** As an admin enters what Google's console shows. */
let googleApp: { provider: string; name: string; client_id: string; client_secret: string };

beforeAll(async () => {
  gateway = await startGateway({
    google: { clientId: "123-abc.apps.googleusercontent.com", clientSecret: CANARY },
    github: { installed: [] },
    slack: {},
    app: { apps: [] },
  });
  ({ owner, github } = gateway);
  googleApp = {
    provider: "google",
    name: "Marketing",
    client_id: gateway.google.clientId,
    client_secret: CANARY,
  };
});
afterAll(() => gateway?.close());
afterEach(async () => {
  gateway.google.clearFaults();
  const { connectors } = await owner.api("GET", "/connectors");
  for (const { id } of connectors) await owner.api("DELETE", `/connectors/${id}?shred_now=true`);
  const { apps } = await owner.api("GET", "/apps");
  for (const { id } of apps) await owner.api("DELETE", `/apps/${id}`);
});

const codes = (app: { findings: { code: string; level: string }[] }) =>
  app.findings.map(({ code, level }) => `${level} ${code}`);

describe("a registration entered by an admin", () => {
  test("is checked at the provider, used at once, and its secret is never seen again", async () => {
    const before = await owner.tryApi("POST", "/connectors", { provider: "google", tools: READ });
    expect(before.body.code).toBe("provider_not_configured");
    const app = await owner.api("POST", "/apps", googleApp);
    expect(app).toMatchObject({
      is_default: true,
      from_environment: false,
      connections: 0,
      kind: "oauth_app",
    });
    expect(codes(app)).toEqual(["ok client_accepted", "ok redirect_uri"]);
    expect(app.redirect_uri).toBe(`${gateway.url}/integrations/google/callback`);
    const { connector } = (await owner.authorize({ email: "ada@acme.test", tools: READ })).body;
    expect(connector.grant.app).toEqual({ id: app.id, name: "Marketing" });
    const listed = await owner.api("GET", "/apps");
    expect(listed.apps).toMatchObject([{ id: app.id, connections: 1 }]);
    const { system } = gateway.app.database;
    const rows = await system.query("SELECT to_jsonb(t)::text AS row FROM provider_apps t");
    const seen = JSON.stringify([app, listed, rows.rows, await auditRows(gateway), gateway.logLines]);
    expect(seen).not.toContain(CANARY);
    const sealed = await system.query("SELECT owner_id FROM sealed_secrets");
    expect(sealed.rows).toEqual([{ owner_id: app.id }]);
  });

  test("a wrong secret is told at entry; replaced, it works without a restart", async () => {
    const app = await owner.api("POST", "/apps", { ...googleApp, client_secret: "GOCSPX-mistyped" });
    expect(codes(app)).toContain("error client_refused");
    const mended = await owner.api("PATCH", `/apps/${app.id}`, { client_secret: CANARY });
    expect(codes(mended)).toContain("ok client_accepted");
    expect((await owner.authorize({ email: "ada@acme.test", tools: READ })).status).toBe(200);
    const types = (await auditRows(gateway, { target: app.id })).map((row) => row.type);
    expect(types).toEqual(expect.arrayContaining(["app.added", "app.changed", "app.checked"]));
  });

  test("one that a connection uses cannot be removed; without one it goes, its sealed secret too", async () => {
    const app = await owner.api("POST", "/apps", googleApp);
    const { connector } = (await owner.authorize({ email: "ada@acme.test", tools: READ })).body;
    const refused = await owner.tryApi("DELETE", `/apps/${app.id}`);
    expect(refused.body).toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("1 connection uses"),
    });
    await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
    expect(await owner.api("DELETE", `/apps/${app.id}`)).toEqual({ id: app.id });
    const { rows } = await gateway.app.database.system.query("SELECT 1 FROM sealed_secrets");
    expect(rows).toEqual([]);
  });

  test("of several the default is used, or the one that is named; names are unique", async () => {
    const one = await owner.api("POST", "/apps", googleApp);
    const two = await owner.api("POST", "/apps", { ...googleApp, name: "Sales" });
    expect(two.is_default).toBe(false);
    expect((await owner.tryApi("POST", "/apps", googleApp)).body.code).toBe("conflict");
    const { providers } = await owner.api("GET", "/catalog");
    const google = providers.find((p: { id: string }) => p.id === "google");
    expect(google.apps.map((a: { name: string }) => a.name)).toEqual(["Marketing", "Sales"]);
    const named = await owner.authorize({ email: "ben@acme.test", tools: READ, app: two.id });
    expect(named.body.connector.grant.app.id).toBe(two.id);
    await owner.api("PATCH", `/apps/${two.id}`, { is_default: true });
    const plain = await owner.authorize({ email: "ada@acme.test", tools: READ });
    expect(plain.body.connector.grant.app.id).toBe(two.id);
    expect(
      (await owner.api("GET", "/apps")).apps.filter((a: { is_default: boolean }) => a.is_default),
    ).toHaveLength(1);
    const nobody = await owner.tryApi("POST", "/connectors", {
      provider: "google",
      tools: READ,
      app: "app_nobody",
    });
    expect(nobody.body.code).toBe("not_found");
    expect(one.id).not.toBe(two.id);
  });

  test("test mode, a missing refresh token and a client that stopped working are found at grant time", async () => {
    const app = await owner.api("POST", "/apps", googleApp);
    const found = async () =>
      codes((await owner.api("GET", "/apps")).apps.find((a: { id: string }) => a.id === app.id));
    gateway.google.withholdRefreshToken(true);
    const refused = await owner.authorize({ email: "ada@acme.test", tools: READ });
    expect(refused.body.code).toBe("refresh_token_missing");
    gateway.google.withholdRefreshToken(false);
    expect(await found()).toContain("warning refresh_token_missing");
  });

  test("bad input is named field by field, and nothing of it is kept", async () => {
    const bad = async (more: object) => (await owner.tryApi("POST", "/apps", { ...googleApp, ...more })).body;
    expect(await bad({ redirect_uri: "javascript:alert(1)" })).toMatchObject({
      fields: [{ path: "redirect_uri" }],
    });
    expect(await bad({ client_id: "a b" })).toMatchObject({ fields: [{ path: "client_id" }] });
    expect(await bad({ kind: "github_app" })).toMatchObject({ code: "bad_request" });
    expect(await bad({ provider: "nowhere" })).toMatchObject({ code: "not_found" });
    expect(await bad({ private_key: "x".repeat(200) })).toMatchObject({ fields: [{ path: "private_key" }] });
    expect((await owner.api("GET", "/apps")).apps).toEqual([]);
  });
});

describe("a GitHub App", () => {
  const ISSUES = ["github_list_issues", "github_get_issue", "github_add_comment"];
  const entry = () => ({
    provider: "github",
    kind: "github_app",
    name: "Valetkey",
    client_id: github.app.clientId,
    client_secret: github.app.clientSecret,
    app_number: String(github.app.id),
    app_slug: github.app.slug,
    private_key: github.app.privateKey,
  });
  const asAgent = async (name: string, args: Record<string, unknown>) => {
    const { value } = await owner.newToken();
    const agent = await connectAgent(gateway.url, value, "github");
    return agent.call(name, args).finally(() => agent.close());
  };

  test("number, name and key are checked against each other", async () => {
    const app = await owner.api("POST", "/apps", entry());
    expect(codes(app)).toEqual(expect.arrayContaining(["ok client_accepted", "ok key_accepted"]));
    expect(app).toMatchObject({ has_private_key: true, app_slug: github.app.slug });
    const wrong = await owner.api("POST", "/apps", { ...entry(), name: "Wrong", app_number: "99" });
    expect(codes(wrong)).toContain("error key_refused");
    const slug = await owner.api("POST", "/apps", { ...entry(), name: "Slug", app_slug: "another" });
    expect(codes(slug)).toContain("error slug_differs");
  });

  test("as the person: permissions come from the app, the token of eight hours is renewed once with its one-time token", async () => {
    github.install("acme");
    await owner.api("POST", "/apps", entry());
    const done = await owner.authorize({ service: "github", email: "ada@acme.test", tools: ISSUES });
    expect(done.body.connector).toMatchObject({ account: "ada", grant: { access: "github_app" } });
    const scopes = done.body.connector.grant.scopes.map((s: { scope: string }) => s.scope);
    expect(scopes).toContain("issues:write");
    expect((await asAgent("github_list_issues", { repo: "acme/api" })).isError).toBe(false);
    github.expireAllAccessTokens();
    expect((await asAgent("github_list_issues", { repo: "acme/api" })).isError).toBe(false);
    const { connector } = done.body;
    const revoked = await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
    expect(revoked.upstream.state).toBe("revoked");
    github.uninstall("acme");
  });

  test("as the app: the installation must be one that the person can reach; tokens are minted and ended by uninstalling", async () => {
    await owner.api("POST", "/apps", entry());
    const wish = { provider: "github", tools: ISSUES, access: "github_installation" };
    const { authorization_url } = await owner.api("POST", "/connectors", wish);
    expect(authorization_url).toContain(`/apps/${github.app.slug}/installations/new?state=`);
    const back = await owner.visitProvider(authorization_url, { email: "ada@acme.test", target: "acme" });
    expect(back).toMatchObject({ installation_id: expect.any(String), setup_action: "install" });
    const forged = await owner.finish({ ...back, installation_id: "424242" }, "github");
    expect(forged.body.code).toBe("installation_refused");
    const again = await owner.api("POST", "/connectors", wish);
    const params = await owner.visitProvider(again.authorization_url, {
      email: "ada@acme.test",
      target: "acme",
    });
    const done = await owner.finish(params, "github");
    expect(done).toMatchObject({
      status: 200,
      body: { connector: { account: "acme", grant: { access: "github_installation" } } },
    });
    expect((await asAgent("github_list_issues", { repo: "acme/api" })).isError).toBe(false);
    github.expireAllAccessTokens(); // minted anew with the app's key
    expect((await asAgent("github_list_issues", { repo: "acme/api" })).isError).toBe(false);
    const { connector } = await owner.api("POST", `/connectors/${done.body.connector.id}/validate`);
    expect(connector.verdict).toMatchObject({ state: "valid", evidence: "installation/repositories" });
    const revoked = await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
    expect(revoked.upstream.state).toBe("revoked");
    expect((await standing(gateway)).credentials).toBe(0);
    expect((await asAgent("github_list_issues", { repo: "acme/api" })).error?.error).toBe(
      "connection_required",
    );
  });
});

describe("a rehearsal", () => {
  const statesOf = ({ steps }: { steps: { step: string; state: string }[] }) =>
    Object.fromEntries(steps.map(({ step, state }) => [step, state]));
  const begin = async (service = "google", tools?: string[]) => {
    const { apps } = await owner.api("GET", "/apps");
    const app = apps.find(({ provider }: { provider: string }) => provider === service);
    return (await owner.api("POST", `/apps/${app.id}/rehearsals`, { tools })).rehearsal;
  };
  const leave = async (id: string) =>
    (await owner.api("POST", `/rehearsals/${id}/authorize`)).authorization_url as string;
  const report = async (id: string) => (await owner.api("GET", `/rehearsals/${id}`)).rehearsal;

  test("goes through an app from its scopes to the end at the provider, and keeps no token", async () => {
    await owner.api("POST", "/apps", googleApp);
    const begun = await begin("google", READ);
    expect(begun).toMatchObject({ state: "open", account: null, tools: READ });
    expect(statesOf(begun)).toMatchObject({ scopes: "passed", client: "passed", callback: "passed" });
    expect(statesOf(begun)).toMatchObject({ authorize: "waiting", rollback: "waiting" });
    const back = await owner.visitProvider(await leave(begun.id), { email: "ada@acme.test" });
    const finished = await owner.finish(back);
    expect(finished.body).toEqual({ rehearsal: { id: begun.id } });
    const kept = await report(begun.id);
    expect(kept).toMatchObject({ state: "passed", account: "ada@acme.test" });
    expect(new Set(Object.values(statesOf(kept)))).toEqual(new Set(["passed"]));
    const [rollback] = kept.steps.slice(-1);
    expect(rollback.reply).toContainEqual({ name: "token_afterwards", value: "refused" });
    expect(gateway.google.liveTokens()).toEqual({ access: 0, refresh: 0 });
    expect(await standing(gateway)).toMatchObject({ connectors: 0, credentials: 0 });
    // The same answer again is nobody's.
    expect((await owner.finish(back)).body.code).toBe("state_used");
    const rows = await gateway.app.database.system.query("SELECT to_jsonb(t)::text AS row FROM rehearsals t");
    const seen = JSON.stringify([kept, rows.rows, await auditRows(gateway), gateway.logLines]);
    for (const secret of [...gateway.google.secrets(), back.code ?? "-"]) expect(seen).not.toContain(secret);
    const types = (await auditRows(gateway)).map((row) => row.type);
    expect(types.slice(0, 3)).toEqual(["authorization.refused", "app.rehearsed", "app.rehearsal_started"]);
  });

  test("leaves an account alone on which a connection lives, whosever it is", async () => {
    await owner.api("POST", "/apps", googleApp);
    const teammate = await gateway.member("mia@acme.test");
    const connected = (await teammate.connect({ email: "ada@acme.test", tools: READ })).body.connector;
    const before = gateway.google.liveTokens();
    const { id } = await begin("google", READ);
    await owner.finish(await owner.visitProvider(await leave(id), { email: "ada@acme.test" }));
    const kept = await report(id);
    expect(kept.state).toBe("passed");
    expect(statesOf(kept)).toMatchObject({ read: "passed", refresh: "skipped", rollback: "skipped" });
    expect(gateway.google.liveTokens().refresh).toBeGreaterThanOrEqual(before.refresh);
    const { connector } = await teammate.api("POST", "/integrations/google", { connector: connected.id });
    expect(connector.verdict.state).toBe("valid");
  });

  test("says where it stopped and what to do, and goes on from there", async () => {
    const app = await owner.api("POST", "/apps", { ...googleApp, client_secret: "GOCSPX-mistyped" });
    const { id, ...wrong } = await begin("google", READ);
    expect(statesOf(wrong as never).client).toBe("failed");
    await owner.api("PATCH", `/apps/${app.id}`, { client_secret: CANARY });
    const mended = (await owner.api("POST", `/rehearsals/${id}/check`)).rehearsal;
    expect(mended.state).toBe("open");
    await owner.finish(await owner.visitProvider(await leave(id), { email: "ada@acme.test", deny: true }));
    const denied = await report(id);
    expect(denied).toMatchObject({ state: "failed" });
    expect(denied.steps[3]).toMatchObject({ step: "authorize", state: "failed", fix: expect.any(String) });
    const stuck = await owner.api("POST", `/rehearsals/${id}/stuck`, { seen: "redirect_mismatch" });
    expect(stuck.rehearsal.steps[3].fix).toContain(`${gateway.url}/integrations/google/callback`);
    gateway.google.withholdRefreshToken(true);
    await owner.finish(await owner.visitProvider(await leave(id), { email: "ada@acme.test" }));
    gateway.google.withholdRefreshToken(false);
    expect(statesOf(await report(id))).toMatchObject({
      authorize: "passed",
      token: "failed",
      read: "passed",
      refresh: "skipped",
      rollback: "passed",
    });
    await owner.finish(await owner.visitProvider(await leave(id), { email: "ada@acme.test" }));
    expect((await report(id)).state).toBe("passed");
    expect((await owner.tryApi("POST", `/rehearsals/${id}/stuck`, { seen: "other" })).body.code).toBe(
      "conflict",
    );
    const { rehearsals } = await owner.api("GET", `/rehearsals?app=${app.id}`);
    expect(rehearsals.map((one: { id: string }) => one.id)).toContain(id);
  });

  test("is an admin's, of their own workspace, and comes back to the session that left", async () => {
    await owner.api("POST", "/apps", googleApp);
    const { id } = await begin();
    const member = await gateway.member("tom@acme.test");
    for (const [method, path] of [
      ["GET", "/rehearsals"],
      ["GET", `/rehearsals/${id}`],
      ["POST", `/rehearsals/${id}/check`],
      ["POST", `/rehearsals/${id}/authorize`],
    ] as const)
      expect((await member.tryApi(method, path)).body.code).toBe("forbidden");
    const back = await owner.visitProvider(await leave(id), { email: "ben@acme.test" });
    expect((await member.finish(back)).body.code).toBe("wrong_user");
    expect((await report(id)).state).toBe("open");
    expect(gateway.google.liveTokens()).toEqual({ access: 0, refresh: 0 });
  });

  test.each([
    ["slack", "ada@acme.test"],
    ["github", "ada@acme.test"],
  ] as const)("works with %s", async (service, email) => {
    const { clientId: client_id, clientSecret: client_secret } = gateway[service];
    await owner.api("POST", "/apps", { provider: service, name: "Ours", client_id, client_secret });
    const { id } = await begin(service);
    await owner.finish(await owner.visitProvider(await leave(id), { email }), service);
    const kept = await report(id);
    expect(kept.steps.filter(({ state }: { state: string }) => state === "failed")).toEqual([]);
    expect(statesOf(kept)).toMatchObject({ token: "passed", read: "passed", rollback: "passed" });
  });
});
