import { randomBytes } from "node:crypto";
import type { CallToolResult } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
import { CallScope, type ToolOutcome } from "../invoke/index.ts";
import { openChanges } from "./changes.ts";
import type { Caller } from "./endpoint.ts";
import { principal } from "./fixture.ts";
import { openLadder } from "./ladder.ts";
import { openRequestStates } from "./request-state.ts";

const PAGE = "https://vk.example/integrations?connect=google";
const missing: ToolOutcome = {
  ok: false,
  code: "connection_required",
  message: `Google is not connected. You open ${PAGE} to connect it; then call again.`,
  data: { connector: "google", connect_url: PAGE },
};
const done: ToolOutcome = { ok: true, text: "done", structured: {}, connector: "google", links: [] };
const readOnly: ToolOutcome = { ok: false, code: "read_only", message: "No.", data: {} };

const handlers = new Map<string, (change: { workspace: string }) => void>();
const changes = openChanges({
  on(topic, handler) {
    handlers.set(topic, handler);
    return () => {};
  },
  onGap: () => () => {},
});
const states = openRequestStates([{ id: "k1", key: randomBytes(32) }], Date.now);
const ladder = openLadder({
  states,
  changes,
  linkFor: () => "https://vk.example/connect/k1.sealed",
  patienceMs: 1_500,
});
const request = { endpoint: "gmail", tool: "gmail_list_labels", args: {} };

interface Given {
  era?: Caller["era"];
  state?: unknown;
  responses?: Record<string, unknown>;
  who?: Caller["who"];
  opensLinks?: boolean;
}

/** A call that comes to these outcomes one after the other, the last again and again. */
async function climb(outcomes: ToolOutcome[], given: Given = {}) {
  const { era = "modern", state, responses, who = principal(), opensLinks = true } = given;
  const gone = new AbortController();
  const scope = new CallScope({ requestId: "req_1", signal: gone.signal, kill: () => {} });
  const challenged: string[][] = [];
  let calls = 0;
  const caller: Caller = {
    who,
    scope,
    era,
    capabilities: opensLinks ? { elicitation: { url: {} } } : {},
    mcp: { mcpReq: { requestState: () => state, inputResponses: responses } } as unknown as Caller["mcp"],
    challenge: (scopes) => void challenged.push([...scopes]),
  };
  const answer = ladder.answer(caller, {
    request,
    call: async () => outcomes[Math.min(calls++, outcomes.length - 1)] ?? done,
    render: (outcome): CallToolResult => ({
      isError: !outcome.ok,
      content: [{ type: "text", text: outcome.ok ? outcome.text : outcome.message }],
    }),
  });
  return { answer, gone, challenged, calls: () => calls };
}
const textOf = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text;
const accepted = { connect: { action: "accept" } };
const held = () => states.mint(principal(), request);

test("what works goes straight through, once", async () => {
  const { answer, calls } = await climb([done]);
  expect(textOf(await answer)).toBe("done");
  expect(calls()).toBe(1);
});

test("the sealed link stands everywhere in the place of the page's own", async () => {
  const { answer } = await climb([missing], { opensLinks: false });
  expect(textOf(await answer)).toContain("https://vk.example/connect/k1.sealed");
  expect(JSON.stringify(await answer)).not.toContain(PAGE);
  const asked = await (await climb([missing])).answer;
  expect(JSON.stringify(asked)).not.toContain(PAGE);
  expect(asked).toMatchObject({
    resultType: "input_required",
    inputRequests: { connect: { params: { message: expect.stringMatching(/^Google is not connected\./) } } },
  });
});

test("a retried call waits for its own workspace to change, and no longer than its patience", async () => {
  const mine = await climb([missing, done], { state: held(), responses: accepted });
  const theirs = await climb([missing, done], { state: held(), responses: accepted });
  handlers.get("connectors")?.({ workspace: "wsp_other" });
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(mine.calls()).toBe(1);
  handlers.get("connectors")?.({ workspace: "wsp_1" });
  expect(textOf(await mine.answer)).toBe("done");
  expect(textOf(await theirs.answer)).toBe("done");
  const never = await climb([missing], { state: held(), responses: accepted });
  expect(textOf(await never.answer)).toContain("is not connected");
});

test("a caller with too many calls waiting is told at once", async () => {
  const who = principal({ credentialId: "tok_busy" });
  const wait = async () => (await climb([missing], { who, state: held(), responses: accepted })).answer;
  const waiting = Array.from({ length: 20 }, () => wait().then(() => "waited"));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await Promise.race([wait().then(() => "told"), ...waiting])).toBe("told");
  await Promise.all(waiting);
});

test("a retried call that its client gave up does not go on", async () => {
  const { answer, gone, calls } = await climb([missing, done], { state: held(), responses: accepted });
  gone.abort();
  await answer;
  handlers.get("connectors")?.({ workspace: "wsp_1" });
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(calls()).toBe(1);
});

test("answers without the state that goes with them are taken for none", async () => {
  const { answer } = await climb([missing], { responses: accepted });
  expect(await answer).toMatchObject({ resultType: "input_required" });
});

test("with a state that does not hold nothing is called", async () => {
  for (const state of ["forged", 7, null, {}, `${held()}x`]) {
    const { answer, calls } = await climb([done], { state, responses: accepted });
    await expect(answer).rejects.toMatchObject({ code: -32602 });
    expect(calls()).toBe(0);
  }
});

test("a client by OAuth that may only read is challenged for all it needs, an older one told", async () => {
  const who = principal({ via: "oauth", readOnly: true, credentialId: "cns_1" });
  const modern = await climb([readOnly], { who });
  await modern.answer;
  expect(modern.challenged).toEqual([["mcp:read", "mcp:write"]]);
  const legacy = await climb([readOnly], { who, era: "legacy" });
  expect(textOf(await legacy.answer)).toContain("mcp:write");
  expect(legacy.challenged).toEqual([]);
});

test("an API token that may only read is challenged for nothing: no client could get more", async () => {
  const { answer, challenged } = await climb([readOnly], { who: principal({ readOnly: true }) });
  expect(textOf(await answer)).toBe("No.");
  expect(challenged).toEqual([]);
});
