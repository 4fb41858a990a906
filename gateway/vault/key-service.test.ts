import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type SandboxKms, startSandboxKms } from "../../test/sandbox/kms.ts";
import { openTestDatabase } from "../../test/support/database.ts";
import type { Database } from "../db/index.ts";
import { openDataKeyCache } from "./data-key-cache.ts";
import { rewrap, seal, unseal } from "./envelope.ts";
import { parseKeys } from "./key-ring.ts";
import { openKeyService } from "./key-service.ts";
import type { Bound, KeyProvider, WrappedKey } from "./keys.ts";
import { behind } from "./keys-behind.ts";
import { openKms } from "./kms.ts";

let kms: SandboxKms;
let database: Database;
const opened: KeyProvider[] = [];
beforeAll(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-sandbox");
  kms = await startSandboxKms();
  database = await openTestDatabase();
});
afterEach(async () => {
  kms.mood = "well";
  kms.requests.length = 0;
  for (const keys of opened.splice(0)) keys.close?.();
  await database.system.query("DELETE FROM vault_roots");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await kms.close();
  await database.close();
});

const bound: Bound = { workspaceId: "wsp_1", purpose: "grant:grt_1" };
const code = (name: string) => expect.objectContaining({ code: name });
const unreadable = code("credential_unreadable");
const unavailable = code("key_service_unavailable");

function service(keyId: string | undefined, ...oldKeyIds: string[]): KeyProvider {
  const keys = openKeyService({ keyId, oldKeyIds, endpoint: kms.endpoint });
  opened.push(keys);
  return keys;
}
const table = () => database.system.tables.vaultRoot;
const asked = (operation: string) => kms.requests.filter((r) => r.operation === operation);

test("what was sealed opens, in another process too, and the service is told workspace and purpose", async () => {
  const arn = kms.createKey();
  const sealed = await seal(service(arn), bound, "tökens");
  expect(sealed.keyId).toBe(arn);
  expect(await unseal(service(arn), bound, sealed)).toBe("tökens");
  const context = { workspace: "wsp_1", purpose: "grant:grt_1" };
  expect(kms.requests).toEqual([
    { operation: "Encrypt", keyId: arn, context },
    { operation: "Decrypt", keyId: arn, context },
  ]);
});

describe("what belongs elsewhere does not open", () => {
  test.each<[string, Bound]>([
    ["in another workspace", { ...bound, workspaceId: "wsp_2" }],
    ["for another grant", { ...bound, purpose: "grant:grt_2" }],
    ["for another purpose", { ...bound, purpose: "app:grt_1" }],
    ["where it may be sent elsewhere", { ...bound, context: "evil.example" }],
  ])("%s", async (_, elsewhere) => {
    const keys = service(kms.createKey());
    const sealed = await seal(keys, bound, "tokens");
    expect(await unseal(keys, bound, sealed)).toBe("tokens"); // its data key is kept now
    await expect(unseal(keys, elsewhere, sealed)).rejects.toEqual(unreadable);
    // Rewrapping opens no body: there the kept data key must not be found either.
    if (!elsewhere.context) await expect(rewrap(keys, elsewhere, sealed)).rejects.toEqual(unreadable);
  });

  test("under the id of another key of the service", async () => {
    const [a, b] = [kms.createKey(), kms.createKey()];
    const sealed = await seal(service(a, b), bound, "tokens");
    await expect(unseal(service(a, b), bound, { ...sealed, keyId: b })).rejects.toEqual(unreadable);
  });

  test("with a wrapped key that was changed", async () => {
    const keys = service(kms.createKey());
    const sealed = await seal(keys, bound, "tokens");
    for (const at of [3, 40, 60, 80]) {
      const bytes = Uint8Array.from(sealed.bytes);
      bytes[at]! ^= 1;
      await expect(unseal(keys, bound, { ...sealed, bytes })).rejects.toEqual(unreadable);
    }
  });

  test("under a key that is not configured, and the service is not asked", async () => {
    const sealed = await seal(service(kms.createKey()), bound, "tokens");
    await expect(unseal(service(kms.createKey()), bound, sealed)).rejects.toEqual(code("key_unknown"));
    expect(asked("Decrypt")).toEqual([]);
  });
});

test("an old key opens and no longer wraps; rewrapping moves to the current one", async () => {
  const [old, current] = [kms.createKey(), kms.createKey()];
  const sealed = await seal(service(old), bound, "tokens");
  const keys = service(current, old);
  const moved = await rewrap(keys, bound, sealed);
  expect(moved.keyId).toBe(current);
  kms.setState(old, "PendingDeletion");
  expect(await unseal(service(current), bound, moved)).toBe("tokens");
});

describe("kept data keys", () => {
  test("a hundred calls at once and a hundred after them are one request", async () => {
    const keys = service(kms.createKey());
    const sealed = await seal(keys, bound, "tokens");
    const hundred = () => Promise.all(Array.from({ length: 100 }, () => unseal(keys, bound, sealed)));
    expect(new Set([...(await hundred()), ...(await hundred())])).toEqual(new Set(["tokens"]));
    expect(asked("Decrypt")).toHaveLength(1);
  });

  test("a failed request is not kept", async () => {
    const keys = service(kms.createKey());
    const sealed = await seal(keys, bound, "tokens");
    kms.mood = "denied";
    await expect(unseal(keys, bound, sealed)).rejects.toEqual(unavailable);
    kms.mood = "well";
    expect(await unseal(keys, bound, sealed)).toBe("tokens");
  });

  const wrapped: WrappedKey = { keyId: "k", bytes: new Uint8Array([1]) };
  test("they go after their time, however often they are used", async () => {
    const cache = openDataKeyCache(60);
    let fetched = 0;
    const get = () => cache.get(wrapped, bound, async () => Buffer.alloc(32, ++fetched));
    const until = performance.now() + 250;
    while (performance.now() < until) {
      await get();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(fetched).toBeGreaterThanOrEqual(3);
    expect(fetched).toBeLessThan(10);
    cache.clear();
  });

  test("each caller gets a copy: wiping it takes nothing from the next", async () => {
    const cache = openDataKeyCache();
    const get = () => cache.get(wrapped, bound, async () => Buffer.alloc(32, 7));
    const [first, second] = await Promise.all([get(), get()]);
    first.fill(0);
    expect(second).toEqual(Buffer.alloc(32, 7));
    expect(await get()).toEqual(Buffer.alloc(32, 7));
    cache.clear();
  });
});

describe("a service that does not serve", () => {
  test.each(["denied", "throttled", "broken"] as const)("%s: no credential opens", async (mood) => {
    const keys = service(kms.createKey());
    const sealed = await seal(keys, bound, "tokens");
    kms.mood = mood;
    await expect(unseal(keys, bound, sealed)).rejects.toEqual(unavailable);
    await expect(seal(keys, bound, "x")).rejects.toEqual(unavailable);
  });

  test.each(["Disabled", "PendingDeletion"] as const)("a key that is %s", async (state) => {
    const arn = kms.createKey();
    const keys = service(arn);
    const sealed = await seal(keys, bound, "tokens");
    kms.setState(arn, state);
    await expect(unseal(keys, bound, sealed)).rejects.toEqual(unavailable);
    await expect(keys.ready?.(table())).rejects.toEqual(unavailable);
  });

  test("no answer ends in time", async () => {
    const source = { keyId: kms.createKey(), oldKeyIds: [], endpoint: kms.endpoint };
    const keys = openKeyService(source, openKms(kms.endpoint, 300));
    kms.mood = "silent";
    const from = performance.now();
    await expect(seal(keys, bound, "x")).rejects.toEqual(unavailable);
    expect(performance.now() - from).toBeLessThan(1_500);
  });

  test("nobody listens there", async () => {
    const keys = openKeyService({ keyId: kms.createKey(), oldKeyIds: [], endpoint: "http://127.0.0.1:9" });
    await expect(seal(keys, bound, "x")).rejects.toEqual(unavailable);
  });

  test("the error says what it was, and neither the key nor the account", async () => {
    const arn = kms.createKey();
    kms.mood = "denied";
    const error = await seal(service(arn), bound, "x").catch((e: Error) => e);
    expect(error).toMatchObject({ detail: "The key service said: AccessDeniedException." });
    expect(JSON.stringify(error)).not.toContain("000000000000");
  });
});

test("health is asked for at most every half minute", async () => {
  const keys = service(kms.createKey());
  expect(await Promise.all([keys.healthy?.(), keys.healthy?.(), keys.healthy?.()])).toEqual([
    true,
    true,
    true,
  ]);
  expect(kms.requests).toHaveLength(2);
  const other = service(kms.createKey());
  kms.mood = "denied";
  expect(await other.healthy?.()).toBe(false);
});

describe("what cookies and digests derive from", () => {
  const derived = async (keys: KeyProvider) => {
    await keys.ready?.(table());
    return keys.derive("session-cookie").map(({ id, key }) => `${id} ${key.toString("hex")}`);
  };

  test("replicas that start at once agree, and a restart finds the same", async () => {
    const arn = kms.createKey();
    const all = await Promise.all(Array.from({ length: 6 }, () => derived(service(arn))));
    expect(new Set(all.flat()).size).toBe(1);
    expect(await derived(service(arn))).toEqual(all[0]);
    expect(await table().count()).toBe(1);
  });

  test("a key to come is agreed on before it seals, and the old one's cookies still open", async () => {
    const [old, next] = [kms.createKey(), kms.createKey()];
    const [before] = await derived(service(old));
    const rolling = await derived(service(old, next));
    expect(rolling[0]).toBe(before);
    expect(await derived(service(next, old))).toEqual([rolling[1], before]);
    // Without a rotation the new root is still sealed with the old key.
    await expect(derived(service(next))).rejects.toEqual(code("key_unknown"));
  });

  test("labels differ, and the root is nowhere in the table", async () => {
    const keys = service(kms.createKey());
    await keys.ready?.(table());
    const [a, b] = [keys.derive("a")[0]!.key, keys.derive("b")[0]!.key];
    expect(a.equals(b)).toBe(false);
    const rows = inspect(await table().findMany(), { maxArrayLength: null, breakLength: Infinity });
    for (const key of [a, b]) expect(rows).not.toContain(key.toString("base64"));
  });

  test("a root moved to another generation does not open", async () => {
    const [a, b] = [kms.createKey(), kms.createKey()];
    await service(a, b).ready?.(table());
    const [first, second] = await table().findMany();
    await database.system.query("UPDATE vault_roots SET sealed = $1, key_id = $2 WHERE id = $3", [
      first!.sealed,
      first!.keyId,
      second!.id,
    ]);
    await expect(service(a, b).ready?.(table())).rejects.toEqual(unreadable);
  });
});

describe("moving between local keys and the service", () => {
  const local = parseKeys(`k1:${randomBytes(32).toString("base64")}`);

  test("what one sealed opens with the other in front, and is rewrapped there", async () => {
    const arn = kms.createKey();
    const sealed = await seal(local, bound, "tokens");
    const cloud = behind(service(arn), local);
    expect(cloud.ids).toEqual([arn, "k1"]);
    const moved = await rewrap(cloud, bound, sealed);
    expect(moved.keyId).toBe(arn);
    const back = behind(local, service(undefined, arn));
    expect(await unseal(back, bound, moved)).toBe("tokens");
    expect((await rewrap(back, bound, moved)).keyId).toBe("k1");
    await expect(unseal(back, bound, { ...moved, keyId: "k9" })).rejects.toEqual(code("key_unknown"));
  });

  test("sessions live through the move", async () => {
    const arn = kms.createKey();
    const before = behind(local, service(undefined, arn));
    await before.ready?.(table());
    const after = behind(service(arn), local);
    await after.ready?.(table());
    const ids = (keys: KeyProvider) => keys.derive("session-cookie").map((k) => k.id);
    expect(ids(before)).toEqual(["k1", ids(after)[0]]);
    expect(ids(after)[1]).toBe("k1");
    expect(asked("Encrypt").filter((r) => r.context.purpose?.startsWith("root:r"))).toEqual([]);
  });
});
