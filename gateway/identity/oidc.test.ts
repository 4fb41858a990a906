import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type HostileIssuer, startHostileIssuer } from "../../test/support/hostile-issuer.ts";
import { type Egress, openEgress } from "../egress/index.ts";
import { authenticateBy, Secret } from "../vault/index.ts";
import { openIssuer } from "./oidc.ts";

let hostile: HostileIssuer;
let egress: Egress;
beforeAll(async () => {
  hostile = await startHostileIssuer();
  egress = openEgress();
});
afterEach(() => hostile.honest());
afterAll(async () => {
  await egress.close();
  await hostile.close();
});

/** As it is before it has asked for the metadata. */
const fresh = (clock = Date.now) =>
  openIssuer({
    issuer: hostile.issuer,
    clientId: hostile.clientId,
    authenticate: authenticateBy(new Secret(hostile.clientSecret)),
    redirectUri: "http://localhost:8787/sign-in/company/callback",
    egress,
    clock,
  });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "fine",
    (error) => error.code,
  );
const wellKnown = "/.well-known/openid-configuration";

test("a check asks for metadata and keys anew, and tells what a sign-in would come to", async () => {
  const issuer = fresh();
  expect(await issuer.check()).toEqual({ ok: true, keys: 1 });
  const metadata = (await (await fetch(hostile.issuer + wellKnown)).json()) as { jwks_uri: string };
  const jwks = new URL(metadata.jwks_uri).pathname;
  const keys = (text: string, status = 200) =>
    hostile.lies.answers.set(
      jwks,
      (_req, res) => void res.writeHead(status, { "content-type": "application/json" }).end(text),
    );
  for (const text of ["", "[]", '{"keys":[]}', '{"keys":[{"kty":"RSA","use":"enc"}]}', "null"]) {
    keys(text);
    expect(await issuer.check()).toEqual({ ok: false, code: "sign_in_misconfigured" });
  }
  keys("{}", 503);
  expect(await issuer.check()).toEqual({ ok: false, code: "sign_in_unreachable" });
  keys("{}", 404);
  expect(await issuer.check()).toEqual({ ok: false, code: "sign_in_misconfigured" });
  hostile.honest();
  hostile.lies.answers.set(wellKnown, (req) => void req.socket.destroy());
  const both = [issuer.check(), issuer.check()];
  expect(both[0]).toBe(both[1]);
  expect(await both[0]).toEqual({ ok: false, code: "sign_in_unreachable" });
});

describe("metadata that is refused", () => {
  test.each([
    ["another issuer", { issuer: "https://evil.test" }],
    ["a script to go to", { authorization_endpoint: "javascript:alert(1)" }],
    ["a page in the clear elsewhere", { authorization_endpoint: "http://evil.test/auth" }],
    ["no page at all", { authorization_endpoint: undefined }],
    ["no keys", { jwks_uri: undefined }],
    ["no token endpoint", { token_endpoint: undefined }],
  ])("%s", async (_what, metadata) => {
    Object.assign(hostile.lies.metadata, metadata);
    expect(await codeOf(fresh().begin())).toBe("sign_in_misconfigured");
  });

  test("what a redirect leads to, and what is not there at all", async () => {
    const issuer = fresh();
    hostile.lies.answers.set(
      wellKnown,
      (_req, res) => void res.writeHead(302, { location: "https://evil.test/" }).end(),
    );
    expect(await codeOf(issuer.begin())).toBe("sign_in_misconfigured");
    hostile.lies.answers.set(wellKnown, (req) => void req.socket.destroy());
    expect(await codeOf(issuer.begin())).toBe("sign_in_unreachable");
    // A failure is not remembered.
    hostile.honest();
    expect(await codeOf(issuer.begin())).toBe("fine");
  });
});

test("metadata is asked for once an hour", async () => {
  let asked = 0;
  let ahead = 0;
  const issuer = fresh(() => Date.now() + ahead);
  await issuer.begin();
  hostile.lies.answers.set(wellKnown, (_req, res) => {
    asked++;
    res.writeHead(500).end();
  });
  await Promise.all([issuer.begin(), issuer.begin()]);
  expect(asked).toBe(0);
  ahead = 3_600_001;
  expect(await codeOf(issuer.begin())).toBe("sign_in_unreachable");
  expect(asked).toBe(1);
});

describe("SSRF: endpoints off the issuer's own origin are called at public addresses only", () => {
  const asked: string[] = [];
  const inside = createServer((req, res) => {
    asked.push(req.url ?? "");
    res.end("{}");
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
    port = (inside.address() as AddressInfo).port;
  });
  afterAll(() => inside.close());

  test.each([
    "http://127.0.0.1:PORT",
    "http://localhost:PORT",
    "https://127.0.0.1:PORT",
    "https://localhost:PORT",
    "http://169.254.169.254",
    "https://169.254.169.254",
    "https://10.0.0.1",
  ])("not %s", async (origin) => {
    for (const endpoint of ["token_endpoint", "jwks_uri", "userinfo_endpoint"]) {
      hostile.honest();
      hostile.lies.metadata[endpoint] = `${origin.replace("PORT", String(port))}/taken`;
      const issuer = fresh();
      const { attempt } = await issuer.begin();
      hostile.honest(attempt.nonce);
      if (endpoint === "userinfo_endpoint") hostile.lies.claims = { email: undefined };
      const answer = new URLSearchParams({ state: attempt.state, code: "any" });
      expect(await codeOf(issuer.finish(answer, attempt)), endpoint).toBe("sign_in_misconfigured");
    }
    expect(asked).toEqual([]);
  });
});

test("the client's secret goes where the metadata says, and the state is compared before anything is sent", async () => {
  const issuer = fresh();
  const { attempt } = await issuer.begin();
  const before = hostile.tokenRequests.length;
  const wrong = new URLSearchParams({ state: `${attempt.state}x`, code: "any" });
  expect(await codeOf(issuer.finish(wrong, attempt))).toBe("sign_in_expired");
  expect(hostile.tokenRequests.length).toBe(before);
  hostile.honest(attempt.nonce);
  const right = new URLSearchParams({ state: attempt.state, code: "any" });
  expect(await issuer.finish(right, attempt)).toMatchObject({ subject: "u-1", emailVerified: true });
  expect(hostile.tokenRequests.at(-1)?.has("client_secret")).toBe(false); // HTTP Basic, the default

  hostile.lies.metadata.token_endpoint_auth_methods_supported = ["client_secret_post"];
  const posting = fresh();
  const next = await posting.begin();
  hostile.honest(next.attempt.nonce);
  await posting.finish(new URLSearchParams({ state: next.attempt.state, code: "any" }), next.attempt);
  expect(hostile.tokenRequests.at(-1)?.get("client_secret")).toBe(hostile.clientSecret);
});
