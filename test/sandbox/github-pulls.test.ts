import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SandboxGithub, startSandboxGithub } from "./github.ts";
import { GITHUB_REDIRECT, githubSignIn } from "./github-sign-in.ts";

let github: SandboxGithub;
/** Of Ada's and Ben's, with the scope `repo`; of Ada's without any; of Ada's over the GitHub App. */
let ada: string;
let ben: string;
let plain: string;
let app: string;

beforeAll(async () => {
  github = await startSandboxGithub({
    redirectUris: [GITHUB_REDIRECT],
    permissions: { metadata: "read", contents: "read", issues: "read" },
    installed: ["acme"],
  });
  ada = (await githubSignIn(github, github, "repo")).access_token;
  ben = (await githubSignIn(github, github, "repo", { email: "ben@acme.test" })).access_token;
  plain = (await githubSignIn(github, github, "")).access_token;
  app = (await githubSignIn(github, github.app)).access_token;
});
afterAll(() => github.close());

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any route; each test looks at its own fields.
  body: any;
  headers: Headers;
}

async function call(route: string, token: string, body?: unknown): Promise<Answer> {
  const [method = "GET", path = ""] = route.split(" ");
  const answer = await fetch(github.url + path, {
    method,
    redirect: "manual",
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text), headers: answer.headers };
}
const pulls = "/repos/acme/web/pulls";
const firstError = async (...asked: Parameters<typeof call>) => {
  const { status, body } = await call(...asked);
  return [status, body.errors?.[0] ?? body.message];
};

describe("pull requests", () => {
  it("refuse fields that GitHub does not know", async () => {
    const unknown = (name: string) => [422, { resource: "PullRequest", field: name, code: "unprocessable" }];
    expect(await firstError(`POST ${pulls}`, ada, { titel: "x" })).toEqual(unknown("titel"));
    expect(await firstError(`PATCH ${pulls}/2`, ada, { draft: true })).toEqual(unknown("draft"));
    expect(await firstError(`PUT ${pulls}/2/merge`, ada, { method: "squash" })).toEqual(unknown("method"));
    expect(await firstError(`POST ${pulls}/2/reviews`, ada, { state: "APPROVED" })).toEqual(unknown("state"));
    expect((await call(`POST ${pulls}`, ada, "no")).status).toBe(400);
  });
  it("are opened from branches that are there alone, with commits, and once", async () => {
    const open = (fields: object) => firstError(`POST ${pulls}`, ada, { title: "x", ...fields });
    const invalid = (field: string) => [422, { resource: "PullRequest", field, code: "invalid" }];
    expect(await open({ head: "lax-cookie", base: "nowhere" })).toEqual(invalid("base"));
    expect(await open({ head: "nowhere", base: "main" })).toEqual(invalid("head"));
    expect(await open({ head: "eve:lax-cookie", base: "main" })).toEqual(invalid("head"));
    const said = async (fields: object) => ((await open(fields))[1] as { message: string }).message;
    expect(await said({ head: "main", base: "lax-cookie" })).toBe("No commits between lax-cookie and main");
    expect(await said({ head: "lax-cookie", base: "main" })).toBe(
      "A pull request already exists for acme:lax-cookie.",
    );
    expect(await said({ head: "nell:fix-typo", base: "main" })).toBe(
      "A pull request already exists for nell:fix-typo.",
    );
  });
  it("tell in lists less than by themselves, and mergeability at the second look", async () => {
    const { body: list } = await call(`GET ${pulls}`, ben);
    for (const one of list)
      for (const name of ["merged", "mergeable", "commits"]) expect(one).not.toHaveProperty(name);
    const looks = [(await call(`GET ${pulls}/3`, ben)).body, (await call(`GET ${pulls}/3`, ben)).body];
    expect(looks.map(({ mergeable, mergeable_state }) => [mergeable, mergeable_state])).toEqual([
      [null, "unknown"],
      [true, "draft"],
    ]);
  });
  it("are merged as GitHub does: 405 for drafts, 409 for another head", async () => {
    const merge = (number: number, body: object) => firstError(`PUT ${pulls}/${number}/merge`, ada, body);
    expect(await merge(3, {})).toEqual([405, "Pull Request is still a draft"]);
    expect((await merge(2, { sha: "0".repeat(40) }))[0]).toBe(409);
    expect(await merge(4, {})).toEqual([405, "Pull Request is not mergeable"]);
    expect((await merge(2, { merge_method: "fast" }))[0]).toBe(422);
  });
  it("take no review of the author that judges, and no comment outside the diff", async () => {
    const review = async (token: string, body: object) =>
      (await call(`POST ${pulls}/2/reviews`, token, body)).body.errors?.[0];
    const inline = (more: object) => ({
      event: "COMMENT",
      comments: [{ path: "src/redirect.ts", body: "x", ...more }],
    });
    expect(await review(ben, { event: "APPROVE" })).toBe("Can not approve your own pull request");
    expect(await review(ben, { event: "REQUEST_CHANGES", body: "x" })).toBe(
      "Can not request changes on your own pull request",
    );
    expect(await review(ada, inline({ line: 99 }))).toContain("line must be part of the diff");
    expect(await review(ada, inline({ line: 2, side: "LEFT" }))).toContain("line must be part of the diff");
    expect(await review(ada, inline({ line: 2, start_line: 2 }))).toContain("must precede the end line");
    expect(await review(ada, inline({ line: 2, path: "no.ts" }))).toContain("path is invalid");
    expect(await review(ada, inline({ line: 2, linE: 3 }))).toBe("linE is not a permitted key");
    expect(await review(ada, { event: "REQUEST_CHANGES" })).toBe("Body can't be blank");
    expect((await call(`GET ${pulls}/2/reviews`, ada)).body).toHaveLength(2);
  });
  it("ask neither the author nor outsiders for a review", async () => {
    const ask = async (reviewers: string[]) =>
      (await call(`POST ${pulls}/2/requested_reviewers`, ada, { reviewers })).body.message;
    expect(await ask(["ben"])).toBe("Review cannot be requested from pull request author.");
    expect(await ask(["nell"])).toContain("not a collaborator");
  });
});

describe("GraphQL", () => {
  const ask = async (token: string, query: string, variables?: object) =>
    (await call("POST /graphql", token, { query, variables })).body;
  const draftOf = (number: number, name = "web") =>
    `{ repository(owner: "acme", name: "${name}") { pullRequest(number: ${number}) { isDraft } } }`;
  const toDraft =
    'mutation { markPullRequestReadyForReview(input: { pullRequestId: "ID" }) { pullRequest { isDraft } } }';
  const typeOf = (answer: { errors?: { type?: string }[] }) => answer.errors?.[0]?.type;

  it("knows GitHub's schema and nothing else", async () => {
    expect(await ask(plain, draftOf(3))).toEqual({
      data: { repository: { pullRequest: { isDraft: true } } },
    });
    const wrong = await ask(plain, "{ repository(owner: 1) { nothing } }");
    expect(wrong.errors.map(({ message }: { message: string }) => message).join()).toContain(
      'Cannot query field "nothing"',
    );
    expect((await ask(plain, "{")).errors[0].message).toContain("Syntax Error");
  });
  it("shows nobody what they may not see", async () => {
    expect(typeOf(await ask(plain, draftOf(999)))).toBe("NOT_FOUND");
    expect(typeOf(await ask(plain, draftOf(3, "api")))).toBe("NOT_FOUND");
    expect((await ask(ada, draftOf(3, "api"))).data.repository.pullRequest).toEqual({ isDraft: false });
    expect(typeOf(await ask(app, draftOf(3, "api")))).toBe("FORBIDDEN");
    expect((await call("POST /graphql", "garbage", { query: draftOf(3) })).status).toBe(401);
  });
  it("changes nothing for those who may not write", async () => {
    const { node_id } = (await call(`GET ${pulls}/3`, ada)).body;
    const mutation = toDraft.replace("ID", node_id);
    expect(typeOf(await ask(plain, mutation))).toBe("INSUFFICIENT_SCOPES");
    expect(typeOf(await ask(app, mutation))).toBe("FORBIDDEN");
    expect(typeOf(await ask(ada, toDraft))).toBe("NOT_FOUND");
    expect((await call(`GET ${pulls}/3`, ada)).body.draft).toBe(true);
  });
});

describe("CI", () => {
  const actions = "/repos/acme/web/actions";
  async function logAddress(token: string): Promise<URL> {
    const { body } = await call(`GET ${actions}/runs?status=success`, token);
    const { jobs } = (await call(`GET ${actions}/runs/${body.workflow_runs[0].id}/jobs`, token)).body;
    const { status, headers } = await call(`GET ${actions}/jobs/${jobs[0].id}/logs`, token);
    expect(status).toBe(302);
    const location = new URL(headers.get("location") ?? "");
    expect(location.origin).toBe("https://productionresultssa0.blob.core.windows.net");
    const storage = github.provider.origins?.[location.origin] ?? "";
    expect(new URL(storage).origin).not.toBe(github.url);
    return new URL(location.pathname + location.search, storage);
  }
  it("keeps logs at another origin, which wants the signature and no credential", async () => {
    const address = await logAddress(plain);
    expect(await (await fetch(address)).text()).toContain("npm ci");
    const before = github.storageCredentials();
    const withToken = await fetch(address, { headers: { authorization: `Bearer ${plain}` } });
    expect([withToken.status, github.storageCredentials()]).toEqual([400, before + 1]);
    address.searchParams.set("sig", "other");
    expect((await fetch(address)).status).toBe(403);
  });
  it("filters runs by conclusion, and takes workflows by id or file alone", async () => {
    const names = async (query: string) =>
      (await call(`GET ${actions}/${query}`, plain)).body.workflow_runs?.map(
        (one: { name: string }) => one.name,
      );
    expect(await names("runs?status=failure")).toEqual(["CI", "Nightly"]);
    expect(await names("workflows/ci.yml/runs?per_page=1&page=2")).toEqual(["CI"]);
    expect((await call(`GET ${actions}/workflows/Nightly/runs`, plain)).status).toBe(404);
  });
  it("takes its own permissions in private repositories", async () => {
    const status = async (path: string) => (await call(`GET /repos/acme/api/${path}`, app)).status;
    const { sha } = (await call("GET /repos/acme/api/commits/main", ada)).body;
    expect(await status("actions/runs")).toBe(403);
    expect(await status(`commits/${sha}/check-runs`)).toBe(403);
    expect(await status(`commits/${sha}/status`)).toBe(403);
    expect(await status(`commits/${sha}`)).toBe(200);
    expect(await status("pulls/3/files")).toBe(403);
    expect((await call("GET /repos/acme/api/actions/runs", plain)).status).toBe(404);
    expect((await call(`GET /repos/acme/api/commits/${sha}/status`, ada)).body).toMatchObject({
      state: "pending",
      total_count: 0,
    });
  });
});
