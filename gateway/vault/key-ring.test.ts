import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadKeyRing } from "./key-file.ts";
import { parseKeys } from "./key-ring.ts";

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
    const first = await loadKeyRing(source());
    expect(first).toMatchObject({ created: true, keyFile: join(dir, "data", "vault.key") });
    expect((await stat(first.keyFile!)).mode & 0o777).toBe(0o600);
    const again = await loadKeyRing(source());
    expect(again.created).toBe(false);
    expect(again.ring.currentId).toBe(first.ring.currentId);
    expect(await readdir(join(dir, "data"))).toEqual(["vault.key"]);
  });

  test("starts at the same moment agree on one key", async () => {
    const loaded = await Promise.all(Array.from({ length: 8 }, () => loadKeyRing(source())));
    expect(new Set(loaded.map((l) => l.ring.currentId)).size).toBe(1);
    expect(loaded.filter((l) => l.created)).toHaveLength(1);
  });

  test.each([0o640, 0o604, 0o660])("a key file with mode %o is refused", async (mode) => {
    const { keyFile } = await loadKeyRing(source());
    await chmod(keyFile!, mode);
    await expect(loadKeyRing(source())).rejects.toThrow(/chmod 600/);
  });

  test("a damaged key file names the file and not the key", async () => {
    const { keyFile } = await loadKeyRing(source());
    const material = (await readFile(keyFile!, "utf8")).split(":")[1]!.trim();
    await chmod(keyFile!, 0o600);
    const { writeFile } = await import("node:fs/promises");
    await writeFile(keyFile!, `k1:${material.slice(4)}`);
    const error = await loadKeyRing(source()).catch((e: Error) => e);
    expect((error as Error).message).toContain("vault.key");
    expect((error as Error).message).not.toContain(material.slice(4));
  });

  test("VAULT_KEYS comes first, and no file is made", async () => {
    const loaded = await loadKeyRing(source({ vaultKeys: `k1:${fresh()}` }));
    expect(loaded).toMatchObject({ keyFile: undefined, created: false });
    await expect(stat(join(dir, "data"))).rejects.toThrow();
  });

  test("PostgreSQL without keys does not start", async () => {
    await expect(loadKeyRing(source({ embedded: false }))).rejects.toThrow(/^VAULT_KEYS: must be set/);
  });
});
