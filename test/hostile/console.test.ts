import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { askedFor, callOnce, LABELS, mail, SEND } from "../support/asking.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { listen } from "../support/live.ts";
import { auditRows, movableClock, until } from "../support/look.ts";
import { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { fingerprint, READ, sqlOf, told } from "./helpers.ts";

/** What the console shows, streams, repeats and exports, to whoever should not have it. */
const clock = movableClock();
let gateway: TestGateway;
let owner: Person;
let admin: Person;
let member: Person;
let auditor: Person;
let eve: Person;
let connector: string;
let agentId: string;
let token: { id: string; value: string };

beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now });
  owner = gateway.owner;
  admin = await gateway.member("ann@acme.test", "admin");
  member = await gateway.member("mia@acme.test");
  auditor = await gateway.member("aud@acme.test", "auditor");
  ({ owner: eve } = await secondWorkspace(gateway));
  connector = (await owner.authorize({ email: "ada@acme.test", tools: [...READ, SEND] })).body.connector.id;
  agentId = await owner.newAgent("Writer");
  token = await owner.newToken({ agent: agentId });
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

const base = () => `/api/workspaces/${gateway.workspaceId}`;
const again = async (person: Person) =>
  new Person(gateway.url).signIn(await gateway.signInToken(person.session.user.id));
type Page = Awaited<ReturnType<typeof listen>>;
const begun = (page: Page) => until(() => page.heard.length, Boolean);

test("H242 the stream of another workspace, by another credential, by a page of elsewhere", async () => {
  const path = `${base()}/events`;
  const bearer = { authorization: `Bearer ${token.value}` };
  for (const [headers, refusal] of [
    [{ cookie: eve.cookie }, 404],
    [{}, 401],
    [bearer, 401],
    [{ cookie: owner.cookie, origin: "https://evil.test" }, 403],
    [{ cookie: owner.cookie, origin: "null" }, 403],
  ] as [Record<string, string>, number][]) {
    const answer = await fetch(gateway.url + path, { headers });
    await answer.body?.cancel();
    expect(answer.status).toBe(refusal);
  }
  const page = await listen(eve);
  await begun(page);
  page.clear();
  await owner.api("PATCH", `/connectors/${connector}`, { name: "Office" });
  await owner.api("PATCH", `/connectors/${connector}`, { name: "Mail of the office" });
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(page.heard).toEqual([]);
  await page.close();
});

test("H243 a stream that goes on: signed out, ended by an admin, demoted, removed", async () => {
  const ends: [string, (who: Person) => Promise<unknown>, string][] = [
    ["signs out", (who) => who.call("DELETE", "/api/session"), "signed_out"],
    ["is signed out", (who) => owner.api("DELETE", `/members/${who.session.user.id}/sessions`), "signed_out"],
    [
      "is demoted",
      (who) => owner.api("PATCH", `/members/${who.session.user.id}`, { role: "member" }),
      "role_changed",
    ],
    ["is removed", (who) => owner.api("DELETE", `/members/${who.session.user.id}`), "signed_out"],
  ];
  const kit = await gateway.member("kit@acme.test", "admin");
  for (const [how, end, reason] of ends) {
    const who = await again(kit);
    const page = await listen(who);
    await begun(page);
    await end(who);
    await page.ends(10_000);
    expect(`${how}: ${page.heard.at(-1)?.event} ${page.heard.at(-1)?.data.reason}`).toBe(
      `${how}: ended ${reason}`,
    );
    page.clear();
    await owner.api("PATCH", `/connectors/${connector}`, { name: `Mail ${how}` });
    expect(page.rooms()).toEqual([]);
  }
});

test("H244 a member who listens for what admins do", async () => {
  const [page, watching] = [await listen(member), await listen(auditor)];
  await Promise.all([begun(page), begun(watching)]);
  await new Promise((resolve) => setTimeout(resolve, 700)); // what signing in changed
  page.clear();
  watching.clear();
  const rule = await owner.api("POST", "/policies", {
    name: "No mail",
    decision: "deny",
    tool: SEND,
    agent: agentId,
  });
  const other = await owner.newToken({ agent: agentId });
  await owner.api("DELETE", `/tokens/${other.id}`);
  await owner.api("POST", "/invitations", { email: "guest@acme.test", role: "auditor" });
  await owner.api("POST", "/limits", { subject: { kind: "agent", id: agentId }, per_day: 9_000 });
  await owner.api("DELETE", `/policies/${rule.id}`);
  await watching.hears("policies");
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(new Set(page.rooms())).toEqual(new Set());
  for (const room of ["agents", "tokens", "limits", "apps", "sessions"])
    expect(watching.rooms(), "an auditor does not see it").not.toContain(room);
  for (const { data } of [...page.heard, ...watching.heard])
    expect(Object.keys(data), "a hint says more than a room").toEqual(["rooms"]);
  await Promise.all([page.close(), watching.close()]);
});

test("H245 every connection taken by one person: tabs without end, of one session and of many", async () => {
  const pages: Page[] = [];
  const first = await again(member);
  for (let n = 0; n < 8; n++) pages.push(await listen(first));
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  for (let session = 0; session < 5; session++) {
    const who = await again(member);
    for (let n = 0; n < 6; n++) pages.push(await listen(who));
  }
  expect(pages.filter(({ status }) => status === 200)).toHaveLength(24);
  const other = await listen(auditor);
  expect(other.status, "nobody else is kept out").toBe(200);
  await Promise.all([...pages, other].map((page) => page.close()));
  const freed = await until(
    async () => {
      const page = await listen(first);
      await page.close();
      return page.status;
    },
    (status) => status === 200,
  );
  expect(freed).toBe(200);
});

const keyed = (who: Person, path: string, body: unknown, key = '"the-same"') =>
  who.call("POST", `/api/workspaces/${who.session.workspace.id}${path}`, body, { "idempotency-key": key });

test("H246 somebody else's answer by their key: another person, workspace, route, body, query", async () => {
  const { body } = await keyed(owner, "/agents", { name: "Only mine" });
  expect((await keyed(owner, "/agents", { name: "Only mine" })).headers.get("idempotency-replayed")).toBe(
    "true",
  );
  for (const who of [admin, eve]) {
    const theirs = await keyed(who, "/agents", { name: "Only mine" });
    expect(theirs.headers.get("idempotency-replayed")).toBeNull();
    expect(theirs.body?.id).not.toBe(body.id);
  }
  expect(told(await keyed(member, "/agents", { name: "Only mine" }))).toBe("403 forbidden");
  for (const [path, given] of [
    ["/agents", { name: "Only mine " + "!" }],
    ["/limits", { subject: { kind: "agent", id: agentId }, per_day: 1 }],
    [`/connectors/${connector}/validate`, undefined],
  ] as const)
    expect(`${path} ${told(await keyed(owner, path, given))}`).toBe(`${path} 422 idempotency_mismatch`);
  // Whoever may no longer make one is not shown what they once made.
  const kay = await gateway.member("kay@acme.test", "admin");
  await keyed(kay, "/agents", { name: "Kay's" });
  await owner.api("PATCH", `/members/${kay.session.user.id}`, { role: "member" });
  expect(told(await keyed(kay, "/agents", { name: "Kay's" }))).toBe("403 forbidden");
});

test("H247 one key twenty times at once, and keys that are no keys", async () => {
  const count = async () => (await owner.api("GET", "/agents")).agents.length;
  const before = await count();
  const all = await Promise.all(
    Array.from({ length: 20 }, () => keyed(owner, "/agents", { name: "Once" }, '"at-once"')),
  );
  expect(await count()).toBe(before + 1);
  for (const answer of all) expect(["201 ok", "409 idempotency_running"]).toContain(told(answer));
  for (const key of ["", '""', "a b", '"unended', `"${"x".repeat(256)}"`, '"caf\u00e9"', '"a", "b"'])
    expect(`${key} ${told(await keyed(owner, "/agents", { name: "Never" }, key))}`).toBe(
      `${key} 400 bad_request`,
    );
  expect(await count()).toBe(before + 1);
});

test("H248 a secret kept for a repetition: tokens, links, invitations, in the answer and in the database", async () => {
  const secrets: string[] = [];
  for (const [path, body, secretIn] of [
    ["/tokens", { name: "t", agent: agentId }, "value"],
    ["/invitations", { email: "new@acme.test", role: "member" }, "url"],
    [`/members/${member.session.user.id}/sign_in_link`, undefined, "url"],
    ["/embed_tokens", {}, "token"],
  ] as const) {
    const first = await keyed(owner, path, body, `"secret-${path}"`);
    expect(first.status).toBeLessThan(300);
    secrets.push(String(first.body[secretIn]).split(/[#/]/).at(-1) ?? "");
    const second = await keyed(owner, path, body, `"secret-${path}"`);
    expect(`${path} ${told(second)}`).toBe(`${path} 409 idempotency_not_kept`);
    expect(JSON.stringify(second.body)).not.toContain(secrets.at(-1));
  }
  const { rows } = await sqlOf(gateway)(
    "SELECT to_jsonb(k)::text || coalesce(encode(k.answer, 'escape'), '') AS row FROM idempotency_keys k",
  );
  const kept = JSON.stringify(rows);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20);
    expect(kept).not.toContain(secret);
  }
  expect(kept, "what is kept is sealed").not.toContain("Only mine");
});

test("H249 the API's limit got round: headers that name another address, more sessions, a program's session", async () => {
  const narrow = await startGateway({ env: { API_REQUESTS_PER_MINUTE: "60" } });
  try {
    const { owner: one, url, workspaceId } = narrow;
    const path = `/api/workspaces/${workspaceId}/status`;
    const ask = (who: Person, headers: Record<string, string> = {}) =>
      who.call("GET", path, undefined, headers);
    for (let n = 0; n < 60; n++) await ask(one);
    for (const headers of [
      { "x-forwarded-for": "203.0.113.9" },
      { forwarded: "for=203.0.113.9" },
      { "user-agent": "another" },
      { authorization: "Bearer vk_another" },
      { cookie: `${one.cookie}; valetkey-browser=x` },
    ] as Record<string, string>[])
      expect(told(await ask(one, headers))).toBe("429 too_many_requests");
    // As many sessions as they like: the person behind them is counted.
    let served = 60;
    for (let session = 0; session < 6; session++) {
      const who = await new Person(url).signIn(await narrow.signInToken(one.session.user.id));
      const answers = await Promise.all(Array.from({ length: 60 }, () => ask(who)));
      served += answers.filter(({ status }) => status === 200).length;
    }
    expect(served).toBe(240);
  } finally {
    await narrow.close();
  }
});

test("H250 a formula in an export: names that a spreadsheet would run, alone or after a separator", async () => {
  const names = [
    '=HYPERLINK("http://evil.test")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "x;=cmd|'/C calc'!A0",
  ];
  for (const name of names) {
    await owner.api("PATCH", `/connectors/${connector}`, { name });
    await owner.newAgent(name);
  }
  for (const path of ["/audit/export?format=csv", `/connectors/${connector}/impact`]) {
    const text = await (await owner.fetch(base() + path)).text();
    expect(text.length).toBeGreaterThan(200);
    expect(text, path).not.toMatch(/(^|,)"[=+@\-\t\r]/m);
    expect(text, path).not.toMatch(/;\s*[=+@-]/);
  }
  await owner.api("PATCH", `/connectors/${connector}`, { name: "Mail" });
});

test("H251 another workspace's console: checks, dismissals, rehearsals, tests, standing words, impact, exports", async () => {
  const check = await owner.api("POST", "/audit/checks");
  const saved = await owner.api("POST", "/policies/tests", {
    name: "Reads",
    tool: LABELS,
    expected: "allow",
    agent: agentId,
  });
  const before = await fingerprint(gateway, gateway.workspaceId);
  const own = eve.session.workspace.id;
  for (const [method, path, body, refusal] of [
    ["GET", `/audit/checks/${check.id}`, undefined, "404 not_found"],
    ["DELETE", `/policies/tests/${saved.id}`, undefined, "404 not_found"],
    ["GET", `/connectors/${connector}/revoke_preview`, undefined, "404 connector_not_found"],
    ["GET", `/connectors/${connector}/impact`, undefined, "404 connector_not_found"],
    ["DELETE", "/approvals/standing/sta_x", undefined, "404 not_found"],
    ["GET", "/rehearsals/reh_x", undefined, "404 not_found"],
    ["POST", "/rehearsals/reh_x/authorize", undefined, "404 not_found"],
    [
      "DELETE",
      `/overview/attention/dismissals?id=connector_invalid:${connector}`,
      undefined,
      "404 not_found",
    ],
    ["POST", "/policies/test", { tool: LABELS, agent: agentId }, "404 not_found"],
    ["POST", "/policies/test", { tool: LABELS, connector }, "400 bad_request"],
    ["POST", "/embed_tokens", { agent: agentId }, "404 not_found"],
    ["GET", `/missing?agent=${agentId}`, undefined, "404 not_found"],
    ["GET", `/mcps?agent=${agentId}`, undefined, "404 not_found"],
  ] as const) {
    expect(`${path} ${told(await eve.tryApi(method, path, body))}`).toBe(`${path} ${refusal}`);
    const elsewhere = await eve.call(method, base() + path, body);
    expect(`${path} ${told(elsewhere)}`).toBe(`${path} 404 not_found`);
  }
  for (const path of [
    "/audit/export",
    "/audit/export?format=csv",
    `/audit/count?connector=${connector}`,
    "/overview",
    "/overview/health",
    "/overview/attention",
    "/status",
    `/audit?q=${agentId}`,
  ]) {
    const text = await (await eve.fetch(`/api/workspaces/${own}${path}`)).text();
    for (const secret of [gateway.workspaceId, agentId, "ada@acme.test", "Writer"])
      expect(text.replace(`/audit?q=${agentId}`, ""), `${path} ${secret}`).not.toContain(secret);
  }
  expect(await fingerprint(gateway, gateway.workspaceId)).toEqual(before);
  await owner.api("DELETE", `/policies/tests/${saved.id}`);
});

test("H252 a member who reads the console: numbers of others, who has what, whose connection, agents", async () => {
  const theirs = await admin.connect({ email: "ben@acme.test", tools: READ });
  const { id } = theirs.body.connector;
  const seen: string[] = [];
  for (const path of [
    "/status",
    "/mcps",
    "/missing",
    "/integrations",
    "/integrations/activity",
    "/approvals",
    "/approvals/standing",
    "/sessions",
  ]) {
    const answer = await member.tryApi("GET", path);
    expect(`${path} ${answer.status}`).toBe(`${path} 200`);
    seen.push(JSON.stringify(answer.body));
  }
  for (const secret of [id, "ben@acme.test", admin.session.user.id, agentId, token.id, "Writer"])
    expect(seen.join("\n"), secret).not.toContain(secret);
  const mine = await member.api("GET", "/status");
  expect(mine.totals.connectors).toBe(1); // the shared one
  for (const path of [`/mcps?agent=${agentId}`, `/missing?agent=${agentId}`])
    expect(told(await member.tryApi("GET", path))).toMatch(/^40[34] /);
});

test("H253 a word that stands, stretched: other arguments, callers, tokens, connections, after its giver", async () => {
  const tool = "gmail_search_threads";
  const rule = await owner.api("POST", "/policies", { name: "Search asks", decision: "ask", tool });
  const search = (query = "invoice", value = token.value) => callOnce(gateway, value, { query }, tool);
  const giver = await gateway.member("giver@acme.test", "admin");
  const held = askedFor(await search());
  const word = (who: Person, span: unknown) =>
    who.tryApi("POST", `/approvals/${held}/decision`, { decision: "approve", span });
  for (const who of [member, auditor, eve])
    expect((await word(who, "always")).status).toBeGreaterThanOrEqual(403);
  for (const span of ["for ever", "90d", 1, ["always"]])
    expect(told(await word(giver, span))).toBe("400 bad_request");
  expect(told(await word(giver, "always"))).toBe("200 ok");
  for (const _ of [1, 2]) expect((await search()).isError).toBe(false);
  const second = await owner.newToken({ agent: agentId });
  askedFor(await search("invoices")); // throws unless it is held
  askedFor(await search("invoice", second.value));
  const [{ id: standing }] = (await owner.api("GET", "/approvals/standing")).standing;
  for (const who of [member, auditor, eve]) {
    expect((await who.tryApi("DELETE", `/approvals/standing/${standing}`)).status).toBeGreaterThanOrEqual(
      403,
    );
    expect(JSON.stringify((await who.tryApi("GET", "/approvals/standing")).body)).not.toContain("invoice");
  }
  await owner.api("PATCH", `/members/${giver.session.user.id}`, { role: "member" });
  askedFor(await search()); // whoever gave it decides no more
  await owner.api("DELETE", `/policies/${rule.id}`);
});

test("H254 arguments read where they should not be: held calls, history, replay, try-it, the record", async () => {
  const rule = await owner.api("POST", "/policies", { name: "Mail asks", decision: "ask", tool: SEND });
  const secret = `the-plan-${Date.now()}`;
  const held = askedFor(await callOnce(gateway, token.value, mail(secret)));
  for (const who of [member, auditor]) {
    for (const path of [
      `/approvals/${held}`,
      "/approvals",
      `/approvals/${held}/history`,
      "/overview/attention",
      "/audit?page_size=50",
      "/policies/tests",
    ])
      expect(JSON.stringify((await who.tryApi("GET", path)).body ?? "")).not.toContain(secret);
  }
  const change = { kind: "remove", id: rule.id };
  for (const path of ["/policies/preview", "/policies/replay"])
    expect(JSON.stringify((await auditor.tryApi("POST", path, change)).body)).not.toContain(secret);
  for (const body of [
    { tool: SEND, agent: agentId, arguments: mail(secret) },
    { tool: SEND, arguments: { to: secret } },
  ])
    expect(told(await member.tryApi("POST", "/policies/test", body))).toBe("403 forbidden");
  await owner.tryApi("POST", "/policies/test", { tool: SEND, agent: agentId, arguments: mail(secret) });
  const trail = JSON.stringify([await auditRows(gateway), gateway.logLines]);
  expect(trail).not.toContain(secret);
  await owner.api("DELETE", `/policies/${rule.id}`);
});

const appOf = async () => {
  const { provider, clientId, clientSecret } = gateway.google;
  const app = { provider: provider.id, name: "Ours", client_id: clientId, client_secret: clientSecret };
  return { app, secret: clientSecret };
};

test("H255 a rehearsal led elsewhere, finished by somebody else, and what its report keeps", async () => {
  const { app, secret } = await appOf();
  for (const redirect_uri of [
    "http://169.254.169.254/latest",
    "http://10.0.0.1/integrations/google/callback",
    "http://localhost.evil.test/cb",
    "http://localhost@evil.test/cb",
    "javascript:alert(1)",
    "https://evil.test/#",
    "file:///etc/passwd",
  ])
    expect(`${redirect_uri} ${told(await owner.tryApi("POST", "/apps", { ...app, redirect_uri }))}`).toBe(
      `${redirect_uri} 400 bad_request`,
    );
  const made = await owner.api("POST", "/apps", app);
  const { rehearsal } = await owner.api("POST", `/apps/${made.id}/rehearsals`, { tools: READ });
  const { authorization_url } = await owner.api("POST", `/rehearsals/${rehearsal.id}/authorize`);
  const back = await owner.visitProvider(authorization_url, { email: "ben@acme.test" });
  expect(told(await admin.finish(back))).toBe("403 wrong_user");
  expect(told(await (await again(owner)).finish(back))).toMatch(/^4/);
  await owner.finish(back);
  const kept = await owner.api("GET", `/rehearsals/${rehearsal.id}`);
  const rows = await sqlOf(gateway)("SELECT to_jsonb(t)::text AS row FROM rehearsals t");
  const trail = JSON.stringify([kept, rows.rows, await auditRows(gateway), gateway.logLines]);
  for (const one of [secret, back.code ?? "-", ...gateway.google.secrets()]) expect(trail).not.toContain(one);
  for (const who of [member, auditor])
    expect(told(await who.tryApi("GET", `/rehearsals/${rehearsal.id}`))).toBe("403 forbidden");
  await owner.api("DELETE", `/apps/${made.id}`);
});

test("H256 the API's own page: files beside it, scripts in it, a frame around it, somebody's data in it", async () => {
  for (const path of [
    "..%2f..%2fpackage.json",
    "%2e%2e/index.ts",
    "__proto__",
    "constructor",
    "policy.js/../start.js%00",
    "swagger-ui-bundle.js.map",
  ]) {
    const answer = await rawHttp(gateway.url, { path: `/api/docs/${path}` });
    expect(`${path} ${answer.status}`).toMatch(/ 40[04]$/);
  }
  const page = await fetch(`${gateway.url}/api/docs`, { headers: { cookie: owner.cookie } });
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  const html = await page.text();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|javascript:/i);
  const description = await (
    await fetch(`${gateway.url}/api/openapi.json`, { headers: { cookie: owner.cookie } })
  ).text();
  for (const text of [html, description])
    for (const secret of [
      "acme.test",
      gateway.workspaceId,
      owner.session.csrf,
      ...gateway.google.secrets(),
      gateway.google.clientSecret,
    ])
      expect(text).not.toContain(secret);
  const hosts = new Set(
    [...description.matchAll(/https?:\/\/[\w.:-]+/g)].map(([found]) => new URL(found).hostname),
  );
  expect([...hosts].filter((host) => /evil|localhost$/.test(host) && host !== "localhost")).toEqual([]);
});
