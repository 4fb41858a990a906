import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GITHUB_REDIRECT, githubSignIn } from "../sandbox/github-sign-in.ts";
import { connectAgent } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";

const READ = ["github_list_issues", "github_get_issue", "github_get_file"];
const API = { owner: "acme", repo: "api" };

let gateway: TestGateway;
let github: TestGateway["github"];
let token: string;
/** Ben, with GitHub's own client and a token of his own. */
let ben: Octokit;

const log = { debug() {}, info() {}, warn() {}, error() {} };
const clientOf = (auth: string) => new Octokit({ baseUrl: github.url, auth, log });
const heldBy = (prefix: string) => github.secrets().filter((secret) => secret.startsWith(prefix));
const readsWith = (value: string) =>
  clientOf(value)
    .repos.get(API)
    .then(
      ({ status }) => status as number,
      (error: { status?: number }) => error.status,
    );

/** What the token of an agent that connects now lists and calls. */
async function asAgent<T>(work: (agent: Awaited<ReturnType<typeof connectAgent>>) => Promise<T>): Promise<T> {
  const agent = await connectAgent(gateway.url, token, "github");
  return work(agent).finally(() => agent.close());
}
const listed = () => asAgent(async (agent) => (await agent.tools()).map((tool) => tool.name));

async function authorize(access: string, tools: string[]) {
  const answer = await gateway.owner.authorize({
    service: "github",
    app: "env_github_app",
    access,
    email: "ada@acme.test",
    target: "acme",
    tools,
  });
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return answer.body.connector;
}
const revoke = (id: string) => gateway.owner.api("POST", `/connectors/${id}/revoke`);
const scopesOf = (connector: { grant: { scopes: { scope: string }[] } }) =>
  connector.grant.scopes.map(({ scope }) => scope).sort();

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://localhost:${port}/integrations/github/callback`, GITHUB_REDIRECT];
  gateway = await startGateway({ port, github: { redirectUris } });
  ({ github } = gateway);
  const { owner } = gateway;
  token = (await owner.newToken({ agent: await owner.newAgent("Code helper"), servers: ["github"] })).value;
  ben = clientOf((await githubSignIn(github, github, "repo", { email: "ben@acme.test" })).access_token);
});
beforeEach(() => void github.install("acme"));
afterAll(() => gateway?.close());

describe("a GitHub App on behalf of a person", () => {
  test("reads a private repository by permission, and is refused what was not picked", async () => {
    const connector = await authorize("github_app", READ);
    expect(scopesOf(connector)).toEqual(["contents:read", "issues:read"]);
    expect(connector.account).toBe("ada");
    const [held = "", ...more] = heldBy("ghu_");
    expect(more).toEqual([]);
    // Who the account is takes no permission.
    expect(await listed()).toEqual([
      "github_get_me",
      "github_get_repository",
      "github_search_code",
      "github_get_file",
      "github_list_commits",
      "github_get_commit",
      "github_list_branches",
      "github_search_issues",
      "github_list_issues",
      "github_get_issue",
    ]);
    await asAgent(async (agent) => {
      const issues = await agent.call("github_list_issues", { repo: "acme/api" });
      expect(issues.structured?.items).toMatchObject([{ number: 2 }, { number: 1 }]);
      const file = await agent.call("github_get_file", { repo: "acme/api", path: "src/limits.ts" });
      expect(file.structured).toMatchObject({ total_lines: 4 });
      expect((await agent.call("github_get_me")).structured).toMatchObject({ user: { login: "ada" } });
      const refused = await agent.call("github_create_issue", { repo: "acme/api", title: "x" });
      expect(refused.error).toMatchObject({ error: "scope_missing", missing_scopes: ["issues:write"] });
    });
    expect(await readsWith(held)).toBe(200);
    expect(await revoke(connector.id)).toMatchObject({ upstream: { state: "revoked" } });
    expect(await readsWith(held)).toBe(401);
  });
});

describe("a GitHub App as itself", () => {
  test("writes where it is installed; a revocation uninstalls it", async () => {
    const connector = await authorize("github_installation", [
      ...READ,
      "github_create_issue",
      "github_add_comment",
    ]);
    expect(connector.account).toBe("acme");
    expect(scopesOf(connector)).toEqual(["contents:read", "issues:write"]);
    const number = await asAgent(async (agent) => {
      const made = await agent.call("github_create_issue", {
        repo: "acme/api",
        title: "From the app itself",
      });
      expect(made.text).toContain("Created issue #");
      const comment = { repo: "acme/api", number: made.structured?.number, body: "And a comment." };
      expect((await agent.call("github_add_comment", comment)).isError).toBe(false);
      const nobody = await agent.call("github_get_me");
      expect(nobody.error).toMatchObject({ error: "no_permission" });
      expect(nobody.text).toContain("installed for acme");
      return Number(made.structured?.number);
    });
    const { data: issue } = await ben.issues.get({ ...API, issue_number: number });
    expect(issue).toMatchObject({ title: "From the app itself", comments: 1 });
    const [held = "", ...more] = heldBy("ghs_");
    expect(more).toEqual([]);
    expect(await readsWith(held)).toBe(200);
    expect(await revoke(connector.id)).toMatchObject({ upstream: { state: "revoked" } });
    expect(await readsWith(held)).toBe(401);
  });
});
