import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  cursorOf,
  cutText,
  eachOf,
  fitResult,
  openCursor,
  path,
  RESULT_TOKENS,
  readAnswer,
  resultTokens,
  tokensOf,
} from "./index.ts";

describe("path", () => {
  it("encodes every value as one segment", () => {
    expect(path`/threads/${"a/b?c#d %"}/x/${"é"}`).toBe("/threads/a%2Fb%3Fc%23d%20%25/x/%C3%A9");
  });

  it.each(["", ".", "..", "a\nb", "a\u0000", "\ud800"])("refuses %j", (value) => {
    expect(() => path`/threads/${value}`).toThrowError(expect.objectContaining({ fault: "bad_argument" }));
  });
});

describe("cursors", () => {
  const position = z.object({ at: z.number() });

  it("open for the query they were made for", () => {
    expect(openCursor(cursorOf({ q: "a" }, { at: 7 }), { q: "a" }, position)).toEqual({ at: 7 });
  });

  it.each([
    ["another query", cursorOf({ q: "b" }, { at: 7 })],
    ["another position", cursorOf({ q: "a" }, { at: "7" })],
    ["noise", "!!!"],
    ["other JSON", Buffer.from("[1]").toString("base64url")],
  ])("refuse %s", (_, cursor) => {
    expect(() => openCursor(cursor, { q: "a" }, position)).toThrowError(
      expect.objectContaining({ fault: "bad_argument" }),
    );
  });
});

describe("eachOf", () => {
  it("keeps the order and never runs more at once than it may", async () => {
    let running = 0;
    let most = 0;
    const results = await eachOf([5, 1, 4, 2, 3, 0], 3, async (wait) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, wait));
      running -= 1;
      return wait * 2;
    });
    expect(results).toEqual([10, 2, 8, 4, 6, 0]);
    expect(most).toBe(3);
  });

  it("ends at the first failure", async () => {
    let started = 0;
    const work = async (one: number) => {
      started += 1;
      if (one === 1) throw new Error("no");
    };
    await expect(eachOf([0, 1, 2, 3, 4, 5, 6, 7], 1, work)).rejects.toThrow("no");
    expect(started).toBe(2);
  });
});

describe("fitResult", () => {
  it.each(["a", "ж", "語", "😀"])(
    "keeps text and structured content of %s under the cap together",
    (letter) => {
      const text = letter.repeat(200_000 / letter.length);
      const build = (share: number) => ({ body: cutText(text, 0, Math.floor(text.length * share)).part });
      const result = fitResult(build, ({ body }) => body);
      const tokens = resultTokens(result, result.body);
      expect(tokens).toBeLessThanOrEqual(RESULT_TOKENS);
      expect(tokens).toBeGreaterThan(RESULT_TOKENS * 0.8);
      expect(result.body.isWellFormed()).toBe(true);
    },
  );

  it("leaves what fits alone", () => {
    expect(fitResult((share) => ({ share }), String)).toEqual({ share: 1 });
    expect(tokensOf("abcd")).toBe(1);
  });
});

it("readAnswer blames the provider for an answer of another shape, without quoting it", () => {
  const read = () => readAnswer(z.object({ id: z.string() }), { id: 7, secret: "s3cret" });
  expect(read).toThrowError(expect.objectContaining({ fault: "provider_down" }));
  expect(read).not.toThrowError(/s3cret/);
});
