import { createHash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ConsentChoice, consent } from "./consent.ts";
import { type SandboxOidc, startSandboxOidc } from "./oidc.ts";

const REDIRECT = "http://127.0.0.1:9/integrations/acme_id/callback";
let oidc: SandboxOidc;
beforeAll(async () => {
  oidc = await startSandboxOidc({ redirectUris: [REDIRECT], scopes: ["files:read"] });
});
beforeEach(() => oidc.setAccessTokenSeconds(3_600));
afterAll(() => oidc.close());

interface Issued {
  access_token: string;
  refresh_token: string;
  id_token: string;
  scope: string;
  expires_in: number;
}

function authorization(more: Record<string, string | undefined> = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const url = new URL(oidc.provider.authorizationEndpoint);
  const parameters: Record<string, string | undefined> = {
    response_type: "code",
    client_id: oidc.clientId,
    redirect_uri: REDIRECT,
    scope: "openid email offline_access files:read",
    state: "state-1",
    nonce: "nonce-1",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...oidc.provider.authorizationParams,
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { url, verifier };
}

const basic = (secret = oidc.clientSecret) => ({
  authorization: `Basic ${Buffer.from(`${oidc.clientId}:${secret}`).toString("base64")}`,
});
const post = (url: string, parameters: Record<string, string>, headers: Record<string, string> = basic()) =>
  fetch(url, { method: "POST", headers, body: new URLSearchParams(parameters) });
const token = (parameters: Record<string, string>) => post(oidc.provider.tokenEndpoint, parameters);
const refresh = (value: string) => token({ grant_type: "refresh_token", refresh_token: value });
const userinfo = (access: string) =>
  fetch(oidc.provider.identity.endpoint, { headers: { authorization: `Bearer ${access}` } });

async function signIn(choice: Partial<ConsentChoice> = {}): Promise<Issued> {
  const { url, verifier } = authorization();
  const back = await consent(url, { email: "ada@acme.test", ...choice });
  const answer = await token({
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Issued;
}

test("a person signs in on the page, and the answer comes back with state and issuer", async () => {
  const { url } = authorization();
  const back = await consent(url, { email: "ben@acme.test" });
  expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
  expect(back.searchParams.get("state")).toBe("state-1");
  expect(back.searchParams.get("iss")).toBe(oidc.issuer);
  expect(back.searchParams.get("code")).toBeTruthy();
});

test("the tokens open userinfo, and the ID token verifies against the published keys", async () => {
  const issued = await signIn();
  expect(issued.expires_in).toBe(3_600);
  expect(issued.scope.split(" ").sort()).toEqual(["email", "files:read", "offline_access", "openid"]);
  const answer = await userinfo(issued.access_token);
  expect(await answer.json()).toEqual({ sub: "u-1001", email: "ada@acme.test", email_verified: true });
  const keys = createRemoteJWKSet(new URL(oidc.provider.jwksUri ?? ""));
  const { payload } = await jwtVerify(issued.id_token, keys, {
    issuer: oidc.issuer,
    audience: oidc.clientId,
  });
  expect(payload).toMatchObject({ sub: "u-1001", nonce: "nonce-1", email: "ada@acme.test" });
});

test("a scope that is unticked is not granted", async () => {
  const issued = await signIn({ untick: ["files:read"] });
  expect(issued.scope).not.toContain("files:read");
});

test("a person who denies is sent back with access_denied", async () => {
  const back = await consent(authorization().url, { email: "ada@acme.test", deny: true });
  expect(back.searchParams.get("error")).toBe("access_denied");
  expect(back.searchParams.get("code")).toBeNull();
});

test("a request without a code challenge is refused", async () => {
  const { url } = authorization({ code_challenge: undefined, code_challenge_method: undefined });
  const back = await consent(url, { email: "ada@acme.test" });
  expect(back.searchParams.get("error")).toBe("invalid_request");
});

test("an unknown redirect address gets no redirect at all", async () => {
  const { url } = authorization({ redirect_uri: "http://127.0.0.1:9/elsewhere" });
  await expect(consent(url, { email: "ada@acme.test" })).rejects.toThrow("answered 400");
});

test("a code works once, with its verifier, from the client it was made for", async () => {
  const { url, verifier } = authorization();
  const code = (await consent(url, { email: "ada@acme.test" })).searchParams.get("code") ?? "";
  const parameters = { grant_type: "authorization_code", code, redirect_uri: REDIRECT };
  const wrong = await token({ ...parameters, code_verifier: randomBytes(32).toString("base64url") });
  expect(await wrong.json()).toMatchObject({ error: "invalid_grant" });
  const stranger = await post(oidc.provider.tokenEndpoint, parameters, basic("wrong"));
  expect(stranger.status).toBe(401);
  const { url: again, verifier: right } = authorization();
  const fresh = (await consent(again, { email: "ada@acme.test" })).searchParams.get("code") ?? "";
  const exchange = { ...parameters, code: fresh, code_verifier: right };
  const first = (await (await token(exchange)).json()) as Issued;
  expect((await token(exchange)).status).toBe(400);
  expect((await userinfo(first.access_token)).status, "a code that comes twice ends its tokens").toBe(401);
  expect(verifier).not.toBe(right);
});

test("each refresh gives a new refresh token, and the newest tokens work", async () => {
  let issued = await signIn();
  for (let n = 0; n < 3; n++) {
    const next = (await (await refresh(issued.refresh_token)).json()) as Issued;
    expect(next.refresh_token).not.toBe(issued.refresh_token);
    expect(next.access_token).not.toBe(issued.access_token);
    issued = next;
  }
  expect((await userinfo(issued.access_token)).status).toBe(200);
});

test("a refresh token that comes twice ends every token of its sign-in, the newest included", async () => {
  const other = await signIn({ email: "ben@acme.test" });
  const first = await signIn();
  const second = (await (await refresh(first.refresh_token)).json()) as Issued;
  const before = oidc.counts();
  const again = await refresh(first.refresh_token);
  expect(again.status).toBe(400);
  expect(await again.json()).toMatchObject({ error: "invalid_grant" });
  const newest = await refresh(second.refresh_token);
  expect(await newest.json()).toMatchObject({ error: "invalid_grant" });
  for (const { access_token } of [first, second]) expect((await userinfo(access_token)).status).toBe(401);
  expect(await oidc.introspect(second.refresh_token)).toEqual({ active: false });
  const after = oidc.counts();
  expect(after.familiesRevoked - before.familiesRevoked).toBe(1);
  expect(after.invalidGrant - before.invalidGrant).toBe(2);
  expect((await userinfo(other.access_token)).status, "another's sign-in goes on").toBe(200);
});

test("of two requests with one refresh token at the same moment at most one is served, and the family ends", async () => {
  for (let n = 0; n < 10; n++) {
    const { refresh_token } = await signIn();
    const before = oidc.counts().familiesRevoked;
    const answers = await Promise.all([refresh(refresh_token), refresh(refresh_token)]);
    const served = answers.filter(({ status }) => status === 200);
    expect(served.length).toBeLessThanOrEqual(1);
    expect(oidc.counts().familiesRevoked - before).toBe(1);
    for (const answer of served) {
      const issued = (await answer.json()) as Issued;
      expect((await refresh(issued.refresh_token)).status).toBe(400);
    }
  }
});

test("garbage, expired and dropped access tokens are refused", async () => {
  expect((await userinfo("garbage")).status).toBe(401);
  expect((await fetch(oidc.provider.identity.endpoint)).status).toBe(401);
  oidc.setAccessTokenSeconds(1);
  const short = await signIn();
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect((await userinfo(short.access_token)).status).toBe(401);
  oidc.setAccessTokenSeconds(3_600);
  const dropped = (await (await refresh(short.refresh_token)).json()) as Issued;
  oidc.expireAllAccessTokens();
  expect((await userinfo(dropped.access_token)).status).toBe(401);
  expect((await refresh(dropped.refresh_token)).status, "refresh tokens go on").toBe(200);
});

test("a revocation wants the client's own name and ends the refresh token with all that came of it", async () => {
  const issued = await signIn();
  const { endpoint } = oidc.provider.revocation;
  const stranger = await post(endpoint, { token: issued.refresh_token }, {});
  expect(stranger.status).toBeGreaterThanOrEqual(400);
  expect((await userinfo(issued.access_token)).status).toBe(200);
  expect((await post(endpoint, { token: issued.refresh_token })).status).toBe(200);
  expect((await userinfo(issued.access_token)).status).toBe(401);
  expect((await refresh(issued.refresh_token)).status).toBe(400);
  expect((await post(endpoint, { token: issued.refresh_token })).status, "dead already").toBe(200);
});

test("an account that takes everything back leaves no token that works", async () => {
  const issued = await signIn();
  expect(await oidc.introspect(issued.access_token)).toMatchObject({ active: true, sub: "u-1001" });
  oidc.revokeAccount("ada@acme.test");
  expect((await userinfo(issued.access_token)).status).toBe(401);
  expect((await refresh(issued.refresh_token)).status).toBe(400);
});

test("a refresh that is cut before the provider knows of it spends nothing", async () => {
  const issued = await signIn();
  const before = oidc.counts();
  const caught = oidc.catchRefresh("before");
  const lost = refresh(issued.refresh_token).catch(() => "lost");
  await caught.reached;
  caught.cut();
  expect(await lost).toBe("lost");
  expect(oidc.counts()).toMatchObject({
    refreshRequests: before.refreshRequests + 1,
    refreshed: before.refreshed,
  });
  expect((await refresh(issued.refresh_token)).status).toBe(200);
});

test("a refresh whose answer is cut has spent its token", async () => {
  const issued = await signIn();
  const before = oidc.counts().refreshed;
  const caught = oidc.catchRefresh("after");
  const lost = refresh(issued.refresh_token).catch(() => "lost");
  await caught.reached;
  expect(oidc.counts().refreshed).toBe(before + 1);
  caught.cut();
  expect(await lost).toBe("lost");
  expect((await refresh(issued.refresh_token)).status).toBe(400);
});

test("a caller who goes away while his refresh is held takes it along", async () => {
  const issued = await signIn();
  const caught = oidc.catchRefresh("before");
  const gone = new AbortController();
  const before = oidc.counts().refreshed;
  const asked = fetch(oidc.provider.tokenEndpoint, {
    method: "POST",
    headers: basic(),
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: issued.refresh_token }),
    signal: gone.signal,
  }).catch(() => "gone");
  await caught.reached;
  gone.abort();
  expect(await asked).toBe("gone");
  await new Promise((resolve) => setTimeout(resolve, 100));
  caught.pass();
  expect((await refresh(issued.refresh_token)).status, "not spent").toBe(200);
  expect(oidc.counts().refreshed).toBe(before + 1);
});

test("a delayed and then passed refresh answers as any other", async () => {
  const issued = await signIn();
  oidc.setTokenDelay(150);
  const began = performance.now();
  expect((await refresh(issued.refresh_token)).status).toBe(200);
  expect(performance.now() - began).toBeGreaterThanOrEqual(145);
  oidc.setTokenDelay(0);
});

test("the page is a form that a browser can use, with an account of each person", async () => {
  const first = await fetch(authorization().url, { redirect: "manual" });
  const cookie = first.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const page = await fetch(new URL(first.headers.get("location") ?? "", oidc.issuer), {
    headers: { cookie },
  });
  const html = await page.text();
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(html).toMatch(/<form method="post" action="\/interaction\//);
  for (const { email } of oidc.users) expect(html).toContain(email);
  const stranger = await fetch(new URL(first.headers.get("location") ?? "", oidc.issuer));
  expect(stranger.status, "without the cookies of that browser").toBe(400);
});
