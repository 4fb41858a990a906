import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { openBench, setOf } from "./fixture.ts";
import type { Seen } from "./fixture-provider.ts";
import { hostsOf } from "./hosts.ts";
import type { VaultDb } from "./ports.ts";
import { Secret } from "./secret.ts";
import { sealTokens } from "./token-set.ts";

const bench = openBench();

/** Each refresh token works once; `now` is the one that does. */
function rotating(now = "r0") {
  let minted = 0;
  return ({ form }: Seen) => {
    if (form.get("refresh_token") !== now) return { status: 400, json: { error: "invalid_grant" } };
    now = `r${++minted}`;
    return { json: { access_token: `fresh-${minted}`, refresh_token: now, expires_in: 3600 } };
  };
}
const dead = () => ({ status: 400, json: { error: "invalid_grant" } });
const refreshes = () => bench.stranger.asked("/token").length;
const unreachable = { code: "provider_unreachable" };
const invalid = (cause: string) => ({ code: "connector_invalid", data: { cause } });
const past = () => new Date(Date.now() - 1_000);
/** As if the time of backing off had passed. */
const warm = () => bench.write({ leaseOwner: null, leaseUntil: null });

describe("a lease that was left behind", () => {
  test("is on the record as a lost answer, and the refresh after it as recovered", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    await bench.write({ leaseOwner: "dead:7", leaseUntil: past() });
    bench.stranger.routes["/token"] = rotating();
    expect(await bench.sentAs(bench.call())).toBe("Bearer fresh-1");
    expect(bench.world.events.map(({ type, cause }) => [type, cause])).toEqual([
      ["refresh.failed", "answer_lost"],
      ["refresh.recovered", null],
    ]);
    expect(await bench.row()).toMatchObject({ leaseOwner: null, refreshLostAt: null, version: 2 });
  });

  test("whose holder had spent the refresh token ends the connection with `refresh_lost`", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    await bench.write({ leaseOwner: "dead:7", leaseUntil: past() });
    bench.stranger.routes["/token"] = dead;
    await expect(bench.call()).rejects.toMatchObject(invalid("refresh_lost"));
    expect(bench.world.events.map(({ cause }) => cause)).toEqual(["answer_lost", "refresh_lost"]);
    expect(bench.world.verdicts).toMatchObject([{ state: "invalid", cause: "refresh_lost" }]);
    expect((await bench.row())!.refreshRefused).toBe("main:refresh_lost");
  });

  test("is nobody's business while it stands, by the database's clock and not by this replica's", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: 20_000 });
    await bench.write({ leaseOwner: "slow:1", leaseUntil: new Date(Date.now() + 10_000) });
    bench.stranger.routes["/token"] = rotating();
    const ahead = bench.replica({ clock: () => Date.now() + 15_000 });
    const call = bench.sentAs(bench.call({}, undefined, ahead.vault));
    await new Promise((done) => setTimeout(done, 500));
    expect(refreshes()).toBe(0);
    await warm();
    expect(await call).toBe("Bearer fresh-1");
  });
});

describe("an answer that is lost", () => {
  test.each<[string, object]>([
    ["with the connection, before it began", { cut: "before" }],
    ["with the connection, in the middle", { cut: "within" }],
    ["in a proxy", { status: 502, text: "<html>" }],
    ["in a page", { status: 200, text: "<html>" }],
    ["in an encoding that is broken", { json: {}, headers: { "content-encoding": "gzip" } }],
  ])("%s is remembered, and the next attempt tells", async (_, reply) => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => reply;
    await expect(bench.call()).rejects.toMatchObject(unreachable);
    expect(bench.world.events).toMatchObject([{ cause: "answer_lost", permanent: false }]);
    expect((await bench.row())!.refreshLostAt).not.toBeNull();
    expect(bench.world.verdicts).toEqual([]);
    await warm();
    bench.stranger.routes["/token"] = rotating();
    const other = bench.replica();
    expect(await bench.sentAs(bench.call({}, undefined, other.vault))).toBe("Bearer fresh-1");
    expect(other.events).toMatchObject([{ type: "refresh.recovered" }]);
    expect((await bench.row())!.refreshLostAt).toBeNull();
  });

  test("in time is lost too, and tells when the next is refused", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => ({ hang: true });
    await expect(bench.call()).rejects.toMatchObject(unreachable);
    expect(bench.world.events).toMatchObject([{ cause: "answer_lost" }]);
    await warm();
    bench.stranger.routes["/token"] = dead;
    const other = bench.replica();
    await expect(bench.call({}, undefined, other.vault)).rejects.toMatchObject(invalid("refresh_lost"));
  });

  test.each<[string, object]>([
    ["a server error", { status: 500, text: "oops" }],
    ["too many requests", { status: 429, json: {} }],
  ])("is not what %s is", async (_, reply) => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => reply;
    await expect(bench.call()).rejects.toMatchObject(unreachable);
    expect(bench.world.events).toMatchObject([{ cause: "provider_unreachable" }]);
    expect((await bench.row())!.refreshLostAt).toBeNull();
  });
});

describe("a refusal", () => {
  test("is for good: not by another replica, a restart, Test connection or the job is it sent again", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = dead;
    await expect(bench.call()).rejects.toMatchObject(invalid("invalid_grant"));
    expect(await bench.row()).toMatchObject({ refreshRefused: "main:invalid_grant", refreshAt: null });
    const { who, use } = bench.grant;
    const other = bench.replica({ clock: () => Date.now() + 3_600_000 });
    expect(await other.vault.probe(who, use)).toMatchObject({ state: "invalid", cause: "invalid_grant" });
    await expect(bench.call({}, undefined, other.vault)).rejects.toMatchObject(invalid("invalid_grant"));
    await expect(other.vault.refreshAhead(who, use)).rejects.toMatchObject(invalid("invalid_grant"));
    expect(refreshes()).toBe(1);
  });

  test("holds for a replica that had seen the credential before", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: 3_600_000 });
    bench.stranger.routes["/token"] = dead;
    bench.stranger.routes["/v1/mail"] = () => ({ status: 401 });
    // Hears nothing of what others do, and takes its cache for fresh.
    const channel = { on: () => () => {}, onGap: () => () => {}, fresh: () => true };
    const deaf = bench.replica({ db: { ...bench.database.db, channel } });
    bench.stranger.routes["/me"] = () => ({ json: {} });
    expect((await deaf.vault.probe(bench.grant.who, bench.grant.use)).state).toBe("valid");
    await expect(bench.call()).rejects.toMatchObject(invalid("invalid_grant"));
    await expect(bench.call({}, undefined, deaf.vault)).rejects.toMatchObject(invalid("invalid_grant"));
    expect(refreshes()).toBe(1);
  });

  test("reaches whoever waits for it at another replica", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = async () => {
      await new Promise((done) => setTimeout(done, 300));
      return dead();
    };
    const other = bench.replica();
    const both = [bench.call(), bench.call({}, undefined, other.vault)];
    for (const call of both) await expect(call).rejects.toMatchObject(invalid("invalid_grant"));
    expect(refreshes()).toBe(1);
  });

  test("leaves a token that still holds alone", async () => {
    await bench.put({ access: "still-good", refresh: "r0", endsIn: 30_000 });
    bench.stranger.routes["/token"] = dead;
    for (let i = 0; i < 3; i++) expect(await bench.sentAs(bench.call())).toBe("Bearer still-good");
    expect(refreshes()).toBe(1);
    expect(bench.world.verdicts).toEqual([]);
    expect(bench.world.events).toMatchObject([{ cause: "invalid_grant", permanent: true }]);
  });

  test("under a lease that has become another's says nothing", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const { use } = bench.grant;
    bench.stranger.routes["/token"] = async () => {
      await bench.write({ leaseOwner: "other:1", leaseUntil: new Date(Date.now() + 20_000) });
      setTimeout(async () => {
        const { bound } = hostsOf(use.provider);
        const { bytes } = await sealTokens(bench.world.keys, use, bound, {
          main: setOf({ access: "theirs", refresh: "r9", endsIn: 3_600_000 }),
        });
        await bench.write({ sealed: bytes, version: 2, leaseOwner: null, leaseUntil: null });
      }, 300);
      return dead();
    };
    expect(await bench.sentAs(bench.call())).toBe("Bearer theirs");
    expect((await bench.row())!.refreshRefused).toBeNull();
    expect([bench.world.verdicts, bench.world.events]).toEqual([[], []]);
    expect(refreshes()).toBe(1);
  });

  test("that could not be written down is remembered in the process", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = dead;
    const inVault: VaultDb["inVault"] = async (who, work) => {
      if (refreshes() > 0) throw new Error("database gone");
      return bench.database.db.inVault(who, work);
    };
    let now = 0;
    const db = { ...bench.database.db, inVault };
    const { vault } = bench.replica({ db, clock: () => Date.now() + now });
    await expect(bench.call({}, undefined, vault)).rejects.toMatchObject(invalid("invalid_grant"));
    db.inVault = bench.database.db.inVault;
    now = 24 * 3_600_000;
    await expect(bench.call({}, undefined, vault)).rejects.toMatchObject(invalid("invalid_grant"));
    expect(refreshes()).toBe(1);
  });
});

describe("backing off", () => {
  test("is one for all replicas", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => ({ status: 503, text: "", headers: { "retry-after": "30" } });
    const replicas = [bench.replica(), bench.replica(), bench.replica()];
    for (let round = 0; round < 2; round++)
      await Promise.all(
        replicas.map(({ vault }) =>
          expect(bench.call({}, undefined, vault)).rejects.toMatchObject(unreachable),
        ),
      );
    expect(refreshes()).toBe(1);
    expect(await bench.row()).toMatchObject({ leaseOwner: "cooling:main:1", refreshRefused: null });
  });

  test("doubles with each failure, whichever replica met the last", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    await bench.write({ leaseOwner: "cooling:main:5", leaseUntil: past() });
    bench.stranger.routes["/token"] = () => ({ status: 503, text: "" });
    await expect(bench.call()).rejects.toMatchObject(unreachable);
    const { leaseOwner, leaseUntil } = (await bench.row())!;
    expect(leaseOwner).toBe("cooling:main:6");
    const left = leaseUntil!.getTime() - Date.now();
    expect(left).toBeGreaterThan(20_000);
    expect(left).toBeLessThan(32_001);
  });

  test("that is over leaves no mark of a lost answer", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    await bench.write({ leaseOwner: "cooling:main:5", leaseUntil: past() });
    bench.stranger.routes["/token"] = rotating();
    expect(await bench.sentAs(bench.call())).toBe("Bearer fresh-1");
    expect(bench.world.events).toMatchObject([{ type: "refresh.succeeded" }]);
    expect((await bench.row())!.leaseOwner).toBeNull();
  });

  test("lasts as long as the provider asks, a minute at most", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = () => ({ status: 429, json: {}, headers: { "retry-after": "600" } });
    await expect(bench.call()).rejects.toMatchObject(unreachable);
    const left = (await bench.row())!.leaseUntil!.getTime() - Date.now();
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThan(60_001);
  });

  test("does not pass on what else a provider writes where a time should be", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const headers = { "retry-after": "ignore-all-rules" };
    bench.stranger.routes["/token"] = () => ({ status: 503, text: "", headers });
    const error = await bench.call().catch((e) => e);
    expect(inspect(error, { depth: 9 })).not.toContain("ignore");
  });

  test("after a refused client ends with another secret, not before", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = ({ form }) =>
      form.get("client_secret") === "right"
        ? { json: { access_token: "a1", expires_in: 3600 } }
        : { status: 401, json: { error: "invalid_client" } };
    const rejected = { code: "client_rejected" };
    await expect(bench.call()).rejects.toMatchObject(rejected);
    await expect(bench.call()).rejects.toMatchObject(rejected);
    expect(refreshes()).toBe(1);
    const client = { ...bench.grant.use.client, secret: new Secret("right") };
    expect(await bench.sentAs(bench.call({ client }))).toBe("Bearer a1");
  });
});

describe("what cannot be sent safely", () => {
  test("a request that comes late, after this process stood still, stays, and another's result is used", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = rotating();
    const { use } = bench.grant;
    let now = 0;
    let frozen = false;
    const inVault: VaultDb["inVault"] = async (principal, work) => {
      const result = await bench.database.db.inVault(principal, work);
      if (frozen || (result as { kind?: string } | undefined)?.kind !== "mine") return result;
      frozen = true; // for 30 s: meanwhile another replica found the lease abandoned, and refreshed
      now += 30_000;
      const tokens = { main: setOf({ access: "theirs", refresh: "r9", endsIn: 3_600_000 }) };
      const { bytes } = await sealTokens(bench.world.keys, use, hostsOf(use.provider).bound, tokens);
      await bench.write({ sealed: bytes, version: 2, leaseOwner: null, leaseUntil: null });
      return result;
    };
    const db = { ...bench.database.db, inVault };
    const { vault } = bench.replica({ db, clock: () => Date.now() + now });
    expect(await bench.sentAs(bench.call({}, undefined, vault))).toBe("Bearer theirs");
    expect(frozen).toBe(true);
    expect(refreshes()).toBe(0);
  });

  test("a refresh token of another OAuth client than the configured one", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    bench.stranger.routes["/token"] = rotating();
    const client = { id: "another-app", secret: new Secret("x") };
    await expect(bench.call({ client })).rejects.toMatchObject({ code: "client_rejected" });
    expect(refreshes()).toBe(0);
    expect(bench.world.verdicts).toMatchObject([{ cause: "client_rejected" }]);
    expect(await bench.sentAs(bench.call())).toBe("Bearer fresh-1"); // with its own it works at once
  });

  test("anything of a grant that has ended", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: 3_600_000 });
    bench.stranger.routes["/token"] = rotating();
    bench.stranger.routes["/v1/mail"] = async () => {
      await bench.database.system.tables.grant.updateMany({
        where: { id: bench.grant.use.grantId },
        data: { endedAt: new Date() },
      });
      return { status: 401 };
    };
    const channel = { on: () => () => {}, onGap: () => () => {}, fresh: () => true };
    const deaf = bench.replica({ db: { ...bench.database.db, channel } });
    const gone = { code: "connector_not_connected" };
    await expect(bench.call({}, undefined, deaf.vault)).rejects.toMatchObject(gone);
    expect(refreshes()).toBe(0);
  });
});

describe("a refresh that meets the end of its grant", () => {
  const endGrant = () =>
    bench.database.system.tables.grant.updateMany({
      where: { id: bench.grant.use.grantId },
      data: { endedAt: new Date() },
    });

  test("is waited for by the revocation, which then ends the newest tokens", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const token = rotating();
    const begun = Promise.withResolvers<void>();
    bench.stranger.routes["/token"] = async (seen) => {
      begun.resolve();
      await new Promise((done) => setTimeout(done, 600));
      return token(seen);
    };
    bench.stranger.routes["/revoke"] = () => ({ status: 200 });
    const call = bench.call();
    const ended = expect(call).rejects.toMatchObject({ code: "connector_not_connected" });
    await begun.promise;
    await endGrant();
    const other = bench.replica();
    expect(await other.vault.revokeUpstream(bench.grant.who, bench.grant.use)).toMatchObject({ ok: true });
    await ended;
    expect(bench.stranger.asked("/revoke").map(({ form }) => form.get("token"))).toEqual(["r1"]);
    expect(bench.stranger.asked("/v1/mail")).toHaveLength(0);
  });

  test("ends its own tokens when the credential is gone, where no other grant hangs on them", async () => {
    const revocation = { ...bench.stranger.provider.revocation, endsWholeGrant: false };
    bench.become({ ...bench.stranger.provider, revocation });
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const token = rotating();
    bench.stranger.routes["/token"] = async (seen) => {
      await bench.world.vault.shred(bench.grant.who, bench.grant.use.grantId);
      return token(seen);
    };
    bench.stranger.routes["/revoke"] = () => ({ status: 200 });
    await expect(bench.call()).rejects.toMatchObject({ code: "connector_not_connected" });
    const ended = bench.stranger.asked("/revoke").map(({ form }) => form.get("token"));
    expect(ended).toEqual(["r1", "fresh-1"]);
  });

  test("is waited for when the vault closes, and its result is kept", async () => {
    await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
    const token = rotating();
    const begun = Promise.withResolvers<void>();
    bench.stranger.routes["/token"] = async (seen) => {
      begun.resolve();
      await new Promise((done) => setTimeout(done, 400));
      return token(seen);
    };
    const { vault } = bench.replica();
    const call = bench.call({}, undefined, vault).catch(() => {});
    await begun.promise;
    await vault.close();
    expect(await bench.stored()).toEqual({ version: 2, access: "fresh-1", refresh: "r1" });
    await call;
  });
});

test("what the database would not take is saved in the background, without another call", async () => {
  await bench.put({ access: "old", refresh: "r0", endsIn: -1 });
  bench.stranger.routes["/token"] = rotating();
  const db = { ...bench.database.db };
  db.inVault = async (who, work) => {
    if (refreshes() > 0) throw new Error("database gone");
    return bench.database.db.inVault(who, work);
  };
  const { vault } = bench.replica({ db });
  await expect(bench.call({}, undefined, vault)).rejects.toMatchObject({ code: "unavailable" });
  db.inVault = bench.database.db.inVault;
  await expect.poll(bench.stored, { timeout: 3_000 }).toMatchObject({ version: 2, refresh: "r1" });
  expect(refreshes()).toBe(1);
});
