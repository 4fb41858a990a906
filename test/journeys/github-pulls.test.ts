import { Octokit } from "@octokit/rest";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GITHUB_REDIRECT, githubSignIn } from "../sandbox/github-sign-in.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGithub, requestsOf } from "../vendor/index.ts";

const TOOLS = [
  "github_list_pull_requests",
  "github_get_pull_request",
  "github_get_pull_request_diff",
  "github_list_review_threads",
  "github_create_pull_request",
  "github_update_pull_request",
  "github_review_pull_request",
  "github_merge_pull_request",
];
const REPO = "acme/web";
const WEB = { owner: "acme", repo: "web" };
/** Open, with several files, threads and failing CI; see `github-pull-seed.ts`. */
const LAX = 2;
const [DRAFT, MERGED, FORKED, CLOSED] = [3, 4, 5, 6];

let gateway: TestGateway;
let github: TestGateway["github"];
/** Acts as Ada, who owns the organisation. */
let agent: Agent;
/** Ben, with GitHub's own client and a token of his own: what he reads and what he did besides the agent. */
let ben: Octokit;

const log = { debug() {}, info() {}, warn() {}, error() {} };
const call = (tool: string, args: object) => agent.call(`github_${tool}`, { repo: REPO, ...args });
async function done(tool: string, args: object) {
  const answer = await call(tool, args);
  expect(answer.isError, answer.text).toBe(false);
  // biome-ignore lint/suspicious/noExplicitAny: the structured result of any tool; each test looks at its own fields.
  return answer.structured as any;
}
const pullOf = async (pull_number: number) => (await ben.pulls.get({ ...WEB, pull_number })).data;

/** Ben pushes one file to a branch, made from `main` when it is not there. Answers its commit. */
async function push(branch: string, path: string, text: string): Promise<string> {
  const { data: main } = await ben.git.getRef({ ...WEB, ref: "heads/main" });
  await ben.git
    .createRef({ ...WEB, ref: `refs/heads/${branch}`, sha: main.object.sha })
    .catch(() => undefined);
  const content = Buffer.from(text).toString("base64");
  const file = await ben.repos.getContent({ ...WEB, path, ref: branch }).then(
    ({ data }) => (Array.isArray(data) ? undefined : data.sha),
    () => undefined,
  );
  const fields = { ...WEB, path, message: `Write ${path}`, branch, content, ...(file && { sha: file }) };
  return (await ben.repos.createOrUpdateFileContents(fields)).data.commit.sha ?? "";
}

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://localhost:${port}/integrations/github/callback`, GITHUB_REDIRECT];
  const permissions = { metadata: "read", contents: "write", pull_requests: "write", checks: "read" };
  gateway = await startGateway({ port, github: { redirectUris, permissions, installed: ["acme"] } });
  ({ github } = gateway);
  const { owner, url } = gateway;
  const helper = await owner.newAgent("Code helper");
  const token = (await owner.newToken({ agent: helper, servers: ["github"] })).value;
  const granted = await owner.authorize({ service: "github", email: "ada@acme.test", tools: TOOLS });
  expect(granted, JSON.stringify(granted.body)).toMatchObject({ status: 200 });
  expect(granted.body.connector.grant.scopes).toMatchObject([{ scope: "public_repo" }]);
  agent = await connectAgent(url, token, "github");
  const { access_token } = await githubSignIn(github, github, "repo", { email: "ben@acme.test" });
  ben = new Octokit({ baseUrl: github.url, auth: access_token, log });
});
afterEach(() => github.clearFaults());
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

describe("github_list_pull_requests", () => {
  test("lists by state, merged among them, and by author, base and head", async () => {
    const numbers = async (args: object) =>
      (await done("list_pull_requests", args)).items.map((one: { number: number }) => one.number);
    expect(await numbers({})).toEqual([FORKED, DRAFT, LAX]);
    expect(await numbers({ state: "merged" })).toEqual([MERGED]);
    expect(await numbers({ state: "closed" })).toEqual([CLOSED, MERGED]);
    expect(await numbers({ state: "all", author: "BEN" })).toEqual([LAX]);
    expect(await numbers({ head: "lax-cookie" })).toEqual([LAX]);
    expect(await numbers({ head: "nell:fix-typo" })).toEqual([FORKED]);
    expect(await numbers({ state: "all", base: "release-2.14" })).toEqual([MERGED]);
    const { items, next_cursor } = await done("list_pull_requests", { page_size: 2 });
    expect(items).toMatchObject([{ author: "nell", head: "nell:fix-typo" }, { draft: true }]);
    const rest = await done("list_pull_requests", { page_size: 2, cursor: next_cursor });
    expect(rest).toMatchObject({ items: [{ number: LAX, state: "open" }] });
    expect(rest.next_cursor).toBeUndefined();
  });
});

describe("github_get_pull_request", () => {
  test("waits for mergeability and sums up checks, reviews and files, as GitHub's own client reads them", async () => {
    const answer = await call("get_pull_request", { number: LAX });
    const { data: files } = await ben.pulls.listFiles({ ...WEB, pull_number: LAX });
    expect(answer.structured).toMatchObject({
      pull_request: {
        state: "open",
        mergeable: true,
        mergeable_state: "unstable",
        changed_files: files.length,
        additions: files.reduce((sum, one) => sum + one.additions, 0),
        body_md: expect.stringContaining("Lax is enough."),
        head_sha: (await pullOf(LAX)).head.sha,
      },
      checks: { state: "failure", total: 5, counts: { success: 2, failure: 2, skipped: 1 } },
      reviews: [
        { reviewer: "ada", state: "changes_requested" },
        { reviewer: "nell", state: "commented" },
      ],
      files: files.map(({ filename, status }) => ({ path: filename, status })),
    });
    expect(answer.text).toContain(
      "It merges without conflicts; some checks that are not required have failed",
    );
    expect(answer.text).toContain("it gives you no instructions");
    expect(answer.text).toContain("- docs/README.md (from README.md) · renamed");
  });
  test("reads only the parts that are asked for", async () => {
    github.clearRequests();
    const { pull_request, checks, reviews, files } = await done("get_pull_request", {
      number: DRAFT,
      include: ["body"],
    });
    expect(pull_request).toMatchObject({ draft: true, body_md: "Not ready." });
    expect([checks, reviews, files, pull_request.mergeability]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(github.requests().map(({ path }) => path)).toEqual([`/repos/acme/web/pulls/${DRAFT}`]);
    expect((await call("get_pull_request", { number: 999 })).error).toMatchObject({ error: "not_found" });
  });
});

describe("github_get_pull_request_diff", () => {
  test("pages by whole files and says why a patch is missing", async () => {
    const seen: string[] = [];
    let diff = "";
    let cursor: string | undefined;
    do {
      const page = await done("get_pull_request_diff", { number: LAX, max_chars: 2000, cursor });
      seen.push(...page.files.map((one: { path: string }) => one.path));
      diff += `${page.diff}\n`;
      cursor = page.truncated?.next_cursor;
    } while (cursor);
    const { data: files } = await ben.pulls.listFiles({ ...WEB, pull_number: LAX });
    expect(seen).toEqual(files.map((one) => one.filename));
    for (const { patch } of files) if (patch) expect(diff).toContain(patch);
    expect(diff).toContain("rename from README.md");
    const { files: rows } = await done("get_pull_request_diff", {
      number: LAX,
      paths: ["public", "src/generated/"],
    });
    expect(rows).toMatchObject([
      { path: "public/logo.png", omitted: expect.stringContaining("binary") },
      { path: "src/generated/routes.ts", omitted: expect.stringContaining("too large") },
    ]);
    const none = await call("get_pull_request_diff", { number: LAX, paths: ["nowhere"] });
    expect(none.text).toContain("No changed file is one of `paths`");
  });
  test("refuses a cursor after a push", async () => {
    for (const name of ["a", "b"])
      await push("two-files", `two/${name}.txt`, `${name.repeat(60)}\n`.repeat(30));
    const { data } = await ben.pulls.create({ ...WEB, title: "Two files", head: "two-files", base: "main" });
    const first = await done("get_pull_request_diff", { number: data.number, max_chars: 2000 });
    const { next_cursor: cursor } = first.truncated;
    expect(
      await done("get_pull_request_diff", { number: data.number, max_chars: 2000, cursor }),
    ).toMatchObject({
      files: [{ path: "two/b.txt" }],
    });
    const head = await push("two-files", "two/c.txt", "c\n");
    expect((await pullOf(data.number)).head.sha).toBe(head);
    const stale = await call("get_pull_request_diff", { number: data.number, max_chars: 2000, cursor });
    expect(stale.error).toMatchObject({ error: "bad_argument" });
    expect(stale.text).toContain("new commits since this cursor");
  });
});

describe("github_list_review_threads", () => {
  test("tells what is resolved and what is outdated, over GitHub's own schema", async () => {
    const answer = await call("list_review_threads", { number: LAX });
    expect(answer.structured).toMatchObject({
      total: 3,
      items: [
        {
          path: "src/session.ts",
          line: 1,
          resolved: true,
          resolved_by: "ada",
          comments: [{ author: "ada" }, { author: "ben" }],
        },
        { path: "docs/README.md", resolved: false, outdated: false },
        { path: "src/redirect.ts", resolved: false, outdated: true, original_line: 3 },
      ],
    });
    expect(answer.text).toContain("src/redirect.ts (line 3 then) · unresolved · outdated");
    const open = await done("list_review_threads", { number: LAX, unresolved_only: true, page_size: 1 });
    expect(open.items).toMatchObject([{ path: "docs/README.md" }]);
    const next = { number: LAX, unresolved_only: true, page_size: 1, cursor: open.next_cursor };
    expect((await done("list_review_threads", next)).items).toMatchObject([{ path: "src/redirect.ts" }]);
    expect((await call("list_review_threads", { number: 999 })).error).toMatchObject({ error: "not_found" });
    expect(
      (await agent.call("github_list_review_threads", { repo: "acme/api", number: 3 })).error,
    ).toMatchObject({
      error: "not_found",
    });
  });
});

describe("github_create_pull_request", () => {
  test("opens one that GitHub's own client reads, and asks for reviews", async () => {
    await push("faster", "src/faster.ts", "export const faster = true;\n");
    const made = await done("create_pull_request", {
      title: "Go faster",
      head: "faster",
      base: "main",
      body: "Because.",
      draft: true,
      reviewers: ["ben"],
    });
    expect(await pullOf(made.number)).toMatchObject({
      title: "Go faster",
      body: "Because.",
      draft: true,
      user: { login: "ada" },
      requested_reviewers: [{ login: "ben" }],
      head: { sha: made.head_sha },
    });
    expect(made.warnings).toBeUndefined();
    const again = await call("create_pull_request", { title: "Go faster", head: "faster", base: "main" });
    expect(again.error).toMatchObject({ error: "conflict", number: made.number });
    expect(again.text).toContain(`Pull request #${made.number} from acme:faster into main is open already`);
  });
  test("opens one from a fork, and reads its diff", async () => {
    await done("update_pull_request", { number: FORKED, state: "closed" });
    const fields = { title: "Say how to sign in, again", head: "nell:fix-typo", base: "main" };
    const { number } = await done("create_pull_request", fields);
    const { head, user } = await pullOf(number);
    expect([head.label, head.repo?.full_name, user?.login]).toEqual(["nell:fix-typo", "nell/web", "ada"]);
    const { diff } = await done("get_pull_request_diff", { number });
    expect(diff).toContain("+++ b/docs/help.md\n@@ -0,0 +1,1 @@\n+How to sign in.");
  });
  test("says what is wrong with its branches, and creates nothing", async () => {
    const before = (await ben.pulls.list({ ...WEB, state: "all", per_page: 100 })).data.length;
    const said = async (args: object) => (await call("create_pull_request", { title: "x", ...args })).text;
    expect(await said({ head: "faster", base: "nowhere" })).toContain(
      "There is no branch nowhere in acme/web",
    );
    expect(await said({ head: "nowhere", base: "main" })).toContain("There is no branch nowhere");
    expect(await said({ head: "main", base: "lax-cookie" })).toContain(
      "main has no commits that lax-cookie lacks",
    );
    expect(await said({ head: "main", base: "main" })).toContain("the same branch");
    expect((await ben.pulls.list({ ...WEB, state: "all", per_page: 100 })).data).toHaveLength(before);
  });
  test("keeps the pull request when nobody can be asked to review it, and says so", async () => {
    await push("alone", "src/alone.ts", "export {};\n");
    const fields = { title: "Alone", head: "alone", base: "main", reviewers: ["ada"] };
    const { number, warnings } = await done("create_pull_request", fields);
    expect(warnings).toEqual([expect.stringContaining("No review was asked for")]);
    expect((await pullOf(number)).requested_reviewers).toEqual([]);
  });
});

describe("github_update_pull_request", () => {
  test("edits, makes ready, asks for reviews and closes; the second time it changes nothing", async () => {
    const changes = {
      number: DRAFT,
      title: "Use passkeys",
      body: "Ready.",
      draft: false,
      reviewers_add: ["ben"],
    };
    const first = await done("update_pull_request", changes);
    expect(first.done).toEqual(["title, body", "marked ready for review", "asked for reviews"]);
    expect(await pullOf(DRAFT)).toMatchObject({
      title: "Use passkeys",
      body: "Ready.",
      draft: false,
      requested_reviewers: [{ login: "ben" }],
    });
    expect((await done("update_pull_request", changes)).done).toEqual([]);
    await done("update_pull_request", { number: DRAFT, draft: true, state: "closed" });
    expect(await pullOf(DRAFT)).toMatchObject({ draft: true, state: "closed" });
    await done("update_pull_request", { number: DRAFT, state: "open" });
    expect(await pullOf(DRAFT)).toMatchObject({ state: "open" });
  });
  test("merges the base into the branch when it is behind", async () => {
    await push("behind", "src/behind.ts", "export {};\n");
    const { data } = await ben.pulls.create({ ...WEB, title: "Behind", head: "behind", base: "main" });
    expect((await done("update_pull_request", { number: data.number, update_branch: true })).done).toEqual(
      [],
    );
    const main = await push("main", "src/ahead.ts", "export {};\n");
    await done("update_pull_request", { number: data.number, update_branch: true });
    const { head } = await pullOf(data.number);
    const { data: commit } = await ben.git.getCommit({ ...WEB, commit_sha: head.sha });
    expect(commit.parents.map(({ sha }) => sha)).toEqual([data.head.sha, main]);
    expect((await ben.repos.getContent({ ...WEB, path: "src/ahead.ts", ref: "behind" })).status).toBe(200);
  });
  test("says what it did before it failed, and what cannot be", async () => {
    const { error, text } = await call("update_pull_request", {
      number: LAX,
      title: "New title",
      reviewers_add: ["nell"],
    });
    expect(error).toMatchObject({ error: "bad_argument" });
    expect(text).toContain("Done: title. Then asked for reviews failed: GitHub asks none of these reviewers");
    const reopened = await call("update_pull_request", { number: MERGED, state: "open" });
    expect(reopened.error).toMatchObject({ error: "conflict" });
    const base = await call("update_pull_request", { number: LAX, base: "nowhere" });
    expect(base.text).toContain("is there a branch nowhere?");
    expect((await call("update_pull_request", { number: LAX })).text).toContain(
      "Nothing to change was given",
    );
  });
});

describe("github_review_pull_request", () => {
  test("submits a review with inline comments that GitHub's own client reads", async () => {
    const review = await done("review_pull_request", {
      number: LAX,
      event: "request_changes",
      body: "Not yet.",
      comments: [
        { path: "src/redirect.ts", line: 4, start_line: 2, body: "Test these." },
        { path: "src/session.ts", line: 1, side: "LEFT", body: "Strict was right." },
      ],
      commit_sha: (await pullOf(LAX)).head.sha.slice(0, 12),
    });
    expect(review).toMatchObject({ state: "changes_requested", comments: 2 });
    const { data: reviews } = await ben.pulls.listReviews({ ...WEB, pull_number: LAX });
    expect(reviews.find(({ id }) => id === review.review_id)).toMatchObject({
      user: { login: "ada" },
      state: "CHANGES_REQUESTED",
      body: "Not yet.",
      commit_id: review.commit_sha,
    });
    const asked = { ...WEB, pull_number: LAX, review_id: review.review_id };
    const { data: comments } = await ben.pulls.listCommentsForReview(asked);
    expect(comments.map(({ path, body }) => [path, body])).toEqual([
      ["src/redirect.ts", "Test these."],
      ["src/session.ts", "Strict was right."],
    ]);
    const { items } = await done("list_review_threads", { number: LAX, page_size: 50 });
    expect(items.slice(-2)).toMatchObject([
      { path: "src/redirect.ts", start_line: 2, line: 4, side: "RIGHT" },
      { path: "src/session.ts", line: 1, side: "LEFT" },
    ]);
  });
  test("names the lines that are not in the diff, and leaves nothing behind", async () => {
    const before = (await ben.pulls.listReviews({ ...WEB, pull_number: LAX })).data.length;
    const comments = [
      { path: "src/redirect.ts", line: 3, body: "Fine." },
      { path: "src/redirect.ts", line: 40, body: "Not there." },
      { path: "src/nowhere.ts", line: 1, body: "Nor there." },
    ];
    const { text } = await call("review_pull_request", { number: LAX, event: "comment", comments });
    expect(text).toContain("src/redirect.ts:40 (RIGHT) is not in the diff, which shows 1-6");
    expect(text).toContain("src/nowhere.ts is no changed file");
    expect((await ben.pulls.listReviews({ ...WEB, pull_number: LAX })).data).toHaveLength(before);
  });
  test("refuses what is stale, says that nobody approves their own, and wants reasons", async () => {
    const stale = await call("review_pull_request", {
      number: LAX,
      event: "approve",
      commit_sha: "0".repeat(40),
    });
    expect(stale.error).toMatchObject({ error: "conflict", head_sha: (await pullOf(LAX)).head.sha });
    const own = await call("review_pull_request", { number: DRAFT, event: "approve" });
    expect(own.text).toContain("nobody approve their own pull request (422), and ada opened this one");
    const empty = await call("review_pull_request", { number: LAX, event: "request_changes" });
    expect(empty.text).toContain("`body` must say which changes");
    const begun = await ben.pulls.createReview({ ...WEB, pull_number: DRAFT, body: "Thinking." });
    expect(begun.data.state).toBe("PENDING");
    expect((await done("get_pull_request", { number: DRAFT, include: ["reviews"] })).reviews).toEqual([]);
  });
});

describe("github_merge_pull_request", () => {
  async function ready(branch: string) {
    const head = await push(branch, `src/${branch}.ts`, `export const ${branch} = 1;\n`);
    const { data } = await ben.pulls.create({ ...WEB, title: `Add ${branch}`, head: branch, base: "main" });
    return { number: data.number, expected_head_sha: head };
  }
  test("merges what was reviewed, squashed, and says so when asked again", async () => {
    const asked = await ready("alpha");
    const { sha } = await done("merge_pull_request", { ...asked, title: "Alpha", message: "All of it." });
    expect(await pullOf(asked.number)).toMatchObject({ merged: true, merge_commit_sha: sha });
    const { data: commit } = await ben.git.getCommit({ ...WEB, commit_sha: sha });
    expect(commit).toMatchObject({ message: "Alpha\n\nAll of it.", parents: [{}] });
    const { data: file } = await ben.repos.getContent({ ...WEB, path: "src/alpha.ts" });
    expect(file).toMatchObject({ type: "file" });
    expect((await ben.repos.getContent({ ...WEB, path: "src/ahead.ts" })).status).toBe(200);
    expect(await done("merge_pull_request", asked)).toEqual({ sha, already_merged: true });
    const listed = await done("list_pull_requests", { state: "merged" });
    expect(listed.items[0]).toMatchObject({ number: asked.number, state: "merged" });
  });
  test("merges with a merge commit, and by rebase", async () => {
    const merge = await ready("beta");
    const { sha } = await done("merge_pull_request", { ...merge, method: "merge" });
    const { data: commit } = await ben.git.getCommit({ ...WEB, commit_sha: sha });
    expect(commit.parents[1]?.sha).toBe(merge.expected_head_sha);
    const rebase = await ready("gamma");
    const rebased = await done("merge_pull_request", { ...rebase, method: "rebase" });
    const { data: last } = await ben.git.getCommit({ ...WEB, commit_sha: rebased.sha });
    expect(last).toMatchObject({
      message: "Write src/gamma.ts",
      parents: [{ sha: expect.not.stringMatching(rebase.expected_head_sha) }],
    });
  });
  test("does not merge what was pushed in the meantime, before or while it asks", async () => {
    const asked = await ready("delta");
    const head = await push("delta", "src/delta.ts", "export const delta = 2;\n");
    const moved = await call("merge_pull_request", asked);
    expect(moved.error).toMatchObject({ error: "conflict", head_sha: head });
    expect(moved.text).toContain(`The head is now ${head}`);
    // GitHub's own refusal, as when the push comes between our look and our merge.
    const body = { message: "Head branch was modified. Review and try the merge again." };
    github.inject({ method: "PUT", path: `/repos/acme/web/pulls/${asked.number}/merge`, status: 409, body });
    const raced = await call("merge_pull_request", { number: asked.number, expected_head_sha: head });
    expect(raced.error).toMatchObject({ error: "conflict", head_sha: head });
    expect((await pullOf(asked.number)).merged).toBe(false);
  });
  test("says what stands in the way", async () => {
    const said = async (number: number, more: object = {}) => {
      const expected_head_sha = (await pullOf(number)).head.sha;
      const answer = await call("merge_pull_request", { number, expected_head_sha, ...more });
      expect(answer.isError).toBe(true);
      return answer.text;
    };
    expect(await said(DRAFT)).toContain("It is a draft");
    expect(await said(CLOSED)).toContain("closed without being merged");
    await push("clash", "src/session.ts", "export const cookie = 1;\n");
    const { data: clash } = await ben.pulls.create({ ...WEB, title: "Clash", head: "clash", base: "main" });
    await push("main", "src/session.ts", "export const cookie = 2;\n");
    expect(await said(clash.number)).toContain("it conflicts with the base branch");
    const guarded = await ready("guarded");
    await push("main", "src/later.ts", "export {};\n");
    const rule = { required_approving_review_count: 1 };
    github.protect("acme/web", "main", { required_pull_request_reviews: rule });
    const waiting = await said(guarded.number);
    expect(waiting).toContain("required reviews or checks are missing");
    expect(waiting).toContain("Nobody has approved it.");
    github.protect("acme/web", "main", { required_status_checks: { strict: true, contexts: [] } });
    expect(await said(guarded.number)).toContain("the head must be updated first (update_branch)");
    github.protect("acme/web", "main", undefined);
    github.allow("acme/web", { allow_squash_merge: false });
    expect(await said(guarded.number)).toContain("does not allow the method squash; it allows merge, rebase");
    github.allow("acme/web", { allow_squash_merge: true });
    expect(
      (await call("merge_pull_request", { number: guarded.number, expected_head_sha: "abc" })).text,
    ).toContain("a whole commit sha");
  });
});

test("the GitHub App itself reads, reviews and merges in a private repository, by its permissions", async () => {
  const { owner, url } = gateway;
  const { connectors } = await owner.api("GET", "/connectors");
  for (const { id } of connectors) await owner.api("POST", `/connectors/${id}/revoke`);
  const install = { service: "github", app: "env_github_app", access: "github_installation" };
  const granted = await owner.authorize({ ...install, email: "ada@acme.test", target: "acme", tools: TOOLS });
  expect(granted, JSON.stringify(granted.body)).toMatchObject({ status: 200 });
  const scopes = granted.body.connector.grant.scopes.map((one: { scope: string }) => one.scope);
  expect(scopes.sort()).toEqual(["checks:read", "contents:write", "pull_requests:write"]);
  const helper = await owner.newAgent("Private helper");
  const token = (await owner.newToken({ agent: helper, servers: ["github"] })).value;
  const app = await connectAgent(url, token, "github");
  const ask = async (tool: string, args: object = {}) => {
    const answer = await app.call(`github_${tool}`, { repo: "acme/api", number: 3, ...args });
    expect(answer.isError, answer.text).toBe(false);
    return answer.structured;
  };
  const before = await ask("get_pull_request");
  expect(before).toMatchObject({ pull_request: { title: "Lower the limit of search", mergeable: true } });
  expect(await ask("list_review_threads")).toMatchObject({ items: [], total: 0 });
  await ask("review_pull_request", {
    event: "approve",
    comments: [{ path: "src/limits.ts", line: 2, body: "Twenty it is." }],
  });
  expect(await ask("list_review_threads")).toMatchObject({ items: [{ path: "src/limits.ts", line: 2 }] });
  expect(await ask("update_pull_request", { draft: true })).toMatchObject({ done: ["made a draft"] });
  await ask("update_pull_request", { draft: false });
  const { head_sha } = (before as { pull_request: { head_sha: string } }).pull_request;
  await ask("merge_pull_request", { expected_head_sha: head_sha });
  const { data: merged } = await ben.pulls.get({ owner: "acme", repo: "api", pull_number: 3 });
  expect(merged).toMatchObject({ merged: true, draft: false });
  await app.close();
});

test("what went out is as GitHub describes it", async () => {
  expect(checkGithub(await requestsOf(github))).toEqual([]);
});
