import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { principal } from "./fixture.ts";
import { openSessions } from "./session.ts";

const key = (id: string) => ({ id, key: randomBytes(32) });
const [old, current] = [key("k1"), key("k2")];
let now = Date.UTC(2026, 10, 21);
const clock = () => now;
const sessions = openSessions([current, old], "gmail", clock);
const ada = principal();

test("a session says what its client said when it began, on every replica with the keys", () => {
  const capabilities = { elicitation: { url: {} }, sampling: { tools: {} }, roots: { listChanged: true } };
  const text = openSessions([old], "gmail", clock).begin(ada, capabilities, "2025-11-25");
  expect(text).toMatch(/^[\x21-\x7e]{40,400}$/);
  expect(openSessions([current, old], "gmail", clock).read(ada, text)).toEqual({
    id: expect.any(String),
    version: "2025-11-25",
    capabilities: { elicitation: { url: {} }, sampling: { tools: {} }, roots: {} },
  });
});

test("a client of 2025-06-18 that elicits is asked by forms, and one that says nothing by nothing", () => {
  const said = (capabilities: object) =>
    sessions.read(ada, sessions.begin(ada, capabilities, "2025-06-18"))?.capabilities;
  expect(said({ elicitation: {} })).toEqual({ elicitation: { form: {} } });
  expect(said({ elicitation: { form: {}, url: {} } })).toEqual({ elicitation: { form: {}, url: {} } });
  expect(said({ experimental: { anything: {} } })).toEqual({});
});

test("another person's, agent's, client's, workspace's or endpoint's session is none", () => {
  const text = sessions.begin(ada, {}, "2025-11-25");
  for (const other of [
    principal({ id: "usr_2", userId: "usr_2" }),
    principal({ workspaceId: "wsp_2" }),
    principal({ kind: "agent", id: "agt_1", agentId: "agt_1" }),
    principal({ via: "oauth", clientId: "cli_1" } as object),
  ])
    expect(sessions.read(other, text)).toBeUndefined();
  expect(openSessions([current], "slack", clock).read(ada, text)).toBeUndefined();
  expect(openSessions([key("k2")], "gmail", clock).read(ada, text)).toBeUndefined();
  // A new token of the same subject goes on with it: the session is the client's, not the token's.
  expect(sessions.read(principal({ credentialId: "tok_2" }), text)).toBeDefined();
});

test("a session that was changed, cut or invented is none, and neither is one that has expired", () => {
  const text = sessions.begin(ada, {}, "2025-11-25");
  const [body = "", mac = ""] = text.split(".");
  const grown = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(body, "base64url").toString()), url: 1 }),
  ).toString("base64url");
  for (const wrong of [
    "",
    ".",
    text.slice(0, -1),
    `${text}.`,
    `${grown}.${mac}`,
    `${body}.`,
    "x".repeat(500),
  ])
    expect(sessions.read(ada, wrong)).toBeUndefined();
  expect(sessions.read(ada, text)).toBeDefined();
  now += 31 * 24 * 3_600_000;
  expect(sessions.read(ada, text)).toBeUndefined();
});
