import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sealAttempt, sealCookie } from "../../gateway/identity/cookie.ts";
import { checksum } from "../../gateway/identity/secret-text.ts";
import { parseKeys } from "../../gateway/vault/key-ring.ts";
import { rawCall } from "../support/agent.ts";
import { Browser } from "../support/browser.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { movableClock } from "../support/look.ts";
import { type Answer, Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { ALL, sqlOf, told, withAgent } from "./helpers.ts";

/** Cookies, API tokens, invitations and sign-in links: forged, kept, passed on, used where they do not belong. */
const clock = movableClock();
const HOUR = 3_600_000;
let gateway: TestGateway;
let owner: Person;
let connector: string;

beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now, slack: {} });
  owner = gateway.owner;
  connector = (await owner.authorize({ email: "ada@acme.test", tools: ALL })).body.connector.slug;
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

const sealedOf = (person: Person) => person.cookie.slice("valetkey=".length);
const opens = async (cookie: string): Promise<number> =>
  (await rawHttp(gateway.url, { path: "/api/session", headers: { cookie: `valetkey=${cookie}` } })).status;
const signedIn = async (userId = owner.session.user.id) =>
  new Person(gateway.url).signIn(await gateway.signInToken(userId));
/** What an owner's cookie holds, ending when we like. */
async function contents(person: Person) {
  const { rows } = await sqlOf(gateway)(
    "SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NULL ORDER BY created_at DESC LIMIT 1",
    [person.session.user.id],
  );
  const { workspace, user, csrf } = person.session;
  return { w: workspace.id, s: String(rows[0]?.id), u: user.id, c: csrf, e: Date.now() + 24 * HOUR };
}

test("H50 a cookie with one character changed, at every place, or cut at every place", async () => {
  const whole = sealedOf(owner);
  expect(await opens(whole)).toBe(200);
  const forged: string[] = [];
  for (let at = 0; at < whole.length; at += 3) {
    // Two base64url characters apart in their high bits, so that the bytes differ for certain.
    const other = whole[at] === "A" ? "g" : "A";
    forged.push(whole.slice(0, at) + other + whole.slice(at + 1), whole.slice(0, at));
  }
  const answers = await Promise.all(forged.map(opens));
  expect(answers.filter((status) => status !== 401)).toEqual([]);
});

test("H51 a cookie sealed with another key, under the name of the gateway's own", async () => {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64");
  for (const id of ["k1", "k2"]) {
    const strangers = parseKeys(`${id}:${key}`).derive("session-cookie");
    expect(await opens(sealCookie(strangers, await contents(owner)))).toBe(401);
  }
});

test("H52 a cookie of the gateway's own key, sealed for another purpose", async () => {
  const { keys } = gateway.app.keys;
  const person = await signedIn();
  const real = await contents(person);
  expect(await opens(sealCookie(keys.derive("session-cookie"), real))).toBe(200);
  const attempt = { s: real.s, n: "n", v: "v", w: real.w, u: real.u, c: real.c, e: real.e };
  for (const cookie of [
    sealCookie(keys.derive("company-sign-in"), real),
    sealCookie(keys.derive("argument-digest"), real),
    sealAttempt(keys.derive("session-cookie"), attempt),
    sealAttempt(keys.derive("company-sign-in"), attempt),
  ])
    expect(await opens(cookie)).toBe(401);
});

test("H53 a cookie whose own end was moved, past the end of its session", async () => {
  const person = await signedIn();
  const keys = gateway.app.keys.keys.derive("session-cookie");
  const cookie = sealCookie(keys, await contents(person)); // 24 h, as only we can make it
  clock.advance(3 * HOUR);
  expect(await opens(cookie)).toBe(200);
  clock.advance(3 * HOUR);
  expect(await opens(cookie)).toBe(200);
  clock.advance(3 * HOUR);
  expect(await opens(cookie)).toBe(200);
  clock.advance(3 * HOUR + 1_000);
  expect(await opens(cookie), "twelve hours are the session's, whatever the cookie says").toBe(401);
});

test("H54 a copied cookie after sign-out, and after the session was ended from elsewhere", async () => {
  const one = await signedIn();
  const copy = sealedOf(one);
  await one.call("DELETE", "/api/session");
  expect(await opens(copy)).toBe(401);
  const two = await signedIn();
  expect(await opens(sealedOf(two))).toBe(200);
  await owner.api("DELETE", "/sessions");
  expect(await opens(sealedOf(two))).toBe(401);
});

test("H55 one person's cookie around another's session", async () => {
  const mia = await gateway.member("mia@acme.test");
  const keys = gateway.app.keys.keys.derive("session-cookie");
  const [mine, theirs] = [await contents(mia), await contents(owner)];
  for (const mixed of [
    { ...mine, s: theirs.s },
    { ...theirs, s: mine.s },
    { ...mine, u: theirs.u },
  ])
    expect(await opens(sealCookie(keys, mixed))).toBe(401);
});

test("H56 an API token where a cookie belongs, a cookie where a token belongs", async () => {
  const { value } = await owner.newToken();
  const path = `/api/workspaces/${owner.session.workspace.id}/tokens`;
  for (const headers of [
    { authorization: `Bearer ${value}` },
    { cookie: `valetkey=${value}` },
    { authorization: `Bearer ${value}`, cookie: `valetkey=${value}`, "x-valetkey-csrf": owner.session.csrf },
    { authorization: `Bearer ${sealedOf(owner)}` },
  ] as Record<string, string>[])
    expect((await rawHttp(gateway.url, { path, headers })).status).toBe(401);
  for (const text of [sealedOf(owner), owner.cookie, owner.session.csrf])
    expect((await rawCall(gateway.url, text, "gmail_list_labels", {})).status).toBe(401);
  const unheaded = await rawHttp(gateway.url, {
    method: "POST",
    path: `/mcp/gmail?access_token=${value}&token=${value}`,
    headers: { cookie: owner.cookie, "x-api-key": value, "content-type": "application/json" },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
  });
  expect(unheaded.status, "a token in the address ends up in logs").toBe(401);
});

const mcpCode = async (token: string): Promise<string> => {
  gateway.google.clearRequests();
  const response = await rawCall(gateway.url, token, "gmail_list_labels", { connector });
  const text = await response.text();
  if (response.status === 200) return text.includes('"isError":true') ? text : "200 ok";
  expect(gateway.google.requests()).toEqual([]);
  return `${response.status} ${JSON.parse(text).error?.data?.code}`;
};

test("H57 a forged API token with a right checksum, a real id and a guessed secret", async () => {
  const { value } = await owner.newToken();
  expect(await mcpCode(value)).toBe("200 ok");
  const [, id, tail = ""] = value.split("_");
  for (const secret of ["0".repeat(40), tail.slice(0, 39) + (tail[39] === "0" ? "1" : "0")]) {
    const body = `vk_${id}_${secret}`;
    expect(await mcpCode(body + checksum(body))).toBe("401 token_invalid");
  }
  for (const text of [value.slice(0, -1), `${value}0`, value.toUpperCase(), `vk_${id}`, "vk_", "null"])
    expect(await mcpCode(text)).toBe("401 token_invalid");
});

test("H58 an API token after its end, and after its revocation, while another gateway call kept it warm", async () => {
  const short = await owner.newToken({ expires_in_days: 1 });
  expect(await mcpCode(short.value)).toBe("200 ok");
  clock.advance(24 * HOUR + 1_000);
  expect(await mcpCode(short.value)).toBe("401 token_expired");
  clock.reset();
  const other = await owner.newToken();
  expect(await mcpCode(other.value)).toBe("200 ok");
  await owner.api("DELETE", `/tokens/${other.id}`);
  expect(await mcpCode(other.value)).toBe("401 token_revoked");
});

test("H59 an API token of a member who was removed", async () => {
  const pat = await gateway.member("pat@acme.test");
  const { value } = await owner.newToken({ user: pat.session.user.id });
  expect(await mcpCode(value)).toBe("200 ok");
  await owner.api("DELETE", `/members/${pat.session.user.id}`);
  expect((await mcpCode(value)).slice(0, 3)).toBe("401");
});

test("H60 a token for one MCP server at another, and a read-only token that writes", async () => {
  const narrow = await owner.newToken({ servers: ["gmail"] });
  const elsewhere = await rawHttp(gateway.url, {
    method: "POST",
    path: "/mcp/slack",
    headers: { authorization: `Bearer ${narrow.value}`, "content-type": "application/json" },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
  });
  expect(elsewhere.status).toBe(403);
  expect(JSON.parse(elsewhere.text).code).toBe("server_not_allowed");
  const reader = await owner.newToken({ read_only: true });
  gateway.google.clearRequests();
  const letter = { to: ["eve@evil.test"], subject: "x", body: "x", connector };
  const sent = await withAgent(gateway, reader.value, "gmail", (a) => a.call("gmail_send_message", letter));
  expect(sent.isError).toBe(true);
  expect(gateway.google.requests()).toEqual([]);
});

test("H61 what the database holds in a token's place, presented as the token", async () => {
  const { value } = await owner.newToken();
  const link = await gateway.signInToken(owner.session.user.id);
  const sha = (text: string) => createHash("sha256").update(text).digest();
  const { rows } = await sqlOf(gateway)("SELECT t::text AS row FROM api_tokens t");
  const { rows: links } = await sqlOf(gateway)("SELECT l::text AS row FROM sign_in_links l");
  const kept = [...rows, ...links].map(({ row }) => String(row)).join("\n");
  expect(kept).toContain(sha(value).toString("hex"));
  for (const secret of [value, value.split("_")[2] ?? "", link, link.slice(3)])
    expect(kept).not.toContain(secret);
  for (const form of ["hex", "base64", "base64url"] as const) {
    expect(await mcpCode(sha(value).toString(form))).toBe("401 token_invalid");
    const body = { token: sha(link).toString(form) };
    expect((await new Browser(gateway.url).post("/api/session", body)).status).toBe(401);
  }
});

const redeem = async (token: string) => {
  const visit = await new Browser(gateway.url).post("/api/session", { token });
  return `${visit.status} ${visit.body?.code ?? "ok"} ${visit.set.length}`;
};
const DEAD_LINK = "401 sign_in_link_invalid 0";

test("H62 a sign-in link used twice, and ten times at once", async () => {
  const token = await gateway.signInToken(owner.session.user.id);
  expect(await redeem(token)).toBe("200 ok 1");
  expect(await redeem(token)).toBe(DEAD_LINK);
  const fresh = await gateway.signInToken(owner.session.user.id);
  const all = await Promise.all(Array.from({ length: 10 }, () => redeem(fresh)));
  expect(all.sort()).toEqual(["200 ok 1", ...Array(9).fill(DEAD_LINK)]);
});

test("H63 a sign-in link after its quarter of an hour, and after the member it is for was removed", async () => {
  const late = await gateway.signInToken(owner.session.user.id);
  clock.advance(15 * 60_000);
  expect(await redeem(late)).toBe(DEAD_LINK);
  clock.reset();
  const kim = await gateway.member("kim@acme.test");
  const { url } = await owner.api("POST", `/members/${kim.session.user.id}/sign_in_link`);
  await owner.api("DELETE", `/members/${kim.session.user.id}`);
  expect(await redeem(url.split("#")[1])).toBe(DEAD_LINK);
});

const invite = async (email: string, role = "member", by = owner): Promise<string> =>
  (await by.api("POST", "/invitations", { email, role })).url.split("#")[1];
const accept = async (token: string, browser = new Browser(gateway.url)) => {
  const visit = await browser.post("/api/invitations/accept", { token });
  return `${visit.status} ${visit.body?.code ?? "ok"} ${visit.set.length}`;
};
const DEAD_INVITATION = "400 invitation_invalid 0";

test("H64 an invitation used twice, and ten times at once", async () => {
  const token = await invite("guest1@acme.test");
  expect(await accept(token)).toBe("200 ok 1");
  expect(await accept(token)).toBe(DEAD_INVITATION);
  const fresh = await invite("guest2@acme.test");
  const all = await Promise.all(Array.from({ length: 10 }, () => accept(fresh)));
  expect(all.filter((one) => one === "200 ok 1")).toHaveLength(1);
  const { rows } = await sqlOf(gateway)(
    "SELECT count(*)::int AS n FROM members m JOIN users u ON u.id = m.user_id WHERE u.email = 'guest2@acme.test'",
  );
  expect(rows[0]?.n).toBe(1);
});

test("H65 an invitation after its sender was removed, was demoted, or took it back; and after a week", async () => {
  const [kit, lou] = [
    await gateway.member("kit@acme.test", "admin"),
    await gateway.member("lou@acme.test", "admin"),
  ];
  const [ofKit, ofLou] = [
    await invite("g3@acme.test", "member", kit),
    await invite("g4@acme.test", "member", lou),
  ];
  await owner.api("DELETE", `/members/${kit.session.user.id}`);
  await owner.api("PATCH", `/members/${lou.session.user.id}`, { role: "member" });
  expect(await accept(ofKit)).toBe(DEAD_INVITATION);
  expect(await accept(ofLou)).toBe(DEAD_INVITATION);
  const mine = await owner.api("POST", "/invitations", { email: "g5@acme.test", role: "member" });
  await owner.api("DELETE", `/invitations/${mine.invitation.id}`);
  expect(await accept(mine.url.split("#")[1])).toBe(DEAD_INVITATION);
  const old = await invite("g6@acme.test");
  clock.advance(7 * 24 * HOUR);
  expect(await accept(old)).toBe(DEAD_INVITATION);
  // Even where the row says nothing of it: who may no longer give the role gives nothing.
  clock.reset();
  const max = await gateway.member("max@acme.test", "admin");
  const ofMax = await invite("g7@acme.test", "auditor", max);
  await sqlOf(gateway)("UPDATE members SET role = 'member' WHERE user_id = $1", [max.session.user.id]);
  expect(await accept(ofMax)).toBe(DEAD_INVITATION);
});

test("H66 an invitation opened by somebody who is signed in with another address", async () => {
  const token = await invite("boss@acme.test", "admin");
  const mallory = await gateway.member("mallory@acme.test");
  const answer: Answer = await mallory.call("POST", "/api/invitations/accept", { token });
  expect(told(answer)).toBe("409 invitation_other_address");
  const { members } = await owner.api("GET", "/members");
  expect(members.find((m: { email: string }) => m.email === "mallory@acme.test").role).toBe("member");
  expect(members.some((m: { email: string }) => m.email === "boss@acme.test")).toBe(false);
});

test("H67 one kind of link where another belongs", async () => {
  const link = await gateway.signInToken(owner.session.user.id);
  const invitation = await invite("g8@acme.test");
  expect(await accept(link)).toBe(DEAD_INVITATION);
  expect(await redeem(invitation)).toBe(DEAD_LINK);
  // A member's link made into an operator's, which would open every workspace of the person.
  expect(await redeem(link.replace(/^vl_/, "vo_"))).toBe(DEAD_LINK);
  expect(await redeem(link)).toBe("200 ok 1");
});
