import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { type File, ToolError } from "../kit/index.ts";
import { githubCommitFiles } from "./commit-files.ts";
import { githubCreateBranch } from "./create-branch.ts";

const REPO = "acme/web";
const HEAD = "a".repeat(40);
const MADE = "c".repeat(40);
const failed = (status: number) => {
  const fault =
    status === 403
      ? "no_permission"
      : status === 404
        ? "not_found"
        : status >= 500
          ? "provider_down"
          : "bad_argument";
  return new ToolError(fault, `${status}`, { status });
};

/** A repository with one branch, one file in `src` and one script. `refusals` answer calls whose path ends so. */
function github(refusals: Record<string, () => unknown> = {}, scopes: readonly string[] = []) {
  const state = { head: HEAD, moves: 0 };
  const trees: Record<string, unknown[]> = {
    root: [
      { path: "src", mode: "040000", type: "tree", sha: "src" },
      { path: "run.sh", mode: "100755", type: "blob", sha: "1".repeat(40) },
    ],
    src: [{ path: "a.ts", mode: "100644", type: "blob", sha: "2".repeat(40) }],
  };
  const answer = ({ method, path }: Call) => {
    const refusal = Object.entries(refusals).find(([end]) => `${method} ${path}`.endsWith(end))?.[1];
    if (refusal) return refusal();
    if (path.includes("/git/ref/"))
      return { ref: "refs/heads/main", object: { sha: state.head, type: "commit" } };
    if (method === "GET" && path.includes("/git/trees/"))
      return { sha: "t", tree: trees[path.split("/").at(-1) ?? ""] };
    if (method === "GET" && path.includes("/git/commits/"))
      return { sha: HEAD, html_url: "", tree: { sha: "root" } };
    if (method === "POST" && path.endsWith("/git/commits"))
      return { sha: MADE, html_url: `https://github.com/acme/web/commit/${MADE}`, tree: { sha: "t" } };
    if (method === "PATCH") {
      state.moves += 1;
      state.head = MADE;
    }
    return { sha: "b" };
  };
  const logo: File = { name: "logo.png", mimeType: "image/png", bytes: Buffer.from([0x89, 0, 1]) };
  return { ...fakeApi({ answer, scopes, sources: { "https://x.test/logo.png": logo } }), state };
}
const commit = (api: ReturnType<typeof github>["api"], more: object = {}) =>
  runTool(githubCommitFiles, api, {
    repo: REPO,
    branch: "main",
    message: "Change",
    files: [{ path: "src/b.ts", content: "b" }],
    ...more,
  });
const asked = (calls: readonly Call[]) =>
  calls.map(({ method, path }) => `${method} ${path.replace("/repos/acme/web/git", "")}`);

describe("github_commit_files", () => {
  it("sends one tree and one commit, and moves the branch without force", async () => {
    const { api, calls } = github();
    const { output, text } = await commit(api);
    expect(output).toMatchObject({ sha: MADE, parent: HEAD, files: [{ path: "src/b.ts", status: "added" }] });
    expect(text).toContain(`Committed ${MADE}`);
    expect(asked(calls)).toEqual([
      "GET /ref/heads/main",
      `GET /commits/${HEAD}`,
      "GET /trees/root",
      "GET /trees/src",
      "POST /trees",
      "POST /commits",
      "PATCH /refs/heads/main",
    ]);
    expect(calls[4]?.body).toEqual({
      base_tree: "root",
      tree: [{ path: "src/b.ts", mode: "100644", type: "blob", content: "b" }],
    });
    expect(calls[5]?.body).toEqual({ message: "Change", tree: "b", parents: [HEAD] });
    expect(calls[6]?.body).toEqual({ sha: MADE, force: false });
  });
  it("takes files from elsewhere as bytes, and reads no directory it does not need", async () => {
    const { api, calls } = github();
    const files = [
      { path: "logo.png", source: "https://x.test/logo.png" },
      { path: "run.sh", delete: true },
    ];
    const { output } = await commit(api, { files });
    expect(output.files).toEqual([
      { path: "logo.png", status: "added" },
      { path: "run.sh", status: "deleted" },
    ]);
    expect(asked(calls)).not.toContain("GET /trees/src");
    expect(calls.find(({ path }) => path.endsWith("/blobs"))?.body).toEqual({
      content: "iQAB",
      encoding: "base64",
    });
    await expect(
      commit(api, { files: [{ path: "x", source: "https://x.test/none" }] }),
    ).rejects.toMatchObject({
      fault: "not_found",
    });
  });
  it("stops before it writes when the branch is elsewhere, and names its head", async () => {
    const { api, calls } = github();
    await expect(commit(api, { expected_head_sha: "d".repeat(40) })).rejects.toMatchObject({
      fault: "conflict",
      data: { head_sha: HEAD },
    });
    expect(calls).toHaveLength(1);
    const { api: same } = github();
    expect((await commit(same, { expected_head_sha: HEAD.toUpperCase() })).output.sha).toBe(MADE);
  });
  it("tells a push that came between from a rule that protects the branch", async () => {
    const racing = github({
      "PATCH /repos/acme/web/git/refs/heads/main": () => {
        racing.state.head = "e".repeat(40);
        throw failed(422);
      },
    });
    await expect(commit(racing.api)).rejects.toMatchObject({
      fault: "conflict",
      data: { head_sha: "e".repeat(40) },
    });
    const guarded = github({
      "PATCH /repos/acme/web/git/refs/heads/main": () => {
        throw failed(422);
      },
    });
    await expect(commit(guarded.api)).rejects.toMatchObject({
      fault: "no_permission",
      message: expect.stringContaining("open a pull request"),
    });
  });
  it("knows that it went through when the answer got lost", async () => {
    const lost = github({
      "PATCH /repos/acme/web/git/refs/heads/main": () => {
        lost.state.head = MADE;
        throw failed(502);
      },
    });
    expect((await commit(lost.api)).output.sha).toBe(MADE);
    const down = github({
      "PATCH /repos/acme/web/git/refs/heads/main": () => {
        throw failed(502);
      },
    });
    await expect(commit(down.api)).rejects.toMatchObject({ fault: "provider_down" });
  });
  it("says that an account may not write, or that there is no branch yet", async () => {
    const failing = (at: string, status: number) =>
      github({
        [at]: () => {
          throw failed(status);
        },
      }).api;
    for (const status of [403, 404])
      await expect(commit(failing("POST /repos/acme/web/git/trees", status))).rejects.toThrow(
        /may not write to acme\/web/,
      );
    await expect(commit(failing("GET /repos/acme/web/git/ref/heads/main", 404))).rejects.toThrow(
      /github_create_branch/,
    );
    await expect(commit(failing("GET /repos/acme/web/git/ref/heads/main", 409))).rejects.toThrow(/is empty/);
  });
  it("asks for what workflow files take, of either kind of app", async () => {
    const files = [{ path: ".github/workflows/ci.yml", content: "on: push" }];
    const { api, calls } = github({}, ["public_repo", "contents:write"]);
    await expect(commit(api, { files })).rejects.toMatchObject({ fault: "no_permission" });
    expect(calls).toEqual([]);
    for (const scope of ["workflow", "workflows:write"])
      expect((await commit(github({}, [scope]).api, { files })).output.sha).toBe(MADE);
  });
  it.each([
    [{ files: [{ path: "a" }] }],
    [{ files: [{ path: "a", content: "x", delete: true }] }],
    [{ files: [{ path: "a", content: "x", source: "upload" }] }],
    [{ files: [{ path: "a", delete: true, executable: true }] }],
    [{ files: [{ path: "a", delete: false }] }],
    [{ files: [{ path: "a", content: "\ud800" }] }],
    [{ files: [{ path: ".git/config", content: "x" }] }],
    [
      {
        files: [
          { path: "a", content: "x" },
          { path: "a", delete: true },
        ],
      },
    ],
    [{ message: " \n" }],
    [{ branch: "a b" }],
    [{ expected_head_sha: "abc" }],
  ])("%j is refused before anything is asked", async (more) => {
    const { api, calls } = github();
    await expect(commit(api, more)).rejects.toMatchObject({ fault: "bad_argument" });
    expect(calls).toEqual([]);
  });
  it("keeps to its bounds", async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ path: `${n}.txt`, content: `${n}`.repeat(20_001) }));
    await expect(commit(github().api, { files: many })).rejects.toMatchObject({ fault: "too_large" });
    const deep = Array.from({ length: 20 }, (_, n) => ({ path: `${`${n}/`.repeat(15)}x`, content: "x" }));
    await expect(commit(github().api, { files: deep })).rejects.toThrow(/at most 200 directories/);
    const cut = github({
      "GET /repos/acme/web/git/trees/root": () => ({ sha: "t", truncated: true, tree: [] }),
    });
    await expect(commit(cut.api)).rejects.toThrow(/does not list all of the root/);
  });
});

describe("github_create_branch", () => {
  const create = (refusals: Record<string, () => unknown>, more: object = {}) => {
    const made = fakeApi({
      answer: ({ method, path, body }) => {
        const refusal = Object.entries(refusals).find(([end]) => `${method} ${path}`.endsWith(end))?.[1];
        if (refusal) return refusal();
        if (method === "POST") return { ...(body as object), object: { sha: HEAD, type: "commit" } };
        return path.includes("/commits/")
          ? { sha: HEAD, html_url: "", commit: {} }
          : { ref: "x", object: { sha: HEAD, type: "commit" } };
      },
    });
    return {
      ...made,
      run: () => runTool(githubCreateBranch, made.api, { repo: REPO, name: "feature/x", ...more }),
    };
  };
  const refuse = (status: number) => () => {
    throw failed(status);
  };

  it("starts from the default branch unless told otherwise", async () => {
    const { calls, run } = create({});
    expect((await run()).output).toEqual({ ref: "refs/heads/feature/x", sha: HEAD });
    expect(calls.map(({ path }) => path)).toEqual([
      "/repos/acme/web/commits/HEAD",
      "/repos/acme/web/git/refs",
    ]);
    expect(calls[1]?.body).toEqual({ ref: "refs/heads/feature/x", sha: HEAD });
    const other = create({}, { from: "release/1.0" });
    await other.run();
    expect(other.calls[0]?.path).toBe("/repos/acme/web/commits/release%2F1.0");
  });
  it("says why not", async () => {
    await expect(create({ "/git/refs": refuse(422) }).run()).rejects.toMatchObject({
      fault: "conflict",
      data: { head_sha: HEAD },
    });
    const ruled = create({ "/git/refs": refuse(422), "/git/ref/heads/feature/x": refuse(404) });
    await expect(ruled.run()).rejects.toMatchObject({ fault: "bad_argument" });
    for (const status of [403, 404])
      await expect(create({ "/git/refs": refuse(status) }).run()).rejects.toMatchObject({
        fault: "no_permission",
      });
    await expect(create({ "/commits/HEAD": refuse(409) }).run()).rejects.toThrow(/is empty/);
    await expect(create({ "/commits/HEAD": refuse(422) }).run()).rejects.toMatchObject({
      fault: "not_found",
    });
    await expect(create({ "/commits/HEAD": refuse(502) }).run()).rejects.toMatchObject({
      fault: "provider_down",
    });
  });
});
