import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { beforeEach, describe, expect, test } from "vitest";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { openBench, principal, setUp } from "./fixture.ts";
import type { Seen } from "./fixture-provider.ts";
import { Secret } from "./secret.ts";
import type { Begun, Finish } from "./types.ts";

const bench = openBench();
const redirectUri = "https://gateway.example/integrations/stranger/callback";
const client = { id: "app-1.with-dashes", secret: new Secret("client-secret-canary") };

let begun: Begun;
let url: URL;
const about = (provider: Provider = bench.stranger.provider) => ({
  provider,
  client,
  redirectUri,
  workspaceId: bench.grant.use.workspaceId,
  pendingId: "pen_1",
});
async function begin(provider?: Provider) {
  begun = await bench.world.vault.beginAuthorization({
    ...about(provider),
    scopes: ["mail.read", "email"],
    loginHint: "a@b",
  });
  url = new URL(begun.authorizationUrl);
}
const finish = (params: Finish["params"] = {}, more: Partial<Finish> = {}) =>
  bench.world.vault.finishAuthorization({
    ...about(more.provider),
    sealed: begun.sealed,
    params: { code: "code-canary", state: begun.state, ...params },
    ...more,
  });
const caught = async (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error) => error,
  );

/** A token endpoint that checks what RFC 6749 and RFC 7636 tell it to. */
function honest({ form }: Seen) {
  const challenge = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  const holds =
    form.get("code") === "code-canary" &&
    form.get("redirect_uri") === redirectUri &&
    form.get("client_secret") === "client-secret-canary" &&
    challenge === url.searchParams.get("code_challenge");
  if (!holds) return { status: 400, json: { error: "invalid_grant" } };
  const scope = "mail.read https://stranger.example/email";
  return {
    json: {
      access_token: "at-canary",
      refresh_token: "rt-canary",
      expires_in: 3600,
      token_type: "Bearer",
      scope,
    },
  };
}

beforeEach(async () => {
  bench.stranger.routes["/token"] = honest;
  bench.stranger.routes["/me"] = ({ authorization }) =>
    authorization === "Bearer at-canary"
      ? { json: { sub: 42, email: "one@stranger.example" } }
      : { status: 401 };
  bench.stranger.routes["/revoke"] = () => ({ status: 200 });
  await begin();
});

describe("the authorization request", () => {
  test("is the code flow with PKCE, state and the narrowest scopes", () => {
    const q = Object.fromEntries(url.searchParams);
    expect(q).toMatchObject({
      response_type: "code",
      client_id: client.id,
      redirect_uri: redirectUri,
      scope: "email mail.read",
      code_challenge_method: "S256",
      access_type: "offline",
      login_hint: "a@b",
    });
    expect(q.state).toBe(begun.state);
    expect(begun.stateHash).toEqual(createHash("sha256").update(begun.state).digest());
    expect(begun.scopesRequested).toEqual(["email", "mail.read"]);
    expect(q.nonce).toBeUndefined();
    expect(begun.authorizationUrl).not.toContain("client-secret-canary");
  });

  test("has a nonce when an ID token will come", async () => {
    await begin({ ...bench.stranger.provider, identityScopes: ["openid"] });
    expect(url.searchParams.get("nonce")).toMatch(/^[\w-]{43}$/);
  });

  test("joins scopes as the provider wants them", async () => {
    await begin({ ...bench.stranger.provider, scopeSeparator: "," });
    expect(url.searchParams.get("scope")).toBe("email,mail.read");
  });
});

describe("a good answer", () => {
  test("becomes a handle that names the account and shows no token", async () => {
    const exchanged = await finish();
    expect(exchanged).toMatchObject({
      account: { id: "42", label: "one@stranger.example" },
      scopes: ["mail.read", "email"],
      hasRefreshToken: true,
    });
    expect(exchanged.expiresAt!.getTime() - Date.now()).toBeGreaterThan(3_500_000);
    expect(inspect(exchanged, { showHidden: true, depth: 9 }) + JSON.stringify(exchanged)).not.toContain(
      "canary",
    );
  });

  test("is kept in the caller's transaction and used from then on", async () => {
    const exchanged = await finish();
    const { who, use } = bench.grant;
    await bench.database.db.inWorkspace(who, (tx) => bench.world.vault.keep(tx, who, exchanged, use.grantId));
    expect(await bench.sentAs(bench.call())).toBe("Bearer at-canary");
    const { sealed, keyId, expiresAt } = (await bench.row())!;
    expect(Buffer.from(sealed).toString("latin1")).not.toContain("canary");
    expect(keyId).toBe("t1");
    expect(expiresAt).toEqual(exchanged.expiresAt);
  });

  test("is gone with the caller's transaction", async () => {
    const exchanged = await finish();
    const { who, use } = bench.grant;
    const work = bench.database.db.inWorkspace(who, async (tx) => {
      await bench.world.vault.keep(tx, who, exchanged, use.grantId);
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await bench.row()).toBeNull();
  });

  test("cannot be kept in another workspace", async () => {
    const exchanged = await finish();
    const other = principal("wsp_other");
    const work = bench.database.db.inWorkspace(other, (tx) =>
      bench.world.vault.keep(tx, other, exchanged, "grt_x"),
    );
    await expect(work).rejects.toMatchObject({ code: "not_found" });
  });

  test("can be discarded, with and without telling the provider", async () => {
    const [a, b] = [await finish(), await finish()];
    await bench.world.vault.discard(a, { revokeUpstream: false });
    expect(bench.stranger.asked("/revoke")).toHaveLength(0);
    await bench.world.vault.discard(b, { revokeUpstream: true });
    expect(bench.stranger.asked("/revoke")[0]!.form.get("token")).toBe("rt-canary");
    const { who, use } = bench.grant;
    const late = bench.database.db.inWorkspace(who, (tx) => bench.world.vault.keep(tx, who, a, use.grantId));
    await expect(late).rejects.toThrow("discarded");
  });

  test("without a scope means what was asked for; without a refresh token says so", async () => {
    bench.stranger.routes["/token"] = () => ({
      status: 201,
      json: { access_token: "at-canary", refresh_token: null },
    });
    expect(await finish()).toMatchObject({
      scopes: ["email", "mail.read"],
      hasRefreshToken: false,
      expiresAt: undefined,
    });
  });

  test("with HTTP Basic leaves dashes and dots of the client id alone", async () => {
    const provider: Provider = { ...bench.stranger.provider, clientAuthentication: "client_secret_basic" };
    bench.stranger.routes["/token"] = ({ authorization }) => {
      const expected = `Basic ${Buffer.from("app-1.with-dashes:client-secret-canary").toString("base64")}`;
      return authorization === expected ? { json: { access_token: "at-canary" } } : { status: 401, json: {} };
    };
    expect(await finish({}, { provider })).toMatchObject({ account: { id: "42" } });
  });
});

describe("a bad callback", () => {
  test.each<[string, Finish["params"], string]>([
    ["denied", { code: undefined, error: "access_denied" }, "consent_denied"],
    ["blocked by an administrator", { code: undefined, error: "admin_policy_enforced" }, "consent_denied"],
    [
      "a provider that is down",
      { code: undefined, error: "temporarily_unavailable" },
      "provider_unreachable",
    ],
    [
      "a client the provider does not take",
      { code: undefined, error: "unauthorized_client" },
      "client_rejected",
    ],
    ["another issuer", { iss: "https://evil.example" }, "issuer_mismatch"],
    ["an issuer that only looks the same", { iss: "https://accounts.stranger.example/" }, "issuer_mismatch"],
    ["an empty issuer", { iss: "" }, "issuer_mismatch"],
    ["another issuer's error", { iss: "https://evil.example", error: "access_denied" }, "issuer_mismatch"],
    ["no code", { code: undefined }, "bad_request"],
    ["no state", { state: undefined }, "state_missing"],
    ["another state", { state: "x" }, "state_unknown"],
  ])("%s", async (_, params, code) => {
    expect(await caught(finish(params))).toMatchObject({ code });
    expect(bench.stranger.seen).toHaveLength(0);
  });

  test("the right issuer is fine, and other parameters are not looked at", async () => {
    const params = {
      iss: "https://accounts.stranger.example",
      id_token: "x",
      response: "y",
      access_token: "z",
    };
    expect(await finish(params)).toMatchObject({ account: { id: "42" } });
  });

  test("what was sealed for another pending authorization or workspace does not open", async () => {
    expect(await caught(finish({}, { pendingId: "pen_2" }))).toMatchObject({ code: "credential_unreadable" });
    expect(await caught(finish({}, { workspaceId: "wsp_2" }))).toMatchObject({
      code: "credential_unreadable",
    });
  });
});

test("a provider that is asked in GraphQL is asked whose account it is with its query", async () => {
  const { provider } = bench.stranger;
  const body = { query: "{viewer{id email}}" };
  const graphql: Provider = {
    ...provider,
    identity: {
      ...provider.identity,
      method: "POST",
      body,
      id: ["data.viewer.id"],
      label: ["data.viewer.email"],
    },
  };
  bench.stranger.routes["/me"] = () => ({ json: { data: { viewer: { id: "7", email: "ada@acme.test" } } } });
  const exchanged = await finish({}, { provider: graphql });
  expect(exchanged.account).toEqual({ id: "7", label: "ada@acme.test" });
  expect(bench.stranger.asked("/me")).toMatchObject([
    { method: "POST", contentType: "application/json", body: JSON.stringify(body) },
  ]);
});

describe("a bad exchange", () => {
  test.each<[string, object, string]>([
    ["a code nobody knows", { status: 400, json: { error: "invalid_grant" } }, "code_rejected"],
    ["an error under 200", { json: { error: "bad_verification_code" } }, "code_rejected"],
    ["a client nobody knows", { status: 401, json: { error: "invalid_client" } }, "client_rejected"],
    ["an outage", { status: 502, text: "<html>" }, "provider_unreachable"],
    ["no token", { json: { hello: 1 } }, "provider_unreachable"],
    ["a redirect", { status: 302, headers: { location: "https://evil.example" } }, "egress_refused"],
    [
      "an ID token that is none",
      { json: { access_token: "at-canary", id_token: "canary" } },
      "code_rejected",
    ],
  ])("%s", async (_, reply, code) => {
    bench.stranger.routes["/token"] = () => reply;
    const error = await caught(finish());
    expect(error).toMatchObject({ code });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("canary");
  });

  test.each<[string, object]>([
    ["an account call that is refused", { status: 403 }],
    ["an account without an id", { json: { email: "x@y" } }],
    ["an account that is a page", { text: "<html>" }],
    ["a list", { json: [] }],
  ])("%s", async (_, reply) => {
    bench.stranger.routes["/me"] = () => reply;
    expect(await caught(finish())).toMatchObject({ code: "account_unreadable" });
    // One revocation would end every grant of the account at this provider, and one of them may be in use.
    expect(bench.stranger.asked("/revoke")).toHaveLength(0);
  });

  test("tokens nobody will keep are revoked where that ends only them", async () => {
    const revocation = { ...bench.stranger.provider.revocation, endsWholeGrant: false };
    bench.stranger.routes["/me"] = () => ({ status: 403 });
    await caught(finish({}, { provider: { ...bench.stranger.provider, revocation } }));
    expect(bench.stranger.asked("/revoke").map((s) => s.form.get("token"))).toEqual([
      "rt-canary",
      "at-canary",
    ]);
  });
});

describe("an ID token", () => {
  const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const openid = () => ({ ...bench.stranger.provider, identityScopes: ["openid", "email"] });
  function idToken(claims: object = {}) {
    const now = Math.floor(Date.now() / 1000);
    const nonce = url.searchParams.get("nonce");
    const good = {
      iss: "https://accounts.stranger.example",
      aud: client.id,
      sub: "42",
      iat: now,
      exp: now + 60,
      nonce,
    };
    const signature = Buffer.from("not looked at: it came over TLS").toString("base64url");
    return `${b64({ alg: "RS256" })}.${b64({ ...good, ...claims })}.${signature}`;
  }
  const answer = (claims?: object) => {
    bench.stranger.routes["/token"] = () => ({
      json: { access_token: "at-canary", id_token: idToken(claims) },
    });
  };
  beforeEach(() => begin(openid()));

  test("with the right claims is taken, and no key is fetched for it", async () => {
    answer();
    await finish({}, { provider: openid() });
    expect(bench.stranger.seen.map((s) => s.path)).toEqual(["/token", "/me"]);
  });

  test.each<[string, object, string]>([
    ["another issuer", { iss: "https://evil.example" }, "issuer_mismatch"],
    ["another audience", { aud: "other" }, "code_rejected"],
    ["another nonce", { nonce: "other" }, "code_rejected"],
    ["an end in the past", { exp: 1 }, "code_rejected"],
    ["another subject than the account", { sub: "43" }, "account_unreadable"],
  ])("with %s is refused", async (_, claims, code) => {
    answer(claims);
    expect(await caught(finish({}, { provider: openid() }))).toMatchObject({ code });
  });

  test("that is missing is refused", async () => {
    bench.stranger.routes["/token"] = () => ({ json: { access_token: "at-canary" } });
    expect(await caught(finish({}, { provider: openid() }))).toMatchObject({ code: "code_rejected" });
  });

  test("is judged by the gateway's clock", async () => {
    const later = () => Date.now() + 3_600_000;
    const world = setUp(bench.database, openid(), { clock: later, keys: bench.world.keys });
    answer();
    const work = world.vault.finishAuthorization({
      ...about(openid()),
      sealed: begun.sealed,
      params: { code: "c", state: begun.state },
    });
    expect(await caught(work)).toMatchObject({ code: "code_rejected" });
    await world.close();
  });
});

test("a real provider is never spoken to over http", async () => {
  const provider = {
    ...bench.stranger.provider,
    sandbox: false,
    tokenEndpoint: `${bench.stranger.origin}/token`,
  };
  expect(await caught(finish({}, { provider }))).toMatchObject({
    code: expect.stringMatching(/rejected|refused|unreachable/),
  });
  expect(bench.stranger.seen).toHaveLength(0);
});
