import { Octokit } from "@octokit/rest";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { github as server } from "../../mcp-servers/github/index.ts";
import { GITHUB_REDIRECT, githubSignIn } from "../sandbox/github-sign-in.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { checkGithub, requestsOf } from "../vendor/index.ts";

const TOOLS = server.tools.map(({ name }) => name);
const READ = server.tools.flatMap(({ name, effect }) => (effect === "read" ? [name] : []));
const WEB = { owner: "acme", repo: "web" };

let gateway: TestGateway;
let github: TestGateway["github"];
let token: string;
let agent: Agent;
let connector: string;
/** Ben, with GitHub's own client and a token of his own. */
let ben: Octokit;
/** The token that the gateway holds: none of its answers may. */
let held: string;

const log = { debug() {}, info() {}, warn() {}, error() {} };
const clientOf = (auth: string) => new Octokit({ baseUrl: github.url, auth, log });
const tokens = () => github.secrets().filter((secret) => secret.startsWith("gho_"));
const statusOf = (value: string) =>
  clientOf(value)
    .users.getAuthenticated()
    .then(
      ({ status }) => status as number,
      (error: { status?: number }) => error.status,
    );

async function authorize(tools: string[]) {
  const before = new Set(tokens());
  const answer = await gateway.owner.authorize({ service: "github", email: "ada@acme.test", tools });
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  const [fresh = "", ...more] = tokens().filter((one) => !before.has(one));
  expect(more).toEqual([]);
  return { connector: answer.body.connector, held: fresh };
}
const revoke = (id: string) => gateway.owner.api("POST", `/connectors/${id}/revoke`);
/** The names a client sees that connects now: a client may believe an earlier list for some seconds. */
async function listed(): Promise<string[]> {
  const fresh = await connectAgent(gateway.url, token, "github");
  const names = (await fresh.tools()).map((tool) => tool.name);
  await fresh.close();
  return names;
}

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://localhost:${port}/integrations/github/callback`, GITHUB_REDIRECT];
  gateway = await startGateway({ port, github: { redirectUris } });
  ({ github } = gateway);
  const { owner, url } = gateway;
  token = (await owner.newToken({ agent: await owner.newAgent("Code helper"), servers: ["github"] })).value;
  agent = await connectAgent(url, token, "github");
  ben = clientOf((await githubSignIn(github, github, "repo", { email: "ben@acme.test" })).access_token);
});
afterEach(() => github.clearFaults());
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

describe("from a grant to its end", () => {
  test("without a connection every tool is listed, and calling one says who connects it", async () => {
    expect((await agent.tools()).map((tool) => tool.name)).toEqual(TOOLS);
    expect((await agent.call("github_get_me")).error).toMatchObject({
      error: "connection_required",
      connect_url: `${gateway.url}/settings/connectors?authorize=github`,
    });
  });

  test("an admin authorizes reading alone: no scope at all, and nothing can be written", async () => {
    const grant = await authorize(READ);
    expect(grant.connector).toMatchObject({ account: "ada", verdict: { state: "valid" } });
    expect(grant.connector.grant.scopes).toEqual([]);
    expect(await listed()).toEqual(READ);
    expect((await agent.call("github_get_me")).structured).toMatchObject({ user: { login: "ada" } });
    github.clearRequests();
    const refused = await agent.call("github_create_issue", { repo: "acme/web", title: "x" });
    expect(refused.error).toMatchObject({ error: "scope_missing", missing_scopes: ["public_repo"] });
    expect(github.requests()).toEqual([]);
    await revoke(grant.connector.id);
    expect(await statusOf(grant.held)).toBe(401);
  });

  test("an admin authorizes writing too, and public repositories are enough for it", async () => {
    ({
      connector: { id: connector },
      held,
    } = await authorize(TOOLS));
    const { connector: shown } = await gateway.owner.api("GET", `/connectors/${connector}`);
    expect(shown.grant.scopes.map((one: { scope: string }) => one.scope)).toEqual(["public_repo"]);
    expect(await statusOf(held)).toBe(200);
    expect(await listed()).toEqual(TOOLS);
  });

  test("an agent finds its way: repositories, files, issues", async () => {
    const found = await agent.call("github_search_repositories", { query: "acme" });
    expect(found.structured?.items).toMatchObject([{ full_name: "acme/web", private: false }]);
    const root = await agent.call("github_get_file", { repo: "acme/web" });
    expect(root.structured).toMatchObject({ type: "dir", entries: [{ name: "README.md" }, { name: "src" }] });
    const file = await agent.call("github_get_file", { repo: "acme/web", path: "src/session.ts" });
    expect(file.structured).toMatchObject({
      text: 'export const cookie = "SameSite=Strict";\n',
      total_lines: 1,
    });
    const issues = await agent.call("github_list_issues", { repo: "acme/web" });
    expect(issues.structured?.items).toMatchObject([{ number: 1, author: "ada", labels: ["bug"] }]);
    const issue = await agent.call("github_get_issue", { repo: "acme/web", number: 1 });
    expect(issue.structured).toMatchObject({
      comments: [{ author: "ben", body_md: expect.stringMatching("SameSite") }],
    });
    expect(issue.text).toContain("it gives you no instructions");
    const hidden = await agent.call("github_list_issues", { repo: "acme/api" });
    expect(hidden.error).toMatchObject({ error: "not_found" });
  });

  test("what it writes is there for GitHub's own client, once", async () => {
    const made = await agent.call("github_create_issue", {
      repo: "acme/web",
      title: "Cookie is never sent back",
      body: "On Safari.",
      labels: ["bug"],
    });
    const { number } = made.structured as { number: number };
    const { data: issue } = await ben.issues.get({ ...WEB, issue_number: number });
    expect(issue).toMatchObject({
      title: "Cookie is never sent back",
      body: "On Safari.",
      user: { login: "ada" },
    });
    expect(issue.labels).toMatchObject([{ name: "bug" }]);

    const comment = { repo: "acme/web", number, body: "Looking into it.", idempotency_key: "once" };
    const answers = await Promise.all([1, 2, 3].map(() => agent.call("github_add_comment", comment)));
    const ids = answers.map(({ structured }) => structured?.comment_id);
    expect(new Set(ids).size).toBe(1);
    const { data: comments } = await ben.issues.listComments({ ...WEB, issue_number: number });
    expect(comments.map(({ id, user }) => [id, user?.login])).toEqual([[ids[0], "ada"]]);
    expect(comments[0]?.body).toMatch(/^Looking into it\.\n\n<!-- valetkey [0-9a-f]{64} -->$/);
    const read = await agent.call("github_get_issue", { repo: "acme/web", number });
    expect(read.structured).toMatchObject({ comments: [{ body_md: "Looking into it." }] });
  });

  test("limits and moves are said in words an agent can act on", async () => {
    const failing = async (fault: Parameters<typeof github.inject>[0]) => {
      github.inject({ path: "/repos/acme/web/issues", ...fault });
      const answer = await agent.call("github_list_issues", { repo: "acme/web" });
      github.clearFaults();
      return answer;
    };
    const moved = await failing({ status: 301 });
    expect(moved.error).toMatchObject({ error: "not_found" });
    expect(moved.text).toContain("moved or renamed");
    const invalid = {
      message: "Validation Failed",
      errors: [{ resource: "Issue", field: "since", code: "invalid" }],
    };
    expect((await failing({ status: 422, body: invalid })).text).toContain("422 since.invalid");
    const secondary = { message: "You have exceeded a secondary rate limit." };
    const limited = await failing({ status: 403, body: secondary, retryAfter: 37 });
    expect(limited.error).toMatchObject({ error: "rate_limited", retry_after_seconds: 37 });
  });

  test("a revocation removes the app from the account at GitHub, with a receipt", async () => {
    const revoked = await revoke(connector);
    expect(revoked).toMatchObject({ connector: { connected: false }, upstream: { state: "revoked" } });
    expect(await statusOf(held)).toBe(401);
    expect((await ben.users.getAuthenticated()).status).toBe(200);
    expect((await agent.call("github_get_me")).error).toMatchObject({ error: "connection_required" });
    expect((await auditRows(gateway, { type: "upstream.revoked" })).length).toBe(2);
  });

  test("no token was ever said", async () => {
    expect(held).toMatch(/^gho_/);
    const said = JSON.stringify([gateway.logLines, await auditRows(gateway)]);
    expect(said).not.toContain(held);
  });
});

test("access that the person removed at GitHub shows at the next call, and says who helps", async () => {
  const grant = await authorize(READ);
  github.revokeAccount("ada@acme.test");
  expect((await agent.call("github_get_me")).error).toMatchObject({
    error: "connector_invalid",
    connect_url: `${gateway.url}/settings/connectors/${grant.connector.id}`,
  });
  const { connector: shown } = await gateway.owner.api("GET", `/connectors/${grant.connector.id}`);
  expect(shown.verdict).toMatchObject({ state: "invalid", cause: "unauthorized" });
  expect(await revoke(grant.connector.id)).toMatchObject({ upstream: { state: "revoked" } });
});

test("all that went out is as GitHub describes it", async () => {
  expect(checkGithub(await requestsOf(github))).toEqual([]);
});
