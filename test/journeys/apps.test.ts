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
