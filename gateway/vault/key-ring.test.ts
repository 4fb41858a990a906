import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seal, unseal } from "./envelope.ts";
import { newKeyEntry, parseKeys } from "./key-ring.ts";
import { loadKeys } from "./load-keys.ts";

const fresh = () => randomBytes(32).toString("base64");
const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");

test("the first key is the current one, and the ring shows no key", () => {
  const [a, b] = [fresh(), fresh()];
  const ring = parseKeys(`new:${a}, old:${b}`);
  expect(ring.currentId).toBe("new");
  const shown = inspect(ring, { showHidden: true, depth: 9 }) + JSON.stringify(ring);
  expect(shown).not.toContain(a.slice(0, 8));
});

describe("keys that are refused", () => {
  const same = fresh();
  test.each([
    ["nothing", "", "form"],
    ["no id", fresh(), "form"],
    ["an empty id", `:${fresh()}`, "form"],
    ["an id with odd letters", `a b:${fresh()}`, "form"],
    ["a trailing comma", `k1:${fresh()},`, "key 2"],
    ["base64url", `k1:${b64(Buffer.alloc(32, 0xff)).replaceAll("/", "_")}`, "form"],
    ["padding that is missing", `k1:${fresh().replace("=", "")}`, "base64"],
    ["16 bytes", `k1:${b64(randomBytes(16))}`, "16 bytes"],
    ["33 bytes", `k1:${b64(randomBytes(33))}`, "33 bytes"],
    ["all zeros", `k1:${b64(Buffer.alloc(32))}`, "random"],
    ["one byte repeated", `k1:${b64(Buffer.alloc(32, 0xa5))}`, "random"],
    ["counting up", `k1:${b64(Buffer.from(Array.from({ length: 32 }, (_, i) => i)))}`, "random"],
    ["counting down", `k1:${b64(Buffer.from(Array.from({ length: 32 }, (_, i) => 255 - i)))}`, "random"],
    ["a password", `k1:${b64("changeme-changeme-changeme-12345")}`, "random"],
    ["hex digits", `k1:${b64(randomBytes(16).toString("hex"))}`, "random"],
    ["an id twice", `k1:${fresh()},k1:${fresh()}`, "id"],
    ["a key twice", `k1:${same},k2:${same}`, "same"],
  ])("%s", (_, text, why) => {
    let message = "";
    try {
      parseKeys(text);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toMatch(/^VAULT_KEYS: key \d/);
    expect(message).toContain(why);
    expect(message).not.toContain("\n");
    const material = text.split(":").at(-1);
    if (material && material.length > 8) expect(message).not.toContain(material);
  });
});

test("derived keys are stable, differ by label, and follow the ring's order", () => {
  const [a, b] = [fresh(), fresh()];
  const before = parseKeys(`a:${a}`).derive("session-cookie");
  const after = parseKeys(`b:${b},a:${a}`).derive("session-cookie");
  expect(after.map((k) => k.id)).toEqual(["b", "a"]);
  expect(after[1]!.key.equals(before[0]!.key)).toBe(true);
  expect(before[0]!.key.byteLength).toBe(32);
  expect(before[0]!.key.equals(Buffer.from(a, "base64"))).toBe(false);
  expect(parseKeys(`a:${a}`).derive("other")[0]!.key.equals(before[0]!.key)).toBe(false);
});

test("a new entry for VAULT_KEYS is one, and each is another", () => {
  const entries = Array.from({ length: 20 }, newKeyEntry);
  expect(parseKeys(entries.join(",")).ids).toHaveLength(20);
});

describe("where keys come from", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "valetkey-"));
  });
  afterEach(() => rm(dir, { recursive: true }));
  const source = (more: object = {}) => ({
    vaultKeys: undefined,
    dataDir: join(dir, "data"),
    embedded: true,
    ...more,
  });

  test("the embedded database gets a key file that only its owner reads, once", async () => {
    const first = await loadKeys(source());
    expect(first).toMatchObject({ created: true, keyFile: { path: join(dir, "data", "vault.key") } });
    expect(first.keys.kind).toBe("file");
    expect((await stat(first.keyFile!.path)).mode & 0o777).toBe(0o600);
    const again = await loadKeys(source());
    expect(again.created).toBe(false);
    expect(again.keys.currentId).toBe(first.keys.currentId);
    expect(await readdir(join(dir, "data"))).toEqual(["vault.key"]);
  });

  test("starts at the same moment agree on one key", async () => {
    const loaded = await Promise.all(Array.from({ length: 8 }, () => loadKeys(source())));
    expect(new Set(loaded.map((l) => l.keys.currentId)).size).toBe(1);
    expect(loaded.filter((l) => l.created)).toHaveLength(1);
  });

  test.each([0o640, 0o604, 0o660])("a key file with mode %o is refused", async (mode) => {
    const { keyFile } = await loadKeys(source());
    await chmod(keyFile!.path, mode);
    await expect(loadKeys(source())).rejects.toThrow(/chmod 600/);
  });

  test("a damaged key file names the file and not the key", async () => {
    const { keyFile } = await loadKeys(source());
    const material = (await readFile(keyFile!.path, "utf8")).split(":")[1]!.trim();
    await writeFile(keyFile!.path, `k1:${material.slice(4)}`);
    const error = await loadKeys(source()).catch((e: Error) => e);
    expect((error as Error).message).toContain("vault.key");
    expect((error as Error).message).not.toContain(material.slice(4));
  });

  test("a new key is in use and on disk at once, and the old one opens until it is removed", async () => {
    const { keyFile, keys } = await loadKeys(source());
    const bound = { workspaceId: "wsp_1", purpose: "grant:grt_1" } as const;
    const old = keys.currentId;
    const sealed = await seal(keys, bound, "tokens");
    const cookies = keys.derive("session-cookie");
    const added = await keyFile!.add();
    expect(keys.ids).toEqual([added, old]);
    expect(cookies.map((k) => k.id)).toEqual([added, old]); // whoever holds the list goes with it
    expect((await stat(keyFile!.path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(dir, "data"))).toEqual(["vault.key"]);
    const again = await loadKeys(source());
    expect(again.keys.ids).toEqual([added, old]);
    expect(await unseal(again.keys, bound, sealed)).toBe("tokens");
    expect((await seal(keys, bound, "x")).keyId).toBe(added);

    await expect(keyFile!.remove(added)).rejects.toThrow("is the current key");
    await expect(keyFile!.remove("k")).rejects.toThrow(`no key "k"`);
    await keyFile!.remove(old);
    expect(keys.ids).toEqual([added]);
    expect(cookies.map((k) => k.id)).toEqual([added]);
    expect((await loadKeys(source())).keys.ids).toEqual([added]);
    await expect(unseal(keys, bound, sealed)).rejects.toMatchObject({ code: "key_unknown" });
  });

  test("a key file that was damaged meanwhile is not written over", async () => {
    const { keyFile, keys } = await loadKeys(source());
    const before = keys.ids;
    await writeFile(keyFile!.path, "not a key");
    await expect(keyFile!.add()).rejects.toThrow("vault.key");
    expect(await readFile(keyFile!.path, "utf8")).toBe("not a key");
    expect(keys.ids).toEqual(before);
  });

  test("VAULT_KEYS comes first, and no file is made", async () => {
    const loaded = await loadKeys(source({ vaultKeys: `k1:${fresh()}` }));
    expect(loaded).toMatchObject({ keyFile: undefined, created: false });
    await expect(stat(join(dir, "data"))).rejects.toThrow();
  });

  test("PostgreSQL without keys does not start", async () => {
    await expect(loadKeys(source({ embedded: false }))).rejects.toThrow(/^VAULT_KEYS: must be set/);
  });
});
