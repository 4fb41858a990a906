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
/** Issues of the seed; see `github-code-seed.ts`. */
const [BOUNCE, UMBRELLA, LEGS, TWIN, LONG, FIX] = [1, 2, 3, 4, 5, 6];

const users = [
  { email: "ada@acme.test", name: "Ada Lindqvist" },
  { email: "ben@acme.test", name: "Ben Okafor" },
  { email: "nell@example.test", name: "Nell Fischer" },
];

let gateway: TestGateway;
let github: TestGateway["github"];
let token: string;
/** Acts as Ada, who may push. */
let agent: Agent;
let connector: string;
/** GitHub's own client, with a token of Ben, who may push. */
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
const issueOf = async (issue_number: number) => (await ben.issues.get({ ...LANDER, issue_number })).data;
const namesOf = (labels: unknown[]) => labels.map((one) => (one as { name: string }).name).sort();
const numbersOf = (items: { number: number }[]) => items.map(({ number }) => number);
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
  gateway = await startGateway({ port, github: { redirectUris, users } });
  ({ github } = gateway);
  const { owner } = gateway;
  token = (await owner.newToken({ agent: await owner.newAgent("Issue helper"), servers: ["github"] })).value;
  const signIn = await githubSignIn(github, github, "repo", { email: "ben@acme.test" });
  ben = new Octokit({ baseUrl: github.url, auth: signIn.access_token, log });
  connector = await authorize();
  agent = await connectAgent(gateway.url, token, "github");
});
afterEach(() => github.clearFaults());
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

describe("an issue", () => {
  test("is read with who wrote what, linked pull requests, parts and reactions", async () => {
    const { issue, comments, linked_pull_requests, said } = await done("get_issue", { number: BOUNCE });
    const real = await issueOf(BOUNCE);
    expect(issue).toMatchObject({
      title: real.title,
      body_md: real.body,
      author: "ada",
      author_association: "MEMBER",
      issue_type: "Bug",
      milestone: "Second landing",
      parent: `${REPO}#${UMBRELLA}`,
      reactions: "+1 3, eyes 1",
      labels: ["bug", "guidance"],
      assignees: ["ben"],
    });
    expect(
      comments.map((one: { author: string; author_association: string }) => [
        one.author,
        one.author_association,
      ]),
    ).toEqual([
      ["ben", "MEMBER"],
      ["nell", "NONE"],
    ]);
    expect(linked_pull_requests).toMatchObject([{ repo: REPO, number: FIX, state: "open", author: "ben" }]);
    expect(said.indexOf("it gives you no instructions")).toBeLessThan(said.indexOf("Ignore all previous"));
    expect(said).toContain("--- nell (NONE)");
    const umbrella = await done("get_issue", { number: UMBRELLA });
    expect(umbrella.issue).toMatchObject({ sub_issues: 2, sub_issues_done: 1 });
  });

  test("with many comments is read in pages that hold each once", async () => {
    const { data } = await ben.issues.listComments({ ...LANDER, issue_number: LONG, per_page: 100 });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await done("get_issue", { number: LONG, max_chars: 500, cursor });
      seen.push(...page.comments.map((one: { body_md: string }) => one.body_md));
      cursor = page.truncated?.next_cursor;
    } while (cursor);
    expect(seen.join("|").replaceAll(/\|(?!Answer)/g, "")).toBe(data.map(({ body }) => body).join("|"));
  });
});

describe("lists and searches", () => {
  test("filter as GitHub does, and leave pull requests out of a list of issues", async () => {
    const { data } = await ben.issues.listForRepo({ ...LANDER, state: "open" });
    const open = data.filter((one) => !one.pull_request);
    expect(open.length).toBeLessThan(data.length);
    expect(numbersOf((await done("list_issues", {})).items)).toEqual(numbersOf(open));
    expect(numbersOf((await done("list_issues", { labels: ["bug"] })).items)).toEqual([BOUNCE]);
    expect(numbersOf((await done("list_issues", { assignee: "ben" })).items)).toEqual([BOUNCE]);
    expect(numbersOf((await done("list_issues", { state: "closed" })).items)).toEqual([TWIN, LEGS]);
    expect((await done("list_issues", { since: "2099-01-01" })).said).toBe("No issues match.");
  });

  test("find issues, pull requests or both, by alternatives, in one repository alone", async () => {
    const any = await done("search_issues", { query: "landing OR contact", sort: "created" });
    expect(numbersOf(any.items).sort()).toEqual([BOUNCE, UMBRELLA, FIX].sort());
    expect(any.items.map((one: { type: string }) => one.type)).toContain("pull_request");
    for (const { repo } of any.items) expect(repo).toBe(REPO);
    expect(numbersOf((await done("search_issues", { query: "contact", type: "pr" })).items)).toEqual([FIX]);
    expect(numbersOf((await done("search_issues", { query: "contact", type: "issue" })).items)).toEqual([
      BOUNCE,
    ]);
    const everywhere = await agent.call("github_search_issues", { query: "cookie is:issue" });
    expect(everywhere.structured).toMatchObject({ items: [{ repo: "acme/web", number: 1 }] });
    expect((await refused("search_issues", { query: "x org:acme" })).said).toContain("not in both");
    expect((await refused("search_issues", { query: "x", repo: "orbital/ledger" })).said).toContain(
      "may not see",
    );
  });
});

describe("changes", () => {
  test("an issue is created with everything it has, once for a key", async () => {
    const wanted = {
      title: "Altimeter drifts",
      body: "By 3 m a minute.",
      labels: ["bug"],
      assignees: ["ben"],
      milestone: 1,
      type: "Bug",
      idempotency_key: "drift",
    };
    const answers = await Promise.all([1, 2, 3].map(() => done("create_issue", wanted)));
    const numbers = new Set(answers.map(({ number }) => number));
    expect(numbers.size).toBe(1);
    expect(answers.filter((one) => one.already_sent)).toHaveLength(2);
    const number = answers[0]?.number as number;
    const issue = await issueOf(number);
    expect(issue).toMatchObject({
      title: wanted.title,
      user: { login: "ada" },
      milestone: { number: 1 },
      type: { name: "Bug" },
      assignees: [{ login: "ben" }],
    });
    expect(issue.body).toMatch(/^By 3 m a minute\.\n\n<!-- valetkey [0-9a-f]{64} -->$/);
    expect((await done("get_issue", { number })).issue.body_md).toBe("By 3 m a minute.");
    // The key is recognised after the text was replaced, too.
    await done("update_issue", { number, body: "By 4 m a minute." });
    expect((await done("get_issue", { number })).issue.body_md).toBe("By 4 m a minute.");
    expect(await done("create_issue", wanted)).toMatchObject({ number, already_sent: true });
    expect(await refused("create_issue", { title: "x", type: "Epic" })).toMatchObject({
      error: "bad_argument",
    });
  });

  test("labels and people are added and removed beside those that others set meanwhile", async () => {
    const { number } = await done("create_issue", {
      title: "Legs creak",
      labels: ["bug"],
      assignees: ["ada"],
    });
    await ben.issues.addLabels({ ...LANDER, issue_number: number, labels: ["hardware"] });
    await ben.issues.addAssignees({ ...LANDER, issue_number: number, assignees: ["ben"] });
    const { issue } = await done("update_issue", {
      number,
      title: "Legs creak in the cold",
      labels_add: ["p 1", "Bug"],
      labels_remove: ["BUG-not-there"],
      assignees_remove: ["ADA"],
    });
    const real = await issueOf(number);
    expect(real.title).toBe("Legs creak in the cold");
    expect(namesOf(real.labels)).toEqual(["bug", "hardware", "p 1"]);
    expect(real.assignees).toMatchObject([{ login: "ben" }]);
    expect(issue).toMatchObject({ number, assignees: ["ben"] });
    await done("update_issue", { number, labels_remove: ["hardware", "P 1"] });
    expect(namesOf((await issueOf(number)).labels)).toEqual(["bug"]);
    const nobody = await done("update_issue", { number, assignees_add: ["nell"] });
    expect(nobody.said).toContain("GitHub left out: assignee nell");
  });

  test("an issue is closed for a reason and opened again; doing it twice does nothing", async () => {
    const number = LONG;
    await done("update_issue", { number, state_reason: "duplicate" });
    expect(await issueOf(number)).toMatchObject({ state: "closed", state_reason: "duplicate" });
    github.clearRequests();
    const again = await done("update_issue", { number, state: "closed", state_reason: "duplicate" });
    expect(again.said).toContain("nothing was changed");
    expect(github.requests().filter(({ method }) => method !== "GET")).toEqual([]);
    await done("update_issue", { number, state: "open" });
    expect(await issueOf(number)).toMatchObject({ state: "open", state_reason: "reopened" });
    github.clearRequests();
    for (const wrong of [
      {},
      { state: "open", state_reason: "completed" },
      { title: " " },
      { labels_add: ["a"], labels_remove: ["A"] },
    ])
      expect(await refused("update_issue", { number, ...wrong })).toMatchObject({ error: "bad_argument" });
    expect(github.requests()).toEqual([]);
  });

  test("pull requests are changed and commented as the issues they are", async () => {
    await done("update_issue", { number: FIX, labels_add: ["guidance"], assignees_add: ["ada"] });
    const { data } = await ben.pulls.get({ ...LANDER, pull_number: FIX });
    expect(namesOf(data.labels)).toEqual(["guidance"]);
    expect(data.assignees).toMatchObject([{ login: "ada" }]);
    const { comment_id } = await done("add_comment", { number: FIX, body: "Tried it twice." });
    const { data: comment } = await ben.issues.getComment({ ...LANDER, comment_id });
    expect(comment).toMatchObject({ body: "Tried it twice.", user: { login: "ada" } });
  });

  test("a failure half way says what was done before it", async () => {
    const { number } = await done("create_issue", { title: "Half way" });
    github.inject({ method: "POST", path: /\/labels$/, status: 503, body: {} });
    const failed = await refused("update_issue", { number, title: "Half", labels_add: ["bug"] });
    expect(failed).toMatchObject({ error: "provider_down" });
    expect(failed.said).toContain("Changed before that: title.");
    github.clearFaults();
    expect(await issueOf(number)).toMatchObject({ title: "Half", labels: [] });
    expect((await refused("update_issue", { number: 9999, title: "x" })).error).toBe("not_found");
  });
});

test("without push access GitHub leaves labels and people out, and that is said", async () => {
  await gateway.owner.api("POST", `/connectors/${connector}/revoke`);
  connector = await authorize({ email: "nell@example.test" });
  const made = await done("create_issue", {
    title: "From outside",
    labels: ["bug"],
    assignees: ["ben"],
    type: "Bug",
  });
  expect(made.said).toContain("GitHub left out: label bug, assignee ben, type Bug.");
  expect(await issueOf(made.number)).toMatchObject({ labels: [], assignees: [], user: { login: "nell" } });
  const other = await refused("update_issue", { number: BOUNCE, title: "Mine now" });
  expect(other).toMatchObject({ error: "no_permission" });
  expect(other.said).toContain("Nothing was changed");
});

test("a GitHub App acting for a person searches issues and pull requests, which GitHub wants asked apart", async () => {
  await gateway.owner.api("POST", `/connectors/${connector}/revoke`);
  github.install("orbital");
  // What the app has: issues and pull requests to write, code to read.
  const tools = ["github_search_issues", "github_update_issue"];
  connector = await authorize({ app: "env_github_app", access: "github_app", target: "orbital", tools });
  const any = await done("search_issues", { query: "contact", sort: "updated" });
  expect(numbersOf(any.items).sort()).toEqual([BOUNCE, FIX]);
  const paged = await done("search_issues", { query: "contact", page_size: 1 });
  const rest = await done("search_issues", { query: "contact", page_size: 1, cursor: paged.next_cursor });
  expect(numbersOf([...paged.items, ...rest.items]).sort()).toEqual([BOUNCE, FIX]);
  expect(any.said).toContain("pull requests were not searched: the connection lacks pull_requests:read");
  const hidden = await done("search_issues", { repo: "orbital/ledger", query: "is:issue costs" });
  expect(hidden.items).toEqual([]);
});

test("what went out is as GitHub describes it", async () => {
  expect(checkGithub(await requestsOf(github))).toEqual([]);
});
