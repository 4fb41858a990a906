import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Client, openClient } from "../../gateway/api/client.ts";
import { contract } from "../../gateway/api/index.ts";
import { rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock } from "../support/look.ts";
import { type Answer, Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

/** `npx valetkey login` and what it gets, by the wire: RFC 8628 over the API. */

const clock = movableClock();
let gateway: TestGateway;
let owner: Person;
beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now });
  owner = gateway.owner;
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

const told = ({ status, body }: Answer) => `${status} ${body?.code ?? "ok"}`;
const program = () => new Person(gateway.url); // no cookie, no CSRF value
const start = async (body: object = { name: "ben-laptop" }) =>
  contract.deviceSignIn.parse((await program().call("POST", "/api/cli/sign-in", body)).body);
const poll = (device_code: string) => program().call("POST", "/api/cli/sign-in/token", { device_code });
const decide = (who: Person, user_code: string, decision = "allow") =>
  who.call("POST", "/api/cli/sign-in/decision", { user_code, decision });
const view = (who: Person, user_code: string) => who.call("POST", "/api/cli/sign-in/view", { user_code });

async function signedIn(who: Person, name?: string): Promise<string> {
  const { device_code, user_code } = await start({ name });
  expect(told(await decide(who, user_code))).toBe("200 ok");
  return (await poll(device_code)).body.access_token;
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const clientOf = (token: string): Client =>
  openClient({ origin: gateway.url, headers: () => bearer(token), local: (code) => new Error(code) });
const as = (token: string, method: string, path: string, body?: unknown) =>
  program().call(
    method,
    path.startsWith("/api/") ? path : `/api/workspaces/acme${path}`,
    body,
    bearer(token),
  );

test("a program asks, a person sees who asks and confirms, and the program has a session of its own", async () => {
  const asked = await start();
  expect(asked).toMatchObject({ interval: 5, expires_in: 600, verification_uri: `${gateway.url}/cli` });
  expect(asked.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  expect(asked.verification_uri_complete).toBe(`${gateway.url}/cli/${asked.user_code}`);
  expect(told(await poll(asked.device_code))).toBe("400 authorization_pending");
  const typed = ` ${asked.user_code.toLowerCase().replace("-", " ")}`;
  expect((await view(owner, typed)).body).toMatchObject({
    user_code: asked.user_code,
    name: "ben-laptop",
    same_address: true,
    state: "pending",
    would_be: { role: "owner", days: 30, workspace: { slug: "acme" } },
  });
  expect((await decide(owner, asked.user_code)).body).toMatchObject({ state: "allowed" });
  const given = contract.deviceToken.parse((await poll(asked.device_code)).body);
  expect(given).toMatchObject({ user: { email: "owner@acme.test" }, role: "owner" });

  const client = clientOf(given.access_token);
  expect(await client.send(contract.getSession)).toMatchObject({ method: "cli", csrf: "" });
  const params = { workspace: "acme" };
  const agent = await client.send(contract.createAgent, { params, body: { name: "Made by a program" } });
  expect(agent.slug).toBe("made_by_a_program");
  await expect(
    client.send(contract.getAgent, { params: { ...params, agent: "agt_none" } }),
  ).rejects.toMatchObject({ name: "ApiError", code: "not_found", problem: { status: 404 } });
  const { sessions } = await owner.api("GET", "/sessions");
  expect(sessions).toContainEqual(
    expect.objectContaining({ method: "cli", device: "Command line on ben-laptop", current: false }),
  );
  const rows = await auditRows(gateway, {});
  const types = rows.map((row) => row.type);
  expect(types).toContain("cli.allowed");
  expect(rows.find((row) => row.type === "sign_in.succeeded")).toMatchObject({ data: { method: "cli" } });
  const trail = JSON.stringify([rows, gateway.logLines]);
  for (const secret of [given.access_token, asked.device_code]) expect(trail).not.toContain(secret);
});

test("its token is good for the API alone: not for MCP, not for files, not as a cookie", async () => {
  const token = await signedIn(owner);
  expect((await rawCall(gateway.url, token, "gmail_list_labels", {})).status).toBe(401);
  for (const path of ["/mcp", "/k/mcp/gmail"]) expect((await as(token, "GET", path)).status).toBe(404);
  const mcp = await fetch(`${gateway.url}/k/mcp/gmail`, { method: "POST", headers: bearer(token) });
  expect(mcp.status).toBe(401);
  expect(told(await as(token, "GET", "/api/check"))).toMatch(/^401/);
  const file = await program().call("GET", "/files/gmail/attachment/1/2", undefined, bearer(token));
  expect(file.status).toBe(401);
  expect(told(await program().call("GET", "/api/session", undefined, { cookie: `valetkey=${token}` }))).toBe(
    "401 not_signed_in",
  );
  // Beside a program's token that does not hold, a cookie that does is not looked at; what a proxy sends is not ours.
  expect(told(await owner.call("GET", "/api/session", undefined, bearer(`${token}x`)))).toBe(
    "401 not_signed_in",
  );
  for (const authorization of ["Basic eDp5", "Bearer somebody.elses"]) {
    const headers = { authorization, "x-valetkey-csrf": "" };
    expect(told(await owner.call("GET", "/api/session", undefined, headers))).toBe("200 ok");
    expect(told(await owner.call("DELETE", "/api/session", undefined, headers))).toBe("403 csrf");
  }
});

test("what lets others in or loosens what holds agents takes a browser", async () => {
  const token = await signedIn(owner);
  const person = (await owner.api("GET", "/members")).members[0].id;
  for (const [method, path, body] of [
    ["POST", "/policies", { name: "x", decision: "allow" }],
    ["PATCH", "/policies", { defaults: { destructive: "allow" } }],
    ["POST", `/members/${person}/sign_in_link`],
    ["POST", "/invitations", { email: "eve@acme.test", role: "owner" }],
    ["POST", "/members", { email: "eve@acme.test", name: "Eve", role: "owner" }],
    ["PATCH", "/agents/agt_any", { manifest: null }],
    ["POST", "/delegations", { name: "x", agent: "agt_any" }],
    ["POST", "/approvals/apr_any/decision", { decision: "approve" }],
    ["DELETE", "", { confirm: "acme" }],
  ] as const)
    expect(`${path} ${told(await as(token, method, path, body))}`).toBe(`${path} 403 browser_needed`);
  expect(told(await as(token, "POST", "/approvals/apr_any/decision", { decision: "deny" }))).toMatch(/^404/);
  // Nor does it make itself a successor, or go elsewhere.
  const { user_code } = await start();
  for (const [path, body] of [
    ["/api/cli/sign-in/decision", { user_code, decision: "allow" }],
    ["/api/cli/sign-in/view", { user_code }],
    ["/api/session/switch", { workspace: "acme" }],
  ] as const)
    expect(`${path} ${told(await as(token, "POST", path, body))}`).toBe(`${path} 401 not_signed_in`);
});

test("stolen codes: a confirmation is worth one session, for whoever has the device code, within ten minutes", async () => {
  const { device_code, user_code } = await start();
  // The code on the screen fetches nothing, and whoever confirms must be signed in and mean it.
  expect(told(await poll(`vd_${user_code}${"x".repeat(20)}`))).toBe("400 expired_token");
  expect(
    told(await program().call("POST", "/api/cli/sign-in/decision", { user_code, decision: "allow" })),
  ).toBe("401 not_signed_in");
  const forged = { "x-valetkey-csrf": "forged" };
  const body = { user_code, decision: "allow" };
  expect(told(await owner.call("POST", "/api/cli/sign-in/decision", body, forged))).toBe("403 csrf");
  await decide(owner, user_code);
  const both = await Promise.all([poll(device_code), poll(device_code)]);
  expect(both.map(told).toSorted()).toEqual(["200 ok", "400 expired_token"]);
  expect(told(await poll(device_code))).toBe("400 expired_token");
  expect(told(await view(owner, user_code))).toBe("404 device_code_unknown");

  const late = await start();
  clock.advance(601_000);
  expect(told(await poll(late.device_code))).toBe("400 expired_token");
  expect(told(await decide(owner, late.user_code))).toBe("404 device_code_unknown");
});

test("the wrong person: who decides first decides; others learn nothing, and it is theirs that the program gets", async () => {
  const mia = await gateway.member("mia@acme.test");
  const { device_code, user_code } = await start();
  await decide(mia, user_code);
  expect(told(await view(owner, user_code))).toBe("404 device_code_unknown");
  expect(told(await decide(owner, user_code))).toBe("404 device_code_unknown");
  expect(told(await decide(mia, user_code, "deny"))).toBe("409 conflict");
  const { access_token } = (await poll(device_code)).body;
  expect(told(await as(access_token, "GET", "/tokens"))).toBe("403 forbidden");
  expect(told(await as(access_token, "GET", "/integrations"))).toBe("200 ok");

  const other = await secondWorkspace(gateway);
  expect(told(await as(access_token, "GET", `/api/workspaces/${other.workspaceId}/integrations`))).toBe(
    "404 not_found",
  );
  const denied = await start();
  await decide(owner, denied.user_code, "deny");
  expect(told(await poll(denied.device_code))).toBe("400 access_denied");
  expect((await auditRows(gateway, { type: "cli.denied" })).length).toBe(1);
});

test("a program that does not wait is slowed down", async () => {
  const { device_code } = await start();
  expect((await poll(device_code)).body).toMatchObject({ code: "authorization_pending", interval: 5 });
  expect((await poll(device_code)).body).toMatchObject({ code: "slow_down", interval: 10 });
  clock.advance(6_000);
  expect((await poll(device_code)).body).toMatchObject({ code: "slow_down", interval: 15 });
  clock.advance(15_000);
  expect((await poll(device_code)).body).toMatchObject({ code: "authorization_pending", interval: 15 });
  for (const name of ["a\u202eb", "<b>", "", "x".repeat(61)])
    expect(told(await program().call("POST", "/api/cli/sign-in", { name }))).toBe("400 bad_request");
});

test("it ends after thirty days, by sign-out, from the list of sessions, and with the membership", async () => {
  const mia = await gateway.member("mo@acme.test");
  const works = async (token: string) => (await as(token, "GET", "/api/session")).status === 200;
  const [first, second, third] = [
    await signedIn(mia, "one"),
    await signedIn(mia, "two"),
    await signedIn(mia),
  ];
  clock.advance(5 * 3_600_000); // longer than a browser may be idle
  expect(await works(first)).toBe(true);
  clock.reset();
  expect((await as(first, "DELETE", "/api/session")).status).toBe(204);
  expect([await works(first), await works(second)]).toEqual([false, true]);
  const { sessions } = await mia.api("GET", "/sessions");
  const two = sessions.find((one: { device: string }) => one.device === "Command line on two");
  await mia.api("DELETE", `/sessions/${two.id}`);
  expect([await works(second), await works(third)]).toEqual([false, true]);
  await owner.api("DELETE", `/members/${mia.session.user.id}`);
  expect(await works(third)).toBe(false);
  const last = await signedIn(owner);
  clock.advance(31 * 86_400_000);
  expect(await works(last)).toBe(false);
});
