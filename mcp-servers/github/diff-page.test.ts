import { describe, expect, it } from "vitest";
import { type DiffFile, diffPage, startOfDiff, whyOmitted } from "./diff-page.ts";

const HEAD = "a".repeat(40);
const QUERY = { repo: "acme/web", number: 1 };
const file = (filename: string, patch: string | undefined, more: Partial<DiffFile> = {}): DiffFile => ({
  filename,
  previous_filename: undefined,
  status: "modified",
  additions: patch === undefined ? 0 : 1,
  deletions: 0,
  sha: undefined,
  patch,
  ...more,
});
const hunk = (n: number, lines: number) =>
  `@@ -${n},${lines} +${n},${lines} @@ function f${n}()\n${Array.from({ length: lines }, (_, i) => `+line ${n}.${i}`).join("\n")}`;

/** Reads every page as a tool would, `per` files of the list at a time; patches put together by path. */
function whole(files: readonly DiffFile[], max: number, per = 100, keep?: (file: DiffFile) => boolean) {
  const read = new Map<string, string>();
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const start = startOfDiff(cursor, QUERY);
    const first = Math.floor((start?.file ?? 0) / per) * per;
    const { rows, diff, truncated } = diffPage({
      files: files.slice(first, first + per),
      first,
      next: first + per < files.length ? first + per : undefined,
      head: HEAD,
      query: QUERY,
      start,
      max,
      ...(keep && { keep }),
    });
    for (const row of rows) {
      const patch = files.find((one) => one.filename === row.path)?.patch ?? "";
      const [from, to] = /characters (\d+)-(\d+)/
        .exec(row.cut ?? "")
        ?.slice(1)
        .map(Number) ?? [0, patch.length];
      const part = patch.slice(from, to);
      expect(diff).toContain(part.replace(/\n$/, ""));
      read.set(row.path, (read.get(row.path) ?? "") + part);
    }
    pages.push(diff);
    cursor = truncated?.next_cursor;
  } while (cursor && pages.length < 1000);
  return { read, pages };
}

describe("a page of a diff", () => {
  const files = [
    file("a.ts", hunk(1, 10)),
    file("b.ts", [hunk(1, 30), hunk(90, 40), hunk(200, 5)].join("\n")),
    file("logo.png", undefined),
    file("c.ts", hunk(7, 3), { status: "renamed", previous_filename: "old/c.ts" }),
    file("one-line.min.js", `@@ -1 +1 @@\n+${"x".repeat(5000)}😀${"y".repeat(500)}`),
    ...Array.from({ length: 40 }, (_, n) => file(`many/${n}.ts`, hunk(n, n))),
  ];

  it("one after the other holds every patch once, however small, and across pages of the list", () => {
    for (const max of [100, 500, 2000, 24_000]) {
      for (const per of [1, 7, 100]) {
        const { read, pages } = whole(files, max, per);
        expect([...read.keys()]).toEqual(files.map((one) => one.filename));
        expect([...read.values()]).toEqual(files.map((one) => one.patch ?? ""));
        for (const page of pages) expect(page.length).toBeLessThan(max + 300);
      }
    }
  });
  it("holds whole files only, as long as one fits by itself", () => {
    const { pages } = whole(files.slice(5), 1500);
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page).not.toMatch(/goes on|Continued/);
  });
  it("cuts a longer file between hunks", () => {
    const { pages } = whole([files[1] as DiffFile], 800);
    expect(pages[0]).toMatch(/^diff --git a\/b\.ts b\/b\.ts\n--- a\/b\.ts\n\+\+\+ b\/b\.ts\n@@ -1,30/);
    expect(pages[0]).toMatch(/line 1\.29\n\[This file's patch goes on\]$/);
    expect(pages[1]).toMatch(/\[Continued at character \d+ of this file's patch\]\n@@ -90,40/);
  });
  it("is all there is when it fits, and then says nothing of a cut", () => {
    const page = diffPage({
      files,
      first: 0,
      next: undefined,
      head: HEAD,
      query: QUERY,
      start: undefined,
      max: 1e6,
    });
    expect(page.truncated).toBeUndefined();
    expect(page.rows).toHaveLength(files.length);
    expect(page.diff).toContain("rename from old/c.ts\n--- a/old/c.ts\n+++ b/c.ts");
    expect(page.diff).toContain(
      "diff --git a/logo.png b/logo.png\n[No patch: binary, or no line of text changed]",
    );
  });
  it("leaves out what is not wanted, and still counts in the whole list", () => {
    const keep = ({ filename }: DiffFile) => filename.startsWith("many/3");
    expect([...whole(files, 300, 5, keep).read.keys()]).toEqual(
      files.filter(keep).map((one) => one.filename),
    );
  });
  it("does not go on after new commits, or in another diff", () => {
    const window = { files, first: 0, next: undefined, query: QUERY, max: 500 };
    const { truncated } = diffPage({ ...window, head: HEAD, start: undefined });
    const start = startOfDiff(truncated?.next_cursor, QUERY);
    expect(() => diffPage({ ...window, head: "b".repeat(40), start })).toThrow(/new commits/);
    expect(() => startOfDiff(truncated?.next_cursor, { ...QUERY, number: 2 })).toThrow(/another query/);
  });
  it("writes names that could pass for lines of a diff in quotes", () => {
    const { pages } = whole([file('x\n+++ b/"y"', hunk(1, 1))], 5000);
    expect(pages[0]).toContain(String.raw`+++ "b/x\n+++ b/\"y\""`);
  });
});

it("says why a patch is missing", () => {
  const empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
  const why = (more: Partial<DiffFile>) => whyOmitted(file("x", undefined, more));
  expect(why({ additions: 90_000 })).toMatch(/too large/);
  expect(why({ status: "renamed" })).toBe("renamed without changes");
  expect(why({ status: "added", sha: empty })).toBe("empty file");
  expect(why({ status: "removed", deletions: 0 })).toMatch(/binary/);
  expect(whyOmitted(file("x", "@@ -1 +1 @@\n+a"))).toBeUndefined();
});
