import { describe, expect, test } from "vitest";
import { newId } from "../ids.ts";
import { checksum, looksLikeApiToken, newApiTokenText, newSecretText, sha256 } from "./secret-text.ts";

describe("secret text", () => {
  test("is 40 characters without look-alikes, never the same", () => {
    const many = Array.from({ length: 1_000 }, newSecretText);
    expect(new Set(many).size).toBe(1_000);
    for (const text of many) expect(text).toMatch(/^[0-9a-hjkmnp-tv-z]{40}$/);
  });
  test("uses every character about equally often", () => {
    const counts = new Map<string, number>();
    for (const character of Array.from({ length: 2_000 }, newSecretText).join(""))
      counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 2_500)).toBeLessThan(350);
  });
});

describe("an API token", () => {
  const id = newId("tok");
  const token = newApiTokenText(id);

  test("names its row and carries a checksum", () => {
    expect(token).toMatch(/^vk_[0-9a-z]{20}_[0-9a-z]{47}$/);
    expect(token.startsWith(`vk_${id.slice(4)}_`)).toBe(true);
    expect(looksLikeApiToken(token)).toBe(true);
    expect(checksum(token.slice(0, -7))).toBe(token.slice(-7));
  });
  test("with any character changed, added or lost is not one", () => {
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "0" ? "1" : "0";
      expect(looksLikeApiToken(token.slice(0, at) + other + token.slice(at + 1)), `changed at ${at}`).toBe(
        false,
      );
      expect(looksLikeApiToken(token.slice(0, at) + token.slice(at + 1)), `lost at ${at}`).toBe(false);
    }
    for (const text of ["", " ", `${token} `, ` ${token}`, `${token}\n`, token.toUpperCase(), `${token}0`])
      expect(looksLikeApiToken(text)).toBe(false);
  });
  test("is stored as SHA-256", () => {
    expect(sha256("abc").toString("hex")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
