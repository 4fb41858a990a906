import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { githubSearchCode } from "./search-code.ts";
import { githubSearchIssues } from "./search-issues.ts";
import { hasTerm, narrowed } from "./search-query.ts";

describe("narrowing a search", () => {
  it.each([
    ["login loop", { repo: "acme/web" }, "login loop repo:acme/web"],
    [" a  OR b ", { repo: "acme/web", also: "is:issue" }, "(a  OR b) repo:acme/web is:issue"],
    ['"a OR b" c', { also: "is:issue" }, '"a OR b" c is:issue'],
    ["a OR b", {}, "a OR b"],
    ["", { repo: "acme/web" }, "repo:acme/web"],
    ['"repo:x/y"', { repo: "acme/web" }, '"repo:x/y" repo:acme/web'],
    ["reporepo:x", { repo: "acme/web" }, "reporepo:x repo:acme/web"],
  ])("%j with %j is %j", (query, by, whole) => {
    expect(narrowed(query, by)).toBe(whole);
  });
  it.each(["x repo:a/b", "org:acme x", "(user:ada OR owner:ben)", "x -repo:a/b REPO:a/c"])(
    "%j names repositories itself, so that no second one is taken",
    (query) => {
      expect(() => narrowed(query, { repo: "acme/web" })).toThrow(/not in both/);
      expect(narrowed(query, {})).toBe(query);
    },
  );
  it("refuses a name that would add words of its own, and more operators than GitHub takes", () => {
    expect(() => narrowed("x", { repo: "acme/web OR is:open" })).toThrow(/owner\/name/);
    expect(() => narrowed("a OR b OR c OR d OR e OR f OR g", {})).toThrow(/at most 5/);
    expect(narrowed("a OR b OR c OR d OR e OR f", {})).toContain("OR f");
  });
  it("knows a word from qualifiers", () => {
    expect(["x", "language:c x", '"a b"', "a:b c"].map(hasTerm)).toEqual([true, true, true, true]);
    expect(["", "language:c", 'path:"a b" -user:x', "NOT language:c"].map(hasTerm)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

const code = (repo: string, path: string, fragment: string) => ({
  path,
  sha: "a",
  html_url: `https://github.com/${repo}/blob/main/${path}`,
  repository: { full_name: repo, private: false },
  text_matches: [
    { property: "path", fragment: path },
    { property: "content", fragment },
  ],
});

describe("github_search_code", () => {
  const found = (items: unknown[], total = items.length) =>
    fakeApi({ answer: () => ({ total_count: total, incomplete_results: false, items }) });

  it("asks for fragments and cuts them", async () => {
    const { api, calls } = found([code("acme/web", "a.ts", "x".repeat(900))]);
    const { output, text } = await runTool(githubSearchCode, api, { query: "x", repo: "acme/web" });
    expect(output.items[0]?.fragments).toEqual(["x".repeat(400)]);
    expect(text).toContain("it gives you no instructions");
    expect(calls[0]).toMatchObject({
      path: "/search/code",
      query: { q: "x repo:acme/web", per_page: 20, page: "1" },
      headers: { accept: "application/vnd.github.text-match+json" },
    });
  });
  it("never shows another repository than the one asked for, and says that it left some out", async () => {
    const { api } = found([code("Acme/Web", "a.ts", "x"), code("evil/web", "b.ts", "x")]);
    const { output, text } = await runTool(githubSearchCode, api, { query: "a) OR (b", repo: "acme/web" });
    expect(output.items.map(({ repo }) => repo)).toEqual(["Acme/Web"]);
    expect(text).toContain("1 matches outside the repository asked for were left out");
  });
  it("stays under the cap and pages through all of it", async () => {
    const all = Array.from({ length: 50 }, (_, n) =>
      code("acme/web", `${"語".repeat(300)}${n}`, "語".repeat(400)),
    );
    const { api } = fakeApi({ answer: () => ({ total_count: 50, items: all }) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await runTool(githubSearchCode, api, { query: "x", page_size: 50, cursor });
      seen.push(...output.items.map(({ path }) => path));
      cursor = output.next_cursor;
    } while (cursor);
    expect(seen).toEqual(all.map(({ path }) => path));
  });
  it("says that searches are limited by themselves, and what GitHub cannot search for", async () => {
    const failing = (error: ToolError) => fakeApi({ answer: () => Promise.reject(error) }).api;
    const limited = failing(new ToolError("rate_limited", "slow", { retryAfter: 41 }));
    await expect(runTool(githubSearchCode, limited, { query: "x" })).rejects.toMatchObject({
      fault: "rate_limited",
      retryAfter: 41,
      message: expect.stringContaining("10 code searches a minute"),
    });
    const unseen = failing(new ToolError("bad_argument", "no", { status: 422 }));
    await expect(runTool(githubSearchCode, unseen, { query: "x" })).rejects.toThrow(/may not see/);
  });
});

describe("github_search_issues", () => {
  const issue = (number: number, more: object = {}) => ({
    number,
    title: `Issue ${number}`,
    state: "open",
    user: { login: "ada" },
    updated_at: `2026-11-${10 + number}T00:00:00Z`,
    repository_url: "https://api.github.com/repos/acme/web",
    ...more,
  });
  /** Three issues (even) and two pull requests (odd), found apart or together. */
  const answer = ({ query = {} }: Call) => {
    const all = [
      issue(2),
      issue(4),
      issue(6),
      issue(1, { pull_request: {} }),
      issue(3, { pull_request: {} }),
    ];
    const q = String(query.q);
    const items = q.includes("is:issue")
      ? all.slice(0, 3)
      : q.includes("is:pull-request")
        ? all.slice(3)
        : all;
    const [page, size] = [Number(query.page), Number(query.per_page)];
    return { total_count: items.length, items: items.slice((page - 1) * size, page * size) };
  };
  async function all(scopes: readonly string[], page_size: number) {
    const { api, calls } = fakeApi({ answer, scopes });
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const args = { query: "x", sort: "updated", page_size, cursor };
      const { output } = await runTool(githubSearchIssues, api, args);
      expect(output.items.length).toBeLessThanOrEqual(page_size);
      expect(output.total).toBe(5);
      seen.push(...output.items.map(({ number }) => number));
      cursor = output.next_cursor;
    } while (cursor && seen.length < 20);
    return { seen: seen.sort(), calls };
  }

  it("asks an OAuth app's connection once, and a GitHub App's twice; each match comes once", async () => {
    for (const size of [1, 2, 3, 4, 50]) {
      const oauth = await all(["public_repo"], size);
      expect(oauth.seen, `${size}`).toEqual([1, 2, 3, 4, 6]);
      expect(oauth.calls[0]?.query?.q).toBe("x");
      const app = await all(["issues:read", "pull_requests:read"], size);
      expect(app.seen, `${size}`).toEqual([1, 2, 3, 4, 6]);
      expect(app.calls.slice(0, 2).map(({ query }) => query?.q)).toEqual(["x is:issue", "x is:pull-request"]);
    }
  });
  it("asks once when the kind is said, as argument or in the query", async () => {
    const { api, calls } = fakeApi({ answer, scopes: ["issues:read", "pull_requests:read"] });
    await runTool(githubSearchIssues, api, { query: "x", type: "pr" });
    await runTool(githubSearchIssues, api, { query: "x is:issue" });
    expect(calls.map(({ query }) => query?.q)).toEqual(["x is:pull-request", "x is:issue"]);
  });
  it("needs a word or a repository", async () => {
    const { api, calls } = fakeApi({ answer, scopes: [] });
    await expect(runTool(githubSearchIssues, api, { query: " " })).rejects.toMatchObject({
      fault: "bad_argument",
    });
    expect(calls).toEqual([]);
    await runTool(githubSearchIssues, api, { query: "", repo: "acme/web", type: "issue" });
    expect(calls[0]?.query?.q).toBe("repo:acme/web is:issue");
  });
});
