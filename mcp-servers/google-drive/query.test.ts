import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { literal, searchQuery } from "./query.ts";

const all = { fullText: true };

describe("literal", () => {
  it("escapes what ends a string, and nothing else", () => {
    expect(literal("Valentine's \\ day")).toBe("'Valentine\\'s \\\\ day'");
  });

  it("is one string whatever is in it, and that string again", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."'\\\"()\n aé\u{1f600}\u0000"), maxLength: 40 }),
        (text) => {
          const written = literal(text);
          // The only unescaped apostrophes are the first and the last sign.
          expect(written).toMatch(/^'(?:[^'\\]|\\['\\])*'$/s);
          expect(written.slice(1, -1).replace(/\\(['\\])/g, "$1")).toBe(text);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("searchQuery", () => {
  it("joins everything with and, outside the trash", () => {
    expect(
      searchQuery(
        {
          query: "a",
          name_contains: "b",
          types: ["image", "doc"],
          in_folder: "c",
          owner: "me",
          modified_after: "2026-03-01",
        },
        all,
      ),
    ).toBe(
      "fullText contains 'a' and name contains 'b' and (mimeType contains 'image/' or mimeType = 'application/vnd.google-apps.document') and 'c' in parents and 'me' in owners and modifiedTime > '2026-03-01T00:00:00' and trashed = false",
    );
    expect(searchQuery({}, all)).toBe("trashed = false");
    expect(searchQuery({ query: "a" }, { fullText: false })).toBe("name contains 'a' and trashed = false");
  });

  it("takes dates with and without a zone", () => {
    const since = (modified_after: string) => searchQuery({ modified_after }, all);
    expect(since("2026-03-01T09:00:00+02:00")).toContain("'2026-03-01T07:00:00'");
    expect(since("2026-03-01T09:00:00")).toContain("'2026-03-01T09:00:00'");
    for (const wrong of ["yesterday", "2026-13-01", "01/02/2026", "2026-03-01' or '1'='1"])
      expect(() => since(wrong)).toThrow("not a date");
  });

  it("puts a raw query into parentheses, and looks into the trash only when it asks for it", () => {
    expect(searchQuery({ raw_q: "a = 'b' or c = 'd'" }, all)).toBe(
      "trashed = false and (a = 'b' or c = 'd')",
    );
    expect(searchQuery({ raw_q: "trashed = true" }, all)).toBe("(trashed = true)");
    expect(searchQuery({ raw_q: "name = 'trashed'" }, all)).toContain("trashed = false and");
  });

  it("refuses a raw query that would leave its parentheses", () => {
    const wrong = ["a) or (b", "(a", "a)", "'a", "a'b'c'", "\\' ) or ( \\'", "", "  ", "name = 'it's'", ")("];
    for (const raw_q of wrong) expect(() => searchQuery({ raw_q }, all), raw_q).toThrow("`raw_q`");
  });

  it("keeps any raw query an operand, whatever is in it", () => {
    const sign = fc.constantFrom("(", ")", "'", "\\", " or ", " and ", "name", " = ", "a");
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 14 }), (signs) => {
        const raw_q = signs.join("");
        let built: string;
        try {
          built = searchQuery({ name_contains: "x", raw_q }, all);
        } catch {
          return;
        }
        const inner = built.slice("name contains 'x' and trashed = false and (".length, -1);
        expect(inner).toBe(raw_q);
        expect(depthNeverBelowZero(inner)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

/** Read sign by sign, as a parser would. */
function depthNeverBelowZero(query: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < query.length; at++) {
    const sign = query[at];
    if (inString && sign === "\\") at += 1;
    else if (sign === "'") inString = !inString;
    else if (!inString && sign === "(") depth += 1;
    else if (!inString && sign === ")" && --depth < 0) return false;
  }
  return depth === 0 && !inString;
}
