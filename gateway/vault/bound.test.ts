import { describe, expect, test } from "vitest";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { additionalData, encrypt } from "./envelope.ts";
import { openBench } from "./fixture.ts";
import { startStranger } from "./fixture-provider.ts";
import { hostsOf } from "./hosts.ts";

const bench = openBench();
const changed = { code: "connector_invalid", data: { cause: "endpoint_changed" } };
const unreadable = { code: "credential_unreadable" };
const seen = () => bench.stranger.seen.map(({ path }) => path);

/** The emulated provider with a further real origin. */
const withOrigin = (provider: Provider, real: string, origin: string): Provider => ({
  ...provider,
  origins: { ...provider.origins, [real]: origin },
});
const EVIL = "https://evil.example";

describe("a definition that changed after consent", () => {
  test.each<[string, string, (provider: Provider, evil: string) => Provider]>([
    ["token host", "invalid", (p, o) => withOrigin({ ...p, tokenEndpoint: `${EVIL}/token` }, EVIL, o)],
    [
      "revocation host",
      "invalid",
      (p, o) => withOrigin({ ...p, revocation: { ...p.revocation, endpoint: `${EVIL}/revoke` } }, EVIL, o),
    ],
    // The identity host, which the probe asks, is still where it was.
    ["API host", "unknown", (p, o) => withOrigin(p, "https://api.stranger.example", o)],
    [
      "origin of the sandbox",
      "invalid",
      (p, o) => ({ ...p, origins: Object.fromEntries(Object.keys(p.origins!).map((real) => [real, o])) }),
    ],
  ])("in its %s gets nothing: no call, no probe", async (_, probed, change) => {
    const evil = await startStranger();
    for (const path of ["/v1/mail", "/me", "/token", "/revoke"]) evil.routes[path] = () => ({ json: {} });
    await bench.put({ access: "a0", refresh: "r0", endsIn: 3_600_000 });
    const { who, use } = bench.grant;
    bench.become(change(bench.stranger.provider, evil.origin));
    await expect(bench.call()).rejects.toMatchObject(changed);
    expect(bench.world.verdicts).toMatchObject([{ state: "invalid", cause: "endpoint_changed" }]);
    expect((await bench.world.vault.probe(who, use)).state).toBe(probed);
    expect(evil.seen).toEqual([]);
    await evil.close();
  });

  test.each<[string, (provider: Provider) => Provider]>([
    ["token host", (p) => withOrigin({ ...p, tokenEndpoint: `${EVIL}/token` }, EVIL, "http://127.0.0.1:9")],
    [
      "revocation host",
      (p) =>
        withOrigin(
          { ...p, revocation: { ...p.revocation, endpoint: `${EVIL}/x` } },
          EVIL,
          "http://127.0.0.1:9",
        ),
    ],
  ])("in its %s renews nothing and ends nothing there, and says so", async (_, change) => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.become(change(bench.stranger.provider));
    await expect(bench.call()).rejects.toMatchObject(changed);
    expect(bench.world.verdicts.map(({ cause }) => cause)).toContain("endpoint_changed");
    expect(bench.world.events).toMatchObject([{ cause: "endpoint_changed", permanent: true }]);
    const receipt = await bench.world.vault.revokeUpstream(bench.grant.who, bench.grant.use);
    expect(receipt).toMatchObject({ ok: false, retry: false, status: null });
    expect(receipt.detail).toContain("changed");
    expect(seen()).toEqual([]);
    expect((await bench.row())!.refreshRefused).toBeNull(); // it is not the token's fault
    bench.become(bench.stranger.provider); // put right
    bench.stranger.routes["/token"] = () => ({ json: { access_token: "a1", expires_in: 3600 } });
    const other = bench.replica();
    expect(await bench.sentAs(bench.call({}, undefined, other.vault))).toBe("Bearer a1");
  });

  test("by gaining an API host keeps the old ones, and does not get to the new one", async () => {
    const { provider } = bench.stranger;
    const other = await startStranger();
    await bench.put({ access: "a0", refresh: "r0", endsIn: 3_600_000 });
    const grown = { ...provider, apiHosts: [...provider.apiHosts, "files.stranger.example"] };
    bench.become(withOrigin(grown, "https://files.stranger.example", other.origin));
    expect(await bench.sentAs(bench.call())).toBe("Bearer a0");
    await expect(bench.call({}, "https://files.stranger.example/v1/mail")).rejects.toMatchObject(changed);
    expect(other.seen).toEqual([]);
    expect(await bench.sentAs(bench.call())).toBe("Bearer a0");
    await other.close();
  });

  test("by losing a host keeps what is left", async () => {
    const { provider } = bench.stranger;
    const wide = { ...provider, apiHosts: [...provider.apiHosts, "files.stranger.example"] };
    await bench.put({
      access: "a0",
      boundTo: withOrigin(wide, "https://files.stranger.example", "http://127.0.0.1:9"),
    });
    expect(await bench.sentAs(bench.call())).toBe("Bearer a0");
  });

  test("is not made the consented one by a renewal", async () => {
    const { provider } = bench.stranger;
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const before = (await bench.row())!.bound;
    const grown = { ...provider, apiHosts: [...provider.apiHosts, "files.stranger.example"] };
    bench.become(withOrigin(grown, "https://files.stranger.example", "http://127.0.0.1:9"));
    bench.stranger.routes["/token"] = () => ({ json: { access_token: "a1", expires_in: 3600 } });
    expect(await bench.sentAs(bench.call())).toBe("Bearer a1");
    expect((await bench.row())!.bound).toBe(before);
  });
});

describe("`bound` in the row", () => {
  const anywhere = JSON.stringify({ auth: [EVIL], api: [EVIL] });
  test.each([anywhere, "", "not json", '{"auth":[]}'])("changed to %j opens nothing", async (bound) => {
    await bench.put({ access: "a0", refresh: "r0", endsIn: 30_000 });
    await bench.write({ bound });
    await expect(bench.call()).rejects.toMatchObject(unreadable);
    const { who, use } = bench.grant;
    await expect(bench.world.vault.revokeUpstream(who, use)).rejects.toMatchObject(unreadable);
    await expect(bench.world.vault.refreshAhead(who, use)).rejects.toMatchObject(unreadable);
    expect(seen()).toEqual([]);
  });

  test("holds for what the cache does not know yet", async () => {
    await bench.put({ access: "a0" });
    await bench.call();
    await bench.write({ bound: anywhere });
    const other = bench.replica();
    await expect(bench.call({}, undefined, other.vault)).rejects.toMatchObject(unreadable);
  });
});

describe("a credential from before there were data keys and bound hosts", () => {
  /** Version 1: sealed with the ring's key itself, no hosts, one token without parts. */
  async function putLegacy(endsIn: number) {
    const { workspaceId, grantId } = bench.grant.use;
    const [key, keyId] = [bench.world.keys.legacyKey!("t1")!, "t1"];
    const aad = Buffer.from(`1|${additionalData(keyId, workspaceId, `grant:${grantId}`)}`);
    const fields = { a: "old", r: "r0", e: Date.now() + endsIn, l: 3_600_000, t: "Bearer" };
    const sealed = new Uint8Array(
      Buffer.concat([Buffer.of(1), encrypt(key, aad, Buffer.from(JSON.stringify(fields)))]),
    );
    await bench.database.db.inVault(bench.grant.who, (tx) =>
      tx.credential.create({ data: { workspaceId, grantId, keyId, sealed } }),
    );
  }

  test("opens, and is sealed anew and bound when it is renewed", async () => {
    await putLegacy(3_600_000);
    expect(await bench.sentAs(bench.call())).toBe("Bearer old");
    expect((await bench.row())!.bound).toBe("");
    bench.stranger.routes["/v1/mail"] = ({ authorization }) =>
      authorization === "Bearer a1" ? { json: { authorization } } : { status: 401 };
    bench.stranger.routes["/token"] = () => ({ json: { access_token: "a1", expires_in: 3600 } });
    expect(await bench.sentAs(bench.call())).toBe("Bearer a1");
    const row = (await bench.row())!;
    expect([row.sealed[0], row.bound]).toEqual([2, hostsOf(bench.stranger.provider).bound]);
    expect(await bench.stored()).toMatchObject({ access: "a1", refresh: "r0" });
    const moved = { ...bench.stranger.provider, tokenEndpoint: `${EVIL}/token` };
    bench.become(withOrigin(moved, EVIL, "http://127.0.0.1:9"));
    await expect(bench.call()).rejects.toMatchObject(changed);
  });

  test("does not open as one that is bound", async () => {
    await putLegacy(3_600_000);
    await bench.write({ bound: hostsOf(bench.stranger.provider).bound });
    await expect(bench.call()).rejects.toMatchObject(unreadable);
  });
});

test("a key that is taken away while its rows are sealed anew does not break calls", async () => {
  await bench.put({ access: "a0" });
  const { vault } = bench.replica({
    keys: { ...bench.world.keys, knows: (id) => id !== "t0" && bench.world.keys.knows(id) },
  });
  await bench.write({ keyId: "t0", version: 2 });
  await bench.database.db.channel.settled();
  await expect(bench.call({}, undefined, vault)).rejects.toMatchObject({ code: "key_unknown" });
  await bench.write({ keyId: "t1" }); // as the rotation does: no replica is told
  expect(await bench.sentAs(bench.call({}, undefined, vault))).toBe("Bearer a0");
});
