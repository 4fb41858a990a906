import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGithub, startSandboxGithub } from "./github.ts";
import { GITHUB_REDIRECT, githubSignIn } from "./github-sign-in.ts";

const AT = { owner: "orbital", repo: "lander" };
const log = { debug() {}, info() {}, warn() {}, error() {} };

let github: SandboxGithub;
/** Ada may push; Nell belongs to nothing. */
let ada: Octokit;
let nell: Octokit;
let adaToken: string;

const as = async (email: string, scope = "repo") => {
  const { access_token } = await githubSignIn(github, github, scope, { email });
  return { token: access_token, client: new Octokit({ baseUrl: github.url, auth: access_token, log }) };
};
const statusOf = (call: Promise<{ status: number }>) =>
  call.then(
    ({ status }) => status,
    (error: { status: number }) => error.status,
  );
const raw = (path: string, init: RequestInit = {}) =>
  fetch(`${github.url}${path}`, {
    ...init,
    redirect: "manual",
    headers: { authorization: `Bearer ${adaToken}`, "user-agent": "test", ...init.headers },
  });

beforeAll(async () => {
  const users = [
    { email: "ada@acme.test", name: "Ada Lindqvist" },
    { email: "ben@acme.test", name: "Ben Okafor" },
    { email: "nell@example.test", name: "Nell Fischer" },
  ];
  github = await startSandboxGithub({ redirectUris: [GITHUB_REDIRECT], users });
  ({ client: ada, token: adaToken } = await as("ada@acme.test"));
  ({ client: nell } = await as("nell@example.test", "public_repo"));
});
afterAll(() => github?.close());

describe("code of the emulated GitHub", () => {
  test("leaves out what is over 1 MB, and gives it as it is when asked so", async () => {
    const { data } = await ada.repos.getContent({ ...AT, path: "data/telemetry.csv" });
    if (Array.isArray(data) || data.type !== "file") throw new Error("no file");
    expect(data).toMatchObject({ encoding: "none", content: "" });
    const accept = "application/vnd.github.raw+json";
    for (const path of [`contents/data/telemetry.csv`, `git/blobs/${data.sha}`]) {
      const answer = await raw(`/repos/orbital/lander/${path}`, { headers: { accept } });
      expect((await answer.arrayBuffer()).byteLength).toBe(data.size);
    }
  });
  test("is 409 in an empty repository, and 301 under a former name", async () => {
    const empty = { owner: "orbital", repo: "empty" };
    expect(await statusOf(ada.git.getRef({ ...empty, ref: "heads/main" }))).toBe(409);
    expect(await statusOf(ada.repos.getCommit({ ...empty, ref: "HEAD" }))).toBe(409);
    expect(await statusOf(ada.repos.getContent({ ...empty, path: "" }))).toBe(404);
    const moved = await raw("/repos/orbital/moonshot/issues?state=all");
    expect(moved.status).toBe(301);
    expect(moved.headers.get("location")).toMatch(/\/repositories\/\d+\/issues\?state=all$/);
  });
  test("is written by members, except where a rule or a scope says otherwise", async () => {
    const tree = { ...AT, base_tree: (await ada.git.getTree({ ...AT, tree_sha: "main" })).data.sha };
    const entry = { mode: "100644", type: "blob", content: "x" } as const;
    expect(await statusOf(ada.git.createTree({ ...tree, tree: [{ path: "x", ...entry }] }))).toBe(201);
    const workflow = [{ path: ".github/workflows/x.yml", ...entry }];
    expect(await statusOf(ada.git.createTree({ ...tree, tree: workflow }))).toBe(404);
    const { client } = await as("ada@acme.test", "repo workflow");
    expect(await statusOf(client.git.createTree({ ...tree, tree: workflow }))).toBe(201);
    expect(await statusOf(nell.git.createTree({ ...tree, tree: [{ path: "x", ...entry }] }))).toBeGreaterThan(
      400,
    );
    const sha = (await ada.git.getRef({ ...AT, ref: "heads/main" })).data.object.sha;
    expect(await statusOf(ada.git.updateRef({ ...AT, ref: "heads/release/1.0", sha }))).toBe(422);
  });
});

describe("issues of the emulated GitHub", () => {
  test("are pull requests, too, in lists and by number", async () => {
    const { data } = await ada.issues.listForRepo({ ...AT, state: "all" });
    expect(data.map(({ number }) => number)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(data[0]?.pull_request).toBeDefined();
    expect((await ada.issues.get({ ...AT, issue_number: 6 })).data.pull_request?.merged_at).toBeNull();
    expect(
      (await ada.issues.listForRepo({ ...AT, assignee: "none" })).data.map(({ number }) => number),
    ).toEqual([6, 5, 2]);
    expect((await ada.issues.listForRepo({ ...AT, labels: "bug,guidance" })).data).toHaveLength(1);
  });
  test("take no field, type or reason that GitHub does not know", async () => {
    const change = (more: object) => statusOf(ada.issues.update({ ...AT, issue_number: 2, ...more }));
    expect(await change({ titel: "x" })).toBe(422);
    expect(await change({ state_reason: "boring" })).toBe(422);
    expect(await change({ type: "Epic" })).toBe(422);
    expect(await statusOf(ada.issues.create({ ...AT, title: " " }))).toBe(422);
  });
  test("drop what takes push access, and let nobody else change them", async () => {
    const { data } = await nell.issues.create({
      ...AT,
      title: "x",
      labels: ["bug"],
      assignees: ["ada"],
      type: "Bug",
    });
    expect(data).toMatchObject({ labels: [], assignees: [], type: null, author_association: "NONE" });
    expect(await statusOf(nell.issues.update({ ...AT, issue_number: 1, title: "x" }))).toBe(403);
    expect(await statusOf(nell.issues.update({ ...AT, issue_number: data.number, title: "y" }))).toBe(200);
  });
  test("tell what mentions them, what they are a part of, and how they were received", async () => {
    const { data: events } = await ada.issues.listEventsForTimeline({ ...AT, issue_number: 1 });
    expect(events.flatMap((one) => ("source" in one ? [one.source?.issue?.number] : []))).toEqual([6]);
    const { data } = await ada.issues.get({ ...AT, issue_number: 2 });
    expect(data.sub_issues_summary).toEqual({ total: 2, completed: 1, percent_completed: 50 });
  });
});

describe("searches of the emulated GitHub", () => {
  const find = (q: string) => ada.search.issuesAndPullRequests({ q, advanced_search: "true" });

  test("refuse what GitHub refuses", async () => {
    expect(await statusOf(find("x repo:orbital/none"))).toBe(422);
    expect(await statusOf(find("a OR b OR c OR d OR e OR f OR g"))).toBe(422);
    expect(await statusOf(find("x".repeat(257)))).toBe(422);
    expect(await statusOf(find(`contact repo:orbital/lander ${"label:bug ".repeat(30)}`))).toBe(200);
    expect(await statusOf(ada.search.code({ q: "language:c" }))).toBe(422);
    const { access_token } = await githubSignIn(github, github.app, "", { email: "ada@acme.test" });
    const app = new Octokit({ baseUrl: github.url, auth: access_token, log });
    expect(await statusOf(app.search.issuesAndPullRequests({ q: "contact" }))).toBe(422);
    expect(await statusOf(app.search.issuesAndPullRequests({ q: "contact is:issue" }))).toBe(200);
  });
  test("know alternatives and fragments", async () => {
    const { data } = await find("(landing OR altimeter) repo:orbital/lander is:issue");
    expect(data.items.map(({ number }) => number).sort()).toEqual([2, 5]);
    const code = await ada.search.code({ q: "CUTOFF_MS", mediaType: { format: "text-match" } });
    expect(code.data.items[0]?.text_matches?.[0]).toMatchObject({
      property: "content",
      matches: [{ text: "CUTOFF_MS" }],
    });
  });
  test("are counted apart, and say when to come back", async () => {
    github.setSearchLimit("code_search", 1);
    expect((await raw("/search/code?q=altitude")).headers.get("x-ratelimit-remaining")).toBe("0");
    const over = await raw("/search/code?q=altitude");
    expect([over.status, over.headers.get("x-ratelimit-resource")]).toEqual([403, "code_search"]);
    expect(Number(over.headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000);
    expect((await raw("/search/issues?q=altitude")).status).toBe(200);
    github.setSearchLimit("code_search");
    expect((await raw("/search/code?q=altitude")).status).toBe(200);
  });
});
