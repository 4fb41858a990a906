import { Octokit } from "@octokit/rest";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { consent } from "./consent.ts";
import { type SandboxGithub, startSandboxGithub } from "./github.ts";
import { GITHUB_REDIRECT, githubAuthorization, githubSignIn, githubToken } from "./github-sign-in.ts";

let github: SandboxGithub;
beforeAll(async () => {
  github = await startSandboxGithub({ redirectUris: [GITHUB_REDIRECT] });
});
afterEach(() => {
  for (const { email } of github.users) github.revokeAccount(email);
});
afterAll(() => github.close());

const ROUTES = [
  "GET /user",
  "GET /user/repos",
  "GET /user/installations",
  "GET /installation/repositories",
  "GET /orgs/acme/repos",
  "GET /repos/acme/web",
  "GET /repos/acme/api/issues",
  "POST /repos/acme/api/issues",
  "GET /repos/acme/api/contents/README.md",
  "GET /repos/acme/api/pulls/3",
  "GET /search/issues?q=limits",
];
const call = (route: string, token?: string, body?: unknown): Promise<Response> => {
  const [method = "GET", path = ""] = route.split(" ");
  return fetch(github.url + path, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};
const statusOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).status;
const messageOf = async (answer: Response) => ((await answer.json()) as { message: string }).message;
const octokit = (auth: string) =>
  new Octokit({ baseUrl: github.url, auth, log: { debug() {}, info() {}, warn() {}, error() {} } });

/** No route lets this token in. */
async function expectRefused(token: string): Promise<void> {
  for (const route of ROUTES) {
    const answer = await call(route, token);
    expect([route, answer.status, await messageOf(answer)]).toEqual([route, 401, "Bad credentials"]);
  }
}

describe("tokens", () => {
  it("are needed by every route", async () => {
    for (const route of ROUTES) expect([route, await statusOf(route)]).toEqual([route, 401]);
  });

  it("are refused when they were never issued", async () => {
    for (const token of ["garbage", "gho_garbage", "test_token_admin", "story-ada"])
      await expectRefused(token);
  });

  it("are refused once they are expired", async () => {
    const { access_token } = await githubSignIn(github, github, "repo");
    expect(await statusOf("GET /user", access_token)).toBe(200);
    github.expireAllAccessTokens();
    await expectRefused(access_token);
  });

  it("of GitHub Apps end on time", async () => {
    github.setAccessTokenSeconds(1);
    const { access_token, expires_in } = await githubSignIn(github, github.app);
    github.setAccessTokenSeconds(28_800);
    expect(expires_in).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await expectRefused(access_token);
  });

  it("come with a word of GitHub's own as well", async () => {
    const { access_token } = await githubSignIn(github, github, "repo");
    const headers = { authorization: `token ${access_token}` };
    expect((await fetch(`${github.url}/user`, { headers })).status).toBe(200);
  });

  it("of one person and the same scopes are ten at most", async () => {
    const first = await githubSignIn(github, github, "repo");
    const other = await githubSignIn(github, github, "public_repo");
    for (let more = 0; more < 10; more++) await githubSignIn(github, github, "repo");
    await expectRefused(first.access_token);
    expect(await statusOf("GET /user", other.access_token)).toBe(200);
  });

  it("do not open the stock emulator's own sign-in and other routes", async () => {
    const { access_token } = await githubSignIn(github, github, "repo");
    for (const route of [
      "GET /_emulate/installation-tokens",
      "GET /settings/applications",
      "POST /login/oauth/callback",
      "GET /repos/acme/api/hooks",
      "GET /repos/acme/api/actions/secrets",
      "DELETE /repos/acme/api",
      "PATCH /repos/acme/web",
      "PATCH /user",
      "GET /acme/api/raw/main/README.md",
    ])
      expect([route, await statusOf(route, access_token)]).toEqual([route, 404]);
  });

  it("are not counted, but a request has to name its client", async () => {
    const { access_token } = await githubSignIn(github, github, "repo");
    let refused = 0;
    for (let round = 0; round < 103; round++) {
      const all = await Promise.all(Array.from({ length: 50 }, () => call("GET /orgs/acme", access_token)));
      for (const answer of all) {
        if (answer.status !== 200) refused += 1;
        await answer.body?.cancel();
      }
    }
    expect(refused).toBe(0);
    const headers = { authorization: `Bearer ${access_token}`, "user-agent": "" };
    expect((await fetch(`${github.url}/user`, { headers })).status).toBe(403);
  });
});

describe("ending tokens", () => {
  const end = (what: string, token: unknown, client = github as { clientId: string; clientSecret: string }) =>
    fetch(`${github.url}/applications/${github.clientId}/${what}`, {
      method: "DELETE",
      headers: {
        authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString("base64")}`,
      },
      body: JSON.stringify({ access_token: token }),
    });

  it("ends one token, or everything the person gave the client", async () => {
    const [one, two, three] = await Promise.all([
      githubSignIn(github, github, "repo"),
      githubSignIn(github, github, "read:user"),
      githubSignIn(github, github, "repo"),
    ]);
    const ben = await githubSignIn(github, github, "repo", { email: "ben@acme.test" });
    const app = await githubSignIn(github, github.app);
    expect((await end("token", one.access_token)).status).toBe(204);
    await expectRefused(one.access_token);
    expect(await statusOf("GET /user", two.access_token)).toBe(200);
    expect((await end("token", one.access_token)).status).toBe(404);
    expect((await end("grant", two.access_token)).status).toBe(204);
    await expectRefused(two.access_token);
    await expectRefused(three.access_token);
    expect((await end("grant", two.access_token)).status).toBe(404);
    expect(await statusOf("GET /user", ben.access_token)).toBe(200);
    expect(await statusOf("GET /user", app.access_token)).toBe(200);
  });

  it("is for the client's own secret and its own tokens", async () => {
    const { access_token } = await githubSignIn(github, github, "repo");
    const app = await githubSignIn(github, github.app);
    expect((await end("grant", access_token, { ...github, clientSecret: "wrong" })).status).toBe(401);
    expect((await end("grant", access_token, github.app)).status).toBe(404);
    expect((await end("grant", app.access_token)).status).toBe(404);
    expect((await end("grant", undefined)).status).toBe(422);
    expect(await statusOf("GET /user", access_token)).toBe(200);
  });

  it("happens when the person removes the apps", async () => {
    const oauth = await githubSignIn(github, github, "repo");
    const app = await githubSignIn(github, github.app);
    github.revokeAccount("ada@acme.test");
    await expectRefused(oauth.access_token);
    await expectRefused(app.access_token);
    expect(github.liveTokens()).toEqual({ access: 0, refresh: 0 });
  });
});

describe("scopes of the OAuth app", () => {
  const NEW = { title: "From a test" };

  it("open private repositories to repo alone; others do not see them", async () => {
    const repo = await githubSignIn(github, github, "repo");
    const some = await githubSignIn(github, github, "public_repo");
    const none = await githubSignIn(github, github);
    for (const path of ["", "/issues", "/issues/2", "/pulls/3", "/contents/README.md"]) {
      const route = `GET /repos/acme/api${path}`;
      expect([route, await statusOf(route, repo.access_token)]).toEqual([route, 200]);
      const hidden = await call(route, some.access_token);
      expect([hidden.status, hidden.headers.get("x-accepted-oauth-scopes")]).toEqual([404, "repo"]);
      expect(await statusOf(route, none.access_token)).toBe(404);
      expect(await statusOf(route.replace("api", "web").replace("3", "9"), none.access_token)).not.toBe(401);
    }
    const names = async (token: string) =>
      (await octokit(token).repos.listForAuthenticatedUser()).data.map(({ full_name }) => full_name);
    expect(await names(repo.access_token)).toEqual([
      "acme/api",
      "acme/web",
      "orbital/lander",
      "orbital/ledger",
      "orbital/empty",
    ]);
    expect(await names(some.access_token)).toEqual(["acme/web", "orbital/lander", "orbital/empty"]);
    const hits = async (token: string) =>
      (await octokit(token).search.issuesAndPullRequests({ q: "limit" })).data.total_count;
    expect([await hits(repo.access_token), await hits(some.access_token)]).toEqual([2, 0]);
  });

  it("open writing to public_repo where it is public, and to nobody without", async () => {
    const some = await githubSignIn(github, github, "public_repo");
    const none = await githubSignIn(github, github, "read:user");
    expect(await statusOf("POST /repos/acme/web/issues", some.access_token, NEW)).toBe(201);
    expect(await statusOf("POST /repos/acme/api/issues", some.access_token, NEW)).toBe(404);
    expect(await statusOf("GET /repos/acme/web/issues", none.access_token)).toBe(200);
    expect(await statusOf("POST /repos/acme/web/issues", none.access_token, NEW)).toBe(404);
    expect(await statusOf("GET /user/emails", none.access_token)).toBe(404);
  });

  it("are in a header, and without those that another one includes", async () => {
    const issued = await githubSignIn(github, github, "repo public_repo read:user nonsense");
    expect(issued.scope).toBe("repo,read:user");
    const answer = await call("GET /user", issued.access_token);
    expect(answer.headers.get("x-oauth-scopes")).toBe("repo, read:user");
  });
});

describe("consent", () => {
  it("comes back with a code, the state and the issuer, or with access_denied", async () => {
    const url = () => githubAuthorization(github, github, "repo").url;
    const back = await consent(url(), { email: "ada@acme.test" });
    expect(back.origin + back.pathname).toBe(GITHUB_REDIRECT);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      code: expect.any(String),
      state: "state-1",
      iss: github.provider.issuer,
    });
    const denied = await consent(url(), { email: "ada@acme.test", deny: true });
    expect(Object.fromEntries(denied.searchParams)).toMatchObject({
      error: "access_denied",
      state: "state-1",
      iss: github.provider.issuer,
    });
    expect(denied.searchParams.has("code")).toBe(false);
  });

  it("shows a page that is marked as emulated and can be used once", async () => {
    const html = await (await fetch(githubAuthorization(github, github, "repo").url)).text();
    for (const text of ["Sandbox GitHub — emulated", "Authorize Valetkey", "ada@acme.test", "ben@acme.test"])
      expect(html).toContain(text);
    const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const body = new URLSearchParams({ request, account: "ada@acme.test", decision: "allow" });
    const decide = () =>
      fetch(`${github.url}/login/oauth/decision`, { method: "POST", redirect: "manual", body });
    expect((await decide()).status).toBe(302);
    expect((await decide()).status).toBe(400);
  });

  it.each([
    ["redirect_uri", `${GITHUB_REDIRECT}/`],
    ["redirect_uri", "https://evil.test/"],
    ["client_id", "another"],
    ["code_challenge_method", "plain"],
  ])("shows an error and does not redirect when %s is %s", async (name, value) => {
    const { url } = githubAuthorization(github, github, "repo", { [name]: value });
    const page = await fetch(url, { redirect: "manual" });
    expect([page.status, page.headers.get("location")]).toEqual([400, null]);
  });
});

describe("codes", () => {
  const start = async () => {
    const { url, verifier } = githubAuthorization(github, github, "repo");
    const back = await consent(url, { email: "ada@acme.test" });
    return {
      code: back.searchParams.get("code") ?? "",
      code_verifier: verifier,
      redirect_uri: GITHUB_REDIRECT,
    };
  };
  const errorOf = async (parameters: Record<string, string>, client = {}) =>
    (await githubToken(github, { ...github, ...client }, parameters)).error;

  it("work once", async () => {
    const parameters = await start();
    expect(await errorOf(parameters)).toBeUndefined();
    expect(await errorOf(parameters)).toBe("bad_verification_code");
  });

  it("need the verifier of their challenge, and are spent by a wrong one", async () => {
    const parameters = await start();
    expect(await errorOf({ ...parameters, code_verifier: "x".repeat(43) })).toBe("bad_verification_code");
    expect(await errorOf(parameters)).toBe("bad_verification_code");
    const { code, redirect_uri } = await start();
    expect(await errorOf({ code, redirect_uri })).toBe("bad_verification_code");
  });

  it("need their redirect address", async () => {
    expect(await errorOf({ ...(await start()), redirect_uri: `${GITHUB_REDIRECT}/` })).toBe(
      "redirect_uri_mismatch",
    );
    const { code, code_verifier } = await start();
    expect(await errorOf({ code, code_verifier })).toBe("redirect_uri_mismatch");
  });

  it("need their own client and its secret", async () => {
    const wrong = { clientSecret: "wrong" };
    expect(await errorOf(await start(), wrong)).toBe("incorrect_client_credentials");
    expect(await errorOf(await start(), { clientId: "wrong" })).toBe("incorrect_client_credentials");
    expect(await errorOf(await start(), github.app)).toBe("bad_verification_code");
  });

  it("expire", async () => {
    github.setCodeSeconds(0.05);
    const parameters = await start();
    github.setCodeSeconds(600);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await errorOf(parameters)).toBe("bad_verification_code");
  });

  it("are answered form-encoded to those who do not ask for JSON, errors too", async () => {
    const client = { client_id: github.clientId, client_secret: github.clientSecret };
    const ask = async (parameters: Record<string, string>) => {
      const body = new URLSearchParams({ ...client, ...parameters });
      const answer = await fetch(`${github.url}/login/oauth/access_token`, { method: "POST", body });
      return { answer, fields: new URLSearchParams(await answer.text()) };
    };
    const { answer, fields } = await ask(await start());
    expect(answer.headers.get("content-type")).toContain("application/x-www-form-urlencoded");
    expect([...fields.keys()]).toEqual(["access_token", "scope", "token_type"]);
    const failed = await ask({ code: "garbage" });
    expect([failed.answer.status, failed.fields.get("error")]).toEqual([200, "bad_verification_code"]);
  });
});

describe("what people of the OAuth app see, read by GitHub's own client", () => {
  it("is repositories, issues with comments, a pull request and files", async () => {
    const { access_token } = await githubSignIn(github, github, "repo");
    const client = octokit(access_token);
    const at = { owner: "acme", repo: "api" };
    expect((await client.users.getAuthenticated()).data).toMatchObject({
      login: "ada",
      id: github.accountIdOf("ada"),
    });
    const { data: issues } = await client.issues.listForRepo({ ...at, sort: "created", direction: "asc" });
    expect(issues.map(({ number, title }) => [number, title])).toEqual([
      [1, "Deploy notes for 2.14.0"],
      [2, "Rate limits for search"],
      // Pull requests are issues, too.
      [3, "Lower the limit of search"],
    ]);
    const { data: comments } = await client.issues.listComments({ ...at, issue_number: 2 });
    expect(comments.map(({ user }) => user?.login)).toEqual(["ben", "ada"]);
    const { data: pull } = await client.pulls.get({ ...at, pull_number: 3 });
    expect(pull).toMatchObject({ title: "Lower the limit of search", state: "open" });
    const { data: compared } = await client.repos.compareCommitsWithBasehead({
      ...at,
      basehead: `main...${pull.head.ref}`,
    });
    expect(compared.ahead_by).toBe(1);
    const { data: file } = await client.repos.getContent({ ...at, path: "src/limits.ts" });
    expect(file).toMatchObject({ type: "file", name: "limits.ts" });
    const found = await client.search.issuesAndPullRequests({ q: "repo:acme/api limit" });
    expect(found.data.items.map((one) => [one.number, one.pull_request !== undefined])).toEqual([
      [2, false],
      [3, true],
    ]);
    const code = await client.search.code({ q: "limits repo:acme/api" });
    expect(code.data.items.map(({ path }) => path)).toEqual(["src/limits.ts"]);
  });

  it("is written as the person, and paged with links", async () => {
    const { access_token } = await githubSignIn(github, github, "repo", { email: "ben@acme.test" });
    const client = octokit(access_token);
    const at = { owner: "acme", repo: "web" };
    const { data: issue } = await client.issues.create({ ...at, title: "From ben" });
    expect(issue.user?.login).toBe("ben");
    const comment = await client.issues.createComment({ ...at, issue_number: issue.number, body: "x" });
    expect(comment.status).toBe(201);
    const all = await client.paginate(client.issues.listForRepo, { ...at, per_page: 1 });
    expect(all.length).toBeGreaterThan(1);
    const repos = await client.paginate(client.repos.listForAuthenticatedUser, { per_page: 1 });
    expect(repos.map(({ name }) => name)).toEqual(["api", "web", "lander", "ledger", "empty"]);
  });
});

describe("controls", () => {
  it("record requests, inject faults and know every secret", async () => {
    const oauth = await githubSignIn(github, github, "repo");
    const app = await githubSignIn(github, github.app);
    github.clearRequests();
    github.inject({ path: "/user", status: 403, retryAfter: 60, times: 1 });
    const limited = await call("GET /user", oauth.access_token);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([403, "60"]);
    expect(await statusOf("GET /user", oauth.access_token)).toBe(200);
    expect(github.requests().map(({ path, status }) => [path, status])).toEqual([
      ["/user", 403],
      ["/user", 200],
    ]);
    expect(github.secrets()).toEqual(
      expect.arrayContaining([
        oauth.access_token,
        app.access_token,
        app.refresh_token,
        github.clientSecret,
        github.app.clientSecret,
        github.app.privateKey,
      ]),
    );
  });
});
