import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { openCookie, type SealingKeys, sealCookie } from "./cookie.ts";

const key = (id: string) => ({ id, key: randomBytes(32) });
const [k1, k2] = [key("k1"), key("k2")];
const NOW = Date.UTC(2026, 10, 2);
const contents = { w: "wsp_1", s: "ses_1", u: "usr_1", c: "csrf", e: NOW + 1_000 };
const sealed = sealCookie([k1], contents);

test("opens as it was sealed, and hides what it holds", () => {
  expect(openCookie([k1], sealed, NOW)).toEqual(contents);
  expect(sealed).toMatch(/^k1\.[\w-]+$/);
  for (const text of [sealed, Buffer.from(sealed.slice(3), "base64url").toString("latin1")])
    expect(text).not.toMatch(/wsp_1|csrf/);
});
test("is another text each time", () => expect(sealCookie([k1], contents)).not.toBe(sealed));
test("opens under an older key, and not once that key is gone", () => {
  expect(openCookie([k2, k1], sealed, NOW)).toEqual(contents);
  expect(openCookie([k2], sealed, NOW)).toBeUndefined();
  expect(openCookie([], sealed, NOW)).toBeUndefined();
});
test("does not open under another key of the same name", () => {
  expect(openCookie([key("k1")], sealed, NOW)).toBeUndefined();
});
test("expires to the millisecond", () => {
  expect(openCookie([k1], sealed, contents.e - 1)).toBeDefined();
  expect(openCookie([k1], sealed, contents.e)).toBeUndefined();
});
test("any byte changed, any cut and any garbage opens nothing", () => {
  const bytes = Buffer.from(sealed.slice(3), "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(openCookie([k1], `k1.${changed.toString("base64url")}`, NOW), `byte ${at}`).toBeUndefined();
    expect(
      openCookie([k1], `k1.${bytes.subarray(0, at).toString("base64url")}`, NOW),
      `cut at ${at}`,
    ).toBeUndefined();
  }
  for (const text of ["", ".", "k1", "k1.", ".x", "k2.x", `k1.${"A".repeat(3_000)}`, "k1.!!!"])
    expect(openCookie([k1], text, NOW), text.slice(0, 9)).toBeUndefined();
});
test("what is sealed but is not a session opens nothing", () => {
  const other = sealCookie([k1], { ...contents, e: "soon" } as never);
  expect(openCookie([k1], other, NOW)).toBeUndefined();
});
test("without a key nothing is sealed", () => {
  const none: SealingKeys = [];
  expect(() => sealCookie(none, contents)).toThrow();
});
