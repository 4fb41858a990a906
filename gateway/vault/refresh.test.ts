import { describe, expect, test } from "vitest";
import { openBench, setUp } from "./fixture.ts";
import type { Seen } from "./fixture-provider.ts";
import { hostsOf } from "./hosts.ts";
import { Secret } from "./secret.ts";
import { sealTokens } from "./token-set.ts";

const bench = openBench();

let minted = 0;
/** A token endpoint that rotates: each refresh token works once. */
const rotating = (first = "r0") => {
  let valid = first;
  return ({ form }: Seen) => {
    if (form.get("refresh_token") !== valid) return { status: 400, json: { error: "invalid_grant" } };
    valid = `r${++minted}`;
    return {
      json: { access_token: `fresh-${minted}`, refresh_token: valid, expires_in: 3600, token_type: "Bearer" },
    };
  };
};

describe("refreshing", () => {
  test("50 calls on an ended token make one refresh, and all go out with what it gave", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = rotating();
    const sent = await Promise.all(Array.from({ length: 50 }, () => bench.sentAs(bench.call())));
    expect(new Set(sent)).toEqual(new Set([`Bearer fresh-${minted}`]));
    expect(bench.stranger.asked("/token")).toHaveLength(1);
    expect(bench.stranger.asked("/token")[0]!.form.get("grant_type")).toBe("refresh_token");
    expect(await bench.stored()).toEqual({ version: 2, access: `fresh-${minted}`, refresh: `r${minted}` });
    expect((await bench.row())!.leaseOwner).toBeNull();
    expect(bench.world.events).toEqual([
      expect.objectContaining({ type: "refresh.succeeded", grantId: bench.grant.use.grantId }),
    ]);
  });

  test("two replicas that find the same ended token make one refresh", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const token = rotating();
    bench.stranger.routes["/token"] = async (seen) => {
      await new Promise((done) => setTimeout(done, 150));
      return token(seen);
    };
    const other = setUp(bench.database, bench.stranger.provider, {
      db: { ...bench.database.db, replicaId: "other" },
      keys: bench.world.keys,
    });
    const sent = await Promise.all([
      bench.sentAs(bench.call()),
      bench.sentAs(bench.call({}, undefined, other.vault)),
    ]);
    expect(new Set(sent).size).toBe(1);
    expect(bench.stranger.asked("/token")).toHaveLength(1);
    await other.close();
  });

  test("a token that ends within a minute is renewed ahead of time", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: 50_000 });
    bench.stranger.routes["/token"] = rotating();
    expect(await bench.sentAs(bench.call())).toBe(`Bearer fresh-${minted}`);
  });

  test("the new refresh token is in the database before anything uses what came with it", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = rotating();
    let atUse: Awaited<ReturnType<typeof bench.stored>> | undefined;
    bench.stranger.routes["/v1/mail"] = async () => {
      atUse = await bench.stored();
      return { json: {} };
    };
    await bench.call();
    expect(atUse).toMatchObject({ version: 2, refresh: `r${minted}` });
  });

  test("an answer without a refresh token leaves the old one", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => ({ json: { access_token: "a1", expires_in: 3600 } });
    await bench.call();
    expect(await bench.stored()).toMatchObject({ access: "a1", refresh: "r0" });
  });

  test("an ID token that does not hold cannot throw a refresh away", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => ({
      json: { access_token: "a1", refresh_token: "r1", expires_in: 60, id_token: "bad" },
    });
    await bench.call();
    expect(await bench.stored()).toMatchObject({ refresh: "r1" });
  });

  test("an abort ends the caller's wait, not the refresh", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const token = rotating();
    bench.stranger.routes["/token"] = async (seen) => {
      await new Promise((done) => setTimeout(done, 150));
      return token(seen);
    };
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("gone")), 40);
    await expect(bench.call({ signal: controller.signal })).rejects.toThrow("gone");
    expect(bench.stranger.asked("/v1/mail")).toHaveLength(0);
    await expect.poll(async () => (await bench.stored()).version).toBe(2);
  });

  test.each([
    ["an outage", { status: 503 }],
    ["a refusal", { status: 400, json: { error: "invalid_grant" } }],
    ["a page", { status: 200, text: "<html>" }],
  ])("%s at refresh does not cost a token that still holds", async (_, reply) => {
    await bench.put({ access: "old", refresh: "r0", endsIn: 30_000 });
    bench.stranger.routes["/token"] = () => reply;
    expect(await bench.sentAs(bench.call())).toBe("Bearer old");
    expect(await bench.sentAs(bench.call())).toBe("Bearer old");
    expect(bench.stranger.asked("/token")).toHaveLength(1);
    expect(await bench.stored()).toMatchObject({ version: 1, access: "old", refresh: "r0" });
    expect(bench.world.verdicts).toEqual([]);
    expect(bench.world.events).toEqual([expect.objectContaining({ type: "refresh.failed" })]);
  });

  test("invalid_grant on an ended token is the end of the connection, said once", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => ({ status: 400, json: { error: "invalid_grant" } });
    const ended = { code: "connector_invalid", data: { cause: "invalid_grant" } };
    for (let i = 0; i < 3; i++) await expect(bench.call()).rejects.toMatchObject(ended);
    expect(bench.stranger.asked("/token")).toHaveLength(1);
    expect(bench.world.verdicts).toEqual([
      { state: "invalid", cause: "invalid_grant", source: "refresh", evidence: "refresh" },
    ]);
    expect(bench.world.events).toEqual([
      expect.objectContaining({ cause: "invalid_grant", permanent: true }),
    ]);
    expect(bench.stranger.asked("/v1/mail")).toHaveLength(0);
    expect((await bench.row())!.leaseOwner).toBeNull();
  });

  test("invalid_grant while another replica's refresh came first uses theirs", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const theirs = { ...bench.grant.use, client: bench.grant.use.client };
    bench.stranger.routes["/token"] = async () => {
      const tokens = {
        access: new Secret("theirs"),
        refresh: new Secret("r9"),
        expiresAt: Date.now() + 1e6,
        lifetime: 1e6,
        tokenType: "bearer",
      };
      const { bound } = hostsOf(theirs.provider);
      const sealed = await sealTokens(bench.world.keys, theirs, bound, { main: tokens });
      await bench.database.db.inVault(bench.grant.who, (tx) =>
        tx.credential.updateMany({
          where: { grantId: theirs.grantId },
          data: { sealed: sealed.bytes, version: 2 },
        }),
      );
      return { status: 400, json: { error: "invalid_grant" } };
    };
    expect(await bench.sentAs(bench.call())).toBe("Bearer theirs");
    expect(bench.world.verdicts).toEqual([]);
  });

  test("an outage on an ended token is an outage, and the endpoint is not hammered", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => ({ status: 500, text: "oops" });
    for (let i = 0; i < 5; i++)
      await expect(bench.call()).rejects.toMatchObject({ code: "provider_unreachable" });
    expect(bench.stranger.asked("/token")).toHaveLength(1);
    expect(bench.world.verdicts).toEqual([]);
  });

  test("a refused client is the operator's matter", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => ({
      status: 401,
      json: { error: "invalid_client" },
      headers: { "www-authenticate": "Basic" },
    });
    await expect(bench.call()).rejects.toMatchObject({ code: "client_rejected" });
    expect(bench.world.verdicts).toMatchObject([{ cause: "client_rejected" }]);
  });

  test("a result that could not be saved at all is saved before another refresh is tried", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = rotating();
    let down = false;
    const inVault: typeof bench.database.db.inVault = async (who, work) => {
      down ||= bench.stranger.asked("/token").length > 0;
      if (down) throw new Error("database gone");
      return bench.database.db.inVault(who, work);
    };
    const db = { ...bench.database.db, inVault };
    const { vault } = setUp(bench.database, bench.stranger.provider, { db, keys: bench.world.keys });
    await expect(bench.call({}, undefined, vault)).rejects.toMatchObject({ code: "unavailable" });
    expect(bench.stranger.asked("/v1/mail")).toHaveLength(0);
    db.inVault = bench.database.db.inVault;
    await bench.database.db.inVault(bench.grant.who, (tx) =>
      tx.credential.updateMany({ data: { leaseOwner: null, leaseUntil: null } }),
    );
    expect(await bench.sentAs(bench.call({}, undefined, vault))).toBe(`Bearer fresh-${minted}`);
    expect(bench.stranger.asked("/token")).toHaveLength(1);
  });

  test("a grant that ends during its refresh ends the call too, though its token would still hold", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: 30_000 });
    const token = rotating();
    bench.stranger.routes["/token"] = async (seen) => {
      await bench.world.vault.shred(bench.grant.who, bench.grant.use.grantId);
      return token(seen);
    };
    await expect(bench.call()).rejects.toMatchObject({ code: "connector_not_connected" });
    expect(bench.stranger.asked("/v1/mail")).toHaveLength(0);
    expect(await bench.row()).toBeNull();
  });

  test("a lease whose holder died is taken over when it has run out", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = rotating();
    const leaseUntil = new Date(Date.now() + 300);
    await bench.database.db.inVault(bench.grant.who, (tx) =>
      tx.credential.updateMany({ data: { leaseOwner: "dead", leaseUntil } }),
    );
    expect(await bench.sentAs(bench.call())).toBe(`Bearer fresh-${minted}`);
    expect(Date.now()).toBeGreaterThan(leaseUntil.getTime());
  });

  test("while another replica refreshes, its result is waited for", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const { who, use } = bench.grant;
    await bench.database.db.inVault(who, (tx) =>
      tx.credential.updateMany({ data: { leaseOwner: "other", leaseUntil: new Date(Date.now() + 20_000) } }),
    );
    const waiting = bench.sentAs(bench.call());
    const next = {
      access: new Secret("theirs"),
      refresh: undefined,
      expiresAt: Date.now() + 1e6,
      lifetime: 1e6,
      tokenType: "bearer",
    };
    const { bound } = hostsOf(use.provider);
    const { bytes } = await sealTokens(bench.world.keys, use, bound, { main: next });
    await bench.database.db.inVault(who, (tx) =>
      tx.credential.updateMany({ data: { sealed: bytes, version: 2 } }),
    );
    expect(await waiting).toBe("Bearer theirs");
    expect(bench.stranger.asked("/token")).toHaveLength(0);
  });

  test("a database that fails for a moment does not lose the new refresh token", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = rotating();
    let failures = 2;
    const inVault: typeof bench.database.db.inVault = async (who, fn) => {
      if (bench.stranger.asked("/token").length > 0 && failures-- > 0) throw new Error("database gone");
      return bench.database.db.inVault(who, fn);
    };
    const { vault } = setUp(bench.database, bench.stranger.provider, {
      db: { ...bench.database.db, inVault },
      keys: bench.world.keys,
    });
    expect(await bench.sentAs(bench.call({}, undefined, vault))).toBe(`Bearer fresh-${minted}`);
    expect(await bench.stored()).toMatchObject({ version: 2, refresh: `r${minted}` });
  });
});

describe("401", () => {
  /** Accepts only what the last refresh gave. */
  const strict = (good: () => string) => {
    bench.stranger.routes["/v1/mail"] = ({ authorization }) =>
      authorization === `Bearer ${good()}` ? { json: { authorization } } : { status: 401 };
  };

  test("one forced refresh, then the call again, for any number of calls", async () => {
    await bench.put({ access: "dead", refresh: "r0", endsIn: 3_600_000 });
    bench.stranger.routes["/token"] = rotating();
    strict(() => `fresh-${minted}`);
    const sent = await Promise.all(Array.from({ length: 20 }, () => bench.sentAs(bench.call())));
    expect(new Set(sent)).toEqual(new Set([`Bearer fresh-${minted}`]));
    expect(bench.stranger.asked("/token")).toHaveLength(1);
    expect(bench.world.verdicts).toEqual([]);
  });

  test("a second 401 is the end of the connection, and no further refresh is spent on it", async () => {
    await bench.put({ access: "dead", refresh: "r0", endsIn: 3_600_000 });
    bench.stranger.routes["/token"] = rotating();
    strict(() => "nothing");
    const ended = { code: "connector_invalid", data: { cause: "unauthorized" } };
    await expect(bench.call()).rejects.toMatchObject(ended);
    expect(bench.stranger.asked("/v1/mail")).toHaveLength(2);
    await expect(bench.call()).rejects.toMatchObject(ended);
    expect(bench.stranger.asked("/token")).toHaveLength(1);
    expect(bench.world.verdicts[0]).toEqual({
      state: "invalid",
      cause: "unauthorized",
      source: "call",
      evidence: "GET api.stranger.example",
    });
  });

  test("without a refresh token the first 401 is the end", async () => {
    await bench.put({ access: "dead" });
    strict(() => "nothing");
    await expect(bench.call()).rejects.toMatchObject({
      code: "connector_invalid",
      data: { cause: "unauthorized" },
    });
    expect(bench.stranger.asked("/v1/mail")).toHaveLength(1);
  });

  test("with invalid_grant at the forced refresh the cause is invalid_grant", async () => {
    await bench.put({ access: "dead", refresh: "r0", endsIn: 3_600_000 });
    strict(() => "nothing");
    bench.stranger.routes["/token"] = () => ({ status: 400, json: { error: "invalid_grant" } });
    await expect(bench.call()).rejects.toMatchObject({
      code: "connector_invalid",
      data: { cause: "invalid_grant" },
    });
    expect(bench.world.verdicts).toMatchObject([{ cause: "invalid_grant", source: "refresh" }]);
  });
});
