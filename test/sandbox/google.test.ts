import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consent } from "./consent.ts";
import { type SandboxGoogle, startSandboxGoogle } from "./google.ts";
import { authorization, REDIRECT, scope, signIn, tokenRequest } from "./sign-in.ts";

let google: SandboxGoogle;
beforeAll(async () => {
  google = await startSandboxGoogle({ redirectUris: [REDIRECT] });
});
afterAll(() => google.close());

const READ_ROUTES = [
  "/threads",
  "/threads/x?format=full",
  "/messages?q=rfc822msgid:a@b",
  "/messages/x",
  "/messages/x/attachments/y",
  "/labels",
  "/labels/INBOX",
  "/profile",
  "/settings/sendAs",
  "/drafts",
  "/history?startHistoryId=1",
];
const at = (path: string) => `${google.url}/gmail/v1/users/me${path}`;
const get = (url: string, token?: string) =>
  fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
const send = (token: string) =>
  fetch(at("/messages/send"), { method: "POST", headers: { authorization: `Bearer ${token}` }, body: "{}" });
const bodyOf = async (answer: Response) => (await answer.json()) as { error: Record<string, unknown> };
const refresh = (token: string) =>
  tokenRequest(google, { grant_type: "refresh_token", refresh_token: token });

/** No route lets this token in. */
async function expectRefused(token: string): Promise<void> {
  for (const route of READ_ROUTES)
    expect([route, (await get(at(route), token)).status]).toEqual([route, 401]);
  expect((await send(token)).status).toBe(401);
  expect((await get(google.provider.identity.endpoint, token)).status).toBe(401);
}

describe("tokens", () => {
  it("refuses a request without a token", async () => {
    for (const route of READ_ROUTES) expect((await get(at(route))).status).toBe(401);
  });

  it("refuses tokens that were never issued, the stock test token among them", async () => {
    for (const token of ["garbage", "google_x", "test_token_admin", "ya29.a0AAAA"])
      await expectRefused(token);
    const { error } = await bodyOf(await get(at("/labels"), "garbage"));
    expect(error).toMatchObject({ code: 401, status: "UNAUTHENTICATED", errors: [{ reason: "authError" }] });
  });

  it("lets a token in until it is expired for everybody, and its refresh token lives on", async () => {
    const issued = await signIn(google, [scope("readonly")]);
    expect((await get(at("/labels"), issued.access_token)).status).toBe(200);
    google.expireAllAccessTokens();
    await expectRefused(issued.access_token);
    const fresh = await refresh(issued.refresh_token ?? "");
    expect(await fresh.json()).not.toHaveProperty("refresh_token");
  });

  it("ends a short-lived token on time", async () => {
    google.setAccessTokenSeconds(1);
    const issued = await signIn(google, [scope("readonly")]);
    google.setAccessTokenSeconds(3599);
    expect(issued.expires_in).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await expectRefused(issued.access_token);
  });

  it.each(["access_token", "refresh_token"] as const)(
    "ends the whole grant when its %s is revoked",
    async (which) => {
      const first = await signIn(google, [scope("readonly")]);
      const second = await signIn(google, [scope("readonly")]);
      const other = await signIn(google, [scope("readonly")], { email: "ben@acme.test" });
      const body = new URLSearchParams({ token: first[which] ?? "" });
      const revoke = () => fetch(google.provider.revocation.endpoint, { method: "POST", body });
      expect((await revoke()).status).toBe(200);
      await expectRefused(first.access_token);
      await expectRefused(second.access_token);
      expect((await refresh(first.refresh_token ?? "")).status).toBe(400);
      expect((await refresh(second.refresh_token ?? "")).status).toBe(400);
      expect((await get(at("/labels"), other.access_token)).status).toBe(200);
      const again = await revoke();
      expect([again.status, await again.json()]).toEqual([
        400,
        { error: "invalid_token", error_description: "Token expired or revoked" },
      ]);
    },
  );

  it("ends everything when the account's owner removes the client", async () => {
    const issued = await signIn(google, [scope("readonly")]);
    google.revokeAccount("ada@acme.test");
    await expectRefused(issued.access_token);
    expect(await (await refresh(issued.refresh_token ?? "")).json()).toMatchObject({
      error: "invalid_grant",
    });
  });

  it("closes the stock emulator's own sign-in and other services", async () => {
    const { access_token } = await signIn(google, [scope("readonly")]);
    for (const path of ["/oauth2/v2/userinfo", "/calendar/v3/colors", "/drive/v2/files", "/_emulate"]) {
      expect((await get(google.url + path, access_token)).status).toBe(404);
    }
    expect((await fetch(`${google.url}/o/oauth2/v2/auth/callback`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${google.url}/oauth2/token`, { method: "POST" })).status).toBe(404);
  });
});

describe("scopes", () => {
  it("opens reading to gmail.readonly and refuses sending, in Google's words", async () => {
    const { access_token } = await signIn(google, [scope("readonly")]);
    expect((await get(at("/threads"), access_token)).status).toBe(200);
    const refused = await send(access_token);
    expect(refused.status).toBe(403);
    expect(refused.headers.get("www-authenticate")).toContain("insufficient_scope");
    const { error } = await bodyOf(refused);
    expect(error).toMatchObject({
      status: "PERMISSION_DENIED",
      errors: [{ reason: "insufficientPermissions" }],
      details: [{ reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT", metadata: { service: "gmail.googleapis.com" } }],
    });
  });

  it("opens labels alone to gmail.labels, and nothing to sign-in", async () => {
    const labels = await signIn(google, [scope("labels")]);
    const none = await signIn(google, []);
    for (const route of READ_ROUTES) {
      const open = route.startsWith("/labels");
      expect([route, (await get(at(route), labels.access_token)).status]).toEqual([route, open ? 200 : 403]);
      expect([route, (await get(at(route), none.access_token)).status]).toEqual([route, 403]);
    }
  });

  it("opens sending alone to gmail.send", async () => {
    const { access_token } = await signIn(google, [scope("send")]);
    expect((await send(access_token)).status).toBe(400);
    expect((await get(at("/threads"), access_token)).status).toBe(403);
  });

  it("does not show one account's mail to another", async () => {
    const { access_token } = await signIn(google, [scope("readonly")], { email: "ben@acme.test" });
    const [mine] = await google.mail("ada@acme.test");
    expect((await get(at(`/messages/${mine?.id}`), access_token)).status).toBe(404);
    expect((await get(at(`/threads/${mine?.threadId}`), access_token)).status).toBe(404);
    expect((await get(`${google.url}/gmail/v1/users/ada@acme.test/profile`, access_token)).status).toBe(404);
  });
});

describe("consent", () => {
  it("comes back with a code, the state, the issuer and the long scope names", async () => {
    const { url } = authorization(google, [scope("readonly")]);
    const back = await consent(url, { email: "ada@acme.test" });
    expect(back.origin + back.pathname).toBe(REDIRECT);
    expect(back.searchParams.get("state")).toBe("state-1");
    expect(back.searchParams.get("iss")).toBe(google.provider.issuer);
    expect(back.searchParams.get("scope")).toContain("userinfo.email");
  });

  it("comes back with access_denied when the person denies", async () => {
    const back = await consent(authorization(google, [scope("readonly")]).url, {
      email: "ada@acme.test",
      deny: true,
    });
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: "access_denied",
      state: "state-1",
      iss: google.provider.issuer,
    });
  });

  it("grants only what stays ticked", async () => {
    const issued = await signIn(google, [scope("readonly"), scope("send")], { untick: [scope("send")] });
    expect(issued.scope).toContain("gmail.readonly");
    expect(issued.scope).not.toContain("gmail.send");
    expect((await send(issued.access_token)).status).toBe(403);
  });

  it("is marked as emulated, lists the accounts and can be used once", async () => {
    const { url } = authorization(google, [scope("readonly")]);
    const html = await (await fetch(url)).text();
    expect(html).toContain("Sandbox Google — emulated");
    expect(html).toContain("ada@acme.test");
    expect(html).toContain("ben@acme.test");
    const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const decide = () =>
      fetch(`${google.url}/o/oauth2/v2/auth/decision`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ request, account: "ada@acme.test", decision: "allow" }),
      });
    expect((await decide()).status).toBe(302);
    expect((await decide()).status).toBe(400);
  });

  it.each([
    ["redirect_uri", `${REDIRECT}/`],
    ["redirect_uri", `${REDIRECT}?x=1`],
    ["redirect_uri", "https://evil.test/"],
    ["client_id", "another"],
    ["response_type", "token"],
  ])("shows an error and does not redirect when %s is %s", async (name, value) => {
    const { url } = authorization(google, [scope("readonly")], { [name]: value });
    const page = await fetch(url, { redirect: "manual" });
    expect([page.status, page.headers.get("location")]).toEqual([400, null]);
  });

  it("gives a refresh token only for offline access with consent, and never while it is withheld", async () => {
    const without = async (more: Record<string, string>) => {
      const { url, verifier } = authorization(google, [scope("readonly")], more);
      return exchange(await consent(url, { email: "ada@acme.test" }), verifier);
    };
    expect(await (await without({ access_type: "online" })).json()).not.toHaveProperty("refresh_token");
    expect(await (await without({ prompt: "none" })).json()).not.toHaveProperty("refresh_token");
    expect(await (await without({})).json()).toHaveProperty("refresh_token");
    google.withholdRefreshToken(true);
    expect(await (await without({})).json()).not.toHaveProperty("refresh_token");
    google.withholdRefreshToken(false);
  });
});

const exchange = (back: URL, verifier: string | undefined, redirect = REDIRECT) =>
  tokenRequest(google, {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: redirect,
    ...(verifier === undefined ? {} : { code_verifier: verifier }),
  });

describe("codes", () => {
  const start = async () => {
    const { url, verifier } = authorization(google, [scope("readonly")]);
    return { back: await consent(url, { email: "ada@acme.test" }), verifier };
  };
  const errorOf = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { error: string }).error,
  ];

  it("work once", async () => {
    const { back, verifier } = await start();
    expect((await exchange(back, verifier)).status).toBe(200);
    expect(await errorOf(await exchange(back, verifier))).toEqual([400, "invalid_grant"]);
  });

  it("need the verifier of their challenge, and are spent by a wrong one", async () => {
    const { back, verifier } = await start();
    expect(await errorOf(await exchange(back, "x".repeat(43)))).toEqual([400, "invalid_grant"]);
    expect(await errorOf(await exchange(back, verifier))).toEqual([400, "invalid_grant"]);
    expect(await errorOf(await exchange((await start()).back, undefined))).toEqual([400, "invalid_grant"]);
  });

  it("need the redirect address they were asked for with", async () => {
    const { back, verifier } = await start();
    expect(await errorOf(await exchange(back, verifier, `${REDIRECT}/`))).toEqual([
      400,
      "redirect_uri_mismatch",
    ]);
  });

  it("expire", async () => {
    google.setCodeSeconds(0.05);
    const { back, verifier } = await start();
    google.setCodeSeconds(60);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await errorOf(await exchange(back, verifier))).toEqual([400, "invalid_grant"]);
  });

  it("need the client's secret", async () => {
    const { back, verifier } = await start();
    const answer = await tokenRequest(google, {
      grant_type: "authorization_code",
      code: back.searchParams.get("code") ?? "",
      redirect_uri: REDIRECT,
      code_verifier: verifier,
      client_secret: "wrong",
    });
    expect(await errorOf(answer)).toEqual([401, "invalid_client"]);
  });
});

describe("controls", () => {
  it("record requests and inject a status, a wait and a hang", async () => {
    const { access_token } = await signIn(google, [scope("readonly")]);
    google.clearRequests();
    google.inject({ path: "/gmail/", status: 429, retryAfter: 7, times: 1 });
    const limited = await get(at("/profile"), access_token);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
    expect((await get(at("/profile"), access_token)).status).toBe(200);
    const hang = google.inject({ path: /\/profile$/, hang: true });
    const held = get(at("/profile"), access_token);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(hang.hits).toBe(1);
    hang.release();
    expect((await held).status).toBe(200);
    expect(google.requests().map(({ path, status }) => [path, status])).toEqual([
      ["/gmail/v1/users/me/profile", 429],
      ["/gmail/v1/users/me/profile", 200],
      ["/gmail/v1/users/me/profile", 200],
    ]);
    expect(google.requests()[0]?.token).toBe(access_token);
  });

  it("know every secret that was issued", async () => {
    const issued = await signIn(google, [scope("readonly")]);
    expect(google.secrets()).toEqual(
      expect.arrayContaining([issued.access_token, issued.refresh_token, google.clientSecret]),
    );
  });

  it("do not limit how often a token is used", async () => {
    const { access_token } = await signIn(google, [scope("readonly")]);
    let refused = 0;
    for (let round = 0; round < 110; round++) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => get(at("/profile"), access_token)));
      for (const answer of answers) {
        if (answer.status !== 200) refused += 1;
        await answer.body?.cancel();
      }
    }
    expect(refused).toBe(0);
  });

  it("seed two mailboxes, the same every time, of at most 200 messages", async () => {
    const other = await startSandboxGoogle({ redirectUris: [REDIRECT] });
    for (const [email, messages, threads] of [
      ["ada@acme.test", 60, 25],
      ["ben@acme.test", 10, 5],
    ] as const) {
      const mail = await google.mail(email);
      expect(mail.length).toBeGreaterThanOrEqual(messages);
      expect(mail.length).toBeLessThanOrEqual(200);
      expect(new Set(mail.map(({ threadId }) => threadId)).size).toBeGreaterThanOrEqual(threads);
      expect((await other.mail(email)).map(({ id }) => id)).toEqual(mail.map(({ id }) => id));
    }
    await other.close();
  });
});
