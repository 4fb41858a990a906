import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { sealAttempt, sealCookie } from "../../gateway/identity/cookie.ts";
import { Browser, type Visit } from "../support/browser.ts";
import { type Company, newBrowser, startCompany, toCallback } from "../support/company.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { type HostileIssuer, startHostileIssuer } from "../support/hostile-issuer.ts";
import { auditRows, movableClock } from "../support/look.ts";

const problem = ({ status, location }: Visit) => `${status} ${location}`;
const refused = (code: string) => `303 /sign-in?problem=${code}`;
const ATTEMPT = "valetkey-sign-in";

describe("against oidc-provider", () => {
  const clock = movableClock();
  let company: Company;
  beforeAll(async () => {
    company = await startCompany({
      clock: clock.now,
      users: ["owner", "eve"].map((name) => ({ sub: `u-${name}`, email: `${name}@acme.test`, name })),
    });
    await company.gateway.owner.api("POST", "/members", {
      email: "eve@acme.test",
      name: "Eve",
      role: "member",
    });
  });
  afterEach(() => clock.reset());
  afterAll(() => company?.close());

  /** Refused, and nobody is signed in afterwards. */
  async function expectRefused(browser: Browser, path: string, code: string): Promise<void> {
    const visit = await browser.go(path);
    expect(problem(visit)).toBe(refused(code));
    expect(visit.set.some((line) => line.startsWith("valetkey="))).toBe(false);
    expect(await browser.session()).toBeUndefined();
  }
  const eves = { email: "eve@acme.test" };

  test("the attempt's cookie is for this host, this site, no script, and ten minutes", async () => {
    const { set, location } = await newBrowser(company).go("/api/sign-in/company");
    expect(set).toHaveLength(1);
    expect(set[0]).toMatch(/^valetkey-sign-in=[\w.-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const expires = Date.parse(/Expires=([^;]+)/.exec(set[0] ?? "")?.[1] ?? "");
    expect(Math.abs(expires - Date.now() - 600_000)).toBeLessThan(5_000);
    const asked = new URL(location ?? "").searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    for (const name of ["state", "nonce", "code_challenge"])
      expect(asked.get(name)?.length).toBeGreaterThan(40);
    expect(asked.get("redirect_uri")).toBe(`${company.gateway.url}/sign-in/company/callback`);
  });

  test("log-in CSRF: an answer that another browser began signs nobody in", async () => {
    const evesAnswer = await toCallback(newBrowser(company), eves);
    await expectRefused(newBrowser(company), evesAnswer, "sign_in_expired");
    const victim = newBrowser(company);
    await victim.go("/api/sign-in/company"); // with an attempt of their own under way
    await expectRefused(victim, evesAnswer, "sign_in_expired");
    expect(victim.cookies.has(ATTEMPT)).toBe(false); // which is over now
  });

  test("state: missing, foreign, twice or altered", async () => {
    const browser = newBrowser(company);
    const path = await toCallback(browser, eves);
    const attempt = browser.cookies.get(ATTEMPT) ?? "";
    const { searchParams } = new URL(path, browser.url);
    const state = searchParams.get("state") ?? "";
    for (const states of [[], [""], [`${state}x`], [state.slice(0, -1)], [state, state], ["x", state]]) {
      browser.cookies.set(ATTEMPT, attempt);
      const query = new URLSearchParams([
        ["code", searchParams.get("code") ?? ""],
        ...states.map((value): [string, string] => ["state", value]),
      ]);
      await expectRefused(browser, `/sign-in/company/callback?${query}`, "sign_in_expired");
    }
  });

  test("a replayed answer: once the attempt is used, and also with its cookie kept back", async () => {
    const browser = newBrowser(company);
    const path = await toCallback(browser, eves);
    const attempt = browser.cookies.get(ATTEMPT) ?? "";
    expect(problem(await browser.go(path))).toBe("303 /");
    const again = newBrowser(company);
    await expectRefused(again, path, "sign_in_expired");
    again.cookies.set(ATTEMPT, attempt);
    await expectRefused(again, path, "sign_in_rejected");
  });

  test("code injection: another attempt's code, under one's own state", async () => {
    const stolen = new URL(await toCallback(newBrowser(company), { email: "owner@acme.test" }), "http://x");
    const browser = newBrowser(company);
    const own = new URL(await toCallback(browser, eves), "http://x");
    own.searchParams.set("code", stolen.searchParams.get("code") ?? "");
    await expectRefused(browser, own.pathname + own.search, "sign_in_rejected");
  });

  test("mix-up: an answer in another issuer's name, good or bad, is not believed", async () => {
    for (const more of [{}, { error: "access_denied" }] as Record<string, string>[]) {
      const browser = newBrowser(company);
      const own = new URL(await toCallback(browser, eves), "http://x");
      own.searchParams.set("iss", "https://evil.test");
      for (const [name, value] of Object.entries(more)) own.searchParams.set(name, value);
      await expectRefused(browser, own.pathname + own.search, "sign_in_rejected");
    }
    const without = newBrowser(company);
    const silent = new URL(await toCallback(without, eves), "http://x");
    silent.searchParams.delete("iss"); // the issuer says in its metadata that it always names itself
    await expectRefused(without, silent.pathname + silent.search, "sign_in_rejected");
  });

  test("an attempt ends after ten minutes", async () => {
    const browser = newBrowser(company);
    const path = await toCallback(browser, eves);
    clock.advance(600_000);
    await expectRefused(browser, path, "sign_in_expired");
  });

  test("session fixation: a session that was there before is over, and the new one is another", async () => {
    const browser = newBrowser(company);
    const planted = newBrowser(company);
    await planted.go(await toCallback(planted, eves));
    browser.cookies.set("valetkey", planted.cookies.get("valetkey") ?? "");
    await browser.go(await toCallback(browser, { email: "owner@acme.test" }));
    expect((await browser.session()).user.email).toBe("owner@acme.test");
    expect(browser.cookies.get("valetkey")).not.toBe(planted.cookies.get("valetkey"));
    expect(await planted.session()).toBeUndefined();
  });

  test("a cookie of another purpose, or of another making, is no attempt", async () => {
    const browser = newBrowser(company);
    const path = await toCallback(browser, eves);
    const real = browser.cookies.get(ATTEMPT) ?? "";
    const { keys } = company.gateway.app.keys;
    const contents = { s: "s".repeat(43), n: "n", v: "v", e: Date.now() + 60_000 };
    const session = { w: "w", s: "s", u: "u", c: "c", e: Date.now() + 60_000 };
    for (const cookie of [
      "",
      `${real}A`,
      real.slice(0, -2),
      sealAttempt(keys.derive("session-cookie"), contents),
      sealCookie(keys.derive("company-sign-in"), session),
      sealAttempt(keys.derive("company-sign-in"), contents), // ours, but of no attempt that is this one
    ]) {
      browser.cookies.set(ATTEMPT, cookie);
      await expectRefused(browser, path, "sign_in_expired");
    }
    // And the other way round: an attempt opens no session.
    browser.cookies.set("valetkey", real);
    expect(await browser.session()).toBeUndefined();
  });

  test("open redirect: wherever the answer wants to go, the browser goes to one of two pages", async () => {
    for (const more of [
      "redirect=//evil.test",
      "return_to=https://evil.test",
      "next=//evil.test&RelayState=//evil.test",
    ]) {
      const browser = newBrowser(company);
      expect(problem(await browser.go(`${await toCallback(browser, eves)}&${more}`))).toBe("303 /");
      const failed = await browser.go(`/sign-in/company/callback?${more}&error=//evil.test`);
      expect(problem(failed)).toBe(refused("sign_in_expired"));
    }
  });

  test("another site's form cannot begin a sign-in with its own invitation", async () => {
    const { gateway } = company;
    const { url } = await gateway.owner.api("POST", "/invitations", {
      email: "eve2@acme.test",
      role: "member",
    });
    const body = { invitation: url.split("#")[1] };
    const browser = new Browser(gateway.url);
    const foreign = await browser.post("/api/sign-in/company", body, { origin: "https://evil.test" });
    expect(foreign.body.code).toBe("origin_refused");
    const form = await browser.post("/api/sign-in/company", body, { "content-type": "text/plain" });
    expect(form.status).toBe(400);
    expect(browser.cookies.size).toBe(0);
  });
});

describe("against an issuer that lies", () => {
  let hostile: HostileIssuer;
  let gateway: TestGateway;
  let trusting: TestGateway;
  let ownerId: string;
  beforeAll(async () => {
    hostile = await startHostileIssuer();
    gateway = await startGateway({ env: environment(hostile) });
    trusting = await startGateway({ env: { ...environment(hostile), LOGIN_OIDC_TRUST_EMAIL: "true" } });
    ownerId = gateway.owner.session.user.id;
  });
  afterEach(() => hostile.honest());
  afterAll(async () => {
    await trusting?.close();
    await gateway?.close();
    await hostile?.close();
  });

  const environment = ({ issuer, clientId, clientSecret }: HostileIssuer) => ({
    LOGIN_OIDC_ISSUER: issuer,
    LOGIN_OIDC_CLIENT_ID: clientId,
    LOGIN_OIDC_CLIENT_SECRET: clientSecret,
  });

  /** Begins, and answers with a code of the issuer's choice. `lie`: what the issuer then gives for it. */
  async function attempt(
    lie: (lies: HostileIssuer["lies"]) => void = () => {},
    answer: Record<string, string> = { code: "any-code" },
    at: TestGateway = gateway,
  ): Promise<{ visit: Visit; browser: Browser }> {
    const browser = new Browser(at.url);
    const { location } = await browser.go("/api/sign-in/company");
    const asked = new URL(location ?? "").searchParams;
    hostile.honest(asked.get("nonce") ?? "");
    lie(hostile.lies);
    const query = new URLSearchParams({ state: asked.get("state") ?? "", ...answer });
    return { visit: await browser.go(`/sign-in/company/callback?${query}`), browser };
  }

  test("while it is honest, it signs in", async () => {
    const { visit, browser } = await attempt();
    expect(problem(visit)).toBe("303 /");
    expect((await browser.session()).user.id).toBe(ownerId);
    const [request] = hostile.tokenRequests.slice(-1);
    expect(request?.get("code_verifier")?.length).toBeGreaterThan(40);
  });

  const now = () => Math.floor(Date.now() / 1_000);
  const LIES: [what: string, code: string, lie: (lies: HostileIssuer["lies"]) => void][] = [
    [
      "another issuer in the token",
      "sign_in_rejected",
      (l) => Object.assign(l.claims, { iss: "https://evil.test" }),
    ],
    [
      "a token for another client",
      "sign_in_rejected",
      (l) => Object.assign(l.claims, { aud: "other-client" }),
    ],
    [
      "several audiences without saying for whom",
      "sign_in_rejected",
      (l) => Object.assign(l.claims, { aud: ["gateway-login", "other"], azp: "other" }),
    ],
    [
      "the nonce of another attempt",
      "sign_in_rejected",
      (l) => Object.assign(l.claims, { nonce: "x".repeat(43) }),
    ],
    ["no nonce", "sign_in_rejected", (l) => Object.assign(l.claims, { nonce: undefined })],
    [
      "a token that has expired",
      "sign_in_rejected",
      (l) => Object.assign(l.claims, { iat: now() - 7_200, exp: now() - 3_600 }),
    ],
    ["no expiry", "sign_in_rejected", (l) => Object.assign(l.claims, { exp: undefined })],
    ["a token not valid yet", "sign_in_rejected", (l) => Object.assign(l.claims, { nbf: now() + 3_600 })],
    ["no subject", "sign_in_rejected", (l) => Object.assign(l.claims, { sub: undefined })],
    ["an empty subject", "sign_in_rejected", (l) => Object.assign(l.claims, { sub: "" })],
    ["a token signed by nobody", "sign_in_rejected", (l) => Object.assign(l, { signedBy: "nobody" })],
    ["a token signed by another key", "sign_in_rejected", (l) => Object.assign(l, { signedBy: "stranger" })],
    [
      "a token signed with the client's secret",
      "sign_in_rejected",
      (l) => Object.assign(l, { signedBy: "client_secret" }),
    ],
    [
      "a key that is not in the key set",
      "sign_in_rejected",
      (l) => Object.assign(l.header, { kid: "unknown" }),
    ],
    [
      "no ID token",
      "sign_in_rejected",
      (l) =>
        l.answers.set(
          "/token",
          (_q, res) =>
            void res
              .writeHead(200, { "content-type": "application/json" })
              .end('{"access_token":"a","token_type":"Bearer"}'),
        ),
    ],
    ["an unverified address", "email_unverified", (l) => Object.assign(l.claims, { email_verified: false })],
    [
      "nothing about verification",
      "email_unverified",
      (l) => Object.assign(l.claims, { email_verified: undefined }),
    ],
    [
      "verification that is not a yes",
      "email_unverified",
      (l) => Object.assign(l.claims, { email_verified: "yes" }),
    ],
    [
      "no address anywhere",
      "email_unverified",
      (l) => Object.assign(l, { claims: { email: undefined }, userinfo: { sub: "u-1" } }),
    ],
    [
      "an address that is none",
      "email_unverified",
      (l) => Object.assign(l.claims, { email: "owner@acme.test>, evil@evil.test" }),
    ],
    [
      "two addresses in one",
      "email_unverified",
      (l) => Object.assign(l.claims, { email: ["owner@acme.test"] }),
    ],
    [
      "userinfo about somebody else",
      "sign_in_rejected",
      (l) =>
        Object.assign(l, {
          claims: { email: undefined },
          userinfo: { sub: "u-2", email: "owner@acme.test", email_verified: true },
        }),
    ],
    [
      "an address here, its verification there",
      "email_unverified",
      (l) =>
        Object.assign(l, {
          claims: { email_verified: undefined },
          userinfo: { sub: "u-1", email: "x@acme.test", email_verified: true },
        }),
    ],
    [
      "a broken token endpoint",
      "sign_in_unreachable",
      (l) => l.answers.set("/token", (_q, res) => void res.writeHead(503).end("down")),
    ],
    [
      "a client it does not know",
      "sign_in_misconfigured",
      (l) =>
        l.answers.set(
          "/token",
          (_q, res) =>
            void res.writeHead(401, { "content-type": "application/json" }).end('{"error":"invalid_client"}'),
        ),
    ],
    [
      "a redirect from the token endpoint",
      "sign_in_misconfigured",
      (l) =>
        l.answers.set(
          "/token",
          (_q, res) => void res.writeHead(307, { location: "https://evil.test/token" }).end(),
        ),
    ],
    [
      "an account that nobody here is",
      "not_a_member",
      (l) => Object.assign(l.claims, { sub: "u-9", email: "nobody@acme.test" }),
    ],
    [
      "another account with a known address",
      "identity_taken",
      (l) => Object.assign(l.claims, { sub: "u-9" }),
    ],
  ];
  test.each(LIES)("%s: %s", async (_what, code, lie) => {
    const { visit, browser } = await attempt(lie);
    expect(problem(visit)).toBe(refused(code));
    expect(visit.set.some((line) => line.startsWith("valetkey="))).toBe(false);
    expect(await browser.session()).toBeUndefined();
  });

  test("address and verification from userinfo count when the ID token has neither", async () => {
    const { visit } = await attempt((l) =>
      Object.assign(l, {
        claims: { email: undefined, email_verified: undefined },
        userinfo: { sub: "u-1", email: "owner@acme.test", email_verified: "true" },
      }),
    );
    expect(problem(visit)).toBe("303 /");
  });

  test("an address nobody speaks of as verified counts only where the operator said so", async () => {
    const silent = await attempt(
      (l) => Object.assign(l.claims, { email_verified: undefined }),
      undefined,
      trusting,
    );
    expect(problem(silent.visit)).toBe("303 /");
    const denied = await attempt(
      (l) => Object.assign(l.claims, { email_verified: false }),
      undefined,
      trusting,
    );
    expect(problem(denied.visit)).toBe(refused("email_unverified"));
  });

  test("its words reach no address, no page, no log and no audit row; nor do tokens, codes and the secret", async () => {
    const words = "<script>steal()</script> canary-of-the-issuer";
    const code = "canary-authorization-code-5d1c";
    for (const answer of [
      { error: "canary_error_word", error_description: words, error_uri: "https://evil.test/canary" },
      { error: "server_error", error_description: words },
      { error: "invalid_scope", error_description: words },
      { code },
    ] as Record<string, string>[]) {
      const { visit } = await attempt(
        (l) =>
          l.answers.set(
            "/token",
            (_q, res) =>
              void res
                .writeHead(400, { "content-type": "application/json" })
                .end(JSON.stringify({ error: "canary_error_word", error_description: words })),
          ),
        answer,
      );
      expect(visit.location).toMatch(
        /^\/sign-in\?problem=sign_in_(denied|unreachable|misconfigured|rejected)$/,
      );
      expect(visit.text).not.toMatch(/canary|script/);
    }
    await attempt(undefined, { code });
    const everything = gateway.logLines.join("\n") + JSON.stringify(await auditRows(gateway));
    expect(everything).not.toMatch(/canary|steal/);
    expect(everything).toContain("sign_in.succeeded");
    for (const secret of [hostile.clientSecret, ...hostile.issued])
      expect(everything.includes(secret)).toBe(false);
    expect(everything).not.toContain(hostile.issued.at(-2)?.split(".")[2]); // an ID token's signature
  });
});
