import { describe, expect, test } from "vitest";
import { counted, makeGrant, openBench, setUp } from "./fixture.ts";
import { startStranger } from "./fixture-provider.ts";

const bench = openBench();

describe("attaching", () => {
  test("the call goes out with the grant's own token, and the database is asked once", async () => {
    await bench.put({ access: "a0", endsIn: 3_600_000 });
    await bench.database.db.channel.settled();
    const { db, transactions } = counted(bench.database);
    const { vault } = setUp(bench.database, bench.stranger.provider, {
      db,
      keys: bench.world.keys,
    });
    for (let i = 0; i < 5; i++)
      expect(await bench.sentAs(bench.call({}, undefined, vault))).toBe("Bearer a0");
    expect(transactions()).toBe(1);
  });

  test("every status but 401 is an answer", async () => {
    await bench.put({ access: "a0" });
    bench.stranger.routes["/v1/mail"] = () => ({ status: 403, text: "no" });
    expect((await bench.call()).status).toBe(403);
  });

  test.each([
    "https://evil.example/v1/mail",
    "https://accounts.stranger.example.evil.example/",
    "http://api.stranger.example/v1/mail",
    "https://api.stranger.example@evil.example/",
    "https://api.stranger.example:8443/",
    "http://127.0.0.1:1/",
    "/v1/mail",
  ])("no token goes to %s", async (url) => {
    await bench.put({ access: "a0" });
    await expect(bench.call({}, url)).rejects.toMatchObject({ code: "egress_refused" });
    expect(bench.stranger.seen).toHaveLength(0);
  });

  test("a real provider's list holds its API, identity and probe hosts and nothing else", async () => {
    const provider = { ...bench.stranger.provider, sandbox: false };
    bench.grant.use.provider = provider;
    await bench.put({ access: "a0" });
    const sent: string[] = [];
    const egress = {
      ...bench.world.egress,
      send: async (_: unknown, policy: { hosts: ReadonlySet<string> }) => {
        sent.push(...policy.hosts);
        return { status: 200, headers: {}, body: new Uint8Array() };
      },
    };
    const { vault } = setUp(bench.database, provider, { keys: bench.world.keys, egress });
    await bench.call({ provider }, undefined, vault);
    expect(sent.sort()).toEqual(["api.stranger.example", "id.stranger.example"]);
  });

  test("an origin without an emulator is not called, even when it is the provider's", async () => {
    const provider = {
      ...bench.stranger.provider,
      origins: { "https://id.stranger.example": bench.stranger.origin },
    };
    await bench.put({ access: "a0" });
    await expect(bench.call({ provider })).rejects.toMatchObject({ code: "egress_refused" });
  });

  test("a redirect carries the token nowhere", async () => {
    const other = await startStranger();
    await bench.put({ access: "a0" });
    bench.stranger.routes["/v1/mail"] = () => ({
      status: 302,
      headers: { location: `${other.origin}/steal` },
    });
    await expect(bench.call()).rejects.toMatchObject({ code: "egress_refused" });
    expect(other.seen).toHaveLength(0);
    await other.close();
  });

  test.each(["Authorization", "cookie", "HOST", "proxy-authorization"])(
    "a caller's %s header is refused",
    async (name) => {
      await bench.put({ access: "a0" });
      const request = {
        method: "GET",
        url: "https://api.stranger.example/v1/mail",
        headers: { [name]: "x" },
      };
      await expect(bench.world.vault.sendAs(bench.grant.who, bench.grant.use, request)).rejects.toMatchObject(
        {
          code: "bad_request",
        },
      );
      expect(bench.stranger.seen).toHaveLength(0);
    },
  );

  test("another connector, provider, workspace or an ended grant gets nothing", async () => {
    await bench.put({ access: "a0" });
    const refused = { code: "connector_not_connected" };
    await bench.call();
    await expect(bench.call({ connectorId: "con_other" })).rejects.toMatchObject(refused);
    await expect(bench.call({ provider: { ...bench.stranger.provider, id: "other" } })).rejects.toMatchObject(
      refused,
    );
    await expect(bench.call({ workspaceId: "wsp_other" })).rejects.toMatchObject(refused);
    const stranded = await makeGrant(bench.database, bench.stranger.provider);
    const foreign = bench.world.vault.sendAs(stranded.who, bench.grant.use, {
      method: "GET",
      url: "https://api.stranger.example/v1/mail",
    });
    await expect(foreign).rejects.toMatchObject(refused);
    await bench.database.system.tables.grant.updateMany({
      where: { id: bench.grant.use.grantId },
      data: { endedAt: new Date() },
    });
    await bench.database.db.channel.settled(); // as whoever ends a grant does before it says so
    await expect(bench.call()).rejects.toMatchObject(refused);
    expect(bench.stranger.seen).toHaveLength(1);
  });

  test("an abort ends the call with its own reason", async () => {
    await bench.put({ access: "a0" });
    bench.stranger.routes["/v1/mail"] = () => ({ hang: true });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("revoked")), 40);
    await expect(bench.call({ signal: controller.signal })).rejects.toThrow("revoked");
  });
});

describe("the cache", () => {
  test("a shredded credential is gone at once", async () => {
    await bench.put({ access: "a0" });
    await bench.call();
    expect(await bench.world.vault.shred(bench.grant.who, bench.grant.use.grantId)).toBe(true);
    await expect(bench.call()).rejects.toMatchObject({ code: "connector_not_connected" });
    expect(await bench.world.vault.shred(bench.grant.who, bench.grant.use.grantId)).toBe(false);
  });

  test("another replica's change is heard", async () => {
    await bench.put({ access: "a0" });
    await bench.call();
    await bench.database.db.inVault(bench.grant.who, (tx) =>
      tx.credential.deleteMany({ where: { grantId: bench.grant.use.grantId } }),
    );
    await expect.poll(() => bench.call().catch((e) => e.code)).toBe("connector_not_connected");
  });

  test("nothing is trusted without a fresh channel, and a gap drops everything", async () => {
    await bench.put({ access: "a0" });
    let fresh = true;
    let gap = () => {};
    const { db: under, transactions } = counted(bench.database);
    const onGap = (fn: () => void) => {
      gap = fn;
      return () => {};
    };
    const db = { ...under, channel: { on: () => () => {}, onGap, fresh: () => fresh } };
    const { vault } = setUp(bench.database, bench.stranger.provider, { db, keys: bench.world.keys });
    await bench.call({}, undefined, vault);
    await bench.call({}, undefined, vault);
    expect(transactions()).toBe(1);
    fresh = false;
    await bench.call({}, undefined, vault);
    expect(transactions()).toBe(2);
    fresh = true;
    gap();
    await bench.call({}, undefined, vault);
    expect(transactions()).toBe(3);
  });
});

describe("probing", () => {
  test("asks with the grant's own credential", async () => {
    await bench.put({ access: "a0" });
    bench.stranger.routes["/me"] = ({ authorization }) => ({
      status: authorization === "Bearer a0" ? 200 : 401,
      json: {},
    });
    expect(await bench.world.vault.probe(bench.grant.who, bench.grant.use)).toEqual({
      state: "valid",
      cause: null,
      evidence: "me",
    });
  });

  test("asks with the query of a provider that has one", async () => {
    await bench.put({ access: "a0" });
    const { use, who } = bench.grant;
    const body = { query: "{viewer{id}}" };
    const provider = { ...use.provider, probe: { ...use.provider.probe, method: "POST" as const, body } };
    bench.stranger.routes["/me"] = () => ({ json: {} });
    expect(await bench.world.vault.probe(who, { ...use, provider })).toMatchObject({ state: "valid" });
    expect(bench.stranger.asked("/me").at(-1)).toMatchObject({
      method: "POST",
      contentType: "application/json",
      body: JSON.stringify(body),
    });
  });

  test.each([
    [{ status: 401 }, { state: "invalid", cause: "unauthorized" }],
    [{ status: 403 }, { state: "unknown", cause: "provider_refused" }],
    [{ status: 503 }, { state: "unknown", cause: "provider_unreachable" }],
  ])("%j means %j, and the verdict is left to the caller", async (reply, expected) => {
    await bench.put({ access: "a0" });
    bench.stranger.routes["/me"] = () => reply;
    expect(await bench.world.vault.probe(bench.grant.who, bench.grant.use)).toEqual({
      ...expected,
      evidence: "me",
    });
    expect(bench.world.verdicts).toEqual([]);
  });
});
