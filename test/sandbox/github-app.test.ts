import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { consent } from "./consent.ts";
import { type SandboxGithub, startSandboxGithub } from "./github.ts";
import { GITHUB_REDIRECT, githubSignIn, githubToken } from "./github-sign-in.ts";

let github: SandboxGithub;
beforeAll(async () => {
  github = await startSandboxGithub({
    redirectUris: [GITHUB_REDIRECT],
    permissions: { metadata: "read", contents: "read", issues: "write" },
  });
});
afterEach(() => {
  for (const { email } of github.users) github.revokeAccount(email);
  for (const login of ["acme", "ada", "ben"]) github.uninstall(login);
});
afterAll(() => github.close());

const call = (route: string, token: string, body?: unknown): Promise<Response> => {
  const [method = "GET", path = ""] = route.split(" ");
  return fetch(github.url + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};
const statusOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).status;
const seconds = () => Math.floor(Date.now() / 1000);

/** A JWT of the app's key as GitHub wants it, or otherwise. */
function jwt(claims: Record<string, unknown> = {}, key = github.app.privateKey): Promise<string> {
  const all = { iss: String(github.app.id), iat: seconds() - 30, exp: seconds() + 540, ...claims };
  return new SignJWT(all).setProtectedHeader({ alg: "RS256" }).sign(createPrivateKey(key));
}

async function installationToken(id: number, body?: object): Promise<string> {
  const answer = await call(`POST /app/installations/${id}/access_tokens`, await jwt(), body);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { token: string }).token;
}

const NEW = { title: "From a test" };

describe("tokens of a person", () => {
  const refresh = (refresh_token = "") =>
    githubToken(github, github.app, { grant_type: "refresh_token", refresh_token });

  it("have no scope, an end and a refresh token", async () => {
    expect(await githubSignIn(github, github.app, "repo")).toEqual({
      access_token: expect.stringMatching(/^ghu_/),
      expires_in: 28_800,
      refresh_token: expect.stringMatching(/^ghr_/),
      refresh_token_expires_in: 15_897_600,
      scope: "",
      token_type: "bearer",
    });
  });

  it("are refreshed once; that ends the access token and the refresh token before", async () => {
    const first = await githubSignIn(github, github.app);
    expect(await statusOf("GET /user", first.access_token)).toBe(200);
    const second = await refresh(first.refresh_token);
    expect(await statusOf("GET /user", first.access_token)).toBe(401);
    expect(await statusOf("GET /user", second.access_token)).toBe(200);
    expect((await refresh(first.refresh_token)).error).toBe("bad_refresh_token");
    expect((await refresh("ghr_garbage")).error).toBe("bad_refresh_token");
    const spend = { grant_type: "refresh_token", refresh_token: second.refresh_token ?? "" };
    const wrong = await githubToken(github, { ...github.app, clientSecret: "wrong" }, spend);
    expect(wrong.error).toBe("incorrect_client_credentials");
    expect((await githubToken(github, github, spend)).error).toBe("unsupported_grant_type");
    github.expireAllAccessTokens();
    expect((await refresh(second.refresh_token)).error).toBeUndefined();
  });

  it("end with the refresh token that belongs to them, and with no other", async () => {
    const [one, other] = [await githubSignIn(github, github.app), await githubSignIn(github, github.app)];
    const { clientId, clientSecret } = github.app;
    const ended = await fetch(`${github.url}/applications/${clientId}/token`, {
      method: "DELETE",
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
      },
      body: JSON.stringify({ access_token: one.access_token }),
    });
    expect(ended.status).toBe(204);
    expect(await statusOf("GET /user", one.access_token)).toBe(401);
    expect((await refresh(one.refresh_token)).error).toBe("bad_refresh_token");
    expect((await refresh(other.refresh_token)).error).toBeUndefined();
  });

  it("see what is private only where the app is installed, within its permissions", async () => {
    const { access_token } = await githubSignIn(github, github.app);
    expect(await statusOf("GET /repos/acme/api/issues", access_token)).toBe(404);
    expect(await statusOf("GET /repos/acme/web/issues", access_token)).toBe(200);
    expect(await statusOf("POST /repos/acme/web/issues", access_token, NEW)).toBe(403);
    github.install("acme");
    expect(await statusOf("GET /repos/acme/api/issues", access_token)).toBe(200);
    expect(await statusOf("POST /repos/acme/api/issues", access_token, NEW)).toBe(201);
    expect(await statusOf("GET /repos/acme/api/contents/README.md", access_token)).toBe(200);
    for (const route of [
      "GET /repos/acme/api/pulls",
      "PUT /repos/acme/api/contents/x.md",
      "PUT /repos/acme/api/pulls/3/merge",
    ]) {
      const refused = await call(route, access_token, route.startsWith("GET") ? undefined : {});
      expect([route, refused.status]).toEqual([route, 403]);
      expect(await refused.json()).toMatchObject({ message: "Resource not accessible by integration" });
    }
    github.uninstall("acme");
    expect(await statusOf("GET /repos/acme/api/issues", access_token)).toBe(404);
  });

  it("list the installations they reach, with permissions; those of OAuth apps do not", async () => {
    const { access_token } = await githubSignIn(github, github.app, "", { email: "ben@acme.test" });
    const list = async () =>
      (
        await new Octokit({
          baseUrl: github.url,
          auth: access_token,
        }).apps.listInstallationsForAuthenticatedUser()
      ).data;
    expect(await list()).toEqual({ total_count: 0, installations: [] });
    const id = github.install("acme");
    github.install("ada");
    expect(await list()).toMatchObject({
      total_count: 1,
      installations: [
        {
          id,
          app_slug: "valetkey",
          account: { login: "acme", id: github.accountIdOf("acme"), type: "Organization" },
          permissions: { metadata: "read", contents: "read", issues: "write" },
        },
      ],
    });
    const repos = await call(`GET /user/installations/${id}/repositories`, access_token);
    expect(await repos.json()).toMatchObject({
      total_count: 2,
      repositories: [{ name: "api" }, { name: "web" }],
    });
    const oauth = await githubSignIn(github, github, "repo");
    expect(await statusOf("GET /user/installations", oauth.access_token)).toBe(403);
  });
});

describe("installing", () => {
  const start = (state = "state-9") =>
    `${github.url}/apps/${github.app.slug}/installations/new?state=${state}`;

  it("comes back with the installation and a code for the person", async () => {
    const back = await consent(start(), { email: "ada@acme.test", target: "acme" });
    expect(back.origin + back.pathname).toBe(GITHUB_REDIRECT);
    const { code = "", installation_id, ...rest } = Object.fromEntries(back.searchParams);
    expect(rest).toEqual({ state: "state-9", setup_action: "install", iss: github.provider.issuer });
    const issued = await githubToken(github, github.app, { code, redirect_uri: GITHUB_REDIRECT });
    const listed = await (await call("GET /user/installations", issued.access_token)).json();
    expect(listed).toMatchObject({ installations: [{ id: Number(installation_id) }] });
    const again = await consent(start(), { email: "ada@acme.test", target: "acme" });
    expect(Object.fromEntries(again.searchParams)).toMatchObject({ setup_action: "update", installation_id });
  });

  it("is only asked for by members who are no owners, and by nobody elsewhere", async () => {
    const back = await consent(start(), { email: "ben@acme.test", target: "acme" });
    expect(back.searchParams.get("setup_action")).toBe("request");
    expect(back.searchParams.has("installation_id")).toBe(false);
    await expect(consent(start(), { email: "ben@acme.test", target: "ada" })).rejects.toThrow("400");
    const denied = await consent(start(), { email: "ada@acme.test", target: "acme", deny: true });
    expect(denied.searchParams.get("error")).toBe("access_denied");
    const all = await (await call("GET /app/installations", await jwt())).json();
    expect(all).toEqual([]);
    expect((await fetch(start().replace("valetkey", "other"))).status).toBe(404);
  });
});

describe("the app's own JWT", () => {
  it("opens the app and its installations, with the app's id or its client's", async () => {
    const id = github.install("acme");
    for (const iss of [String(github.app.id), github.app.id, github.app.clientId])
      expect([iss, await statusOf("GET /app", await jwt({ iss }))]).toEqual([iss, 200]);
    expect(await (await call("GET /app", await jwt())).json()).toMatchObject({
      id: github.app.id,
      slug: "valetkey",
    });
    const found = await call(`GET /app/installations/${id}`, await jwt());
    expect(await found.json()).toMatchObject({ id, account: { login: "acme" }, repository_selection: "all" });
    expect(await statusOf(`GET /app/installations/${id + 1}`, await jwt())).toBe(404);
  });

  it("is refused when it is signed by another key, another's, expired, from the future or too long", async () => {
    const other = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    }).privateKey;
    const [head, claims] = (await jwt()).split(".");
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`;
    const wrong = {
      key: await jwt({}, other),
      signature: `${head}.${claims}.AAAA`,
      unsigned,
      issuer: await jwt({ iss: "1" }),
      oauth: await jwt({ iss: github.clientId }),
      expired: await jwt({ iat: seconds() - 700, exp: seconds() - 100 }),
      future: await jwt({ iat: seconds() + 100 }),
      long: await jwt({ exp: seconds() + 660 }),
      endless: await jwt({ exp: undefined }),
      token: (await githubSignIn(github, github.app)).access_token,
      garbage: "garbage",
    };
    const id = github.install("acme");
    for (const [name, value] of Object.entries(wrong)) {
      for (const route of [
        "GET /app",
        `GET /app/installations/${id}`,
        `POST /app/installations/${id}/access_tokens`,
        `DELETE /app/installations/${id}`,
      ])
        expect([name, route, await statusOf(route, value)]).toEqual([name, route, 401]);
    }
    expect(await statusOf("GET /repos/acme/api", await jwt())).toBe(401);
  });
});

describe("tokens of an installation", () => {
  it("act as the app within its permissions, where it is installed", async () => {
    const token = await installationToken(github.install("acme"));
    expect(token).toMatch(/^ghs_/);
    const created = await call("POST /repos/acme/api/issues", token, NEW);
    expect(await created.json()).toMatchObject({ user: { login: "valetkey[bot]", type: "Bot" } });
    for (const route of [
      "GET /repos/acme/api/pulls",
      "PUT /repos/acme/api/contents/x.md",
      "GET /user",
      "GET /user/repos",
      "GET /user/installations",
    ])
      expect([route, await statusOf(route, token, route.startsWith("GET") ? undefined : {})]).toEqual([
        route,
        403,
      ]);
    const repos = await call("GET /installation/repositories?per_page=1", token);
    expect(await repos.json()).toMatchObject({ total_count: 2, repositories: [{ name: "api" }] });
    const elsewhere = await installationToken(github.install("ada"));
    expect(await statusOf("GET /repos/acme/api", elsewhere)).toBe(404);
    expect(await statusOf("POST /repos/acme/web/issues", elsewhere, NEW)).toBe(403);
  });

  it("can be narrower than the installation, and never wider", async () => {
    const id = github.install("acme");
    const narrow = await installationToken(id, { permissions: { issues: "read" }, repositories: ["web"] });
    expect(await statusOf("GET /repos/acme/web/issues", narrow)).toBe(200);
    expect(await statusOf("POST /repos/acme/web/issues", narrow, NEW)).toBe(403);
    expect(await statusOf("GET /repos/acme/api", narrow)).toBe(404);
    for (const body of [
      { permissions: { contents: "write" } },
      { permissions: { pull_requests: "read" } },
      { repositories: ["none"] },
    ])
      expect(await statusOf(`POST /app/installations/${id}/access_tokens`, await jwt(), body)).toBe(422);
  });

  it("end on time, by themselves and with the installation", async () => {
    const id = github.install("acme");
    github.setInstallationTokenSeconds(1);
    const short = await installationToken(id);
    github.setInstallationTokenSeconds(3600);
    const [one, two] = [await installationToken(id), await installationToken(id)];
    expect(await statusOf("DELETE /installation/token", one)).toBe(204);
    expect(await statusOf("GET /repos/acme/api", one)).toBe(401);
    expect(await statusOf("GET /repos/acme/api", two)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await statusOf("GET /repos/acme/api", short)).toBe(401);
    expect(await statusOf(`DELETE /app/installations/${id}`, await jwt())).toBe(204);
    expect(await statusOf("GET /repos/acme/api", two)).toBe(401);
    for (const route of [
      `DELETE /app/installations/${id}`,
      `GET /app/installations/${id}`,
      `POST /app/installations/${id}/access_tokens`,
    ])
      expect([route, await statusOf(route, await jwt())]).toEqual([route, 404]);
  });

  it("are minted and used by GitHub's own client", async () => {
    const installationId = github.install("acme");
    const client = new Octokit({
      baseUrl: github.url,
      log: { debug() {}, info() {}, warn() {}, error() {} },
      authStrategy: createAppAuth,
      auth: { appId: github.app.id, privateKey: github.app.privateKey, installationId },
    });
    const auth = (await client.auth({ type: "installation" })) as { permissions: object; expiresAt: string };
    expect(auth.permissions).toEqual({ metadata: "read", contents: "read", issues: "write" });
    expect(Date.parse(auth.expiresAt) - Date.now()).toBeGreaterThan(3_500_000);
    const { data } = await client.issues.get({ owner: "acme", repo: "api", issue_number: 2 });
    expect(data.title).toBe("Rate limits for search");
    await expect(client.pulls.list({ owner: "acme", repo: "api" })).rejects.toMatchObject({ status: 403 });
    expect((await client.apps.getAuthenticated()).data?.slug).toBe("valetkey");
  });
});
