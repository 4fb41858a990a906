import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { githubCreateIssue } from "./create-issue.ts";
import { githubGetIssue } from "./get-issue.ts";
import { editOf } from "./issue-edit.ts";
import { githubListIssues } from "./list-issues.ts";
import { githubUpdateIssue } from "./update-issue.ts";
import { issueSchema } from "./upstream.ts";

const REPO = "acme/web";
const MARK = `<!-- valetkey ${"a".repeat(64)} -->`;
const issue = (more: object = {}) => ({
  number: 1,
  title: "Login loops",
  state: "open",
  body: "It loops.",
  user: { login: "ada" },
  author_association: "MEMBER",
  labels: [{ name: "bug" }],
  assignees: [{ login: "ben" }],
  html_url: "https://github.com/acme/web/issues/1",
  ...more,
});
const failing = (status: number) => () => {
  throw new ToolError(status === 404 ? "not_found" : "provider_down", `${status}`, { status });
};

describe("what has to be done to an issue", () => {
  const now = issueSchema.parse(
    issue({ labels: [{ name: "Bug" }, { name: "p1" }], assignees: [{ login: "Ben" }] }),
  );

  it("is what is not so already, by the names that GitHub has", () => {
    const wanted = {
      title: "Login loops",
      body: "New",
      state: "open" as const,
      labels_add: ["bug", "new"],
      labels_remove: ["P1", "gone"],
      assignees_add: ["BEN", "ada"],
      assignees_remove: ["cleo"],
    };
    expect(editOf(wanted, now)).toEqual({
      fields: { body: "New" },
      labelsAdd: ["new"],
      labelsRemove: ["p1"],
      assigneesAdd: ["ada"],
      assigneesRemove: [],
    });
  });
  it("takes the state from the reason", () => {
    expect(editOf({ state_reason: "duplicate" }, now).fields).toEqual({
      state: "closed",
      state_reason: "duplicate",
    });
    expect(editOf({ state_reason: "reopened" }, now).fields).toEqual({
      state_reason: "reopened",
      state: "open",
    });
    const closed = issueSchema.parse(issue({ state: "closed", state_reason: "completed" }));
    expect(editOf({ state: "closed" }, closed).fields).toEqual({});
    expect(editOf({ state_reason: "not_planned" }, closed).fields).toMatchObject({
      state_reason: "not_planned",
    });
  });
  it.each([
    [{}],
    [{ labels_add: [] }],
    [{ title: "  " }],
    [{ state: "open" as const, state_reason: "completed" as const }],
    [{ state: "closed" as const, state_reason: "reopened" as const }],
    [{ labels_add: ["a"], labels_remove: ["A"] }],
    [{ assignees_add: ["ada"], assignees_remove: ["Ada"] }],
  ])("%j is refused", (wanted) => {
    expect(() => editOf(wanted, undefined)).toThrow(ToolError);
  });
});

describe("github_update_issue", () => {
  function github(before: object, refusals: Record<string, () => unknown> = {}) {
    let shown = issue(before);
    return fakeApi({
      answer: ({ method, path, body }) => {
        const refusal = Object.entries(refusals).find(([end]) => `${method} ${path}`.endsWith(end))?.[1];
        if (refusal) return refusal();
        if (method === "PATCH") shown = { ...shown, ...(body as object) };
        return method === "GET" ? shown : [];
      },
    });
  }
  const update = (api: ReturnType<typeof github>["api"], more: object) =>
    runTool(githubUpdateIssue, api, { repo: REPO, number: 1, ...more });
  const asked = (calls: readonly Call[]) =>
    calls.map(({ method, path }) => `${method} ${path.replace("/repos/acme/web/issues/1", "")}`);

  it("adds and removes by calls of their own", async () => {
    const { api, calls } = github({ labels: [{ name: "bug" }, { name: "a/b c" }] });
    await update(api, {
      labels_add: ["new"],
      labels_remove: ["A/B C"],
      assignees_add: ["ada"],
      assignees_remove: ["ben"],
    });
    expect(asked(calls)).toEqual([
      "GET ",
      "POST /labels",
      "DELETE /labels/a%2Fb%20c",
      "POST /assignees",
      "DELETE /assignees",
      "GET ",
    ]);
    expect(calls.map(({ body }) => body).filter(Boolean)).toEqual([
      { labels: ["new"] },
      { assignees: ["ada"] },
      { assignees: ["ben"] },
    ]);
  });
  it("keeps the mark of an idempotency key when it replaces the body", async () => {
    const { api, calls } = github({ body: `Old\n\n${MARK}` });
    await update(api, { body: "New" });
    expect(calls[1]?.body).toEqual({ body: `New\n\n${MARK}` });
    const alone = github({ body: MARK });
    await update(alone.api, { body: "" });
    expect(alone.calls[1]?.body).toEqual({ body: MARK });
  });
  it("is content when somebody else took the label off meanwhile", async () => {
    const { api } = github({}, { "DELETE /repos/acme/web/issues/1/labels/bug": failing(404) });
    expect((await update(api, { labels_remove: ["bug"] })).output.issue.number).toBe(1);
  });
  it("says what was done before a failure, and that nothing was", async () => {
    const refusals = { "POST /repos/acme/web/issues/1/assignees": failing(503) };
    const { api } = github({}, refusals);
    const both = update(api, { title: "New", labels_add: ["x"], assignees_add: ["ada"] });
    await expect(both).rejects.toThrow("Changed before that: title; labels added.");
    await expect(update(github({}, refusals).api, { assignees_add: ["ada"] })).rejects.toThrow(
      "Nothing was changed.",
    );
  });
  it("says what GitHub took and did not do", async () => {
    const { text } = await update(github({}).api, { labels_add: ["new"], assignees_add: ["eve"] });
    expect(text).toContain("GitHub left out: label new, assignee eve.");
  });
});

describe("github_create_issue with a key", () => {
  function github() {
    const made: { body: string }[] = [];
    const answer = ({ method, query, body }: Call) => {
      if (method === "GET") {
        expect(query).toMatchObject({ state: "all", sort: "created", direction: "desc", per_page: 100 });
        return made.map((one, n) => issue({ number: n + 1, body: one.body }));
      }
      made.push(body as { body: string });
      return issue({ number: made.length, ...(body as object), labels: [] });
    };
    return { made, answer };
  }
  const create = (api: ReturnType<typeof fakeApi>["api"], more: object = {}) =>
    runTool(githubCreateIssue, api, { repo: REPO, title: "New", ...more });

  it("makes one issue, one after the other or at once", async () => {
    const { made, answer } = github();
    const { api } = fakeApi({ answer, connectorId: "con_key" });
    const answers = await Promise.all([1, 2, 3].map(() => create(api, { idempotency_key: "k" })));
    expect(answers.map(({ output }) => [output.number, output.already_sent])).toEqual([
      [1, undefined],
      [1, true],
      [1, true],
    ]);
    expect(answers[1]?.text).toContain("nothing new was created: issue #1");
    expect(made[0]?.body).toMatch(/^<!-- valetkey [0-9a-f]{64} -->$/);
    await create(api, { idempotency_key: "other", body: "Text" });
    expect(made).toHaveLength(2);
    expect(made[1]?.body).toMatch(/^Text\n\n<!-- valetkey/);
  });
  it("refuses what cannot go through with the mark, and looks for nothing without a key", async () => {
    const { answer } = github();
    const { api, calls } = fakeApi({ answer });
    await expect(create(api, { body: "x".repeat(65_500), idempotency_key: "k" })).rejects.toMatchObject({
      fault: "too_large",
    });
    expect(calls).toEqual([]);
    await create(api, { body: "x".repeat(65_536) });
    expect(calls).toHaveLength(1);
  });
});

it("says that a repository has no issues, or that one was deleted", async () => {
  const { api } = fakeApi({ answer: failing(410) });
  for (const [tool, args] of [
    [githubGetIssue, { number: 1 }],
    [githubListIssues, {}],
    [githubCreateIssue, { title: "x" }],
  ] as const)
    await expect(runTool(tool, api, { repo: REPO, ...args })).rejects.toMatchObject({
      fault: "not_found",
      message: expect.stringContaining("switched off"),
    });
});

describe("what github_get_issue shows beside the text", () => {
  const pull = (number: number, more: object = {}) => ({
    event: "cross-referenced",
    source: {
      issue: {
        number,
        title: `Fix ${number}`,
        state: "open",
        html_url: `https://github.com/acme/web/pull/${number}`,
        user: { login: "nell" },
        author_association: "NONE",
        repository: { full_name: REPO },
        pull_request: { merged_at: null },
        ...more,
      },
    },
  });
  const read = (timeline: (call: Call) => unknown, more: object = {}, args: object = {}) => {
    const { api, calls } = fakeApi({
      answer: (call) => (call.path.endsWith("/timeline") ? timeline(call) : issue(more)),
    });
    return runTool(githubGetIssue, api, { repo: REPO, number: 1, ...args }).then((shown) => ({
      ...shown,
      calls,
    }));
  };

  it("are linked pull requests, each once, with who opened them and where they stand", async () => {
    const events = [
      { event: "labeled" },
      pull(7),
      pull(7),
      pull(8, { pull_request: { merged_at: "2026-11-01T00:00:00Z" }, state: "closed" }),
      pull(9, { draft: true }),
      pull(10, { pull_request: null }),
      { event: "cross-referenced", source: null },
    ];
    const { output, text } = await read(() => events);
    expect(output.linked_pull_requests?.map(({ number, state }) => [number, state])).toEqual([
      [7, "open"],
      [8, "merged"],
      [9, "draft"],
    ]);
    expect(text).toContain("- linked: acme/web#7 Fix 7 · open · by nell (NONE)");
  });
  it("are looked for in the first 300 events, said when there are more or they cannot be read", async () => {
    const busy = await read(() => Array.from({ length: 100 }, () => ({ event: "labeled" })));
    expect(busy.calls.filter(({ path }) => path.endsWith("/timeline"))).toHaveLength(3);
    expect(busy.text).toContain("Only the first 300 events were looked at");
    const broken = await read(failing(502));
    expect(broken.output.issue.body_md).toBe("It loops.");
    expect(broken.text).toContain("[Linked pull requests could not be read.]");
  });
  it("are not looked for on later pages, in pull requests, or without the conversation", async () => {
    for (const [more, args] of [
      [{ pull_request: {} }, {}],
      [{}, { include_comments: false }],
    ] as const)
      expect((await read(failing(502), more, args)).calls).toHaveLength(1);
  });
  it("are parts, parents, reactions and what it waits for", async () => {
    const facts = {
      type: { name: "Bug" },
      locked: true,
      milestone: { title: "v2" },
      reactions: { url: "https://x", total_count: 3, "+1": 2, "-1": 0, heart: 1 },
      sub_issues_summary: { total: 5, completed: 2, percent_completed: 40 },
      parent_issue_url: "https://api.github.com/repos/acme/plan/issues/12",
      issue_dependencies_summary: { blocked_by: 1 },
      body: `Text\n\n${MARK}`,
    };
    const { output, text } = await read(() => [], facts);
    expect(output.issue).toMatchObject({
      issue_type: "Bug",
      reactions: "+1 2, heart 1",
      parent: "acme/plan#12",
      sub_issues: 5,
      sub_issues_done: 2,
      blocked_by: 1,
      locked: true,
      body_md: "Text",
    });
    expect(text).toContain(
      "Bug · milestone v2 · part of acme/plan#12 · 2 of 5 sub-issues done · blocked by 1 · locked",
    );
  });
});
