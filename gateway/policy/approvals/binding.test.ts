import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { bindingOf, callerOf } from "./binding.ts";
import { openArguments, sealArguments } from "./sealed.ts";

const who = {
  workspaceId: "wsp_1",
  kind: "agent" as const,
  id: "agt_1",
  userId: undefined as string | undefined,
  agentId: "agt_1",
  credentialId: "tok_1",
  clientId: undefined as string | undefined,
};
const ask = { server: "gmail", tool: "gmail_send_message", connectorId: "con_1", epoch: 0, digest: "d" };

test("a call that differs in anything has another binding", () => {
  const hex = (caller: typeof who, call: typeof ask) => Buffer.from(bindingOf(caller, call)).toString("hex");
  const all = [
    hex(who, ask),
    ...Object.keys(who).map((field) => hex({ ...who, [field]: field === "kind" ? "user" : "other" }, ask)),
    ...Object.keys(ask).map((field) => hex(who, { ...ask, [field]: field === "epoch" ? 1 : "other" })),
    // What stands in one field does not make up for another.
    hex({ ...who, credentialId: "tok_1x" }, { ...ask, server: "gmail" }),
    hex(who, { ...ask, server: "gmailg", tool: "mail_send_message" }),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(hex({ ...who }, { ...ask })).toBe(all[0]);
});

test("an agent that acts for people has places of its own for each", () => {
  expect(callerOf(who)).toBe("agent:agt_1");
  expect(callerOf({ ...who, userId: "usr_1" })).toBe("agent:agt_1:usr_1");
  expect(callerOf({ ...who, kind: "user", id: "usr_1", userId: "usr_1" })).toBe("user:usr_1");
});

test("sealed arguments open for their own approval alone, and not when a byte of them changed", () => {
  const keys = [{ id: "k2", key: randomBytes(32) }];
  const args = [{ name: "to", text: "a@b.test", length: 8, cut: false, hidden: false }];
  const owner = { workspaceId: "wsp_1", id: "apr_1" };
  const kept = sealArguments(keys, owner, args);
  expect(openArguments(keys, owner, kept)).toEqual(args);
  expect(openArguments([{ id: "k3", key: randomBytes(32) }, ...keys], owner, kept)).toEqual(args);
  expect(openArguments(keys, { ...owner, id: "apr_2" }, kept)).toBeUndefined();
  expect(openArguments(keys, { ...owner, workspaceId: "wsp_2" }, kept)).toBeUndefined();
  expect(openArguments([{ id: "k2", key: randomBytes(32) }], owner, kept)).toBeUndefined();
  expect(openArguments(keys, owner, { keyId: null, sealed: null })).toBeUndefined();
  for (let at = 0; at < kept.sealed.length; at++) {
    const sealed = Uint8Array.from(kept.sealed);
    sealed[at] = (sealed[at] ?? 0) ^ 1;
    expect(openArguments(keys, owner, { ...kept, sealed })).toBeUndefined();
  }
  expect(Buffer.from(kept.sealed).toString("latin1")).not.toContain("a@b.test");
});
