import { describe, expect, it } from "vitest";
import type { DiffFile } from "./diff-page.ts";
import { hunksOf, misplaced } from "./review-lines.ts";

const PATCH = [
  "@@ -10,3 +10,4 @@ function a()",
  " same",
  "-old",
  "+new",
  "+more",
  " same",
  "@@ -40 +41,0 @@",
  "-gone",
  "\\ No newline at end of file",
].join("\n");
const file = (filename: string, patch: string | undefined): DiffFile => ({
  filename,
  previous_filename: undefined,
  status: "modified",
  additions: 1,
  deletions: 1,
  sha: undefined,
  patch,
});
const FILES = [file("a.ts", PATCH), file("logo.png", undefined)];
const why = (comment: object) => misplaced({ path: "a.ts", line: 1, body: "x", ...comment }, FILES);

describe("where a review comment may be", () => {
  it("knows the stretches of hunks on both sides", () => {
    expect(hunksOf(PATCH)).toEqual([
      { LEFT: [10, 12], RIGHT: [10, 13] },
      { LEFT: [40, 40], RIGHT: [41, 40] },
    ]);
    expect(hunksOf("")).toEqual([]);
  });
  it("takes lines that the diff shows, and stretches within one hunk", () => {
    expect(why({ line: 13 })).toBeUndefined();
    expect(why({ line: 40, side: "LEFT" })).toBeUndefined();
    expect(why({ line: 12, start_line: 10 })).toBeUndefined();
  });
  it("says what is wrong with others, and which lines there are", () => {
    expect(why({ line: 14 })).toBe("a.ts:14 (RIGHT) is not in the diff, which shows 10-13");
    expect(why({ line: 41 })).toContain("is not in the diff");
    expect(why({ line: 40, side: "LEFT", start_line: 11 })).toBe(
      "a.ts:11-40 (LEFT) is not within one hunk, which are 10-12, 40-40",
    );
    expect(why({ path: "b.ts" })).toBe("b.ts is no changed file");
    expect(why({ path: "logo.png" })).toBe("logo.png has no diff to comment on");
    expect(
      misplaced({ path: "n.ts", line: 1, side: "LEFT", body: "x" }, [
        file("n.ts", "@@ -0,0 +1,2 @@\n+a\n+b"),
      ]),
    ).toContain("no line on that side");
  });
});
