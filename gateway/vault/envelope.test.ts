import { createCipheriv, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Bound, rewrap, type SealedBytes, seal, unseal } from "./envelope.ts";
import { parseKeys } from "./key-ring.ts";

const [a, b] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
const keys = parseKeys(`a:${a},b:${b}`);
const turned = parseKeys(`b:${b},a:${a}`);
const bound: Bound = { workspaceId: "wsp_1", purpose: "grant:grt_1", context: "https://api.one.example" };
const unreadable = expect.objectContaining({ code: "credential_unreadable" });

/** Where the wrapped data key and the body are: version (1), length (2), wrapped key, body. */
function parts({ bytes }: SealedBytes) {
  const body = 3 + Buffer.from(bytes).readUInt16BE(1);
  return { head: bytes.slice(0, 3), wrapped: bytes.slice(3, body), body: bytes.slice(body) };
}
const joined = (...pieces: Uint8Array[]) => new Uint8Array(Buffer.concat(pieces));

test("what was sealed opens, also when its key is no longer the first", async () => {
  const sealed = await seal(keys, bound, "tökens");
  expect(sealed.keyId).toBe("a");
  expect(await unseal(keys, bound, sealed)).toBe("tökens");
  expect(await unseal(turned, bound, sealed)).toBe("tökens");
});

test("the same text never seals to the same bytes, and no data key is used twice", async () => {
  const seals = await Promise.all(Array.from({ length: 50 }, () => seal(keys, bound, "x")));
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  expect(new Set(seals.map((s) => hex(s.bytes))).size).toBe(50);
  const opened = seals.map((s) => keys.unwrap({ keyId: "a", bytes: parts(s).wrapped }, bound));
  expect(new Set((await Promise.all(opened)).map(hex)).size).toBe(50);
});

describe("a transplanted ciphertext does not open", () => {
  test.each<[string, Bound]>([
    ["in another workspace", { ...bound, workspaceId: "wsp_2" }],
    ["for another grant", { ...bound, purpose: "grant:grt_2" }],
    ["for another purpose", { ...bound, purpose: "pending:grt_1" }],
    ["for other hosts", { ...bound, context: "https://api.evil.example" }],
    ["for no hosts", { workspaceId: bound.workspaceId, purpose: bound.purpose }],
    [
      "where the parts only join to the same text",
      { workspaceId: "wsp_1|11:grant:grt_1", purpose: "grant:", context: bound.context! },
    ],
  ])("%s", async (_, elsewhere) => {
    const sealed = await seal(keys, bound, "tokens");
    await expect(unseal(keys, elsewhere, sealed)).rejects.toEqual(unreadable);
  });

  test("under another key's id", async () => {
    const sealed = await seal(keys, bound, "tokens");
    await expect(unseal(keys, bound, { ...sealed, keyId: "b" })).rejects.toEqual(unreadable);
    await expect(unseal(parseKeys(`c:${a}`), bound, { ...sealed, keyId: "c" })).rejects.toEqual(unreadable);
  });

  test("under a key that is gone, and the error says which", async () => {
    const sealed = await seal(keys, bound, "tokens");
    const error = expect.objectContaining({ code: "key_unknown", detail: expect.stringContaining(`"a"`) });
    await expect(unseal(parseKeys(`b:${b}`), bound, sealed)).rejects.toEqual(error);
  });
});

describe("parts of two rows do not make a third", () => {
  const other: Bound = { ...bound, purpose: "grant:grt_2" };

  test("another row's wrapped key over this row's body", async () => {
    const [mine, theirs] = [await seal(keys, bound, "mine"), await seal(keys, other, "theirs")];
    const { head, body } = parts(mine);
    const bytes = joined(head, parts(theirs).wrapped, body);
    for (const at of [bound, other])
      await expect(unseal(keys, at, { keyId: "a", bytes })).rejects.toEqual(unreadable);
  });

  test("an earlier seal's wrapped key over a later body of the same row", async () => {
    const [before, after] = [await seal(keys, bound, "before"), await seal(keys, bound, "after")];
    const { head, body } = parts(after);
    const bytes = joined(head, parts(before).wrapped, body);
    await expect(unseal(keys, bound, { keyId: "a", bytes })).rejects.toEqual(unreadable);
  });

  test("nor does rewrapping carry one across", async () => {
    const theirs = await seal(keys, other, "theirs");
    await expect(rewrap(turned, bound, theirs)).rejects.toEqual(unreadable);
  });
});

test("a change to any byte, and any cut, is noticed", async () => {
  const { keyId, bytes } = await seal(keys, bound, "the tokens of a grant");
  for (let i = 0; i < bytes.byteLength; i++) {
    const changed = Uint8Array.from(bytes);
    changed[i]! ^= 1 << (i % 8);
    await expect(unseal(keys, bound, { keyId, bytes: changed }), `byte ${i}`).rejects.toEqual(unreadable);
    const cut = bytes.slice(0, i);
    await expect(unseal(keys, bound, { keyId, bytes: cut }), `cut at ${i}`).rejects.toEqual(unreadable);
  }
  const longer = joined(bytes, new Uint8Array([0]));
  await expect(unseal(keys, bound, { keyId, bytes: longer })).rejects.toEqual(unreadable);
});

test.each([0, 1, 3, 255])("version byte %i is not version 2", async (version) => {
  const { keyId, bytes } = await seal(keys, bound, "tokens");
  bytes[0] = version;
  await expect(unseal(keys, bound, { keyId, bytes })).rejects.toEqual(unreadable);
});

describe("rewrapping", () => {
  test("moves to the current key and leaves the body as it is", async () => {
    const sealed = await seal(keys, bound, "tokens");
    // As a rotation does: it knows nothing of hosts.
    const { workspaceId, purpose } = bound;
    const moved = await rewrap(turned, { workspaceId, purpose }, sealed);
    expect(moved.keyId).toBe("b");
    expect(parts(moved).body).toEqual(parts(sealed).body);
    expect(await unseal(parseKeys(`b:${b}`), bound, moved)).toBe("tokens");
  });

  test("needs the old key", async () => {
    const sealed = await seal(keys, bound, "tokens");
    const error = expect.objectContaining({ code: "key_unknown" });
    await expect(rewrap(parseKeys(`b:${b}`), bound, sealed)).rejects.toEqual(error);
  });
});

describe("what was sealed before there were data keys", () => {
  const plainly: Bound = { workspaceId: "wsp_1", purpose: "grant:grt_1" };
  /** As the first release wrote it: version 1, IV, tag, ciphertext under the ring's own key. */
  function legacy(text: string): SealedBytes {
    const iv = randomBytes(12);
    const aad = Buffer.from("1|1:a|5:wsp_1|11:grant:grt_1");
    const cipher = createCipheriv("aes-256-gcm", Buffer.from(a, "base64"), iv).setAAD(aad);
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return { keyId: "a", bytes: joined(new Uint8Array([1]), iv, cipher.getAuthTag(), body) };
  }

  test("opens, and is sealed in the new way by rewrapping", async () => {
    expect(await unseal(keys, plainly, legacy("tokens"))).toBe("tokens");
    const moved = await rewrap(turned, plainly, legacy("tokens"));
    expect([moved.keyId, moved.bytes[0]]).toEqual(["b", 2]);
    expect(await unseal(turned, plainly, moved)).toBe("tokens");
  });

  test.each<[string, Bound]>([
    ["in another workspace", { ...plainly, workspaceId: "wsp_2" }],
    ["for another grant", { ...plainly, purpose: "grant:grt_2" }],
    ["for hosts that nobody consented to then", { ...plainly, context: "https://api.one.example" }],
  ])("does not open %s", async (_, elsewhere) => {
    await expect(unseal(keys, elsewhere, legacy("tokens"))).rejects.toEqual(unreadable);
  });

  test("is noticed when it was cut or changed", async () => {
    const { keyId, bytes } = legacy("tokens");
    for (let i = 0; i < bytes.byteLength; i++) {
      const changed = Uint8Array.from(bytes);
      changed[i]! ^= 1;
      await expect(unseal(keys, plainly, { keyId, bytes: changed })).rejects.toEqual(unreadable);
      await expect(unseal(keys, plainly, { keyId, bytes: bytes.slice(0, i) })).rejects.toEqual(unreadable);
    }
  });
});

test("errors hold nothing of what was sealed", async () => {
  const sealed = await seal(keys, bound, "canary-77");
  const error = await unseal(keys, { ...bound, workspaceId: "x" }, sealed).catch((e: Error) => e);
  expect(error).toBeInstanceOf(Error);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("canary");
  expect((error as Error).cause).toBeUndefined();
});
