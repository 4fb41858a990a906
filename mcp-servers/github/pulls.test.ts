import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { githubGetPullRequest } from "./get-pull-request.ts";
import { githubGetPullRequestDiff } from "./get-pull-request-diff.ts";
import { githubListPullRequests } from "./list-pull-requests.ts";
import { githubListReviewThreads } from "./list-review-threads.ts";
import { latestReviews } from "./pull-reviews.ts";

const REPO = "acme/web";
const SHA = "a".repeat(40);
const pull = (number: number, more: object = {}) => ({
  number,
  node_id: `PR_${number}`,
  title: `Pull ${number}`,
  state: "open",
  draft: false,
  body: "Because.",
  user: { login: number % 2 ? "Ada" : "dependabot[bot]" },
  author_association: "MEMBER",
  labels: [{ name: "bug" }],
  head: { ref: "topic", sha: SHA, label: "acme:topic", repo: { full_name: REPO } },
  base: { ref: "main", sha: "b".repeat(40), label: "acme:main", repo: { full_name: REPO } },
  created_at: "2026-11-01T08:00:00Z",
  updated_at: "2026-11-02T08:00:00Z",
  merged_at: null,
  html_url: `https://github.com/acme/web/pull/${number}`,
  ...more,
});
const pageOf = <T>(all: readonly T[], { query = {} }: Call) => {
  const size = Number(query.per_page);
  return all.slice((Number(query.page) - 1) * size, Number(query.page) * size);
};
const file = (filename: string, patch?: string) => ({
  filename,
  status: "modified",
  additions: 1,
  deletions: 0,
  sha: SHA,
  ...(patch !== undefined && { patch }),
});
const refused = (status: number, more: object = {}) =>
  new ToolError(status === 403 ? "no_permission" : "bad_argument", `GitHub said ${status}.`, {
    status,
    ...more,
  });

describe("github_list_pull_requests", () => {
  const closed = Array.from({ length: 400 }, (_, n) =>
    pull(400 - n, { state: "closed", merged_at: n % 40 === 0 ? "2026-11-02T09:00:00Z" : null }),
  );
  it("looks for merged ones in a bounded number of pages, says so, and finds every one once", async () => {
    const { api, calls } = fakeApi({ answer: (call) => pageOf(closed, call) });
    const first = await runTool(githubListPullRequests, api, { repo: REPO, state: "merged" });
    expect(calls).toHaveLength(5);
    expect(calls[0]?.query).toMatchObject({ state: "closed", per_page: 50, direction: "desc" });
    expect(first.text).toContain("250 pull requests were looked through; older ones may match");
    const found = [...first.output.items];
    let cursor = first.output.next_cursor;
    while (cursor) {
      const { output } = await runTool(githubListPullRequests, api, { repo: REPO, state: "merged", cursor });
      found.push(...output.items);
      cursor = output.next_cursor;
    }
    expect(found.map(({ number }) => number)).toEqual(
      closed.filter((one) => one.merged_at).map(({ number }) => number),
    );
    expect(found.every(({ state }) => state === "merged")).toBe(true);
  });
  it("asks for no more than a page when nothing has to be looked for, and gives heads their owner", async () => {
    const { api, calls } = fakeApi({ answer: () => [] });
    await runTool(githubListPullRequests, api, { repo: REPO, head: "topic", base: "main", page_size: 7 });
    expect(calls[0]?.query).toMatchObject({ head: "acme:topic", base: "main", state: "open", per_page: 7 });
    await runTool(githubListPullRequests, api, { repo: REPO, head: "nell:topic" });
    expect(calls[1]?.query).toMatchObject({ head: "nell:topic" });
  });
  it("filters by author without minding case, and binds cursors to the query", async () => {
    const { api } = fakeApi({ answer: (call) => pageOf(closed, call) });
    const { output } = await runTool(githubListPullRequests, api, {
      repo: REPO,
      state: "closed",
      author: "@ada",
    });
    expect(output.items.every(({ author }) => author === "Ada")).toBe(true);
    const other = { repo: REPO, state: "closed", author: "ben", cursor: output.next_cursor };
    await expect(runTool(githubListPullRequests, api, other)).rejects.toThrow("another query");
    await expect(runTool(githubListPullRequests, api, { repo: REPO, author: "@" })).rejects.toThrow(
      "a login",
    );
  });
});

describe("github_get_pull_request", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const answers = (more: (call: Call) => unknown) => (call: Call) => {
    if (call.path.endsWith("/check-runs")) return { total_count: 0, check_runs: [] };
    if (call.path.endsWith("/status")) return { total_count: 0, statuses: [] };
    return more(call) ?? (/\/(reviews|files)$/.test(call.path) ? [] : pull(1, { mergeable: true }));
  };
  async function run(answer: (call: Call) => unknown, args: object = {}) {
    const { api, calls } = fakeApi({ answer });
    const running = runTool(githubGetPullRequest, api, { repo: REPO, number: 1, ...args });
    running.catch(() => undefined);
    await vi.runAllTimersAsync();
    return { ...(await running), calls };
  }

  it("asks for mergeability three times at most, and says when GitHub is still at it", async () => {
    const isPull = ({ path }: Call) => path.endsWith("/pulls/1");
    const { text, output, calls } = await run(
      answers((call) => (isPull(call) ? pull(1, { mergeable: null }) : undefined)),
    );
    expect(calls.filter(isPull)).toHaveLength(3);
    expect(output.pull_request.mergeable).toBeUndefined();
    expect(text).toContain("GitHub is still working out whether it can be merged");
    const closed = await run(
      answers((call) => (isPull(call) ? pull(1, { mergeable: null, state: "closed" }) : undefined)),
    );
    expect(closed.calls.filter(isPull)).toHaveLength(1);
  });
  it("says what stands in the way of merging, for every state of GitHub's", async () => {
    const said = async (mergeable: boolean, mergeable_state: string) => {
      const { text } = await run(
        answers(({ path }) =>
          path.endsWith("/pulls/1") ? pull(1, { mergeable, mergeable_state }) : undefined,
        ),
      );
      return text;
    };
    expect(await said(true, "clean")).toContain("merges without conflicts; nothing stands in its way.");
    expect(await said(true, "blocked")).toContain("required reviews or checks are missing");
    expect(await said(true, "behind")).toContain("the head must be updated first");
    expect(await said(false, "dirty")).toContain("It cannot be merged: it conflicts with the base branch.");
    expect(await said(true, "new_word")).toContain("It merges without conflicts.");
  });
  it("leaves out what the connection may not read, and says which permission that takes", async () => {
    const noChecks = await run((call) => {
      if (/check-runs|status/.test(call.path)) throw refused(403);
      return answers(() => undefined)(call);
    });
    expect(noChecks.output.checks).toBeUndefined();
    expect(noChecks.text).toContain("may not read them (checks:read)");
    expect(noChecks.text).toContain("may not read them (statuses:read)");
    const down = run((call) => {
      if (call.path.endsWith("/status")) throw new ToolError("provider_down", "No answer.");
      return answers(() => undefined)(call);
    });
    await expect(down).rejects.toThrow("No answer.");
  });
  it("sums checks up, the latest of both kinds, what failed first", async () => {
    const check_runs = [
      { name: "lint", status: "completed", conclusion: "success" },
      { name: "test", status: "in_progress", conclusion: null },
      { name: "build", status: "completed", conclusion: "timed_out", html_url: "https://github.com/x" },
    ];
    const statuses = [{ context: "preview", state: "pending", target_url: null }];
    const { output, text } = await run((call) => {
      if (call.path.endsWith("/check-runs")) return { total_count: 3, check_runs };
      if (call.path.endsWith("/status")) return { total_count: 1, statuses };
      return answers(() => undefined)(call);
    });
    expect(output.checks).toMatchObject({
      state: "failure",
      total: 4,
      counts: { success: 1, in_progress: 1, timed_out: 1, pending: 1 },
      items: [{ name: "build" }, { name: "test" }, { name: "preview" }, { name: "lint" }],
    });
    expect(text).toContain("- build: timed_out · https://github.com/x");
  });
  it("stays below the cap with a long body, many files, checks and reviewers, and says what is missing", async () => {
    const body = "漢字".repeat(30_000);
    const files = Array.from({ length: 100 }, (_, n) => file(`${"directory/".repeat(20)}${n}.ts`));
    const reviews = Array.from({ length: 300 }, (_, n) => ({
      id: n,
      user: { login: `reviewer-${n}` },
      state: "COMMENTED",
      body: "x".repeat(3000),
      submitted_at: "2026-11-02T08:00:00Z",
    }));
    const { output, text } = await run(
      (call) => {
        if (call.path.endsWith("/files")) return files;
        if (call.path.endsWith("/reviews")) return pageOf(reviews, call);
        return answers(({ path }) =>
          path.endsWith("/pulls/1") ? pull(1, { mergeable: true, body, changed_files: 4000 }) : undefined,
        )(call);
      },
      { max_chars: 60_000 },
    );
    expect(output.truncated).toMatchObject({ total: 60_000 });
    expect(text).toMatch(
      /\[Cut: \d+ of 60000 characters of the body are here\. github_get_issue reads all of it\.\]/,
    );
    expect(text).toMatch(/\d+ of 4000 files are listed/);
    expect(text).toMatch(/Only \d+ of 300 reviewers fit/);
  });
});

describe("the latest review of each reviewer", () => {
  const review = (login: string, state: string) => ({
    id: 1,
    user: login,
    state,
    body: "",
    submitted_at: undefined,
    commit_id: undefined,
    html_url: "",
  });
  it("is not taken back by a comment, and is by another judgement or a dismissal", () => {
    const states = (...reviews: [string, string][]) =>
      latestReviews(reviews.map(([login, state]) => review(login, state))).map(({ reviewer, state }) => [
        reviewer,
        state,
      ]);
    expect(states(["ada", "APPROVED"], ["ada", "COMMENTED"])).toEqual([["ada", "approved"]]);
    expect(states(["ada", "CHANGES_REQUESTED"], ["ben", "COMMENTED"], ["ada", "APPROVED"])).toEqual([
      ["ben", "commented"],
      ["ada", "approved"],
    ]);
    expect(states(["ada", "DISMISSED"], ["ada", "COMMENTED"])).toEqual([["ada", "dismissed"]]);
    expect(states(["ada", "COMMENTED"], ["ada", "COMMENTED"])).toEqual([["ada", "commented"]]);
    expect(states(["ada", "PENDING"])).toEqual([]);
  });
});

describe("github_get_pull_request_diff", () => {
  const files = Array.from({ length: 230 }, (_, n) =>
    file(`src/${n}.ts`, `@@ -1 +1 @@\n+${"x".repeat(n % 90)}`),
  );
  const answer = (call: Call) =>
    call.path.endsWith("/files") ? pageOf(files, call) : pull(1, { changed_files: files.length });
  it("goes through every file once, over GitHub's pages", async () => {
    const { api } = fakeApi({ answer });
    const paths: string[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await runTool(githubGetPullRequestDiff, api, {
        repo: REPO,
        number: 1,
        max_chars: 5000,
        cursor,
      });
      paths.push(...output.files.map(({ path }) => path));
      cursor = output.truncated?.next_cursor;
    } while (cursor);
    expect(paths).toEqual(files.map(({ filename }) => filename));
  });
  it("looks through all files for wanted paths, and through the former names of renamed ones", async () => {
    const { api, calls } = fakeApi({ answer });
    const { output } = await runTool(githubGetPullRequestDiff, api, {
      repo: REPO,
      number: 1,
      paths: ["src/229.ts", "/src/3.ts/"],
    });
    expect(output.files.map(({ path }) => path)).toEqual(["src/3.ts", "src/229.ts"]);
    expect(calls.filter(({ path }) => path.endsWith("/files"))).toHaveLength(3);
    const renamed = { ...file("new.ts"), status: "renamed", previous_filename: "old/a.ts" };
    const { api: one } = fakeApi({ answer: ({ path }) => (path.endsWith("/files") ? [renamed] : pull(1)) });
    const found = await runTool(githubGetPullRequestDiff, one, { repo: REPO, number: 1, paths: ["old"] });
    expect(found.output.files).toMatchObject([{ path: "new.ts", previous_path: "old/a.ts" }]);
  });
  it("does not look through more than 500 files at once, and says how to go on", async () => {
    const many = Array.from({ length: 900 }, (_, n) => file(`src/${n}.ts`, "@@ -1 +1 @@\n+x"));
    const { api, calls } = fakeApi({
      answer: (call) => (call.path.endsWith("/files") ? pageOf(many, call) : pull(1)),
    });
    const args = { repo: REPO, number: 1, paths: ["src/700.ts"] };
    const first = await runTool(githubGetPullRequestDiff, api, args);
    expect(calls).toHaveLength(6);
    expect(first.output.files).toEqual([]);
    expect(first.text).toContain("None of the first 500 files is one of `paths`");
    const next = await runTool(githubGetPullRequestDiff, api, {
      ...args,
      cursor: first.output.truncated?.next_cursor,
    });
    expect(next.output.files).toMatchObject([{ path: "src/700.ts" }]);
  });
});

describe("github_list_review_threads", () => {
  const thread = (n: number, more: object = {}) => ({
    id: `PRRT_${n}`,
    isResolved: false,
    isOutdated: false,
    path: "a.ts",
    line: n,
    startLine: null,
    originalLine: n,
    diffSide: "RIGHT",
    subjectType: "LINE",
    resolvedBy: null,
    comments: { totalCount: 1, nodes: [comment("Why?")] },
    ...more,
  });
  const comment = (body: string) => ({
    databaseId: 1,
    author: null,
    authorAssociation: "NONE",
    body,
    createdAt: "2026-11-02T08:00:00Z",
    url: "https://github.com/x",
  });
  const answer = (all: readonly object[]) => (call: Call) => {
    const { first, after } = (call.body as { variables: { first: number; after?: string } }).variables;
    const from = Number(after ?? 0);
    const nodes = all.slice(from, from + first);
    const pageInfo = { hasNextPage: from + first < all.length, endCursor: String(from + first) };
    const reviewThreads = { totalCount: all.length, pageInfo, nodes };
    return { data: { repository: { pullRequest: { headRefOid: SHA, reviewThreads } } } };
  };
  it("looks for unresolved ones in a bounded number of pages, and says so", async () => {
    const all = Array.from({ length: 300 }, (_, n) => thread(n + 1, { isResolved: n < 290 }));
    const { api, calls } = fakeApi({ answer: answer(all) });
    const args = { repo: REPO, number: 1, unresolved_only: true };
    const { output, text } = await runTool(githubListReviewThreads, api, args);
    expect(calls).toHaveLength(4);
    expect(output).toMatchObject({ items: [], total: 300 });
    expect(text).toContain("200 threads were looked through");
    const rest = await runTool(githubListReviewThreads, api, { ...args, cursor: output.next_cursor });
    expect(rest.output.items).toHaveLength(10);
  });
  it("stays below the cap: fewer threads, and of one alone fewer words, said both times", async () => {
    const nodes = Array.from({ length: 30 }, () => comment("漢".repeat(5000)));
    const big = (n: number) => thread(n, { comments: { totalCount: 45, nodes } });
    const { api } = fakeApi({ answer: answer([big(1), big(2)]) });
    const { output, text } = await runTool(githubListReviewThreads, api, { repo: REPO, number: 1 });
    expect(output.items).toHaveLength(1);
    expect(output.items[0]?.more_comments).toBeGreaterThanOrEqual(15);
    expect(text).toMatch(/characters\]/);
    expect(text).toContain("Only 1 of 2 threads fit in one result.");
    expect(output.next_cursor).toBeDefined();
  });
});
