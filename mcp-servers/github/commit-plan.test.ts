import { describe, expect, it } from "vitest";
import {
  blobSha,
  type Change,
  directoriesOf,
  isWorkflow,
  type Present,
  planOf,
  safePath,
} from "./commit-plan.ts";
import { branchName, fullSha } from "./ref-name.ts";

const text = (path: string, content: string, executable?: boolean): Change => ({
  path,
  bytes: Buffer.from(content),
  text: content,
  executable,
});
const gone = (path: string): Change => ({ path, bytes: undefined, text: undefined, executable: undefined });
const there = (entries: Record<string, Partial<Present>>) => (path: string) =>
  Object.hasOwn(entries, path)
    ? { mode: "100644", type: "blob", sha: "0".repeat(40), ...entries[path] }
    : undefined;

describe("what a commit sends", () => {
  it("counts shas as git does", () => {
    expect(blobSha(Buffer.from(""))).toBe("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    expect(blobSha(Buffer.from("hello world\n"))).toBe("3b18e512dba79e4c8300dd08aeb37f8e728b8dad");
  });
  it("keeps modes, sets the executable bit only when asked, and leaves out what is the same", () => {
    const present = there({
      "run.sh": { mode: "100755" },
      "same.txt": { sha: blobSha(Buffer.from("same")) },
      "bit.sh": { sha: blobSha(Buffer.from("bit")) },
      "old.txt": {},
      x: { type: "tree", mode: "040000" },
    });
    const steps = planOf(
      [
        text("run.sh", "new"),
        text("same.txt", "same"),
        text("bit.sh", "bit", true),
        text("x/new.txt", "new"),
        gone("old.txt"),
        text("plain.sh", "p", false),
      ],
      present,
    );
    expect(
      steps.map(({ status, entry }) => [status, entry.path, entry.mode, entry.sha, entry.content]),
    ).toEqual([
      ["modified", "run.sh", "100755", undefined, "new"],
      ["modified", "bit.sh", "100755", blobSha(Buffer.from("bit")), undefined],
      ["added", "x/new.txt", "100644", undefined, "new"],
      ["deleted", "old.txt", "100644", null, undefined],
      ["added", "plain.sh", "100644", undefined, "p"],
    ]);
    expect(steps.every(({ upload }) => upload === undefined)).toBe(true);
  });
  it("uploads long texts and bytes apart", () => {
    const bytes: Change = {
      path: "a.png",
      bytes: Buffer.from([1, 0, 2]),
      text: undefined,
      executable: undefined,
    };
    const [long, binary] = planOf([text("a.txt", "x".repeat(20_001)), bytes], () => undefined);
    expect(long).toMatchObject({
      entry: { sha: blobSha(Buffer.from("x".repeat(20_001))) },
      upload: { path: "a.txt" },
    });
    expect(binary?.upload).toBe(bytes);
  });
  it("refuses what does not fit what is there", () => {
    const present = there({
      dir: { type: "tree", mode: "040000" },
      file: {},
      link: { mode: "120000" },
      sub: { type: "commit", mode: "160000" },
    });
    const plan = (change: Change) => () => planOf([change], present);
    expect(plan(text("dir", "x"))).toThrow(/is a directory/);
    expect(plan(gone("dir"))).toThrow(/is a directory/);
    expect(plan(text("file/x", "x"))).toThrow(/file is a file there, not a directory/);
    expect(plan(text("link", "/etc/passwd"))).toThrow(/symbolic link/);
    expect(plan(text("sub", "x"))).toThrow(/submodule/);
    expect(plan(gone("none"))).toThrow(/no none to delete/);
    expect(planOf([gone("link")], present)).toMatchObject([{ entry: { mode: "120000", sha: null } }]);
    expect(() => planOf([text("a", "1"), gone("a")], present)).toThrow(/there twice/);
    expect(() => planOf([text("a", "1"), text("a/b/c", "2")], present)).toThrow(
      /both a file and the directory/,
    );
  });
});

describe("a path", () => {
  it.each([
    "a",
    "a/b.txt",
    ".github/workflows/x.yml",
    ".gitignore",
    "a/.gitkeep",
    "über/ü 1.md",
    "a.git",
    ".git2",
  ])("%j is taken", (path) => expect(safePath(path)).toBe(path));
  it.each([
    "",
    "/a",
    "a/",
    "a//b",
    "./a",
    "a/../b",
    "..",
    "a\\b",
    "a\nb",
    "a\u0000",
    "\ud800",
    ".git",
    ".GIT/config",
    "a/.git/x",
    "a/.git /x",
    ".git./x",
    "git~1/x",
    "GIT~1",
    ".g\u200cit/x",
    ".git::$INDEX_ALLOCATION/x",
    ".git:x",
  ])("%j is refused", (path) => {
    expect(() => safePath(path)).toThrow(/The path/);
  });
  it("has the directories above it", () => {
    expect(directoriesOf("a")).toEqual([]);
    expect(directoriesOf("a/b/c")).toEqual(["a", "a/b"]);
    expect([".github/workflows/a.yml", ".GitHub/Workflows/a.yml", ".github/a.yml"].map(isWorkflow)).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("the name of a branch", () => {
  it.each(["main", "feature/x-1", "v1.0", "a@b", "ü"])("%j is taken", (name) => {
    expect(branchName(name, "name")).toBe(name);
  });
  it.each([
    "",
    "@",
    "HEAD",
    "refs/heads/x",
    "a b",
    "a..b",
    "a~1",
    "a^",
    "a:b",
    "a?",
    "a*",
    "a[b",
    "a\\b",
    "a@{1}",
    "-a",
    "/a",
    "a/",
    "a//b",
    "a.",
    ".a",
    "a/.b",
    "a.lock",
    "a.lock/b",
    "a\u0007",
    "0".repeat(40),
  ])("%j is refused", (name) => {
    expect(() => branchName(name, "name")).toThrow(/no branch name/);
  });
  it("is no sha, and a sha is whole", () => {
    expect(fullSha("A".repeat(40), "x")).toBe("a".repeat(40));
    for (const sha of ["abc", "g".repeat(40), ""]) expect(() => fullSha(sha, "x")).toThrow(/whole sha/);
  });
});
