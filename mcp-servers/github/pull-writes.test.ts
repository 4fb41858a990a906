import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError, type ToolErrorMore } from "../kit/index.ts";
import { githubCreatePullRequest } from "./create-pull-request.ts";
import { githubMergePullRequest } from "./merge-pull-request.ts";
import { githubReviewPullRequest } from "./review-pull-request.ts";
import { githubUpdatePullRequest } from "./update-pull-request.ts";

const REPO = "acme/web";
const SHA = "a".repeat(40);
const NEW = "c".repeat(40);
const pull = (more: object = {}) => ({
  number: 1,
  node_id: "PR_1",
  title: "Pull",
  state: "open",
  draft: false,
  mergeable: true,
  body: null,
  user: { login: "ada" },
  author_association: "MEMBER",
  labels: [],
  head: { ref: "topic", sha: SHA, label: "acme:topic", repo: null },
  base: { ref: "main", sha: "b".repeat(40), label: "acme:main", repo: { full_name: REPO } },
  html_url: "https://github.com/acme/web/pull/1",
  ...more,
});
const refused = (status: number, more: ToolErrorMore = {}) =>
  new ToolError(status === 409 ? "conflict" : "bad_argument", `GitHub said ${status}.`, { status, ...more });
const writes = (calls: readonly Call[]) => calls.filter(({ method }) => method !== "GET");

/** Throws errors that the answers hold. */
const answering = (answer: (call: Call) => unknown, account = "ada") =>
  fakeApi({
    account,
    answer: (call) => {
      const found = answer(call);
      if (found instanceof ToolError) throw found;
      return found;
    },
  });

describe("github_create_pull_request", () => {
  const args = { repo: REPO, title: "Title", head: "topic", base: "main" };
  it("sends the fork's head as it is, leaves an absent body out and asks people and teams", async () => {
    const { api, calls } = answering(() => pull({ draft: true }));
    const reviewers = ["ben", "@eve", "acme/core"];
    await runTool(githubCreatePullRequest, api, { ...args, head: "nell:topic", draft: true, reviewers });
    expect(writes(calls)).toMatchObject([
      {
        path: "/repos/acme/web/pulls",
        body: { title: "Title", head: "nell:topic", base: "main", draft: true },
      },
      {
        path: "/repos/acme/web/pulls/1/requested_reviewers",
        body: { reviewers: ["ben", "eve"], team_reviewers: ["core"] },
      },
    ]);
    expect(calls[0]?.body).not.toHaveProperty("body");
  });
  it("refuses what it can see is wrong before anything is sent", async () => {
    const { api, calls } = answering(() => pull());
    const run = (more: object) => runTool(githubCreatePullRequest, api, { ...args, ...more });
    await expect(run({ title: " " })).rejects.toThrow("`title` is empty");
    await expect(run({ base: "topic" })).rejects.toThrow("the same branch");
    await expect(run({ reviewers: ["other/core"] })).rejects.toThrow("teams of acme");
    await expect(run({ reviewers: ["a/b/c"] })).rejects.toThrow("A reviewer is");
    expect(calls).toEqual([]);
  });
  it("names the reason of a refusal where it can be told, and else says so", async () => {
    const run = (reason: string | undefined, ahead: number | ToolError, more: object = {}) => {
      const { api } = answering(({ method, path }) => {
        if (method === "POST") return refused(422, { reason });
        if (path.endsWith("/pulls")) return [];
        return ahead instanceof ToolError ? ahead : { ahead_by: ahead, behind_by: 0 };
      });
      return runTool(githubCreatePullRequest, api, { ...args, ...more });
    };
    await expect(run("base.invalid", 1)).rejects.toThrow("There is no branch main in acme/web");
    await expect(run("head.invalid", 1)).rejects.toThrow("Push it first");
    await expect(run("custom", 0)).rejects.toThrow("topic has no commits that main lacks");
    await expect(run("custom", 3, { draft: true })).rejects.toThrow(
      "Drafts are not allowed in every repository",
    );
    await expect(run(undefined, refused(404))).rejects.toThrow("GitHub said 422. Nothing was created.");
  });
  it("passes other failures on", async () => {
    const { api, calls } = answering(() => new ToolError("rate_limited", "Slow down.", { status: 429 }));
    await expect(runTool(githubCreatePullRequest, api, args)).rejects.toThrow("Slow down.");
    expect(calls).toHaveLength(1);
  });
});

describe("github_update_pull_request", () => {
  const run = (answer: (call: Call) => unknown, args: object) => {
    const { api, calls } = answering(answer);
    return { calls, result: runTool(githubUpdatePullRequest, api, { repo: REPO, number: 1, ...args }) };
  };
  const anything = ({ path }: Call) =>
    path === "/graphql"
      ? { data: { x: { pullRequest: { isDraft: true } } } }
      : path.includes("/compare/")
        ? { ahead_by: 1, behind_by: 2 }
        : pull();
  it("reopens before and closes after the rest", async () => {
    const order = async (args: object, was: object) => {
      const { calls, result } = run(
        (call) => (call.path.endsWith("/pulls/1") ? pull(was) : anything(call)),
        args,
      );
      await result;
      return writes(calls).map(
        ({ method, path }) => `${method} ${path.replace("/repos/acme/web/pulls/1", "")}`,
      );
    };
    expect(await order({ state: "closed", draft: true, update_branch: true }, {})).toEqual([
      "POST /graphql",
      "PUT /update-branch",
      "PATCH ",
    ]);
    expect(await order({ state: "open", draft: true }, { state: "closed" })).toEqual([
      "PATCH ",
      "POST /graphql",
    ]);
  });
  it("sends what differs alone, and the head it saw with an update of the branch", async () => {
    const { calls, result } = run(anything, {
      title: "Pull",
      body: "New.",
      base: "main",
      update_branch: true,
    });
    expect((await result).output.done).toHaveLength(2);
    expect(writes(calls).map(({ body }) => body)).toEqual([{ body: "New." }, { expected_head_sha: SHA }]);
  });
  it("says that a branch cannot be updated, and why a base or state may have been refused", async () => {
    const put = run((call) => (call.method === "PUT" ? refused(422) : anything(call)), {
      update_branch: true,
    });
    await expect(put.result).rejects.toMatchObject({
      fault: "conflict",
      message: expect.stringContaining("conflicts with its base"),
    });
    const patch = (call: Call) =>
      call.method === "PATCH"
        ? refused(422)
        : call.path.endsWith("/pulls/1")
          ? pull({ state: "closed" })
          : anything(call);
    await expect(run(patch, { state: "open", base: "next" }).result).rejects.toThrow(
      /is there a branch next\?.*its branch must still be there/,
    );
    await expect(run(() => pull({ state: "closed" }), { draft: true }).result).rejects.toThrow(
      "Only an open pull request",
    );
    const denied = { errors: [{ type: "FORBIDDEN" }] };
    const forbidden = run((call) => (call.path === "/graphql" ? denied : anything(call)), {
      title: "New",
      draft: true,
    });
    await expect(forbidden.result).rejects.toMatchObject({
      fault: "no_permission",
      message: expect.stringMatching(
        /^Done: title\. Then made a draft failed: .*\(FORBIDDEN\)\. It takes write access/,
      ),
    });
  });
  it("changes nothing without a change", async () => {
    const { calls, result } = run(anything, { title: "Pull", draft: false });
    expect((await result).text).toContain("nothing was changed");
    expect(writes(calls)).toEqual([]);
    await expect(run(anything, {}).result).rejects.toThrow("Nothing to change");
    await expect(run(anything, { title: "" }).result).rejects.toThrow("`title` is empty");
  });
});

describe("github_review_pull_request", () => {
  const args = { repo: REPO, number: 1, event: "comment", body: "Hm." };
  const run = (answer: (call: Call) => unknown, more: object = {}, account = "ben") => {
    const { api, calls } = answering(answer, account);
    return { calls, result: runTool(githubReviewPullRequest, api, { ...args, ...more }) };
  };
  const made = {
    id: 7,
    user: { login: "ben" },
    state: "COMMENTED",
    commit_id: SHA,
    html_url: "https://github.com/x",
  };
  const ok = ({ method }: Call) => (method === "POST" ? made : pull());

  it("pins the head, and sends a stretch of one line as a line", async () => {
    const comments = [
      { path: "a.ts", line: 3, start_line: 3, body: "One." },
      { path: "a.ts", line: 4, start_line: 3, side: "LEFT", body: "Two." },
    ];
    const { calls, result } = run(ok, { event: "approve", comments });
    expect((await result).output).toMatchObject({ review_id: 7, state: "commented", comments: 2 });
    expect(writes(calls)[0]?.body).toEqual({
      commit_id: SHA,
      event: "APPROVE",
      body: "Hm.",
      comments: [
        { path: "a.ts", line: 3, side: "RIGHT", body: "One." },
        { path: "a.ts", line: 4, side: "LEFT", start_line: 3, start_side: "LEFT", body: "Two." },
      ],
    });
  });
  it("refuses what it can see is wrong before anything is sent", async () => {
    const wrong = (more: object) => expect(run(ok, more).result).rejects;
    await wrong({ event: "request_changes", body: " " }).toThrow("must say which changes");
    await wrong({ body: undefined }).toThrow("needs a `body` or `comments`");
    await wrong({ comments: [{ path: "a.ts", line: 1, start_line: 2, body: "x" }] }).toThrow(
      "comes after its `line`",
    );
    await wrong({ comments: [{ path: "a.ts", line: 1, body: "" }] }).toThrow("`comments[0].body` is empty");
    await wrong({ commit_sha: NEW }).toMatchObject({ fault: "conflict", data: { head_sha: SHA } });
    await wrong({ commit_sha: SHA.slice(0, 6) }).toMatchObject({ fault: "conflict" });
    const unknown = { comments: [{ path: "a.ts", line: 1, body: "x", position: 3 }] };
    expect(githubReviewPullRequest.input.safeParse({ ...args, ...unknown }).success).toBe(false);
  });
  it("says why GitHub refused it, as far as it can be told", async () => {
    const on422 = (files: object[], reviews: object[]) => (call: Call) => {
      if (call.method === "POST") return refused(422);
      if (call.path.endsWith("/files")) return files;
      return call.path.endsWith("/reviews") ? reviews : pull();
    };
    const comments = Array.from({ length: 12 }, (_, n) => ({ path: `${n}.ts`, line: 1, body: "x" }));
    await expect(run(on422([], []), { comments }).result).rejects.toThrow(
      /0\.ts is no changed file; .*; and 2 more\. Nothing was submitted/,
    );
    const pending = { id: 1, user: { login: "ben" }, state: "PENDING" };
    await expect(run(on422([], [pending])).result).rejects.toThrow("begun and not submitted");
    await expect(run(on422([], []), { event: "approve" }, "Ada").result).rejects.toThrow(
      "nobody approve their own",
    );
    await expect(run(on422([], []), { event: "approve" }).result).rejects.toThrow("apps included");
    await expect(run(on422([], [])).result).rejects.toThrow("GitHub said 422. Nothing was submitted.");
  });
});

describe("github_merge_pull_request", () => {
  const args = { repo: REPO, number: 1, expected_head_sha: SHA };
  /** Answers of the looks at the pull request, one after the other; the last stays. */
  function run(looks: object[], put: unknown, more: object = {}, repo: object = {}) {
    const rest = [...looks];
    const { api, calls } = answering(({ method, path }) => {
      if (method === "PUT") return put;
      if (path === "/repos/acme/web") return repo;
      return rest.length > 1 ? rest.shift() : rest[0];
    });
    return { calls, result: runTool(githubMergePullRequest, api, { ...args, ...more }) };
  }
  const merged = { sha: NEW, merged: true };

  it("merges the head it saw, by the method asked for", async () => {
    const { calls, result } = run([pull()], merged, { method: "merge", title: "T", message: "M" });
    expect((await result).output).toEqual({ sha: NEW });
    expect(writes(calls)[0]).toMatchObject({
      path: "/repos/acme/web/pulls/1/merge",
      body: { sha: SHA, merge_method: "merge", commit_title: "T", commit_message: "M" },
    });
    const plain = run([pull()], merged);
    await plain.result;
    expect(writes(plain.calls)[0]?.body).toEqual({ sha: SHA, merge_method: "squash" });
  });
  it("sends nothing for what is merged, moved, closed or a draft", async () => {
    const done = run([pull({ state: "closed", merged: true, merge_commit_sha: NEW })], merged);
    expect((await done.result).output).toEqual({ sha: NEW, already_merged: true });
    const head = { ref: "topic", sha: NEW, label: "acme:topic" };
    for (const [more, said] of [
      [{ head }, `The head is now ${NEW}`],
      [{ state: "closed", merged: true, head }, "merged already, with another head"],
      [{ state: "closed" }, "closed without being merged"],
      [{ draft: true }, "It is a draft"],
    ] as const) {
      const { calls, result } = run([pull(more)], merged);
      await expect(result).rejects.toThrow(said);
      expect(writes(calls)).toEqual([]);
    }
    await expect(run([pull()], merged, { method: "rebase", title: "x" }).result).rejects.toThrow(
      "do not apply",
    );
    await expect(run([pull()], merged, { expected_head_sha: "main" }).result).rejects.toThrow(
      "a whole commit sha",
    );
  });
  it("says what stood in the way after a refusal", async () => {
    const head = { ref: "topic", sha: NEW, label: "acme:topic" };
    await expect(run([pull(), pull({ head })], refused(409)).result).rejects.toMatchObject({
      fault: "conflict",
      data: { head_sha: NEW },
    });
    await expect(run([pull()], refused(409)).result).rejects.toThrow(
      "changed the base branch at the same moment",
    );
    const late = run([pull(), pull({ state: "closed", merged: true, merge_commit_sha: NEW })], refused(405));
    expect((await late.result).output.already_merged).toBe(true);
    const methods = { allow_merge_commit: true, allow_squash_merge: false, allow_rebase_merge: false };
    await expect(run([pull()], refused(405), {}, methods).result).rejects.toThrow(
      "does not allow the method squash; it allows merge.",
    );
    for (const [mergeable_state, said] of [
      ["blocked", "required reviews or checks are missing"],
      ["behind", "the head must be updated first"],
      ["dirty", "it conflicts with the base branch"],
      ["unknown", "a merge queue"],
    ] as const)
      await expect(run([pull({ mergeable_state })], refused(405)).result).rejects.toThrow(said);
  });
  it("says which checks and reviews a blocked one may wait for, where they can be read", async () => {
    const check_runs = Array.from({ length: 7 }, (_, n) => ({
      name: `test ${n}`,
      status: n === 0 ? "queued" : "completed",
      conclusion: n === 1 ? "success" : n === 0 ? null : "failure",
    }));
    const reviews = [
      { id: 1, user: { login: "ben" }, state: "APPROVED" },
      { id: 2, user: { login: "eve" }, state: "CHANGES_REQUESTED" },
    ];
    const ask = (unreadable: boolean) => {
      const { api } = answering(({ method, path }) => {
        if (method === "PUT") return refused(405);
        if (path === "/repos/acme/web") return {};
        if (path.endsWith("/pulls/1")) return pull({ mergeable_state: "blocked" });
        if (unreadable) return new ToolError("provider_down", "Down.");
        if (path.endsWith("/reviews")) return reviews;
        return path.endsWith("/status") ? { statuses: [] } : { total_count: 7, check_runs };
      });
      return runTool(githubMergePullRequest, api, args);
    };
    await expect(ask(false)).rejects.toThrow(
      "Checks not passed: test 0 (queued), test 2 (failure), test 3 (failure), test 4 (failure), test 5 (failure), 1 more. Changes requested by eve. Approved by ben. Nothing was merged.",
    );
    await expect(ask(true)).rejects.toThrow("a rule of the branch forbids it. Nothing was merged.");
  });
  it("names the rights that it takes, and passes other failures on as they are", async () => {
    const denied = new ToolError("no_permission", "GitHub does not allow this.", { status: 403 });
    const { calls, result } = run([pull()], denied);
    await expect(result).rejects.toMatchObject({
      fault: "no_permission",
      status: 403,
      message: expect.stringContaining("It takes write access to the repository"),
    });
    expect(calls).toHaveLength(2);
    const down = new ToolError("provider_down", "Down.");
    await expect(run([pull()], down).result).rejects.toBe(down);
  });
});
