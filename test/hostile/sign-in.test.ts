import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sealAttempt } from "../../gateway/identity/cookie.ts";
import { Browser } from "../support/browser.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts";
import { movableClock } from "../support/look.ts";
import { sqlOf } from "./helpers.ts";

/** The company's sign-in: the issuer's answer is somebody else's, of another day, or a lie. */
const clock = movableClock();
const ATTEMPT = "valetkey-sign-in";
let hostile: HostileIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  hostile = await startHostileIssuer();
  gateway = await startGateway({
    clock: clock.now,
    env: {
      LOGIN_OIDC_ISSUER: hostile.issuer,
      LOGIN_OIDC_CLIENT_ID: hostile.clientId,
      LOGIN_OIDC_CLIENT_SECRET: hostile.clientSecret,
    },
  });
});
afterEach(() => {
  hostile.honest();
  clock.reset();
});
afterAll(async () => {
  await gateway?.close();
  await hostile?.close();
});

interface Begun {
  browser: Browser;
  state: string;
  nonce: string;
}
async function begin(): Promise<Begun> {
  const browser = new Browser(gateway.url);
  const { location } = await browser.go("/api/sign-in/company");
  const asked = new URL(location ?? "").searchParams;
  const [state, nonce] = [asked.get("state") ?? "", asked.get("nonce") ?? ""];
  hostile.honest(nonce);
  return { browser, state, nonce };
}
const callback = (query: Record<string, string>) => `/sign-in/company/callback?${new URLSearchParams(query)}`;

/** The browser is sent back with this code, nobody is signed in, and no account was bound. */
async function refused(browser: Browser, query: Record<string, string>, code: string): Promise<void> {
  const bound = async () =>
    (await sqlOf(gateway)("SELECT count(*)::int AS n FROM user_identities")).rows[0]?.n;
  const before = await bound();
  const visit = await browser.go(callback(query));
  expect(`${visit.status} ${visit.location}`).toBe(`303 /sign-in?problem=${code}`);
  expect(visit.set.some((line) => line.startsWith("valetkey="))).toBe(false);
  expect(await browser.session()).toBeUndefined();
  expect(await bound()).toBe(before);
}

test("H94 login CSRF: a victim's browser is led to an answer that an attacker began", async () => {
  const { state } = await begin();
  await refused(new Browser(gateway.url), { state, code: "attackers" }, "sign_in_expired");
  const victim = await begin();
  await refused(victim.browser, { state, code: "attackers" }, "sign_in_expired");
  expect(hostile.tokenRequests, "the attacker's code was exchanged").toEqual([]);
});

test("H95 the company's attempt used as a session, a session used as an attempt", async () => {
  const { browser, state } = await begin();
  const attempt = browser.cookies.get(ATTEMPT) ?? "";
  const thief = new Browser(gateway.url);
  thief.cookies.set("valetkey", attempt);
  expect(await thief.session()).toBeUndefined();
  thief.cookies.clear();
  thief.cookies.set(ATTEMPT, gateway.owner.cookie.slice("valetkey=".length));
  await refused(thief, { state, code: "x" }, "sign_in_expired");
  const own = { s: state, n: "n", v: "v", e: Date.now() + 60_000 };
  thief.cookies.set(ATTEMPT, sealAttempt(gateway.app.keys.keys.derive("session-cookie"), own));
  await refused(thief, { state, code: "x" }, "sign_in_expired");
});

test("H96 an answer replayed with its cookie kept back, and one kept for more than ten minutes", async () => {
  const { browser, state } = await begin();
  const attempt = browser.cookies.get(ATTEMPT) ?? "";
  clock.advance(10 * 60_000);
  await refused(browser, { state, code: "x" }, "sign_in_expired");
  clock.reset();
  const again = new Browser(gateway.url);
  again.cookies.set(ATTEMPT, `${attempt.slice(0, -6)}AAAAAA`);
  await refused(again, { state, code: "x" }, "sign_in_expired");
});

test("H97 an ID token that lies: issuer, audience, nonce, time, signature, algorithm, subject", async () => {
  const now = Math.floor(Date.now() / 1_000);
  const lies: ((lies: HostileIssuer["lies"]) => void)[] = [
    (l) => Object.assign(l.claims, { iss: "https://evil.test" }),
    (l) => Object.assign(l.claims, { aud: "another-client" }),
    (l) => Object.assign(l.claims, { aud: ["gateway-login", "other"], azp: "other" }),
    (l) => Object.assign(l.claims, { nonce: "of-another-attempt" }),
    (l) => Object.assign(l.claims, { nonce: undefined }),
    (l) => Object.assign(l.claims, { iat: now - 7_200, exp: now - 3_600 }),
    (l) => Object.assign(l.claims, { nbf: now + 3_600 }),
    (l) => Object.assign(l.claims, { sub: "" }),
    (l) => Object.assign(l, { signedBy: "nobody" }),
    (l) => Object.assign(l, { signedBy: "stranger" }),
    (l) => Object.assign(l, { signedBy: "client_secret" }),
    (l) => Object.assign(l.header, { kid: "unknown" }),
  ];
  for (const lie of lies) {
    const { browser, state } = await begin();
    lie(hostile.lies);
    await refused(browser, { state, code: "x" }, "sign_in_rejected");
  }
});

test("H98 an address that nobody verified, that is two, or that userinfo gives for somebody else", async () => {
  for (const [code, lie] of [
    ["email_unverified", { email_verified: false }],
    ["email_unverified", { email_verified: undefined }],
    ["email_unverified", { email_verified: "yes" }],
    ["email_unverified", { email: ["owner@acme.test"] }],
    ["email_unverified", { email: "owner@acme.test, eve@evil.test" }],
    ["email_unverified", { email: "owner@acme.test\u0000@evil.test" }],
  ] as const) {
    const { browser, state } = await begin();
    Object.assign(hostile.lies.claims, lie);
    await refused(browser, { state, code: "x" }, code);
  }
  const { browser, state } = await begin();
  hostile.lies.claims = { email: undefined };
  hostile.lies.userinfo = { sub: "u-2", email: "owner@acme.test", email_verified: true };
  await refused(browser, { state, code: "x" }, "sign_in_rejected");
});

test("H99 another account of the issuer that carries a known person's address", async () => {
  const first = await begin();
  expect((await first.browser.go(callback({ state: first.state, code: "x" }))).location).toBe("/");
  const { browser, state } = await begin();
  Object.assign(hostile.lies.claims, { sub: "u-666" });
  await refused(browser, { state, code: "x" }, "identity_taken");
});

test("H100 session fixation: a session planted in the browser before the person signs in", async () => {
  const planted = await begin();
  await planted.browser.go(callback({ state: planted.state, code: "x" }));
  const before = planted.browser.cookies.get("valetkey") ?? "";
  expect(await planted.browser.session()).toBeDefined();
  const victim = await begin();
  victim.browser.cookies.set("valetkey", before);
  await victim.browser.go(callback({ state: victim.state, code: "x" }));
  expect(victim.browser.cookies.get("valetkey")).not.toBe(before);
  expect(await planted.browser.session(), "the planted session lives on").toBeUndefined();
});

test("H101 open redirect: the answer, or its address, names where to go next", async () => {
  for (const more of ["next", "return_to", "redirect_uri", "RelayState", "problem"]) {
    const { browser, state } = await begin();
    const visit = await browser.go(callback({ state, code: "x", [more]: "//evil.test" }));
    expect(visit.location).toBe("/");
    const failed = await browser.go(callback({ error: "//evil.test", [more]: "//evil.test" }));
    expect(failed.location).toBe("/sign-in?problem=sign_in_expired");
  }
});

test("H267 an issuer under examination: its keys are elsewhere, on the own network, without end, or none", async () => {
  const inside = createServer((_req, res) => {
    reached++;
    res.end('{"keys":[{"kty":"RSA","use":"sig","n":"inside-the-network"}]}');
  });
  let reached = 0;
  await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
  const { port } = inside.address() as AddressInfo;
  const check = () => gateway.owner.api("POST", "/company-sign-in/check");
  const misconfigured = { ok: false, code: "sign_in_misconfigured" };
  const keys = (answer: (res: ServerResponse) => unknown) =>
    hostile.lies.answers.set("/jwks", (_req, res) => void answer(res));
  const json = (text: string) => (res: ServerResponse) =>
    res.writeHead(200, { "content-type": "application/json" }).end(text);
  try {
    for (const answer of [
      (res: ServerResponse) => res.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end(),
      (res: ServerResponse) => res.writeHead(307, { location: `http://localhost:${port}/` }).end(),
      json("<h1>inside-the-network</h1>"),
      json('{"keys":"inside-the-network"}'),
      json('{"keys":[null,7,{"use":"enc"}]}'),
      json("[]"),
      json("null"),
    ]) {
      keys(answer);
      expect((await check()).result).toEqual(misconfigured);
    }
    for (const jwks_uri of [
      `http://127.0.0.1:${port}/`,
      `https://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      "file:///etc/passwd",
      "http://169.254.169.254/latest/meta-data",
      "inside-the-network",
    ]) {
      hostile.honest();
      hostile.lies.metadata = { jwks_uri };
      const checked = await check();
      expect(checked.result, jwks_uri).toMatchObject({ ok: false });
      expect(JSON.stringify(checked)).not.toContain("network");
    }
    expect(reached, "something on the own network was asked").toBe(0);

    // More than anybody needs, as it stands and packed: read up to a limit, and no further.
    hostile.honest();
    const padding = "x".repeat(1024 * 1024);
    let sent = 0;
    keys(async (res) => {
      res.writeHead(200, { "content-type": "application/json" });
      res.write('{"keys":["');
      for (; sent < 64 && !res.destroyed; sent++) {
        if (!res.write(padding)) await Promise.race([once(res, "drain"), once(res, "close")]);
      }
      res.end();
    });
    expect((await check()).result).toMatchObject({ ok: false });
    expect(sent, "it was read to its end").toBeLessThan(40);
    keys((res) => {
      res.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      res.end(gzipSync(`{"keys":[],"x":"${padding.repeat(32)}"}`));
    });
    expect((await check()).result).toMatchObject({ ok: false });

    // Whoever asks again and again asks the issuer once at a time.
    let asked = 0;
    keys((res) => {
      asked++;
      setTimeout(() => json('{"keys":[{"kty":"RSA"}]}')(res), 100);
    });
    const all = await Promise.all(Array.from({ length: 20 }, check));
    expect(all.map(({ result }) => result)).toEqual(Array(20).fill({ ok: true, keys: 1 }));
    expect(asked).toBe(1);
  } finally {
    inside.close();
  }
});
