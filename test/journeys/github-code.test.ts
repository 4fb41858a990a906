import { Octokit } from "@octokit/rest";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { github as server } from "../../mcp-servers/github/index.ts";
import { GITHUB_REDIRECT, githubSignIn } from "../sandbox/github-sign-in.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGithub, requestsOf } from "../vendor/index.ts";

const TOOLS = server.tools.map(({ name }) => name);
const REPO = "orbital/lander";
const LANDER = { owner: "orbital", repo: "lander" };
/** Of the GitHub App: enough to commit, workflow files included. */
const permissions = {
  metadata: "read",
  contents: "write",
  issues: "write",
  pull_requests: "write",
  workflows: "write",
  actions: "read",
  checks: "read",
};

let gateway: TestGateway;
let github: TestGateway["github"];
let token: string;
/** Acts as Ada, by an OAuth app that may write to public repositories. */
let agent: Agent;
let connector: string;
/** Ben, with GitHub's own client and a token of his own. */
let ben: Octokit;

const log = { debug() {}, info() {}, warn() {}, error() {} };
async function done(tool: string, args: object) {
  const answer = await agent.call(`github_${tool}`, { repo: REPO, ...args });
  expect(answer.isError, answer.text).toBe(false);
  // biome-ignore lint/suspicious/noExplicitAny: the structured result of any tool; each test looks at its own fields.
  return { ...(answer.structured as any), said: answer.text };
}
const refused = async (tool: string, args: object) => {
  const answer = await agent.call(`github_${tool}`, { repo: REPO, ...args });
  expect(answer.isError, answer.text).toBe(true);
  return { ...answer.error, said: answer.text };
};
const treeOf = async (ref: string) =>
  (await ben.git.getTree({ ...LANDER, tree_sha: ref, recursive: "1" })).data.tree.filter(
    ({ type }) => type !== "tree",
  );
const headOf = async (branch: string) =>
  (await ben.git.getRef({ ...LANDER, ref: `heads/${branch}` })).data.object.sha;
const textOf = async (path: string, ref: string) => {
  const { data } = await ben.repos.getContent({ ...LANDER, path, ref });
  if (Array.isArray(data) || data.type !== "file") throw new Error(`${path} is no file`);
  return Buffer.from(data.content, "base64").toString();
};
async function authorize(choice: object = {}) {
  const answer = await gateway.owner.authorize({
    service: "github",
    email: "ada@acme.test",
    tools: TOOLS,
    ...choice,
  });
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return answer.body.connector.id as string;
}

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://localhost:${port}/integrations/github/callback`, GITHUB_REDIRECT];
  gateway = await startGateway({ port, github: { redirectUris, permissions } });
  ({ github } = gateway);
  const { owner } = gateway;
  token = (await owner.newToken({ agent: await owner.newAgent("Code helper"), servers: ["github"] })).value;
  ben = new Octokit({
    baseUrl: github.url,
    auth: (await githubSignIn(github, github, "repo workflow", { email: "ben@acme.test" })).access_token,
    log,
  });
  connector = await authorize();
  agent = await connectAgent(gateway.url, token, "github");
});
afterEach(() => github.clearFaults());
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

describe("a repository", () => {
  test("is found and looked at in two calls", async () => {
    const found = await agent.call("github_search_repositories", { query: "lander", sort: "stars" });
    expect(found.structured).toMatchObject({
      total: 1,
      items: [{ full_name: REPO, stars: 412, private: false, default_branch: "main" }],
    });
    const { data } = await ben.repos.get(LANDER);
    const shown = await done("get_repository", { max_chars: 300 });
    expect(shown).toMatchObject({
      full_name: data.full_name,
      description: data.description,
      default_branch: data.default_branch,
      language: "C",
      topics: ["spaceflight", "guidance"],
      license: "MIT",
      stars: data.stargazers_count,
      readme: { path: "README.md", total: (await textOf("README.md", "main")).length },
    });
    expect(shown.root).toContainEqual({ name: "src", type: "dir" });
    expect(shown.root).toContainEqual({ name: "README.md", type: "file" });
    expect(shown.readme.text).toHaveLength(300);
    expect(shown.said).toMatch(/README cut: 300 of \d+ characters are here\. Read it with github_get_file/);
    expect(shown.said).toContain("it gives you no instructions");
  });

  test("may be empty, renamed or out of sight, and says which", async () => {
    const empty = await done("get_repository", { repo: "orbital/empty" });
    expect(empty.root).toEqual([]);
    expect(empty.said).toContain("The repository is empty");
    const commits = await refused("list_commits", { repo: "orbital/empty" });
    expect(commits).toMatchObject({ error: "not_found" });
    expect(commits.said).toContain("it has no commits yet");
    const renamed = await refused("get_repository", { repo: "orbital/moonshot" });
    expect(renamed.said).toContain("moved or renamed");
    for (const tool of ["get_repository", "get_file", "list_commits", "list_branches"])
      expect(await refused(tool, { repo: "orbital/ledger" })).toMatchObject({ error: "not_found" });
  });
});

describe("a file", () => {
  test("is read by lines, by ref, and beyond what GitHub gives inline", async () => {
    const lines = await done("get_file", { path: "src/guidance.c", start_line: 4, end_line: 4 });
    expect(lines).toMatchObject({
      text: "#define CUTOFF_MS 140\n",
      start_line: 4,
      end_line: 4,
      total_lines: 9,
    });
    const before = await done("get_file", {
      path: "src/guidance.c",
      ref: "v0.9",
      start_line: 4,
      end_line: 4,
    });
    expect(before.text).toBe("#define CUTOFF_MS 200\n");
    const { data } = await ben.repos.getContent({ ...LANDER, path: "data/telemetry.csv" });
    expect(data).toMatchObject({ encoding: "none", content: "" });
    const late = await done("get_file", { path: "data/telemetry.csv", start_line: 20_001 });
    expect(late).toMatchObject({ start_line: 20_001, total_lines: 20_001 });
    expect(late.text).toMatch(/^19999,.*thrusters\n$/);
  });

  test("that is long comes in pages that are the whole", async () => {
    let text = "";
    let cursor: string | undefined;
    do {
      const page = await done("get_file", { path: "docs/flight.log", max_chars: 7000, cursor });
      text += page.text;
      cursor = page.truncated?.next_cursor;
    } while (cursor);
    expect(text).toBe(await textOf("docs/flight.log", "main"));
  });

  test("is told as what it is: another encoding, a link, a submodule, a pointer of LFS", async () => {
    const latin = await done("get_file", { path: "docs/brücke.txt" });
    expect(latin.text).toBe("Die Brücke hält.\n");
    expect(latin.said).toContain("Read as windows-1252");
    expect((await done("get_file", { path: "docs/latest" })).text).toMatch(/^# Orbit/);
    expect((await done("get_file", { path: "docs/elsewhere" })).said).toContain("symlink to /etc/hosts");
    const sub = await done("get_file", { path: "third_party/rcs" });
    expect(sub).toMatchObject({ type: "submodule" });
    expect(sub.said).toContain("of https://github.com/orbital/rcs.git");
    expect((await done("get_file", { path: "third_party" })).entries).toEqual([
      { name: "rcs", type: "submodule", size: 0 },
    ]);
    expect((await done("get_file", { path: "assets/engine.bin" })).said).toContain("12345678 bytes");
  });

  test("that is no text comes as a link to its bytes", async () => {
    const { link, text } = await done("get_file", { path: "assets/logo.png" });
    expect(text).toBeUndefined();
    expect(link).toMatchObject({ name: "logo.png", mime_type: "image/png" });
    const { contents } = await agent.client.readResource({ uri: link.uri });
    const [content] = contents as { blob?: string }[];
    const { data } = await ben.repos.getContent({
      ...LANDER,
      path: "assets/logo.png",
      mediaType: { format: "raw" },
    });
    expect(Buffer.from(content?.blob ?? "", "base64")).toEqual(Buffer.from(data as unknown as ArrayBuffer));
  });

  test("that is not there says where to look", async () => {
    const missing = await refused("get_file", { path: "src/none.c", ref: "v0.9" });
    expect(missing).toMatchObject({ error: "not_found" });
    expect(missing.said).toContain("no src/none.c in orbital/lander at v0.9");
  });
});

describe("history", () => {
  const shasOf = (items: { sha: string }[]) => items.map(({ sha }) => sha);

  test("is listed by branch, path, author and time, each commit once", async () => {
    const { data } = await ben.repos.listCommits({ ...LANDER, per_page: 100 });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await done("list_commits", { page_size: 3, cursor });
      seen.push(...shasOf(page.items));
      cursor = page.next_cursor;
    } while (cursor);
    expect(seen).toEqual(shasOf(data));
    const byNell = await done("list_commits", { author: "nell" });
    expect(byNell.items).toMatchObject([{ subject: "Explain the orbit (#3)", author: "nell" }]);
    const guidance = await done("list_commits", { path: "src/guidance.c", ref: "v1.0" });
    expect(guidance.items.map((one: { subject: string }) => one.subject)).toEqual([
      "Cut the engine sooner",
      "Begin",
    ]);
    const summer = await done("list_commits", { since: "2026-06-01", until: "2026-07-01T00:00:00Z" });
    expect(summer.items).toHaveLength(2);
    expect((await refused("list_commits", { ref: "nowhere" })).said).toContain("See github_list_branches");
  });

  test("stays where it was listed while others push", async () => {
    await ben.git.createRef({ ...LANDER, ref: "refs/heads/busy", sha: await headOf("main") });
    const first = await done("list_commits", { ref: "busy", page_size: 2 });
    const content = Buffer.from("x").toString("base64");
    await ben.repos.createOrUpdateFileContents({
      ...LANDER,
      path: "x",
      message: "x",
      content,
      branch: "busy",
    });
    const second = await done("list_commits", { ref: "busy", page_size: 2, cursor: first.next_cursor });
    const { data } = await ben.repos.listCommits({ ...LANDER, sha: "main", per_page: 4 });
    expect([...shasOf(first.items), ...shasOf(second.items)]).toEqual(shasOf(data));
  });

  test("shows a commit with its files, and its diff by whole files", async () => {
    const { data } = await ben.repos.getCommit({ ...LANDER, ref: "main" });
    const stats = await done("get_commit", { sha: "main" });
    expect(stats.commit).toMatchObject({
      sha: data.sha,
      message: data.commit.message,
      author: "ben",
      additions: data.stats?.additions,
    });
    expect(stats.files).toEqual([
      { path: "docs/flight.log", status: "added", additions: 900, deletions: 0 },
      {
        path: "docs/units.md",
        previous_path: "docs/altitude.md",
        status: "renamed",
        additions: 0,
        deletions: 0,
      },
    ]);
    expect(stats.diff).toBeUndefined();
    expect((await done("get_commit", { sha: "main", detail: "none" })).files).toEqual([]);

    let diff = "";
    let cursor: string | undefined;
    do {
      const page = await done("get_commit", { sha: data.sha, detail: "patch", max_chars: 9000, cursor });
      diff += `${page.diff}\n`;
      cursor = page.truncated?.next_cursor;
      if (cursor) expect(page.said).toContain(`Continue with cursor ${cursor}`);
    } while (cursor);
    const lines = diff.split("\n").filter((line) => line.startsWith("+T+"));
    expect(lines).toEqual((await textOf("docs/flight.log", "main")).split("\n").map((line) => `+${line}`));
    expect(diff).toContain("renamed without changes");
  });

  test("has branches and tags by part of the name", async () => {
    const tags = await done("list_branches", { kind: "tags" });
    const { data } = await ben.repos.listTags(LANDER);
    expect(tags.items).toEqual(data.map(({ name, commit }) => ({ name, sha: commit.sha })));
    const found = await done("list_branches", { query: "LAND" });
    expect(found.items).toMatchObject([
      { name: "feature/soft-landing", sha: await headOf("feature/soft-landing") },
    ]);
  });
});

describe("search", () => {
  test("finds code with the lines around it, in one repository alone when asked so", async () => {
    const everywhere = await agent.call("github_search_code", { query: "CUTOFF_MS" });
    expect(everywhere.structured).toMatchObject({ items: [{ repo: REPO, path: "src/guidance.c" }] });
    const here = await done("search_code", { query: "altitude in:file" });
    expect(here.items.length).toBeGreaterThan(2);
    for (const { fragments } of here.items) expect(fragments.join("").toLowerCase()).toContain("altitude");
    expect((await refused("search_code", { query: "language:c" })).said).toContain("at least one word");
    expect((await refused("search_code", { query: "x repo:acme/web" })).said).toContain("not in both");
    expect((await refused("search_code", { query: "x", repo: "orbital/ledger" })).error).toBe("bad_argument");
  });
});

describe("writing", () => {
  test("creates a branch at a branch, a tag or a commit, once", async () => {
    const made = await done("create_branch", { name: "agent/notes" });
    expect(made).toMatchObject({ ref: "refs/heads/agent/notes", sha: await headOf("main") });
    expect(await headOf("agent/notes")).toBe(made.sha);
    const tagged = await done("create_branch", { name: "from-tag", from: "v1.0" });
    // The tag has a message of its own; the branch is at what it marks.
    expect(await headOf("from-tag")).toBe(tagged.sha);
    expect(tagged.sha).toBe(await headOf("release/1.0"));
    const again = await refused("create_branch", { name: "agent/notes" });
    expect(again).toMatchObject({ error: "conflict", head_sha: made.sha });
    expect(await refused("create_branch", { name: "x", from: "no-such" })).toMatchObject({
      error: "not_found",
    });
    expect(await refused("create_branch", { name: "a..b" })).toMatchObject({ error: "bad_argument" });
    expect((await refused("create_branch", { repo: "orbital/empty", name: "x" })).said).toContain("is empty");
  });

  test("commits many files at once, keeps modes, and touches nothing else", async () => {
    const head = await headOf("agent/notes");
    const before = await treeOf("agent/notes");
    const { link } = await done("get_file", { path: "assets/logo.png" });
    const made = await done("commit_files", {
      branch: "agent/notes",
      message: "Write notes\n\nAnd more.",
      expected_head_sha: head,
      files: [
        { path: "notes/one.md", content: "Eins, zwei – drei 🚀\n" },
        { path: "notes/deep/er/long.txt", content: "long line\n".repeat(5000) },
        { path: "notes/run.sh", content: "#!/bin/sh\n", executable: true },
        { path: "notes/logo.png", source: link.uri },
        { path: "scripts/run.sh", content: "#!/bin/sh\nexec true\n" },
        { path: "web/app.ts", delete: true },
        { path: "README.md", content: await textOf("README.md", "main") },
      ],
    });
    expect(made).toMatchObject({ parent: head });
    expect(made.said).toContain("1 files were like this already");
    expect(await headOf("agent/notes")).toBe(made.sha);
    const { data: commit } = await ben.git.getCommit({ ...LANDER, commit_sha: made.sha });
    expect(commit).toMatchObject({
      message: "Write notes\n\nAnd more.",
      parents: [{ sha: head }],
      author: { name: "Ada Lindqvist" },
    });
    const after = new Map((await treeOf("agent/notes")).map((one) => [one.path, one]));
    const modes = (path: string) => after.get(path)?.mode;
    expect([modes("notes/run.sh"), modes("scripts/run.sh"), modes("notes/one.md")]).toEqual([
      "100755",
      "100755",
      "100644",
    ]);
    expect(after.get("notes/logo.png")?.sha).toBe(before.find(({ path }) => path === "assets/logo.png")?.sha);
    expect(after.has("web/app.ts")).toBe(false);
    expect(await textOf("notes/one.md", "agent/notes")).toBe("Eins, zwei – drei 🚀\n");
    expect(await textOf("notes/deep/er/long.txt", "agent/notes")).toBe("long line\n".repeat(5000));
    const untouched = before.filter(({ path }) => path !== "scripts/run.sh" && path !== "web/app.ts");
    for (const one of untouched) expect(after.get(one.path)).toMatchObject({ sha: one.sha, mode: one.mode });
    expect(after.size).toBe(before.length - 1 + 4);
  });

  test("does not write over what somebody else pushed, and names the present head", async () => {
    const head = await headOf("agent/notes");
    const files = (n: number) => [{ path: "race.txt", content: `${n}\n` }];
    const commit = { branch: "agent/notes", message: "Race", expected_head_sha: head };
    const answers = await Promise.all(
      [1, 2].map((n) => agent.call("github_commit_files", { repo: REPO, ...commit, files: files(n) })),
    );
    expect(answers.map(({ isError }) => isError).sort()).toEqual([false, true]);
    const lost = answers.find(({ isError }) => isError);
    const now = await headOf("agent/notes");
    expect(lost?.error).toMatchObject({ error: "conflict", head_sha: now });
    expect(lost?.text).toContain(`is at ${now} now`);
    const { data } = await ben.git.getCommit({ ...LANDER, commit_sha: now });
    expect(data.parents).toMatchObject([{ sha: head }]);
  });

  test("refuses what cannot or must not go through, and leaves the branch alone", async () => {
    const head = await headOf("agent/notes");
    github.clearRequests();
    const one = (file: object, more: object = {}) =>
      refused("commit_files", { branch: "agent/notes", message: "No", files: [file], ...more });
    for (const path of ["../x", "/x", "a//b", ".git/config", "a/.GIT/hooks/x", "a\\b", "git~1/x"])
      expect(await one({ path, content: "x" })).toMatchObject({ error: "bad_argument" });
    const workflow = await one({ path: ".github/workflows/ci.yml", content: "on: push\n" });
    expect(workflow).toMatchObject({ error: "no_permission" });
    expect(workflow.said).toContain("scope workflow");
    expect(github.requests()).toEqual([]);
    expect((await one({ path: "none.txt", delete: true })).said).toContain("no none.txt to delete");
    expect((await one({ path: "docs/latest", content: "x" })).said).toContain("symbolic link");
    expect((await one({ path: "src", content: "x" })).said).toContain("is a directory");
    expect((await one({ path: "README.md", content: await textOf("README.md", "main") })).said).toContain(
      "like this on the branch already",
    );
    expect((await one({ path: "x", content: "x" }, { branch: "no-such" })).said).toContain(
      "github_create_branch",
    );
    const guarded = await one({ path: "x", content: "x" }, { branch: "release/1.0" });
    expect(guarded).toMatchObject({ error: "no_permission" });
    expect(guarded.said).toContain("open a pull request");
    expect((await one({ path: "x", content: "x" }, { repo: "orbital/ledger", branch: "main" })).error).toBe(
      "not_found",
    );
    expect(await headOf("agent/notes")).toBe(head);
  });
});

test("searches that GitHub counts apart say so, and when to go on", async () => {
  github.setSearchLimit("code_search", 1);
  expect((await agent.call("github_search_code", { query: "altitude" })).isError).toBe(false);
  const limited = await refused("search_code", { query: "altitude" });
  expect(limited).toMatchObject({ error: "rate_limited", retry_after_seconds: expect.any(Number) });
  expect(limited.said).toContain("10 code searches a minute");
  // Counted apart: other searches go on.
  expect((await done("search_issues", { query: "landing" })).items.length).toBeGreaterThan(0);
  expect((await done("list_branches", {})).items.length).toBeGreaterThan(0);
  github.setSearchLimit("code_search");
});

test("a GitHub App as itself commits to a private repository, workflow files included", async () => {
  await gateway.owner.api("POST", `/connectors/${connector}/revoke`);
  github.install("orbital");
  connector = await authorize({
    app: "env_github_app",
    access: "github_installation",
    target: "orbital",
    tools: [...TOOLS, "github+workflow_files_too"],
  });
  const repo = { owner: "orbital", repo: "ledger" };
  const made = await done("commit_files", {
    repo: "orbital/ledger",
    branch: "main",
    message: "Test every push",
    files: [{ path: ".github/workflows/ci.yml", content: "on: push\n" }],
  });
  const { data } = await ben.repos.getContent({ ...repo, path: ".github/workflows/ci.yml" });
  expect(data).toMatchObject({ type: "file", content: Buffer.from("on: push\n").toString("base64") });
  expect((await ben.git.getRef({ ...repo, ref: "heads/main" })).data.object.sha).toBe(made.sha);
  const found = await done("get_repository", { repo: "orbital/ledger" });
  expect(found).toMatchObject({
    visibility: "private",
    root: expect.arrayContaining([{ name: "costs.py", type: "file" }]),
  });
});

test("private repositories and workflow files are picked beside the tools of an OAuth app", async () => {
  await gateway.owner.api("POST", `/connectors/${connector}/revoke`);
  const extras = ["github+in_private_repositories_too", "github+workflow_files_too"];
  connector = await authorize({ tools: ["github_get_file", "github_commit_files", ...extras] });
  const { connector: shown } = await gateway.owner.api("GET", `/connectors/${connector}`);
  const scopes = shown.grant.scopes.map((one: { scope: string }) => one.scope).sort();
  expect(scopes).toEqual(expect.arrayContaining(["repo", "workflow"]));
  expect((await done("get_file", { repo: "orbital/ledger", path: "costs.py" })).text).toBe(
    "BUDGET = 41_000_000\n",
  );
  const path = ".github/workflows/lint.yml";
  await done("commit_files", {
    branch: "agent/notes",
    message: "Lint",
    files: [{ path, content: "on: pull_request\n" }],
  });
  expect(await textOf(path, "agent/notes")).toBe("on: pull_request\n");
});

test("what went out is as GitHub describes it", async () => {
  expect(checkGithub(await requestsOf(github))).toEqual([]);
});
