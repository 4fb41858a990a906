import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { seal, unseal } from "./seal.ts";

const [a, b] = [
  { id: "a", key: randomBytes(32) },
  { id: "b", key: randomBytes(32) },
];

test("what was sealed opens in its place, also when its key is no longer the first", () => {
  const sealed = seal([a], "record|1", "a refresh token");
  expect(unseal([a], "record|1", sealed)).toBe("a refresh token");
  expect(unseal([b, a], "record|1", sealed)).toBe("a refresh token");
  expect(Buffer.from(sealed.sealed).includes("refresh")).toBe(false);
});

test("moved, changed, cut, or without its key it does not open", () => {
  const sealed = seal([a], "record|1", "a refresh token");
  expect(unseal([a], "record|2", sealed)).toBeUndefined();
  expect(unseal([b], "record|1", sealed)).toBeUndefined();
  expect(unseal([{ ...b, id: "a" }], "record|1", sealed)).toBeUndefined();
  for (let i = 0; i < sealed.sealed.byteLength; i++) {
    const changed = Uint8Array.from(sealed.sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(unseal([a], "record|1", { keyId: "a", sealed: changed })).toBeUndefined();
    expect(unseal([a], "record|1", { keyId: "a", sealed: sealed.sealed.slice(0, i) })).toBeUndefined();
  }
});
