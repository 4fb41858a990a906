import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Bound, seal, unseal } from "./envelope.ts";
import { parseKeys } from "./key-ring.ts";

const [a, b] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
const ring = parseKeys(`a:${a},b:${b}`);
const bound: Bound = { workspaceId: "wsp_1", purpose: "grant:grt_1" };
const unreadable = expect.objectContaining({ code: "credential_unreadable" });

test("what was sealed opens, also when its key is no longer the first", () => {
  const sealed = seal(ring, bound, "tökens");
  expect(sealed.keyId).toBe("a");
  expect(unseal(ring, bound, sealed)).toBe("tökens");
  expect(unseal(parseKeys(`b:${b},a:${a}`), bound, sealed)).toBe("tökens");
});

test("the same text never seals to the same bytes", () => {
  const seals = Array.from({ length: 50 }, () => Buffer.from(seal(ring, bound, "x").bytes).toString("hex"));
  expect(new Set(seals).size).toBe(50);
});

describe("a transplanted ciphertext does not open", () => {
  const sealed = seal(ring, bound, "tokens");
  test.each<[string, Bound]>([
    ["in another workspace", { ...bound, workspaceId: "wsp_2" }],
    ["for another grant", { ...bound, purpose: "grant:grt_2" }],
    ["for another purpose", { ...bound, purpose: "pending:grt_1" }],
    [
      "where the parts only join to the same text",
      { workspaceId: "wsp_1|11:grant:grt_1", purpose: "grant:" },
    ],
  ])("%s", (_, elsewhere) => expect(() => unseal(ring, elsewhere, sealed)).toThrow(unreadable));

  test("under another key's id", () => {
    expect(() => unseal(ring, bound, { ...sealed, keyId: "b" })).toThrow(unreadable);
    const renamed = parseKeys(`c:${a}`);
    expect(() => unseal(renamed, bound, { ...sealed, keyId: "c" })).toThrow(unreadable);
  });

  test("under a key that is gone, and the error says which", () => {
    const error = expect.objectContaining({ code: "key_unknown", detail: expect.stringContaining(`"a"`) });
    expect(() => unseal(parseKeys(`b:${b}`), bound, sealed)).toThrow(error);
  });
});

test("a change to any byte, and any cut, is noticed", () => {
  const { keyId, bytes } = seal(ring, bound, "the tokens of a grant");
  for (let i = 0; i < bytes.byteLength; i++) {
    const changed = Uint8Array.from(bytes);
    changed[i]! ^= 1 << (i % 8);
    expect(() => unseal(ring, bound, { keyId, bytes: changed }), `byte ${i}`).toThrow(unreadable);
    expect(() => unseal(ring, bound, { keyId, bytes: bytes.slice(0, i) }), `cut at ${i}`).toThrow(unreadable);
  }
});

test("errors hold nothing of what was sealed", () => {
  const sealed = seal(ring, bound, "canary-77");
  try {
    unseal(ring, { ...bound, workspaceId: "x" }, sealed);
  } catch (error) {
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("canary");
    expect((error as Error).cause).toBeUndefined();
  }
});
