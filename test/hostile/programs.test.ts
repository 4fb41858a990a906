import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock } from "../support/look.ts";
import { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { operationsBelow } from "../support/routes.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { READ, sqlOf, told } from "./helpers.ts";

/** Programs that a person lets in (RFC 8628), and pages of other products: their codes and tokens in other hands. */
const HOST = "https://app.example.com";
const clock = movableClock();
let gateway: TestGateway;
let owner: Person;
let member: Person;
let eve: Person;

beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now, env: { EMBED_ORIGINS: HOST } });
  owner = gateway.owner;
  member = await gateway.member("mia@acme.test");
  ({ owner: eve } = await secondWorkspace(gateway));
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

const stranger = () => new Person(gateway.url); // no cookie, no CSRF value
const begin = async (body: object = { name: "a-laptop" }, headers = {}) =>
  contract.deviceSignIn.parse((await stranger().call("POST", "/api/cli/sign-in", body, headers)).body);
const poll = (device_code: string) => stranger().call("POST", "/api/cli/sign-in/token", { device_code });
const view = (who: Person, user_code: string, headers = {}) =>
  who.call("POST", "/api/cli/sign-in/view", { user_code }, headers);
const decide = (who: Person, user_code: string, headers: Record<string, string> = {}, decision = "allow") =>
  who.call("POST", "/api/cli/sign-in/decision", { user_code, decision }, headers);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const works = async (token: string) =>
  (await stranger().call("GET", "/api/session", undefined, bearer(token))).status === 200;
async function letIn(who: Person): Promise<string> {
  const { device_code, user_code } = await begin();
  await decide(who, user_code);
  return (await poll(device_code)).body.access_token;
}
const sessions = async () =>
  Number((await sqlOf(gateway)("SELECT count(*)::int AS n FROM sessions WHERE method = 'cli'")).rows[0]?.n);

test("H231 codes of a program guessed: near ones, by the dozen, one kind in place of the other, patterns", async () => {
  const { device_code, user_code } = await begin();
  const [first = "", ...rest] = user_code;
  const near = ["B", "C", "D"].filter((letter) => letter !== first).map((letter) => letter + rest.join(""));
  const guesses = ["%", "_".repeat(8), "*", `${user_code}A`, user_code.slice(1), device_code, ...near];
  for (const guess of [
    ...guesses,
    ...Array.from({ length: 30 }, (_, n) => `BCDF-GH${"BCDFGHJKLM"[n % 10]}B`),
  ])
    expect(`${guess} ${told(await view(owner, guess.slice(0, 40)))}`).toBe(
      `${guess} 404 device_code_unknown`,
    );
  for (const guess of [user_code.padEnd(20, "x"), `vd_${user_code}${"0".repeat(40)}`, "%".repeat(43)])
    expect(told(await poll(guess))).toBe("400 expired_token");
  expect(device_code).toMatch(/^vd_[\w-]{40,}$/);
  for (const body of [{ device_code: { not: "" } }, { device_code: [device_code] }, { device_code: true }])
    expect((await stranger().call("POST", "/api/cli/sign-in/token", body)).status).toBe(400);
  expect(await sessions()).toBe(0);
});

test("H232 a program let in by nobody: no session, one that ended, no CSRF value, a foreign page, a token", async () => {
  const { device_code, user_code } = await begin();
  const gone = await gateway.member("gone@acme.test");
  const { cookie, csrf } = { cookie: gone.cookie, csrf: gone.session.csrf };
  await gone.call("DELETE", "/api/session");
  const agentToken = (await owner.newToken({ agent: await owner.newAgent("Reader") })).value;
  const token = await letIn(member);
  const attempts: [Person, Record<string, string>, string][] = [
    [stranger(), {}, "401 not_signed_in"],
    [stranger(), { cookie, "x-valetkey-csrf": csrf }, "401 not_signed_in"],
    [owner, { "x-valetkey-csrf": "" }, "403 csrf"],
    [owner, { "x-valetkey-csrf": member.session.csrf }, "403 csrf"],
    [owner, { "sec-fetch-site": "cross-site" }, "403 csrf"],
    [owner, { origin: "https://evil.test" }, "403 origin_refused"],
    [owner, { origin: HOST }, "403 origin_refused"],
    [owner, { origin: "null" }, "403 origin_refused"],
    [stranger(), bearer(token), "401 not_signed_in"],
    [stranger(), bearer(agentToken), "401 not_signed_in"],
  ];
  for (const [who, headers, refusal] of attempts)
    expect(`${JSON.stringify(headers)} ${told(await decide(who, user_code, headers))}`).toBe(
      `${JSON.stringify(headers)} ${refusal}`,
    );
  expect((await owner.call("GET", `/api/cli/sign-in/decision?user_code=${user_code}`)).status).toBe(404);
  expect(told(await poll(device_code))).toBe("400 authorization_pending");
});

test("H233 a program that one workspace let in, decided, seen or used in another", async () => {
  const { device_code, user_code } = await begin();
  await decide(eve, user_code);
  for (const who of [owner, member]) {
    expect(told(await view(who, user_code))).toBe("404 device_code_unknown");
    expect(told(await decide(who, user_code, {}, "deny"))).toBe("404 device_code_unknown");
  }
  const { access_token, workspace } = (await poll(device_code)).body;
  expect(workspace.id).toBe(eve.session.workspace.id);
  for (const op of operationsBelow.filter(({ method }) => method === "get")) {
    const path = `/api/workspaces/${gateway.workspaceId}${op.path.replace(/:\w+/g, "x")}`;
    const answer = await stranger().call("GET", path, undefined, bearer(access_token));
    expect(`${op.path} ${told(answer)}`).toBe(`${op.path} 404 not_found`);
  }
  const trail = JSON.stringify(await auditRows(gateway));
  expect(trail).not.toContain("umbrella");
});

test("H234 a confirmation that outlives what it was given in: sessions ended, a person removed and back again", async () => {
  const before = await sessions();
  const confirmed = async (who: Person) => {
    const { device_code, user_code } = await begin();
    expect(told(await decide(who, user_code))).toBe("200 ok");
    return device_code;
  };
  const tom = await gateway.member("tom@acme.test");
  const byAdmin = await confirmed(tom);
  await owner.api("DELETE", `/members/${tom.session.user.id}/sessions`);
  expect(told(await poll(byAdmin)), "after an admin has signed them out").toBe("400 access_denied");

  const link = await gateway.signInToken(tom.session.user.id);
  const again = await new Person(gateway.url).signIn(link);
  const everywhere = await confirmed(again);
  await again.api("DELETE", "/sessions");
  expect(told(await poll(everywhere)), "after they signed out everywhere else").toBe("400 access_denied");

  const planted = await new Person(gateway.url).signIn(await gateway.signInToken(tom.session.user.id));
  const byOther = await confirmed(planted);
  const { sessions: listed } = await again.api("GET", "/sessions");
  const other = listed.find((one: { current: boolean }) => !one.current);
  await again.api("DELETE", `/sessions/${other.id}`);
  expect(told(await poll(byOther)), "after the session that confirmed it was ended").toBe(
    "400 access_denied",
  );

  const leaving = await confirmed(again);
  await owner.api("DELETE", `/members/${tom.session.user.id}`);
  await owner.api("POST", "/members", { email: "tom@acme.test", name: "Tom", role: "admin" });
  expect(told(await poll(leaving)), "after they left and came back").toBe("400 expired_token");
  expect(await sessions()).toBe(before);
});

test("H235 a device code brought again: twenty at once, after its session, after a no, after its time", async () => {
  const before = await sessions();
  const once = await begin();
  await decide(owner, once.user_code);
  const all = await Promise.all(Array.from({ length: 20 }, () => poll(once.device_code)));
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(told(await poll(once.device_code))).toBe("400 expired_token");
  expect(told(await decide(owner, once.user_code))).toBe("404 device_code_unknown");

  const no = await begin();
  await decide(owner, no.user_code, {}, "deny");
  expect(told(await decide(owner, no.user_code))).toBe("409 conflict");
  expect(told(await poll(no.device_code))).toBe("400 access_denied");

  const late = await begin();
  await decide(owner, late.user_code);
  clock.advance(10 * 60_000);
  expect(told(await poll(late.device_code))).toBe("400 expired_token");
  expect(await sessions()).toBe(before + 1);
});

test("H236 a program's token at other doors, in other places, and after its end", async () => {
  const kit = await gateway.member("kit@acme.test", "admin");
  const [token, second] = [await letIn(kit), await letIn(kit)];
  expect((await rawCall(gateway.url, token, "gmail_list_labels", {})).status).toBe(401);
  for (const path of ["/mcp", "/mcp/gmail", "/k/mcp", "/k/mcp/gmail", "/oauth/token"]) {
    const answer = await fetch(gateway.url + path, { method: "POST", headers: bearer(token) });
    expect(`${path} ${[400, 401].includes(answer.status)}`).toBe(`${path} true`);
  }
  const check = await fetch(`${gateway.url}/api/check`, { headers: bearer(token) });
  expect(check.status).toBe(401);
  for (const [path, headers] of [
    [`/api/session?access_token=${token}`, {}],
    ["/api/session", { cookie: `valetkey=${token}` }],
    ["/api/session", { "x-api-key": token }],
    ["/api/session", { authorization: `Basic ${Buffer.from(`x:${token}`).toString("base64")}` }],
    ["/api/session", bearer(token.toUpperCase())],
    ["/api/session", bearer(`${token} `.repeat(2).trim())],
  ] as [string, Record<string, string>][])
    expect(`${path} ${told(await stranger().call("GET", path, undefined, headers))}`).toBe(
      `${path} 401 not_signed_in`,
    );
  // What the role no longer gives, the program has lost at the same moment; it was let in as an admin.
  const asked = () => stranger().call("GET", "/api/workspaces/acme/tokens", undefined, bearer(token));
  expect(told(await asked())).toBe("200 ok");
  await owner.api("PATCH", `/members/${kit.session.user.id}`, { role: "member" });
  expect(told(await asked())).toBe("403 forbidden");
  await stranger().call("DELETE", "/api/session", undefined, bearer(second));
  expect([await works(second), await works(token)]).toEqual([false, true]);
  await owner.api("DELETE", `/members/${kit.session.user.id}`);
  expect(await works(token)).toBe(false);
});

test("H237 a program that looks like another: hidden and turned letters, markup, a borrowed address", async () => {
  for (const name of [
    "\u3164",
    "admin\u3164\u3164",
    "\u115f\u1160",
    "laptop\u202egnp",
    "a\u200bb",
    "<b>IT</b>",
    "your admin:\nallow",
    "https://acme.test/",
    "x".repeat(61),
  ])
    expect(`${name} ${told(await stranger().call("POST", "/api/cli/sign-in", { name }))}`).toBe(
      `${name} 400 bad_request`,
    );
  const borrowed = {
    "x-forwarded-for": "203.0.113.7",
    "x-real-ip": "203.0.113.7",
    forwarded: "for=203.0.113.7",
  };
  const { user_code, verification_uri_complete } = await begin({ name: "laptop" }, borrowed);
  expect((await view(owner, user_code)).body.address).not.toContain("203.0.113.7");
  expect(new URL(verification_uri_complete).origin).toBe(gateway.url);
  const sent = await rawHttp(gateway.url, {
    method: "POST",
    path: "/api/cli/sign-in",
    headers: {
      "x-forwarded-host": "evil.test",
      "x-forwarded-proto": "https",
      "content-type": "application/json",
    },
    body: "{}",
  });
  expect(sent.text).not.toContain("evil.test");
  // Behind a proxy that nobody told it of, whoever asks would come from where the person does.
  const proxied = await startGateway({
    env: { PUBLIC_URL: "https://valetkey.acme.test", ALLOWED_HOSTS: "localhost" },
  });
  try {
    const asked = await new Person(proxied.url).call("POST", "/api/cli/sign-in", { name: "laptop" });
    const seen = await view(proxied.owner, asked.body.user_code);
    expect(seen.body).toMatchObject({ address: null, same_address: false });
  } finally {
    await proxied.close();
  }
  // A page that frames this one, or that is told what it shows, is not answered.
  const page = await fetch(`${gateway.url}/api/cli/sign-in/view`, {
    method: "OPTIONS",
    headers: { origin: "https://evil.test", "access-control-request-method": "POST" },
  });
  expect([page.status, page.headers.get("access-control-allow-origin")]).toEqual([403, null]);
});

const missing = (headers: Record<string, string>, path = `${gateway.workspaceId}/missing`, method = "GET") =>
  fetch(`${gateway.url}/api/workspaces/${path}`, { method, headers });
const embedFor = async (who: Person, body: object = {}): Promise<string> =>
  (await who.api("POST", "/embed_tokens", body)).token;

test("H238 an embed token at every other route, as a cookie, for itself again, and for tools", async () => {
  const token = await embedFor(owner);
  for (const op of operationsBelow.filter(({ path }) => path !== "/missing")) {
    const path = `${gateway.workspaceId}${op.path.replace(/:\w+/g, "x")}`;
    const answer = await missing(bearer(token), path, op.method.toUpperCase());
    await answer.body?.cancel();
    expect(`${op.method} ${op.path} ${answer.status}`).toBe(`${op.method} ${op.path} 401`);
  }
  for (const [method, path] of [
    ["GET", "/api/session"],
    ["POST", "/api/check/embed_tokens"],
    ["POST", "/api/check"],
    ["GET", `/api/workspaces/${gateway.workspaceId}/events`],
    ["POST", "/mcp/gmail"],
    ["POST", "/k/mcp/gmail"],
  ] as const) {
    const answer = await fetch(gateway.url + path, { method, headers: bearer(token) });
    expect(`${path} ${answer.status}`).toMatch(/ 40[14]$/);
  }
  expect((await missing({ cookie: `valetkey=${token.slice(3)}` })).status).toBe(401);
  expect((await missing({ cookie: `valetkey=${token}` })).status).toBe(401);
  // And a sealed cookie is no embed token.
  const cookie = owner.cookie.slice("valetkey=".length);
  expect((await missing({ origin: HOST, ...bearer(`ve_${cookie}`) })).status).toBe(401);
});

test("H239 strangers' pages: origins that are nearly allowed, other paths and methods, a visitor's cookie", async () => {
  const asks = bearer(await embedFor(member));
  const near = [
    "https://evil.test",
    "null",
    "https://app.example.com.evil.test",
    "https://evil-app.example.com",
    "https://app.example.com:8443",
    "http://app.example.com",
    "https://APP.example.com",
    "https://app.example.com/",
    "https://user@app.example.com",
    `${HOST}, https://evil.test`,
    "",
  ];
  for (const origin of near) {
    const answer = await rawHttp(gateway.url, {
      path: `/api/workspaces/${gateway.workspaceId}/missing`,
      headers: { ...asks, origin },
    });
    expect(`${origin} ${answer.status} ${answer.headers["access-control-allow-origin"]}`).toBe(
      `${origin} 403 undefined`,
    );
  }
  const own = `${gateway.workspaceId}/missing`;
  for (const [path, method] of [
    [own, "POST"],
    [own, "HEAD"],
    [`${own}/`, "GET"],
    [`${gateway.workspaceId}/MISSING`, "GET"],
    [`${gateway.workspaceId}/%6dissing`, "GET"],
    [`x/../${own}`, "POST"],
    [`${gateway.workspaceId}/integrations`, "GET"],
    [`${gateway.workspaceId}/embed_tokens`, "POST"],
  ] as const)
    expect(`${method} ${path} ${(await missing({ ...asks, origin: HOST }, path, method)).status}`).toBe(
      `${method} ${path} 403`,
    );
  // Whoever lures a person to an allowed page learns nothing by that person's cookie or program.
  const program = await letIn(owner);
  for (const credential of [
    { cookie: owner.cookie },
    bearer(program),
    { cookie: owner.cookie, ...bearer("x") },
  ]) {
    const answer = await missing({ origin: HOST, ...(credential as Record<string, string>) });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(await answer.text()).not.toContain("owner@acme.test");
  }
  const preflight = await missing(
    { origin: HOST, "access-control-request-method": "DELETE" },
    own,
    "OPTIONS",
  );
  expect(preflight.headers.get("access-control-allow-methods")).toBe("GET");
  expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
});

test("H240 an embed token in another workspace, for another agent, changed, and after what it was made with", async () => {
  const status = async (token: string, path = `${gateway.workspaceId}/missing`) =>
    (await missing({ origin: HOST, ...bearer(token) }, path)).status;
  const agent = await owner.newAgent("Mail helper");
  const pat = await gateway.member("pat@acme.test", "admin");
  const api = await owner.newToken({ agent });
  const made = await fetch(`${gateway.url}/api/check/embed_tokens`, {
    method: "POST",
    headers: bearer(api.value),
  });
  const ofApi = ((await made.json()) as { token: string }).token;
  const [ofPat, ofAgent] = [await embedFor(pat), await embedFor(pat, { agent })];
  for (const token of [ofPat, ofAgent, ofApi]) {
    expect(await status(token)).toBe(200);
    expect(await status(token, `${eve.session.workspace.id}/missing`)).toBe(404);
    expect(await status(token, "umbrella/missing")).toBe(404);
    expect(await status(`${token.slice(0, -4)}AAAA`)).toBe(401);
  }
  expect(await status(ofPat, `${gateway.workspaceId}/missing?agent=${agent}`)).toBe(403);
  expect(told(await member.tryApi("POST", "/embed_tokens", { agent }))).toBe("403 forbidden");
  expect(told(await eve.tryApi("POST", "/embed_tokens", { agent }))).toMatch(/^40[34]/);
  // Demoted: what needed the role ends, what is their own stays.
  await owner.api("PATCH", `/members/${pat.session.user.id}`, { role: "member" });
  expect([await status(ofAgent), await status(ofPat)]).toEqual([401, 200]);
  await owner.api("DELETE", `/tokens/${api.id}`);
  expect(await status(ofApi)).toBe(401);
  await owner.api("DELETE", `/members/${pat.session.user.id}`);
  expect(await status(ofPat)).toBe(401);
  const late = await embedFor(member);
  clock.advance(15 * 60_000);
  expect(await status(late)).toBe(401);
});

test("H241 a person's accounts shown to a page that shows somebody else's lacks", async () => {
  await member.connect({ email: "ben@acme.test", tools: READ });
  const { token } = { token: await embedFor(owner) };
  const text = await (await missing({ origin: HOST, ...bearer(token) })).text();
  for (const secret of ["ben@acme.test", member.session.user.id, ...gateway.google.secrets()])
    expect(text).not.toContain(secret);
  expect(contract.missing.parse(JSON.parse(text)).caller.id).toBe(owner.session.user.id);
});
