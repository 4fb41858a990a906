import { generateKeyPairSync } from "node:crypto";
import { jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import type { Revocation } from "../../mcp-servers/kit/index.ts";
import { openBench } from "./fixture.ts";
import { startStranger, withUserToken } from "./fixture-provider.ts";
import { Secret } from "./secret.ts";

const bench = openBench();
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const app = {
  number: "4711",
  slug: "valet",
  key: new Secret(privateKey.export({ type: "pkcs8", format: "pem" }) as string),
};

/** From here on the grant's provider revokes so. */
function revoking(more: Partial<Revocation>, rest: object = {}) {
  const { provider } = bench.stranger;
  bench.become({ ...provider, ...rest, revocation: { ...provider.revocation, ...more } });
}
const revoke = () => bench.world.vault.revokeUpstream(bench.grant.who, bench.grant.use);
const asked = () => bench.stranger.asked("/revoke");
const basic = `Basic ${Buffer.from("app-1:client-secret-canary").toString("base64")}`;

describe("revoking upstream", () => {
  test.each([
    [200, { ok: true, retry: false }],
    [204, { ok: true, retry: false }],
    [400, { ok: true, retry: false }],
    [401, { ok: false, retry: false }],
    [403, { ok: false, retry: false }],
    [429, { ok: false, retry: true }],
    [503, { ok: false, retry: true }],
  ])("%i", async (status, expected) => {
    await bench.put({ access: "a0", refresh: "r0" });
    await bench.database.system.tables.grant.updateMany({
      where: { id: bench.grant.use.grantId },
      data: { endedAt: new Date() },
    });
    bench.stranger.routes["/revoke"] = () => ({ status, text: "canary body r0" });
    const receipt = await revoke();
    expect(receipt).toMatchObject({ ...expected, status });
    expect(receipt.detail).toContain(String(status));
    expect(receipt.detail).not.toContain("canary");
    expect(asked().map((s) => s.form.get("token"))).toEqual(["r0"]);
  });

  test("both tokens where one does not end the other", async () => {
    revoking({ endsWholeGrant: false });
    await bench.put({ access: "a0", refresh: "r0" });
    bench.stranger.routes["/revoke"] = () => ({ status: 200 });
    await revoke();
    expect(asked().map((s) => s.form.get("token"))).toEqual(["r0", "a0"]);
  });

  test("nobody there: not ok, try again", async () => {
    await bench.put({ access: "a0" });
    await bench.stranger.close();
    expect(await revoke()).toMatchObject({ ok: false, retry: true, status: null });
    bench.stranger = await startStranger();
  });

  test("no credential left", async () => {
    await expect(revoke()).rejects.toMatchObject({ code: "connector_not_connected" });
  });
});

describe("each provider's own way", () => {
  test.each<[string, Partial<Revocation>, object, object]>([
    [
      "knowing the token is enough (Google)",
      { authentication: "none", body: "form" },
      {},
      { authorization: undefined, body: "token=r0", contentType: "application/x-www-form-urlencoded" },
    ],
    [
      "as at the token endpoint, in the form",
      { authentication: "client", body: "form" },
      {},
      { authorization: undefined, body: "token=r0&client_id=app-1&client_secret=client-secret-canary" },
    ],
    [
      "as at the token endpoint, with HTTP Basic",
      { authentication: "client", body: "form" },
      { clientAuthentication: "client_secret_basic" },
      { authorization: basic, body: "token=r0" },
    ],
    [
      "client and secret in a header, the token in JSON (GitHub)",
      { authentication: "basic", body: "json", accepts: "access", method: "DELETE" },
      {},
      {
        method: "DELETE",
        authorization: basic,
        body: '{"access_token":"a0"}',
        contentType: "application/json",
      },
    ],
    [
      "the token itself (Slack)",
      { authentication: "token", body: "none", accepts: "access" },
      {},
      { authorization: "Bearer a0", body: "" },
    ],
  ])("%s", async (_, revocation, rest, expected) => {
    revoking(revocation, rest);
    await bench.put({ access: "a0", refresh: "r0" });
    bench.stranger.routes["/revoke"] = () => ({ status: 204 });
    expect(await revoke()).toMatchObject({ ok: true });
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toMatchObject(expected);
  });

  test("the app's own key (a GitHub App), and the client's id in the path", async () => {
    const endpoint = "https://accounts.stranger.example/apps/{client_id}/grants/{installation_id}";
    revoking({ authentication: "app", body: "none", method: "DELETE", endpoint });
    bench.become(bench.grant.use.provider, {
      installationId: "77",
      client: { ...bench.grant.use.client, app },
    });
    await bench.put({ access: "a0" });
    bench.stranger.routes["/apps/app-1/grants/77"] = () => ({ status: 204 });
    expect(await revoke()).toMatchObject({ ok: true });
    const jwt = bench.stranger.seen[0]!.authorization!.replace("Bearer ", "");
    const { payload, protectedHeader } = await jwtVerify(jwt, publicKey, { issuer: "4711" });
    expect(protectedHeader.alg).toBe("RS256");
    expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(600);
  });

  test.each([
    [404, true],
    [422, true],
    [410, false],
  ])("%i as a token that was dead already: %s", async (status, ok) => {
    revoking({ authentication: "basic", alreadyDead: [404, 422] });
    await bench.put({ access: "a0" });
    bench.stranger.routes["/revoke"] = () => ({ status });
    expect(await revoke()).toMatchObject({ ok, retry: false, status });
  });

  test("a 401 to the client's own secret can be put right by an admin: tried again", async () => {
    revoking({ authentication: "basic" });
    await bench.put({ access: "a0" });
    bench.stranger.routes["/revoke"] = () => ({ status: 401 });
    expect(await revoke()).toMatchObject({ ok: false, retry: true, status: 401 });
  });

  test("another client is not asked: its `no such token` would pass for a receipt", async () => {
    revoking({ authentication: "basic", alreadyDead: [404] });
    await bench.put({ access: "a0" });
    bench.become(bench.grant.use.provider, { client: { id: "another-app", secret: new Secret("x") } });
    bench.stranger.routes["/revoke"] = () => ({ status: 404 });
    expect(await revoke()).toMatchObject({ ok: false, retry: true, status: null });
    expect(asked()).toHaveLength(0);
  });
});

describe("errors under HTTP 200, and two tokens", () => {
  const answers = (of: (authorization: string | undefined) => object) => {
    bench.stranger.routes["/revoke"] = ({ authorization }) => ({ json: of(authorization) });
  };
  const two = async () => {
    bench.become(withUserToken(bench.stranger.provider));
    await bench.put({ access: "bot", user: { access: "person" } });
  };

  test.each<[string, object]>([
    ["token_revoked", { ok: true }],
    ["ratelimited", { ok: false, retry: true }],
    ["fatal_error", { ok: false, retry: true }],
    ["missing_scope", { ok: false, retry: false }],
    ["constructor", { ok: false, retry: false }],
  ])("%s", async (error, expected) => {
    await two();
    answers(() => ({ ok: false, error }));
    expect(await revoke()).toMatchObject(expected);
  });

  test("both are ended", async () => {
    await two();
    answers(() => ({ ok: true, revoked: true }));
    expect(await revoke()).toMatchObject({ ok: true, status: 200 });
    expect(asked().map((s) => s.authorization)).toEqual(
      expect.arrayContaining(["Bearer bot", "Bearer person"]),
    );
  });

  test("the second is ended although the first was refused, and the receipt says so", async () => {
    await two();
    answers((who) => (who === "Bearer bot" ? { ok: false, error: "missing_scope" } : { ok: true }));
    expect(await revoke()).toMatchObject({ ok: false, retry: false });
    expect(asked()).toHaveLength(2);
  });

  test("what may work later decides over what never will", async () => {
    await two();
    const error = { "Bearer bot": "missing_scope", "Bearer person": "ratelimited" };
    answers((who) => ({ ok: false, error: error[who as keyof typeof error] }));
    expect(await revoke()).toMatchObject({ ok: false, retry: true });
  });

  test("only the parts that are named", async () => {
    await two();
    answers(() => ({ ok: true }));
    await bench.world.vault.revokeUpstream(bench.grant.who, bench.grant.use, ["user"]);
    expect(asked().map((s) => s.authorization)).toEqual(["Bearer person"]);
  });
});
