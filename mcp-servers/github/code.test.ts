import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { githubGetFile } from "./get-file.ts";
import { githubGetMe } from "./get-me.ts";
import { githubSearchRepositories } from "./search-repositories.ts";

const SHA = "3b18e512dba79e4c8300dd08aeb37f8e728b8dad";
const REPO = "acme/web";

function fileOf(content: string | Buffer, more: object = {}) {
  const bytes = Buffer.from(content);
  // GitHub breaks base64 into lines.
  const base64 = bytes.toString("base64").replace(/.{60}/g, "$&\n");
  const facts = { type: "file", name: "a.txt", path: "src/a.txt", sha: SHA, size: bytes.length };
  return fakeApi({ answer: () => ({ ...facts, encoding: "base64", content: base64, ...more }) });
}
const read = (api: ReturnType<typeof fakeApi>["api"], more: object = {}) =>
  runTool(githubGetFile, api, { repo: REPO, path: "src/a.txt", ...more });

describe("github_get_file", () => {
  it("asks for the path as given, each segment encoded", async () => {
    const { api, calls } = fileOf("hello\n");
    const { output, text } = await read(api, { path: "/docs/über uns/a#1?.md/", ref: "feature/x y" });
    expect(calls).toMatchObject([
      {
        method: "GET",
        path: "/repos/acme/web/contents/docs/%C3%BCber%20uns/a%231%3F.md",
        query: { ref: "feature/x y" },
      },
    ]);
    expect(output).toMatchObject({
      type: "file",
      sha: SHA,
      text: "hello\n",
      start_line: 1,
      end_line: 1,
      total_lines: 1,
    });
    expect(text).toContain("written by the people named");
  });

  it.each([
    [{ path: "../../user" }],
    [{ path: "a/./b" }],
    [{ path: "a//b" }],
    [{ repo: "acme" }],
    [{ repo: "acme/web/x" }],
    [{ repo: "acme/.." }],
    [{ repo: "../acme" }],
    [{ repo: "a cme/web" }],
    [{ repo: "acme/web?x=1" }],
    [{ start_line: 5, end_line: 4 }],
  ])("%j is refused before anything is asked", async (args) => {
    const { api, calls } = fileOf("x");
    await expect(read(api, args)).rejects.toMatchObject({ fault: "bad_argument" });
    expect(calls).toEqual([]);
  });

  it("gives the lines asked for", async () => {
    const { api } = fileOf("one\ntwo\nthree\nfour");
    const lines = async (start_line?: number, end_line?: number) =>
      (await read(api, { start_line, end_line })).output;
    expect(await lines(2, 3)).toMatchObject({
      text: "two\nthree\n",
      start_line: 2,
      end_line: 3,
      total_lines: 4,
    });
    expect(await lines(4)).toMatchObject({ text: "four", start_line: 4, end_line: 4 });
    expect(await lines(undefined, 1)).toMatchObject({ text: "one\n" });
    expect(await lines(9)).toMatchObject({
      text: "",
      total_lines: 4,
      warnings: ["The file has 4 lines only."],
    });
    expect((await read(fileOf("").api)).output).toMatchObject({ text: "", total_lines: 0 });
  });

  it("in pages is the whole file, however it is cut, and stays under the cap", async () => {
    const whole = `${"plain words\n".repeat(4000)}${"語😀".repeat(9000)}`;
    const { api } = fileOf(whole);
    for (const max_chars of [500, 7_777, 100_000]) {
      let text = "";
      let cursor: string | undefined;
      let rounds = 0;
      do {
        const { output, text: shown } = await read(api, { max_chars, cursor });
        text += output.text;
        cursor = output.truncated?.next_cursor;
        if (cursor) expect(shown).toContain(`Continue with cursor ${cursor}`);
        rounds += 1;
      } while (cursor && rounds < 300);
      expect(text === whole, `${max_chars}`).toBe(true);
    }
  });

  it("does not go on in another file, other lines, or another state of it", async () => {
    const long = "x".repeat(5000);
    const { output } = await read(fileOf(long).api, { max_chars: 500 });
    const cursor = output.truncated?.next_cursor;
    expect(cursor).toBeDefined();
    for (const more of [{ path: "other" }, { ref: "v2" }, { start_line: 2 }]) {
      await expect(read(fileOf(long).api, { ...more, cursor })).rejects.toMatchObject({
        fault: "bad_argument",
      });
    }
    await expect(read(fileOf(long, { sha: "f".repeat(40) }).api, { cursor })).rejects.toThrow(/has changed/);
  });

  it("says what is no text instead of showing it", async () => {
    for (const bytes of [Buffer.from([0x89, 0x50, 0, 1]), Buffer.from([0xff, 0xfe, 0x41])]) {
      const { output, text } = await read(fileOf(bytes).api);
      expect(output.text).toBeUndefined();
      expect(text).toContain(`This is no text (${bytes.length} bytes). Get it by its link.`);
      expect(output.link).toMatchObject({ uri: `valetkey://test/file/acme/web/${SHA}/a.txt`, name: "a.txt" });
    }
    const link = { type: "symlink", content: null, encoding: null, target: "../b.txt" };
    expect((await read(fileOf("", link).api)).text).toContain("This is a symlink to ../b.txt.");
  });

  const big = (size: number) =>
    fakeApi({
      answer: ({ headers }) =>
        headers?.accept
          ? { bytes: Buffer.from("big\n"), contentType: "application/vnd.github.raw+json" }
          : { type: "file", name: "big", path: "big", sha: SHA, size, encoding: "none", content: "" },
    });
  it("takes what is over 1 MB as it is", async () => {
    const { api, calls } = big(2_000_000);
    expect((await read(api, { path: "big", ref: "v1" })).output.text).toBe("big\n");
    expect(calls[1]).toMatchObject({
      path: "/repos/acme/web/contents/big",
      query: { ref: "v1" },
      headers: { accept: "application/vnd.github.raw+json" },
    });
  });
  it("hands out by link what is too long, and says where even that ends", async () => {
    for (const [size, said] of [
      [11_000_000, "too long to be shown as text (11000000 bytes). Get it by its link."],
      [50_000_000, "at most 40 MB go through here"],
      [200_000_000, "GitHub gives no more than 100 MB"],
    ] as const) {
      const { api, calls } = big(size);
      const { output, text } = await read(api, { path: "big" });
      expect(text).toContain(said);
      expect(output.link === undefined).toBe(size > 40 * 1024 * 1024);
      expect(calls).toHaveLength(1);
    }
  });
  it("reads other encodings, and says which; a pointer of Git LFS is told as one", async () => {
    const utf16 = Buffer.from("\ufeffgr\u00fc\u00df\n", "utf16le");
    expect((await read(fileOf(utf16).api)).output).toMatchObject({ text: "gr\u00fc\u00df\n" });
    const latin = await read(fileOf(Buffer.from("gr\u00fc\u00df\n", "latin1")).api);
    expect(latin.output.text).toBe("gr\u00fc\u00df\n");
    expect(latin.text).toContain("[Read as windows-1252.]");
    const lfs = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9000000\n`;
    expect((await read(fileOf(lfs).api)).text).toContain("Git LFS pointer: the file itself, 9000000 bytes");
  });
  it("tells submodules from files, alone and in a directory", async () => {
    const sub = {
      type: "submodule",
      content: null,
      encoding: null,
      submodule_git_url: "https://github.com/acme/ui",
    };
    expect((await read(fileOf("", sub).api)).text).toContain(`commit ${SHA} of https://github.com/acme/ui`);
    const listed = {
      type: "file",
      name: "ui",
      path: "ui",
      sha: SHA,
      size: 0,
      git_url: "https://api.github.com/repos/acme/ui/git/trees/1",
    };
    const { output } = await read(fakeApi({ answer: () => [listed] }).api, { path: "vendor" });
    expect(output.entries).toEqual([{ name: "ui", type: "submodule", size: 0 }]);
  });
  it("says what to do where nothing is found", async () => {
    const { api } = fakeApi({
      answer: () => {
        throw new ToolError("not_found", "404", { status: 404 });
      },
    });
    await expect(read(api, { ref: "v9" })).rejects.toThrow("no src/a.txt in acme/web at v9");
    await expect(read(api, { path: "" })).rejects.toThrow("nothing of acme/web on its default branch");
    const huge = fakeApi({
      answer: () => {
        throw new ToolError("no_permission", "403", { status: 403, reason: "data.too_large" });
      },
    });
    await expect(read(huge.api)).rejects.toMatchObject({ fault: "too_large" });
  });

  it("lists a directory in pages that fit", async () => {
    const entries = Array.from({ length: 1000 }, (_, n) => ({
      type: n % 2 ? "file" : "dir",
      name: `${"long-name-".repeat(12)}${n}`,
      path: "x",
      sha: SHA,
      size: n,
    }));
    const { api, calls } = fakeApi({ answer: () => entries });
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const { output, text } = await runTool(githubGetFile, api, { repo: REPO, cursor });
      names.push(...(output.entries ?? []).map((one) => one.name));
      cursor = output.truncated?.next_cursor;
      expect(text).toContain("GitHub lists 1000 entries at most");
    } while (cursor);
    expect(names).toEqual(entries.map((one) => one.name));
    expect(calls[0]?.path).toBe("/repos/acme/web/contents");
  });
});

describe("github_search_repositories", () => {
  const repository = (n: number) => ({
    full_name: `acme/r${n}`,
    description: n === 0 ? null : "d ".repeat(300),
    stargazers_count: n,
    updated_at: "2026-11-01T00:00:00Z",
    default_branch: "main",
    private: false,
  });
  const searched = (total: number, more: object = {}) =>
    fakeApi({
      answer: ({ query = {} }: Call) => {
        const from = (Number(query.page) - 1) * Number(query.per_page);
        const size = Math.max(0, Math.min(Number(query.per_page), total - from));
        return {
          total_count: total,
          items: Array.from({ length: size }, (_, n) => repository(from + n)),
          ...more,
        };
      },
    });

  it("pages through all matches once", async () => {
    const { api } = searched(45);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await runTool(githubSearchRepositories, api, { query: "web", cursor });
      names.push(...output.items.map((one) => one.full_name));
      expect(output.total).toBe(45);
      cursor = output.next_cursor;
    } while (cursor);
    expect(names).toEqual(Array.from({ length: 45 }, (_, n) => `acme/r${n}`));
  });
  it("says what GitHub leaves out", async () => {
    const { api, calls } = searched(5000, { incomplete_results: true });
    const { output, text } = await runTool(githubSearchRepositories, api, { query: "web", sort: "stars" });
    expect(calls[0]?.query).toMatchObject({ q: "web", sort: "stars", order: "desc", per_page: 20 });
    expect(output.items[1]?.description).toHaveLength(200);
    expect(text).toContain("GitHub ran out of time");
    expect(text).toContain("first 1000 of 5000");
    await runTool(githubSearchRepositories, api, { query: "web", sort: "best" });
    expect(calls[1]?.query).toEqual({ q: "web", per_page: 20, page: "1" });
    await expect(runTool(githubSearchRepositories, api, { query: " " })).rejects.toMatchObject({
      fault: "bad_argument",
    });
  });
});

describe("github_get_me", () => {
  it("tells who the account is", async () => {
    const { api } = fakeApi({
      answer: () => ({ login: "ada", id: 7, type: "User", name: "Ada", email: null, plan: { space: 1 } }),
    });
    const { output, text } = await runTool(githubGetMe, api, {});
    expect(output).toEqual({ user: { login: "ada", id: 7, type: "User", name: "Ada" } });
    expect(text).toBe("ada · Ada · User");
  });
  it("says that an installed app is nobody", async () => {
    const { api } = fakeApi({
      account: "acme",
      answer: () => {
        throw new ToolError("no_permission", "403");
      },
    });
    await expect(runTool(githubGetMe, api, {})).rejects.toThrow("installed for acme");
  });
});
