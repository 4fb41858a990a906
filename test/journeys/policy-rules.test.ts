import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { connectAgent, type ToolAnswer } from "../support/agent.ts";
import { askedFor } from "../support/asking.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { withRule } from "../support/policy.ts";

const TOOLS = [
  "gmail_search_threads",
  "gmail_list_labels",
  "gmail_send_message",
  "drive_read_file",
  "drive_search_files",
];
let gateway: TestGateway;
let agentId: string;
let token: string;
let connector: { id: string; slug: string };
const rules: { end(): Promise<unknown> }[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  const { owner } = gateway;
  connector = (await owner.authorize({ email: "ada@acme.test", tools: TOOLS })).body.connector;
  agentId = await owner.newAgent("Helper");
  token = (await owner.newToken({ agent: agentId })).value;
});
afterEach(async () => {
  for (const one of rules.splice(0)) await one.end();
  await gateway.owner.api("PATCH", "/policies", {
    defaults: { read: "allow", write: "allow", destructive: "allow" },
  });
});
afterAll(() => gateway?.close());

const rule = async (one: Parameters<typeof withRule>[1]) => {
  const made = await withRule(gateway.owner, one);
  rules.push(made);
  return made;
};
/** A client of its own each time: one keeps what it has listed for some seconds. */
async function withAgent<T>(
  work: (agent: Awaited<ReturnType<typeof connectAgent>>) => Promise<T>,
  server = "gmail",
  bearer = token,
): Promise<T> {
  const agent = await connectAgent(gateway.url, bearer, server);
  try {
    return await work(agent);
  } finally {
    await agent.close();
  }
}
const call = (name: string, args: Record<string, unknown> = {}, server = "gmail"): Promise<ToolAnswer> =>
  withAgent((agent) => agent.call(name, args), server);
const listed = () => withAgent(async (agent) => (await agent.tools()).map(({ name }) => name));
const mail = (subject: string) => ({ to: ["ben@acme.test"], subject, body: "Hello" });

describe("a rule that denies", () => {
  test("takes the tool off the list, refuses its calls and says which rule it is", async () => {
    const made = await rule({ name: "No mail", decision: "deny", tool: "gmail_send_message" });
    expect(await listed()).not.toContain("gmail_send_message");
    const { error, text } = await call("gmail_send_message", mail("denied"));
    expect(error).toMatchObject({ error: "policy_denied", rule: made.id });
    expect(text).toContain('"No mail"');
    expect(text).toContain("ask an admin");
    const [row] = await auditRows(gateway, { type: "tool.refused" });
    expect(row?.data).toMatchObject({ code: "policy_denied", rule: made.id, connector: connector.id });
  });

  test("gives way to one that pins down more, and counts again when that is gone", async () => {
    await rule({ decision: "deny", server: "gmail" });
    expect((await call("gmail_list_labels")).error?.error).toBe("policy_denied");
    const made = await rule({ decision: "allow", server: "gmail", agent: agentId });
    expect((await call("gmail_list_labels")).isError).toBe(false);
    await made.end();
    rules.pop();
    expect((await call("gmail_list_labels")).error?.error).toBe("policy_denied");
  });

  test("for one connector leaves the others, and is for its agent alone", async () => {
    const made = await rule({ decision: "deny", connector: connector.id, agent: agentId });
    expect((await call("gmail_list_labels")).error).toMatchObject({ rule: made.id });
    const other = (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Other") })).value;
    expect((await withAgent((one) => one.call("gmail_list_labels"), "gmail", other)).isError).toBe(false);
    expect(await listed()).toEqual([]);
  });

  test("holds for files by link and for sources that name them, whatever tool reads them", async () => {
    const found = await call("drive_search_files", { name_contains: "notes.md" }, "google_drive");
    const [file] = (found.structured as { items: { file_id: string }[] }).items;
    const source = `drive:${file?.file_id}`;
    const sent = { ...mail("with a file"), attachments: [source] };
    expect((await call("gmail_send_message", sent)).isError).toBe(false);
    await rule({ decision: "deny", tool: "drive_read_file" });
    const refused = await call("gmail_send_message", sent);
    expect(refused.error).toMatchObject({ error: "policy_denied" });
    expect(refused.text).toContain("The file could not be read");
  });

  test("cannot be got around by another name, or by no connector", async () => {
    await rule({ decision: "deny", effect: "read", server: "gmail" });
    for (const args of [{}, { connector: connector.slug }, { connector: connector.id }])
      expect((await call("gmail_list_labels", args)).error?.error).toBe("policy_denied");
  });
});

describe("defaults", () => {
  test("by effect, where no rule fits", async () => {
    await gateway.owner.api("PATCH", "/policies", { defaults: { destructive: "deny" } });
    const names = await listed();
    expect(names).toContain("gmail_list_labels");
    expect(names).not.toContain("gmail_send_message");
    const refused = await call("gmail_send_message", mail("by default"));
    expect(refused.error).toMatchObject({ error: "policy_denied", rule: null });
    expect(refused.text).toContain("default for destructive tools");
    await rule({ decision: "allow", tool: "gmail_send_message" });
    expect((await call("gmail_send_message", mail("by rule"))).isError).toBe(false);
  });
});

describe("a rule that asks", () => {
  test("holds the call until a person approves exactly it, once", async () => {
    const made = await rule({ name: "Ask for mail", decision: "ask", tool: "gmail_send_message" });
    expect(await listed()).toContain("gmail_send_message");
    const first = await call("gmail_send_message", mail("please"));
    const id = askedFor(first);
    expect(first.error).toMatchObject({ rule: made.id });
    expect(first.text).toContain('"Ask for mail"');
    expect(askedFor(await call("gmail_send_message", mail("please")))).toBe(id);
    await gateway.owner.api("POST", `/approvals/${id}/decision`, { decision: "approve" });
    // Other arguments are another call.
    expect(askedFor(await call("gmail_send_message", mail("something else")))).not.toBe(id);
    expect((await call("gmail_send_message", mail("please"))).isError).toBe(false);
    expect(askedFor(await call("gmail_send_message", mail("please")))).not.toBe(id);
  });

  test("is no way around one that denies meanwhile", async () => {
    await rule({ decision: "ask", tool: "gmail_send_message" });
    const id = askedFor(await call("gmail_send_message", mail("then denied")));
    await gateway.owner.api("POST", `/approvals/${id}/decision`, { decision: "approve" });
    await rule({ decision: "deny", tool: "gmail_send_message" });
    expect((await call("gmail_send_message", mail("then denied"))).error?.error).toBe("policy_denied");
  });

  test("reads nothing before", async () => {
    await rule({ decision: "ask", effect: "read" });
    askedFor(await call("gmail_list_labels"));
  });
});

describe("the question without a call", () => {
  const ask = async (question: object) =>
    contract.policyAnswer.parse(await gateway.owner.api("POST", "/policies/test", question));

  test("says what would happen, by which rule, and what every other rule says", async () => {
    const general = await rule({ name: "Mail asks", decision: "ask", tool: "gmail_send_message" });
    const own = await rule({
      name: "Only us",
      decision: "allow",
      tool: "gmail_send_message",
      agent: agentId,
      resources: { recipient_domains: ["acme.test"] },
    });
    const inside = await ask({ agent: agentId, tool: "gmail_send_message", arguments: mail("x") });
    expect(inside).toMatchObject({
      decision: "allow",
      rule: { id: own.id },
      effect: "destructive",
      connector: { slug: connector.slug },
      targets: [{ kind: "recipient_domains", name: "ben@acme.test", unbounded: false }],
    });
    expect(inside.matched.map(({ id, decisive }) => [id, decisive])).toEqual([
      [own.id, true],
      [general.id, false],
    ]);
    const outside = { ...mail("x"), to: ["eve@evil.test"] };
    const denied = await ask({ agent: agentId, tool: "gmail_send_message", arguments: outside });
    expect(denied).toMatchObject({ decision: "deny", code: "target_not_allowed", rule: { id: own.id } });
    expect(denied.reason).toContain("eve@evil.test");
    expect(denied.reason).toContain("acme.test");
    expect(await ask({ tool: "gmail_send_message", arguments: outside })).toMatchObject({ decision: "ask" });
  });

  test("knows the manifest, and what is not there", async () => {
    const id = await gateway.owner.newAgent("Reader");
    await gateway.owner.api("PATCH", `/agents/${id}`, {
      manifest: { tools: [{ name: "gmail_list_labels" }] },
    });
    expect(await ask({ agent: id, tool: "gmail_send_message" })).toMatchObject({ code: "tool_not_allowed" });
    for (const question of [
      { tool: "gmail_fly" },
      { tool: "gmail_list_labels", connector: "nowhere" },
      { tool: "gmail_send_message", arguments: { to: "ben" } },
      { tool: "gmail_send_message", arguments: { to: ["not an address"], body: "" } },
    ])
      expect((await gateway.owner.tryApi("POST", "/policies/test", question)).status).toBe(400);
    expect(
      (await gateway.owner.tryApi("POST", "/policies/test", { agent: "agt_x", tool: "gmail_list_labels" }))
        .status,
    ).toBe(404);
  });
});

describe("rules", () => {
  test("that could never fit, or lists that match nothing, are refused with what is wrong", async () => {
    const refused = async (one: object) => {
      const answer = await gateway.owner.tryApi("POST", "/policies", {
        name: "x",
        decision: "allow",
        ...one,
      });
      expect(answer.status, JSON.stringify(answer.body)).toBe(400);
      return JSON.stringify(answer.body.fields ?? answer.body.detail);
    };
    expect(await refused({ tool: "gmail_fly" })).toContain("gmail_fly");
    expect(await refused({ server: "gmial" })).toContain("gmial");
    expect(await refused({ tool: "gmail_send_message", server: "slack" })).toContain("gmail");
    expect(await refused({ tool: "gmail_send_message", effect: "read" })).toContain("destructive");
    expect(await refused({ agent: "agt_nobody" })).toContain("agent or connector");
    expect(await refused({ resources: { recipient_domains: ["ben@acme.test"] } })).toContain(
      "resources.recipient_domains.0",
    );
    expect(await refused({ decision: "deny", resources: { repositories: ["acme/*"] } })).toContain(
      "takes no lists",
    );
    expect(await refused({ four_eyes: true })).toContain("four eyes");
    expect(await refused({ resources: { planets: ["mars"] } })).toContain("planets");
  });

  test("are changed and removed, each on the record", async () => {
    const { owner } = gateway;
    const made = await withRule(owner, { decision: "deny", tool: "gmail_list_labels" });
    expect((await call("gmail_list_labels")).isError).toBe(true);
    const changed = await owner.api("PATCH", `/policies/${made.id}`, { decision: "allow", name: "Fine" });
    expect(changed).toMatchObject({
      id: made.id,
      decision: "allow",
      name: "Fine",
      tool: "gmail_list_labels",
    });
    expect((await call("gmail_list_labels")).isError).toBe(false);
    await made.end();
    expect((await owner.tryApi("DELETE", `/policies/${made.id}`)).status).toBe(404);
    for (const type of ["policy.rule_added", "policy.rule_changed", "policy.rule_removed"]) {
      const [row] = await auditRows(gateway, { type });
      expect(row?.target).toMatchObject({ kind: "rule", id: made.id });
    }
  });

  test("are read by auditors, changed by those who manage tokens, and nobody else's business", async () => {
    const auditor = await gateway.member("auditor@acme.test", "auditor");
    const member = await gateway.member("member@acme.test");
    const body = { name: "x", decision: "allow" };
    expect((await auditor.tryApi("GET", "/policies")).status).toBe(200);
    expect((await auditor.tryApi("POST", "/policies", body)).status).toBe(403);
    expect((await auditor.tryApi("PATCH", "/policies", { defaults: { read: "deny" } })).status).toBe(403);
    for (const path of ["/policies", `/agents/${agentId}/guard`])
      expect((await member.tryApi("GET", path)).status).toBe(403);
    expect((await auditor.tryApi("PATCH", `/agents/${agentId}/guard`, { enabled: true })).status).toBe(403);
  });

  test("of an agent go with it", async () => {
    const id = await gateway.owner.newAgent("Short-lived");
    const made = await withRule(gateway.owner, { decision: "deny", agent: id });
    await gateway.owner.api("DELETE", `/agents/${id}`);
    const { rules: left } = contract.policies.parse(await gateway.owner.api("GET", "/policies"));
    expect(left.map((one) => one.id)).not.toContain(made.id);
  });
});

describe("before a rule is changed", () => {
  const post = (path: string, body: object) => gateway.owner.api("POST", path, body);

  test("its preview says who loses what, and its replay which calls of the last days", async () => {
    await call("gmail_list_labels");
    await gateway.app.audit.flush();
    const deny = {
      kind: "add",
      rule: { name: "No labels", decision: "deny", tool: "gmail_list_labels", agent: agentId },
    };
    const preview = contract.policyPreview.parse(await post("/policies/preview", deny));
    expect(preview).toMatchObject({ gains: 0, loses: 1, tests: [], warnings: [] });
    expect(preview.changes).toMatchObject([
      {
        caller: { agent: agentId, name: "Helper" },
        kind: "loses",
        from: { decision: "allow" },
        to: { decision: "deny" },
      },
    ]);
    expect(preview.changes[0]?.tools.map(({ name }) => name)).toEqual(["gmail_list_labels"]);
    const replay = contract.replayed.parse(await post("/policies/replay", deny));
    expect(replay.denied).toBeGreaterThan(0);
    expect(replay.rows[0]).toMatchObject({
      caller: { id: agentId },
      tool: { name: "gmail_list_labels" },
      connector: { id: connector.id, label: connector.slug },
      to: { decision: "deny" },
    });
    expect(contract.policies.parse(await gateway.owner.api("GET", "/policies")).rules).toEqual([]);
  });

  test("a saved test keeps a change from being made, whatever way it comes", async () => {
    const saved = contract.policyTest.parse(
      await post("/policies/tests", {
        name: "Labels stay",
        tool: "gmail_list_labels",
        agent: agentId,
        expected: "allow",
      }),
    );
    const refused = await gateway.owner.tryApi("POST", "/policies", {
      name: "No",
      decision: "deny",
      server: "gmail",
    });
    expect(refused.body).toMatchObject({
      code: "policy_tests_failed",
      tests: [{ id: saved.id, decision: "deny" }],
    });
    const settings = await gateway.owner.tryApi("PATCH", "/policies", { defaults: { read: "deny" } });
    expect(settings.status).toBe(409);
    expect((await call("gmail_list_labels")).isError).toBe(false);
    const preview = await post("/policies/preview", {
      kind: "settings",
      settings: { defaults: { read: "deny" } },
    });
    expect(contract.policyPreview.parse(preview).tests).toMatchObject([{ passed: false, decision: "deny" }]);
    const asks = await rule({ decision: "ask", tool: "gmail_send_message" });
    expect(asks.decision).toBe("ask");
    await gateway.owner.api("DELETE", `/policies/tests/${saved.id}`);
    await rule({ decision: "deny", server: "gmail" });
    expect((await call("gmail_list_labels")).error?.error).toBe("policy_denied");
  });

  test("a rule that watches decides nothing, and its calls are on the record", async () => {
    const made = await rule({ name: "Watching", decision: "deny", tool: "gmail_list_labels", observe: true });
    expect((await call("gmail_list_labels")).isError).toBe(false);
    await gateway.app.audit.flush();
    const [seen] = await auditRows(gateway, { type: "policy.observed" });
    expect(seen?.data).toMatchObject({ would: "deny", did: "allow", tool: "gmail_list_labels" });
    const tried = contract.policyAnswer.parse(
      await post("/policies/test", { tool: "gmail_list_labels", agent: agentId }),
    );
    expect(tried).toMatchObject({ decision: "allow", watching: { decision: "deny", rule: { id: made.id } } });
    await gateway.owner.api("PATCH", `/policies/${made.id}`, { observe: false });
    expect((await call("gmail_list_labels")).error?.error).toBe("policy_denied");
  });

  test("what a rule cannot do is told: why it was skipped, and that it never decides", async () => {
    const other = await rule({ name: "Files", decision: "deny", tool: "drive_read_file" });
    const under = await rule({ name: "Same", decision: "allow", server: "gmail" });
    const tried = await post("/policies/test", {
      tool: "gmail_list_labels",
      user: gateway.owner.session.user.id,
    });
    expect(contract.policyAnswer.parse(tried).skipped).toMatchObject([{ id: other.id, misfit: "tool" }]);
    const { warnings } = contract.policyWarnings.parse(await gateway.owner.api("GET", "/policies/warnings"));
    expect(warnings).toEqual([{ rule: under.id, code: "redundant", by: [] }]);
  });
});
