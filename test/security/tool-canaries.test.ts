import { afterAll, beforeAll, expect, test } from "vitest";
import { servers } from "../../mcp-servers/index.ts";
import type { SandboxControls } from "../sandbox/controls.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { findCanaries } from "../support/canaries.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { Person } from "../support/person.ts";
import { type Recorder, recordTo } from "../support/recorder.ts";

let gateway: TestGateway;
/** In front of the gateway: every answer it gives. */
let door: Recorder;
let owner: Person;
const agents = new Map<string, Agent>();

const toolsOf = (server: string) =>
  servers.find(({ id }) => id === server)?.tools.map(({ name }) => name) ?? [];
const REPO = { repo: "acme/web" };
const LANDER = { repo: "orbital/lander" };
const PULL = { ...LANDER, number: 6 };
const post = (channel: string) => ({ channel, text: "Hello", idempotency_key: "k" });

/** What the app said last. */
const ownTs = () =>
  gateway.slack.messages("general").findLast(({ user }) => user === gateway.slack.botUserId)?.ts ?? "";

const answers: string[] = [];
/** What a tool has told under a name, first told first. */
function told(name: string): string {
  const value = new RegExp(`"${name}":"?([^",}]+)`).exec(answers.join("\n"))?.[1];
  if (value === undefined) throw new Error(`no tool has told a ${name}`);
  return value;
}

/** One call of each tool that works. */
const CALLS: Record<string, (found: { ts: string }) => Record<string, unknown>> = {
  slack_search_messages: () => ({ query: "invoice", include_private: true }),
  slack_list_channels: () => ({}),
  slack_get_channel: () => ({ channel: "#general", include_members: true }),
  slack_read_channel: () => ({ channel: "#general" }),
  slack_read_thread: ({ ts }) => ({ channel: "#general", thread_ts: ts }),
  slack_get_message: ({ ts }) => ({ channel: "#general", ts }),
  slack_search_users: () => ({ query: "ada" }),
  slack_send_message: () => post("#general"),
  slack_update_message: () => ({ channel: "#general", ts: ownTs(), text: "Hello again" }),
  slack_delete_message: () => ({ channel: "#general", ts: ownTs() }),
  slack_add_reaction: ({ ts }) => ({ channel: "#general", ts, emoji: "eyes" }),
  slack_read_file: () => ({ file_id: gateway.slack.fileIdOf("expenses-october.csv") }),
  slack_upload_file: () => ({ channel: "#general", content: "a,b", filename: "a.csv" }),
  slack_schedule_message: () => ({
    ...{ channel: "#general", text: "Later" },
    post_at: String(Math.floor(Date.now() / 1000) + 3600),
  }),
  github_get_me: () => ({}),
  github_search_repositories: () => ({ query: "acme" }),
  github_get_repository: () => LANDER,
  github_search_code: () => ({ query: "altitude", ...LANDER }),
  github_get_file: () => ({ ...LANDER, path: "assets/logo.png" }),
  github_list_commits: () => LANDER,
  github_get_commit: () => ({ ...LANDER, sha: "main", detail: "patch" }),
  github_list_branches: () => LANDER,
  github_search_issues: () => ({ query: "landing", ...LANDER }),
  github_list_issues: () => REPO,
  github_get_issue: () => ({ ...REPO, number: 1 }),
  github_create_issue: () => ({ ...REPO, title: "New" }),
  github_update_issue: () => ({ ...REPO, number: 1, labels_add: ["seen"] }),
  github_add_comment: () => ({ ...REPO, number: 1, body: "Hi", idempotency_key: "k" }),
  github_list_pull_requests: () => LANDER,
  github_get_pull_request: () => PULL,
  github_get_pull_request_diff: () => PULL,
  github_list_review_threads: () => PULL,
  github_create_pull_request: () => ({ ...REPO, title: "New", head: "passkeys", base: "release-2.14" }),
  github_update_pull_request: () => ({ ...PULL, title: "Softer" }),
  github_review_pull_request: () => ({ ...PULL, event: "comment", body: "Fine." }),
  github_merge_pull_request: () => ({ ...PULL, expected_head_sha: told("head_sha") }),
  github_create_branch: () => ({ ...LANDER, name: "canary" }),
  github_commit_files: () => ({
    ...{ ...LANDER, branch: "canary", message: "Sing" },
    files: [{ path: "song.txt", content: "La" }],
  }),
  github_list_workflow_runs: () => REPO,
  github_get_job_logs: () => ({ ...REPO, run_id: Number(told("run_id")), failed_only: false }),
};

beforeAll(async () => {
  gateway = await startGateway({ port: await freePort(), slack: {}, github: {} });
  door = await recordTo(gateway.url);
  owner = await new Person(door.url).signIn(await gateway.signInToken(gateway.owner.session.user.id));
  const agent = await owner.newAgent("Helper");
  for (const server of ["slack", "github"]) {
    const answer = await owner.authorize({ service: server, email: "ada@acme.test", tools: toolsOf(server) });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const { value } = await gateway.owner.newToken({ agent, servers: [server] });
    agents.set(server, await connectAgent(door.url, value, server));
  }
});
afterAll(async () => {
  for (const agent of agents.values()) await agent.close();
  await door?.close();
  await gateway?.close();
});

const call = (name: string, found: { ts: string }) => {
  const args = CALLS[name];
  if (!args) throw new Error(`${name} has no call here: add one`);
  return agents.get(name.split("_")[0] ?? "")?.call(name, args(found));
};
const providers = (): SandboxControls[] => [gateway.slack, gateway.github];
const secrets = () => providers().flatMap((provider) => provider.secrets());

async function everywhere() {
  const answers = door.all.map((one) => ({
    where: `the answer to ${one.method} ${one.path}`,
    text: JSON.stringify([one.rawHeaders, one.body]),
  }));
  const log = gateway.logLines.map((text) => ({ where: "the log", text }));
  return [...answers, ...log, { where: "the audit log", text: JSON.stringify(await auditRows(gateway)) }];
}
const canaries = () => secrets().map((value) => ({ name: value.slice(0, 6), value }));

test("every tool of Slack and GitHub works without a secret in any answer, log line or audit row", async () => {
  const found = { ts: gateway.slack.messages("general")[0]?.ts ?? "" };
  for (const name of [...toolsOf("slack"), ...toolsOf("github")]) {
    const answer = await call(name, found);
    expect(answer?.isError, `${name}: ${answer?.text}`).toBe(false);
    answers.push(JSON.stringify(answer?.structured));
  }
  expect(secrets().length).toBeGreaterThan(5);
  expect(findCanaries(canaries(), await everywhere())).toEqual([]);
});

test("nor when a provider says them back in its refusals", async () => {
  const found = { ts: gateway.slack.messages("general")[0]?.ts ?? "" };
  for (const secret of secrets()) {
    const echo = { ok: false, error: secret, needed: secret, message: secret, errors: [{ code: secret }] };
    for (const [status, body] of [
      [200, echo],
      [200, { ok: false, error: "missing_scope", needed: secret }],
      [403, echo],
      [422, { message: secret, errors: [{ field: "title", code: secret }] }],
      [429, echo],
      [500, secret],
    ] as const) {
      // Not for GitHub: there an answer of 200 is what a tool asked for.
      const at = status === 200 ? [gateway.slack] : providers();
      for (const provider of at) provider.inject({ path: /^\/(api|repos|search|user)\b/, status, body });
      for (const name of ["slack_list_channels", "slack_send_message", "slack_search_messages"])
        expect((await call(name, found))?.isError, `${name} ${status}`).toBe(true);
      if (status !== 200) {
        for (const name of ["github_list_issues", "github_create_issue"])
          expect((await call(name, found))?.isError, `${name} ${status}`).toBe(true);
      }
      for (const provider of at) provider.clearFaults();
    }
  }
  expect(findCanaries(canaries(), await everywhere())).toEqual([]);
});

test("nor at the end of a grant", async () => {
  const { connectors } = await owner.api("GET", "/connectors");
  expect(connectors).toHaveLength(2);
  for (const { id } of connectors) {
    expect(await owner.api("POST", `/connectors/${id}/revoke`)).toMatchObject({
      upstream: { state: "revoked" },
    });
  }
  expect(findCanaries(canaries(), await everywhere())).toEqual([]);
});
