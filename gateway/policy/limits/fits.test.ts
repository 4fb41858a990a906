import { expect, test } from "vitest";
import { type Caller, type Rule, windowsOf } from "./fits.ts";

const rule = (more: Partial<Rule>): Rule => ({
  id: "lim_1",
  kind: "any",
  subjectId: "",
  effect: null,
  perMinute: 60,
  perDay: null,
  ...more,
});
const agent = {
  workspaceId: "wsp_1",
  kind: "agent",
  id: "agt_1",
  agentId: "agt_1",
  userId: undefined,
} as const;
const acting: Caller = { ...agent, userId: "usr_1" };
const user: Caller = { workspaceId: "wsp_1", kind: "user", id: "usr_1", agentId: undefined, userId: "usr_1" };
const which = (rules: Rule[], who: Caller, effect: "read" | "write" | "destructive" = "read") =>
  windowsOf(rules, who, { connectorId: "con_1", effect }).map((w) => w.which);

test("a limit for any caller counts each alone", () => {
  const keys = [agent, user].map(
    (who) => windowsOf([rule({})], who, { connectorId: "con_1", effect: "read" })[0]?.key,
  );
  expect(keys).toEqual(["wsp_1:lim_1:agent:agt_1:m", "wsp_1:lim_1:user:usr_1:m"]);
});

test("limits of an agent, a user and a connector count what they are for, whoever else is involved", () => {
  const rules = [
    rule({ kind: "agent", subjectId: "agt_1" }),
    rule({ kind: "user", subjectId: "usr_1" }),
    rule({ kind: "connector", subjectId: "con_1" }),
    rule({ kind: "connector", subjectId: "con_2" }),
    rule({ kind: "agent", subjectId: "usr_1" }),
  ];
  const [a, u, c] = ["of this agent", "of this user", "through this connector"].map(
    (w) => `at most 60 calls a minute ${w}`,
  );
  expect(which(rules, agent)).toEqual([a, c]);
  expect(which(rules, user)).toEqual([u, c]);
  expect(which(rules, acting)).toEqual([a, u, c]);
});

test("a limit on changes counts destructive calls too, one on reads or destructive calls nothing else", () => {
  const of = (effect: Rule["effect"]) =>
    (["read", "write", "destructive"] as const).filter(
      (call) => which([rule({ effect })], user, call).length > 0,
    );
  expect(of("read")).toEqual(["read"]);
  expect(of("write")).toEqual(["write", "destructive"]);
  expect(of("destructive")).toEqual(["destructive"]);
  expect(of(null)).toEqual(["read", "write", "destructive"]);
});

test("the minute is asked before the day, and the words say which it was", () => {
  const rules = [rule({ perMinute: 5, perDay: 100, effect: "write", kind: "connector", subjectId: "con_1" })];
  expect(which(rules, user, "write")).toEqual([
    "at most 5 changes a minute through this connector",
    "at most 100 changes in 24 hours through this connector",
  ]);
});
