import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EnvironmentApp } from "../../gateway/grants/index.ts";
import { Secret } from "../../gateway/vault/index.ts";
import { parseKeys } from "../../gateway/vault/key-ring.ts";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { type Agent, connectAgent, rawCall } from "../support/agent.ts";
import { type Canary, findCanaries, formsOf, type Haystack } from "../support/canaries.ts";
import { everyGrantRoute } from "../support/every-grant-route.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, TEST_VAULT_KEYS, type TestGateway } from "../support/gateway.ts";
import { type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts";
import { auditRows, movableClock, until } from "../support/look.ts";
import { connectTo } from "../support/one-endpoint.ts";
import { Person } from "../support/person.ts";
import { type Recorded, type Recorder, recordTo } from "../support/recorder.ts";
import { isOf, nameOf, routesOf } from "../support/routes.ts";
import { everyConsoleRoute, listenUntilTheEnd } from "./canary-console.ts";
import { everyOAuthRoute, type OAuthCanaries } from "./canary-oauth.ts";
import { everyWayIn, type PeopleCanaries } from "./canary-people.ts";
import { everyRuleRoute } from "./canary-policy.ts";
import { everyProgramRoute, type ProgramCanaries } from "./canary-programs.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
const ALL = [...READ, "gmail_send_message"];
const SEND_SCOPE = "https://www.googleapis.com/auth/gmail.send";
const clock = movableClock();
const apps: EnvironmentApp[] = [];
const webDir = mkdtempSync(join(tmpdir(), "valetkey-web-"));

let gateway: TestGateway;
let google: SandboxGoogle;
/** In front of the gateway: every answer it gives. */
let door: Recorder;
/** In front of the provider's token endpoint: what the vault sends and gets. */
let tokenDoor: Recorder;
let owner: Person;
/** The company's sign-in. */
let issuer: HostileIssuer;
let people: PeopleCanaries;
let programs: ProgramCanaries;
let clients: OAuthCanaries;
/** What an admin enters in the workspace. */
const entered = {
  clientSecret: "GOCSPX-canary-client-secret-7f3a",
  replacedSecret: "canary-replaced-client-secret-19d2",
  privateKey: generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString(),
};
const signInTokens: string[] = [];
const cookies: string[] = [];
const apiTokens: string[] = [];
const embedTokens: string[] = [];

async function signIn(userId: string): Promise<Person> {
  const token = await gateway.signInToken(userId);
  signInTokens.push(token);
  const person = await new Person(door.url).signIn(token);
  cookies.push(person.cookie.slice(person.cookie.indexOf("=") + 1));
  return person;
}
async function newToken(token: Parameters<Person["newToken"]>[0]) {
  const made = await owner.newToken(token);
  apiTokens.push(made.value);
  return made;
}
/** The one registration; what was there is gone. */
const setApp = (app: Omit<EnvironmentApp, "provider" | "variant">) => {
  apps.splice(0, apps.length, { provider: "google", variant: "oauth_app", ...app });
};
const configureClient = (secret = google.clientSecret) =>
  setApp({
    id: google.clientId,
    secret: new Secret(secret),
    redirectUri: `${gateway.url}/integrations/google/callback`,
  });

beforeAll(async () => {
  mkdirSync(join(webDir, "assets"));
  mkdirSync(join(webDir, "embed"));
  writeFileSync(join(webDir, "embed", "valetkey-missing.js"), "export {};");
  writeFileSync(join(webDir, "index.html"), "<!doctype html><title>Valetkey</title>");
  writeFileSync(join(webDir, "assets", "app-0000.js"), "export {};");
  writeFileSync(join(webDir, "assets", "app-0000.js.br"), "");
  const port = await freePort();
  google = await startSandboxGoogle({
    redirectUris: [`http://localhost:${port}/integrations/google/callback`],
    clientSecret: "GOCSPX-canary-client-secret-7f3a",
  });
  tokenDoor = await recordTo(google.url);
  issuer = await startHostileIssuer();
  const { provider } = google;
  gateway = await startGateway({
    port,
    env: {
      LOGIN_OIDC_ISSUER: issuer.issuer,
      LOGIN_OIDC_CLIENT_ID: issuer.clientId,
      LOGIN_OIDC_CLIENT_SECRET: issuer.clientSecret,
    },
    clock: clock.now,
    webDir,
    jobs: true,
    shared: { google },
    app: {
      apps,
      providers: [
        {
          ...provider,
          tokenEndpoint: `${tokenDoor.url}/token`,
          revocation: { ...provider.revocation, endpoint: `${tokenDoor.url}/revoke` },
          origins: { ...provider.origins, "https://token-door.test": tokenDoor.url },
        },
      ],
    },
  });
  door = await recordTo(gateway.url);
  configureClient();
  owner = await signIn(gateway.owner.session.user.id);
});
afterAll(async () => {
  await door?.close();
  await gateway?.close();
  await issuer?.close();
  await tokenDoor?.close();
  await google?.close();
  rmSync(webDir, { recursive: true, force: true });
});

/** Goes to the provider and answers with what comes back to the callback page. */
async function visited(
  person: Person,
  email = "ada@acme.test",
  more: { deny?: boolean; untick?: string[]; tools?: string[]; connector?: string } = {},
) {
  const { tools, connector, ...choice } = more;
  const query = new URLSearchParams({
    ...(tools && { tools: tools.join(",") }),
    ...(connector && { connector }),
  });
  const { authorization_url } = await person.api("GET", `/integrations/google/auth_link?${query}`);
  return person.visitProvider(authorization_url, { email, ...choice });
}

async function everySadCeremony(member: Person): Promise<string[]> {
  const codes: string[] = [];
  const finish = async (person: Person, params: Record<string, string>) => {
    codes.push((await person.finish(params)).body.code);
  };
  await finish(owner, await visited(owner, undefined, { deny: true }));
  const { state: _, ...stateless } = await visited(owner);
  await finish(owner, stateless);
  await finish(owner, { ...(await visited(owner)), state: "y".repeat(43) });
  const params = await visited(owner);
  await finish(member, params);
  await finish(owner, { ...params, iss: "https://evil.test" });
  await finish(owner, params);
  await finish(owner, { ...(await visited(owner)), code: (await visited(owner)).code ?? "" });
  const old = await visited(owner);
  clock.advance(11 * 60_000);
  await finish(owner, old);
  clock.reset();
  await finish(owner, await visited(owner, undefined, { tools: ALL, untick: [SEND_SCOPE] }));
  google.withholdRefreshToken(true);
  await finish(owner, await visited(owner));
  google.withholdRefreshToken(false);
  // Providers that echo what they were given.
  const echo = { error: google.secrets().at(-1), error_description: google.secrets().join(" ") };
  for (const [path, status] of [
    ["/token", 503],
    ["/token", 400],
    ["/token", 200],
    ["/v1/userinfo", 403],
  ] as const) {
    const fault = google.inject({ path, status, body: echo });
    await finish(owner, await visited(owner));
    fault.release();
  }
  const wrongClient = await visited(owner);
  configureClient("GOCSPX-canary-wrong-client-secret");
  await finish(owner, wrongClient);
  apps.length = 0;
  await finish(owner, await visited(owner).catch(() => ({ state: "gone", code: "4/0A-gone" })));
  configureClient();
  return codes;
}

/** A database that fails in the middle of the last step: the error's text quotes rows. */
async function brokenDatabase(): Promise<void> {
  const { system } = gateway.app.database;
  const params = await visited(owner);
  await system.query(
    "CREATE FUNCTION refuse_credential() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room for %', NEW; END $$",
  );
  await system.query(
    "CREATE TRIGGER refuse_credential BEFORE INSERT ON credentials FOR EACH ROW EXECUTE FUNCTION refuse_credential()",
  );
  const answer = await owner.finish(params);
  expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
  await system
    .query("DROP TRIGGER refuse_credential ON credentials; DROP FUNCTION refuse_credential()")
    .catch(async () => {
      await system.query("DROP TRIGGER IF EXISTS refuse_credential ON credentials");
      await system.query("DROP FUNCTION IF EXISTS refuse_credential()");
    });
}

/** Bytes by link, by MCP and by https, and an upload. */
async function filesInAndOut(agent: Agent, token: string, connector: string): Promise<void> {
  const found = await agent.call("gmail_search_threads", { query: "has:attachment", connector });
  const [first] = (found.structured as { items: { thread_id: string }[] }).items;
  const thread = await agent.call("gmail_get_thread", { thread_id: first?.thread_id, connector });
  const { messages } = thread.structured as { messages: { attachments: { uri: string }[] }[] };
  const uri = messages.flatMap(({ attachments }) => attachments)[0]?.uri ?? "";
  await agent.client.readResource({ uri });
  const headers = { authorization: `Bearer ${token}` };
  const read = await fetch(uri.replace("valetkey://", `${door.url}/files/`), { headers });
  expect(read.status).toBe(200);
  await read.arrayBuffer();
  const mail = { to: ["ben@acme.test"], subject: "File", body: "…", attachments: ["upload"], connector };
  const asked = await agent.call("gmail_send_message", mail);
  if (asked.error?.error === "read_only") return; // so is the agent of one of the calls
  expect(asked.error?.error, asked.text).toBe("upload_needed");
  const { upload_url } = asked.error as unknown as { upload_url: string };
  const sent = await fetch(upload_url.replace(gateway.url, door.url), { method: "PUT", body: "a,b" });
  expect(sent.status).toBe(200);
}

async function everyTool(token: string, connector: string): Promise<void> {
  const agent = await connectAgent(door.url, token);
  await agent.tools();
  const found = await agent.call("gmail_search_threads", { query: "invoice", connector });
  const thread_id = (found.structured as { items: { thread_id: string }[] }).items[0]?.thread_id;
  for (const [name, args] of [
    ["gmail_get_thread", { thread_id }],
    ["gmail_list_labels", {}],
    ["gmail_send_message", { to: ["ben@acme.test"], subject: "Canary", body: "…" }],
    ["gmail_get_thread", { thread_id: "nope" }],
    ["gmail_get_thread", {}],
  ] as const) {
    await agent.call(name, { ...args, connector });
  }
  await agent.call("gmail_nope").catch(() => {});
  await filesInAndOut(agent, token, connector);
  const echo = {
    error: {
      message: google.secrets().join(" "),
      status: google.secrets().at(-1),
      errors: [{ reason: google.secrets()[1] }],
    },
  };
  for (const status of [400, 401, 403, 404, 429, 500]) {
    const fault = google.inject({ path: "/gmail/", status, body: echo, retryAfter: 40 });
    await agent.call("gmail_list_labels", { connector });
    fault.release();
  }
  await agent.close();
}

/** An agent's pages, the person it acts for, the check before its run and the one address; then it is removed. */
async function agentsForPeople(agent: string, manifest: object, member: Person): Promise<void> {
  await owner.api("GET", `/agents/${agent}`);
  await owner.api("GET", `/agents/${agent}/manifests/1`);
  await owner.api("GET", `/agents/${agent}/check`);
  await owner.api("POST", `/agents/${agent}/manifest/check`, { manifest });
  const { value, token } = await member.api("POST", "/delegations", { name: "for me", agent });
  apiTokens.push(value);
  await member.api("GET", "/delegations");
  await fetch(`${door.url}/api/check`, { headers: { authorization: `Bearer ${value}` } });
  for (const mode of ["auto", "search"]) {
    const one = await connectTo(`${door.url}/mcp?mode=${mode}`, value);
    await one.names();
    await one.call("check_connections");
    await one.call("call_tool", { name: "gmail_list_labels", arguments: {} });
    await one.call("search_tools", { query: "labels" });
    await one.close();
  }
  await member.api("DELETE", `/delegations/${token.id}`);
  await owner.api("DELETE", `/agents/${agent}`);
}

/** Every operation once, so that each answer it has is seen. The connector ends revoked, its token too. */
async function everyOperation(member: Person): Promise<void> {
  await owner.api("GET", "/catalog");
  await owner.api("GET", "/catalog/google/scopes?tools=gmail_search_threads");
  await owner.api("GET", "/members");
  await owner.api("GET", "/tokens");
  await owner.api("GET", "/agents");
  const listed = await owner.newAgent("Listed");
  const manifest = { tools: [{ name: "gmail_list_labels" }] };
  await owner.api("PATCH", `/agents/${listed}`, { manifest, delegation: "members" });
  await agentsForPeople(listed, manifest, member);
  await owner.api("GET", "/connectors");
  await owner.api("GET", "/integrations");
  const { url } = await owner.api("POST", `/members/${member.session.user.id}/sign_in_link`);
  signInTokens.push(url.slice(url.indexOf("#") + 1));
  const shared = (await owner.authorize({ email: "ada@acme.test", tools: ALL })).body.connector.id;
  await owner.api("GET", `/connectors/${shared}`);
  await owner.api("POST", `/connectors/${shared}/validate`);
  await owner.api("GET", `/connectors/${shared}/revoke_preview`);
  const again = await owner.api("POST", `/connectors/${shared}/authorize`, { tools: ALL });
  await owner.finish(await owner.visitProvider(again.authorization_url, { email: "ada@acme.test" }));
  const own = await member.connect({ email: "ben@acme.test" });
  await member.api("POST", "/integrations/google", { connector: own.body.connector.id });
  await member.finish(await visited(member, "ada@acme.test", { connector: own.body.connector.id }));

  const canaryAgent = await owner.newAgent("Canary agent");
  const agentToken = await newToken({ agent: canaryAgent });
  const memberToken = await newToken({ user: member.session.user.id, read_only: true });
  await everyRuleRoute({
    url: door.url,
    owner,
    member,
    agent: canaryAgent,
    agentToken: agentToken.value,
    memberToken: memberToken.value,
    connector: shared,
  });
  embedTokens.push(
    ...(await everyConsoleRoute({
      url: door.url,
      owner,
      member,
      memberToken: memberToken.value,
      connector: shared,
    })),
  );
  await everyTool(agentToken.value, shared);
  await everyTool(memberToken.value, own.body.connector.slug);
  clock.advance(3_700_000);
  await rawCall(door.url, memberToken.value, "gmail_list_labels", { connector: own.body.connector.slug });
  clock.reset();
  google.revokeAccount("ben@acme.test");
  google.expireAllAccessTokens();
  await rawCall(door.url, memberToken.value, "gmail_list_labels", { connector: own.body.connector.slug });

  await member.api("DELETE", `/integrations/google?connector=${own.body.connector.id}`);
  const fault = google.inject({ path: "/revoke", status: 503, body: { error: google.secrets().join(" ") } });
  await owner.api("POST", `/connectors/${shared}/revoke`);
  fault.release();
  const rotated = await owner.api("POST", `/tokens/${agentToken.id}/rotate`, { overlap_hours: 1 });
  apiTokens.push(rotated.value);
  await owner.api("DELETE", `/tokens/${agentToken.id}`);
  await rawCall(door.url, agentToken.value, "gmail_list_labels", {});
  await rawCall(door.url, `${memberToken.value}x`, "gmail_list_labels", {});

  await owner.api("GET", "/audit?page_size=200");
  await owner.api("GET", "/audit/1");
  await owner.api("POST", "/audit/verify");
  const exported = await owner.fetch(`/api/workspaces/${owner.session.workspace.id}/audit/export`);
  expect(exported.status).toBe(200);
}

/** Requests that are wrong in ways that make servers quote them. */
async function strangeRequests(): Promise<void> {
  const bearer = { authorization: `Bearer ${apiTokens[1]}` };
  const base = `/api/workspaces/${owner.session.workspace.id}`;
  for (const path of [
    "/healthz",
    "/readyz",
    "/",
    "/integrations",
    "/assets/app-0000.js",
    "/assets/nope.js",
    "/favicon.ico",
  ]) {
    await owner.fetch(path, { headers: bearer });
    await owner.fetch(path, { headers: { "accept-encoding": "br", ...bearer } });
  }
  for (const path of [
    `${base}/nope`,
    `${base}/connectors/${apiTokens[1]}`,
    `/api/${signInTokens[0]}`,
    `/mcp/${apiTokens[1]}`,
    `${base}/audit?type=${apiTokens[1]}`,
  ]) {
    await owner.fetch(path, { headers: bearer });
  }
  for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]) {
    await fetch(`${door.url}/mcp/gmail`, { method, headers: bearer });
  }
  for (const body of [
    `{"token": "${signInTokens[0]}`,
    `{"token": "${signInTokens[0]}"}`,
    `["${signInTokens[0]}"]`,
  ]) {
    await fetch(`${door.url}/api/session`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    await fetch(`${door.url}/mcp/gmail`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...bearer },
    });
  }
  await owner.call("POST", `${base}/tokens`, { name: "x", agent: apiTokens[1] });
  await owner.call("POST", `${base}/tokens`, { name: "x" }, { "x-valetkey-csrf": signInTokens[0] ?? "" });
}

let answers: Recorded[];
let dumped: Haystack[];
let exported: string;

beforeAll(async () => {
  const { id } = await owner.api("POST", "/members", { email: "mia@acme.test", name: "Mia", role: "member" });
  const member = await signIn(id);
  const codes = await everySadCeremony(member);
  expect(new Set(codes)).toEqual(
    new Set([
      "consent_denied",
      "state_missing",
      "state_unknown",
      "wrong_user",
      "issuer_mismatch",
      "state_used",
      "code_rejected",
      "state_expired",
      "scopes_declined",
      "refresh_token_missing",
      "provider_unreachable",
      "account_unreadable",
      "client_rejected",
    ]),
  );
  await brokenDatabase();
  await everyOperation(member);
  await strangeRequests();
  await everyGrantRoute({ owner, member, google }, entered);
  programs = await everyProgramRoute({ url: door.url, owner });
  people = await everyWayIn({ gateway, url: door.url, owner, issuer });
  await owner.api("GET", "/company-sign-in");
  await owner.api("POST", "/company-sign-in/check");
  clients = await everyOAuthRoute({ url: door.url, publicUrl: gateway.url, owner });
  const leaving = await signIn(id);
  await leaving.fetch("/api/session");
  await listenUntilTheEnd(leaving);
  await gateway.app.audit.flush();
  answers = door.all;
  exported = answers.findLast((a) => a.path.endsWith("/audit/export"))?.body ?? "";
  dumped = await dump();
}, 120_000);

/** Every row of every table, background work's too. Binary columns, sealed ones included, as hex. */
async function dump(): Promise<Haystack[]> {
  const { system } = gateway.app.database;
  await until(
    async () => (await system.query("SELECT 1 FROM pg_tables WHERE schemaname = 'pgboss'")).rows.length,
    (n) => n > 0,
    20_000,
  );
  const { rows } = await system.query(
    "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  );
  const all: Haystack[] = [];
  for (const { schemaname, tablename } of rows) {
    const content = await system.query(
      `SELECT to_jsonb(t)::text AS row FROM "${schemaname}"."${tablename}" t`,
    );
    all.push({ where: `table ${schemaname}.${tablename}`, text: content.rows.map((r) => r.row).join("\n") });
  }
  return all;
}

const text = (a: Recorded) => `${a.rawHeaders.join("\n")}\n\n${a.body}`;
const whole = (a: Recorded): Haystack => ({ where: `${a.method} ${a.path} ${a.status}`, text: text(a) });

/** Secrets of the provider, of the vault, and of the exchange between them. */
function vaultCanaries(): Canary[] {
  const keys = TEST_VAULT_KEYS.split(",").map((entry) => entry.split(":")[1] ?? "");
  const ring = parseKeys(TEST_VAULT_KEYS);
  const exchanges = tokenDoor.all.filter((r) => r.path === "/token");
  const verifiers = exchanges.flatMap((r) => new URLSearchParams(r.requestBody).getAll("code_verifier"));
  const idTokens = exchanges.flatMap((r) => /"id_token":"([^"]+)"/.exec(r.body)?.[1] ?? []);
  const named = (name: string, values: readonly (string | Buffer)[]): Canary[] =>
    [...new Set(values)].map((value, at) => ({ name: `${name} ${at}`, value }));
  return [
    ...named("code, token or client secret of the provider", google.secrets()),
    ...named("wrong client secret", ["GOCSPX-canary-wrong-client-secret"]),
    ...named("entered secret", [entered.replacedSecret, entered.privateKey.split("\n")[1] ?? ""]),
    ...named("PKCE verifier", verifiers),
    ...named("ID token", idTokens),
    ...named(
      "vault key",
      keys.map((key) => Buffer.from(key, "base64")),
    ),
    ...named(
      "derived key",
      ["session-cookie", "argument-digest"].flatMap((label) => ring.derive(label).map((k) => k.key)),
    ),
  ];
}

describe("the search itself", () => {
  const secret = "ya29.a0-planted_canary/with+signs=";
  const canaries = [{ name: "planted", value: secret }];

  test("finds a planted secret in every form, also inside something longer", () => {
    const bytes = Buffer.from(secret);
    for (const text of [
      `a line with ${secret} in it`,
      `?code=${encodeURIComponent(secret)}&x=1`,
      JSON.stringify({ deep: { token: secret } }),
      bytes.toString("hex"),
      `\\x${bytes.toString("hex").toUpperCase()}`,
      ...[0, 1, 2, 3].flatMap((n) => {
        const longer = Buffer.concat([Buffer.alloc(n, 65), bytes, Buffer.alloc(5, 66)]);
        return [longer.toString("base64"), longer.toString("base64url")];
      }),
    ]) {
      expect(findCanaries(canaries, [{ where: "here", text }]), text).toEqual(["planted in here"]);
    }
    expect(formsOf(secret).every((form) => form.length >= 30)).toBe(true);
  });

  test("finds nothing where nothing is", () => {
    expect(findCanaries(canaries, [{ where: "here", text: "ya29.a0-another" }])).toEqual([]);
  });

  test("looks at something: each haystack holds what it must", () => {
    expect(vaultCanaries().length).toBeGreaterThan(30);
    for (const kind of ["PKCE verifier", "ID token", "vault key", "derived key"]) {
      expect(
        vaultCanaries().some((c) => c.name.startsWith(kind)),
        kind,
      ).toBe(true);
    }
    // What may be seen is: an id of each kind of place.
    const planted = [{ name: "workspace", value: gateway.workspaceId }];
    const places = findCanaries(planted, [
      { where: "answers", text: answers.map(text).join("\n") },
      { where: "database", text: dumped.map((d) => d.text).join("\n") },
      { where: "export", text: exported },
    ]);
    expect(places).toHaveLength(3);
    expect(gateway.logLines.length).toBeGreaterThan(20);
    expect(gateway.logLines.join("")).toContain('"level":"debug"');
    expect(gateway.logLines.join("")).toContain('"level":"error"');
    expect(dumped.find((d) => d.where === "table public.credentials")?.text).toContain("sealed");
    expect(dumped.map((d) => d.where)).toContain("table pgboss.job");
  });
});

describe("every route and tool was visited", () => {
  test("each route of the application's own table, and each operation with success", () => {
    const routes = routesOf(gateway.app.express);
    expect(routes.length).toBeGreaterThan(25);
    const missed = routes.filter((route) => !answers.some((a) => isOf(route, a.method, a.path)));
    expect(missed.map(nameOf)).toEqual([]);
    const failed = routes.filter(
      // Signing in with the company's account redirects; everyWayIn looks where to.
      (route) => !answers.some((a) => a.status < 304 && isOf(route, a.method, a.path)),
    );
    expect(failed.map(nameOf)).toEqual([]);
  });

  test("each tool", async () => {
    const rows = await auditRows(gateway, { type: "tool.call", outcome: "ok" });
    expect(new Set(rows.map((r) => r.data.tool))).toEqual(new Set([...ALL, "gmail/attachment"]));
  });
});

describe("no secret is anywhere but in the vault", () => {
  test("not in any answer, header or page", () => {
    expect(findCanaries(vaultCanaries(), answers.map(whole))).toEqual([]);
  });

  test("not in any log line, level trace", () => {
    const lines = gateway.logLines.map((text, at) => ({ where: `log line ${at}`, text }));
    const ofPeople: Canary[] = [
      ...people.nowhere,
      ...people.invitations,
      ...people.cookies,
      ...programs.deviceCodes,
      ...programs.tokens,
      ...signInTokens.map((value) => ({ name: "sign-in token", value })),
      ...cookies.map((value) => ({ name: "cookie", value })),
      ...apiTokens.map((value) => ({ name: "API token", value })),
      ...embedTokens.map((value) => ({ name: "embed token", value })),
      { name: "CSRF value", value: owner.session.csrf },
      { name: "content of a mail", value: "NW-2026-0911" },
    ];
    expect(findCanaries([...vaultCanaries(), ...ofPeople], lines)).toEqual([]);
  });

  test("not in the database, sealed columns included", () => {
    expect(findCanaries(vaultCanaries(), dumped)).toEqual([]);
  });

  test("not in the audit export", () => {
    expect(exported.split("\n").length).toBeGreaterThan(50);
    expect(findCanaries(vaultCanaries(), [{ where: "the export", text: exported }])).toEqual([]);
  });

  test("an API token's value only in its one creation answer", () => {
    const canaries = apiTokens.map((value) => ({ name: value.slice(0, 9), value }));
    const holders = answers.filter((a) => findCanaries(canaries, [whole(a)]).length > 0);
    const made = holders.map((a) => `${a.method} ${a.path.replace(/.*\//, "")} ${a.status}`);
    expect(made.filter((one) => one === "POST delegations 201")).toHaveLength(1);
    expect(made.filter((one) => one === "POST rotate 201")).toHaveLength(1);
    expect(made.filter((one) => one === "POST tokens 201")).toHaveLength(apiTokens.length - 2);
    expect(made).toHaveLength(apiTokens.length);
    expect(findCanaries(canaries, dumped)).toEqual([]);
  });

  test("a program's codes and token only where each is made", () => {
    const holders = (canaries: Canary[]) =>
      answers.filter((a) => findCanaries(canaries, [whole(a)]).length > 0).map((a) => a.path);
    expect(holders(programs.deviceCodes)).toEqual(["/api/cli/sign-in", "/api/cli/sign-in"]);
    expect(holders(programs.tokens)).toEqual(["/api/cli/sign-in/token"]);
    expect(findCanaries([...programs.deviceCodes, ...programs.tokens], dumped)).toEqual([]);
  });

  test("a token for another product's page only where it is made", () => {
    const canaries = embedTokens.map((value) => ({ name: "embed token", value }));
    const holders = answers.filter((a) => findCanaries(canaries, [whole(a)]).length > 0);
    expect(holders.map((a) => a.path.replace(/.*\//, ""))).toEqual(["embed_tokens", "embed_tokens"]);
    expect(findCanaries(canaries, dumped)).toEqual([]);
  });

  test("a sign-in link's token only where it is made", () => {
    const canaries = signInTokens.map((value) => ({ name: "sign-in token", value }));
    const holders = answers.filter((a) => findCanaries(canaries, [whole(a)]).length > 0);
    expect(holders.map((a) => a.path.replace(/.*\//, ""))).toEqual(["sign_in_link"]);
    expect(findCanaries(canaries, dumped)).toEqual([]);
  });

  test("a session cookie only where it is set, its CSRF value only in the session's own answer", () => {
    const holders = (canaries: Canary[]) => [
      ...new Set(
        answers
          .filter((a) => findCanaries(canaries, [whole(a)]).length > 0)
          .map((a) => `${a.method} ${a.path}`),
      ),
    ];
    expect(holders(cookies.map((value) => ({ name: "cookie", value })))).toEqual(["POST /api/session"]);
    expect(holders([{ name: "CSRF value", value: owner.session.csrf }])).toEqual(["POST /api/session"]);
    const people = [...cookies, owner.session.csrf].map((value) => ({ name: "session", value }));
    expect(findCanaries(people, dumped)).toEqual([]);
  });

  test("what an OAuth client is given only in the one answer that gives it", () => {
    const holders = (canaries: Canary[]) => [
      ...new Set(
        answers
          .filter((a) => findCanaries(canaries, [whole(a)]).length > 0)
          .map((a) => `${a.method} ${/authorize|clients|register|token/.exec(a.path)?.[0] ?? a.path}`),
      ),
    ];
    expect(holders(clients.clientSecrets).toSorted()).toEqual(["POST clients", "POST register"]);
    expect(holders(clients.codes)).toEqual(["GET authorize"]);
    expect(holders(clients.tokens)).toEqual(["POST token"]);
    const all = [...clients.clientSecrets, ...clients.codes, ...clients.tokens];
    const elsewhere = [...gateway.logLines.map((line) => ({ where: "log", text: line })), ...dumped];
    expect(findCanaries(all, [...elsewhere, { where: "the export", text: exported }])).toEqual([]);
  });

  test("what the company's sign-in brings along nowhere at all", () => {
    const places = [...answers.map(whole), ...dumped, { where: "the export", text: exported }];
    expect(people.nowhere.length).toBeGreaterThan(5);
    expect(findCanaries(people.nowhere, places)).toEqual([]);
  });

  test("an invitation's token only where it is made, the cookies of a sign-in only where they are set", () => {
    const holders = (canaries: Canary[]) => [
      ...new Set(
        answers
          .filter((a) => findCanaries(canaries, [whole(a)]).length > 0)
          .map((a) => `${a.method} ${a.path.replace(/.*\//, "")}`),
      ),
    ];
    expect(holders(people.invitations)).toEqual(["POST invitations"]);
    expect(holders(people.cookies).toSorted()).toEqual([
      "GET callback",
      "GET company",
      "POST company",
      "POST switch",
    ]);
    expect(findCanaries([...people.invitations, ...people.cookies], dumped)).toEqual([]);
  });

  test("state and nonce go out in the authorization address and nowhere else", () => {
    const addresses = answers.flatMap((a) => /"authorization_url":"([^"]+)"/.exec(a.body)?.[1] ?? []);
    expect(addresses.length).toBeGreaterThan(10);
    const canaries = addresses.flatMap((address) =>
      ["state", "nonce"].map((name) => ({ name, value: new URL(address).searchParams.get(name) ?? "" })),
    );
    const logs = gateway.logLines.map((line) => ({ where: "the log", text: line }));
    const others = answers.filter((a) => !a.body.includes("authorization_url")).map(whole);
    expect(findCanaries(canaries, [...others, ...logs, ...dumped])).toEqual([]);
  });

  test("the provider's tokens are sent to the provider alone, and the caller's token never", () => {
    const onward = [
      ...google.requests().map((r) => `${r.path}${r.search} ${r.token ?? ""}`),
      ...tokenDoor.all.map(
        (r) => `${r.path}${r.search} ${r.requestBody} ${JSON.stringify(r.requestHeaders)}`,
      ),
    ];
    const callers = [...apiTokens, ...cookies, ...signInTokens].map((value) => ({
      name: "of a caller",
      value,
    }));
    expect(findCanaries(callers, [{ where: "what the provider saw", text: onward.join("\n") }])).toEqual([]);
    // Nor in an address, which proxies and servers log.
    const addresses = [...google.requests().map((r) => r.search), ...tokenDoor.all.map((r) => r.search)].join(
      "\n",
    );
    expect(findCanaries(vaultCanaries(), [{ where: "an address", text: addresses }])).toEqual([]);
  });
});
