import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Principal } from "../context.ts";
import { openLinks } from "./links.ts";

const key = (id: string) => ({ id, key: randomBytes(32) });
const who = (more: Partial<Principal> = {}) =>
  ({ workspaceId: "wsp_1", kind: "agent", id: "agt_1", ...more }) as Principal;
const ref = { server: "gmail", kind: "attachment", values: ["18c2", "part-1.2"], connectorId: "con_1" };
const file = { name: "invoice.pdf", mimeType: "application/pdf", size: 7 };
const keys = [key("k1")];
const at = (now: number, ring = keys) =>
  openLinks({ keys: ring, publicUrl: "https://gateway.test", clock: () => now });

describe("a link", () => {
  test("opens what it was made for, as URI and as the path of its address, for a quarter of an hour", () => {
    const { uri, url, expires_at } = at(0).mint(who(), ref, file);
    expect(expires_at).toBe("1970-01-01T00:15:00.000Z");
    expect(uri.length).toBeLessThan(120);
    for (const link of [uri, url.slice("https://gateway.test/files".length)])
      expect(at(14 * 60_000).open(who(), link)).toEqual(ref);
  });

  test("says how large a file is only where the provider said something that can be", () => {
    const sizeOf = (size: number) => at(0).mint(who(), ref, { ...file, size }).size;
    expect([0, 7, 2 ** 40].map(sizeOf)).toEqual([0, 7, 2 ** 40]);
    expect([-1, 1.5, 1e21, Number.NaN].map(sizeOf)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("keeps every character of what it names", () => {
    const values = ["a/b?c#d %2F", "..", ".", "é😀&s=x", "c:\\x"];
    const { uri } = at(0).mint(who(), { ...ref, values }, file);
    expect(at(0).open(who(), uri).values).toEqual(values);
    expect(uri).not.toMatch(/\/\.{1,2}(\/|\?)/);
  });

  const refused = expect.objectContaining({ code: "file_link_invalid" });
  test.each<[string, Partial<Principal>]>([
    ["another agent", { id: "agt_2" }],
    ["a person of the same id", { kind: "user" }],
    ["another workspace", { workspaceId: "wsp_2" }],
    ["the same agent when it acts for a person", { agentId: "agt_1", userId: "usr_1" }],
  ])("is nothing to %s", (_, more) => {
    const { uri } = at(0).mint(who(), ref, file);
    expect(() => at(0).open(who(more), uri)).toThrowError(refused);
  });

  test("ends with its time, and under keys that are gone", () => {
    const { uri } = at(0).mint(who(), ref, file);
    expect(() => at(15 * 60_000).open(who(), uri)).toThrowError(refused);
    expect(() => at(0, [key("k2")]).open(who(), uri)).toThrowError(refused);
    expect(at(0, [key("k2"), ...keys]).open(who(), uri)).toEqual(ref);
  });

  test("opens with no character changed, left out or put in", () => {
    const { uri } = at(0).mint(who(), ref, file);
    for (let i = "valetkey://".length; i < uri.length; i++) {
      const [head, tail] = [uri.slice(0, i), uri.slice(i + 1)];
      for (const changed of [
        `${head}${uri[i] === "a" ? "b" : "a"}${tail}`,
        head + tail,
        `${head}0${uri.slice(i)}`,
      ]) {
        if (sameSignature(changed, uri)) continue;
        expect(() => at(0).open(who(), changed), changed).toThrowError(refused);
      }
    }
  });

  test.each([
    "",
    "valetkey://",
    "valetkey://gmail/attachment",
    "https://x.test/a",
    "valetkey://gmail/a/%E0%A4?c=a&e=1&s=AAAAAAAAAAAAAAAAAAAAAA",
  ])("is not %j", (text) => {
    expect(() => at(0).open(who(), text)).toThrowError(refused);
  });
});

/** The last character of 22 in base64url holds two bits that mean nothing. */
const sameSignature = (a: string, b: string): boolean => {
  const [x, y] = [a, b].map((link) => Buffer.from(/&s=([\w-]{22})$/.exec(link)?.[1] ?? "", "base64url"));
  return (
    a.slice(0, -22) === b.slice(0, -22) && x !== undefined && y !== undefined && x.length > 0 && x.equals(y)
  );
};
