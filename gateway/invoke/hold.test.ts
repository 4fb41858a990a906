import { describe, expect, test } from "vitest";
import type { Target } from "../../mcp-servers/kit/index.ts";
import { ruleWith } from "../policy/fixture.ts";
import type { Lists } from "../policy/index.ts";
import { compile, judge, type Rule } from "../policy/rules.ts";
import { openHold } from "./hold.ts";
import { Refusal } from "./outcome.ts";

const WHOSE = { account: "ada@acme.test", ownHost: "gateway.test" };
const ALLOW = { read: "allow", write: "allow", destructive: "allow" } as const;
const CALL = {
  agent: "agt_1",
  server: "gmail",
  tool: "gmail_send_message",
  effect: "destructive",
  connector: "con_1",
} as const;
const rule = (resources: Lists, more: Partial<Rule> = {}): Rule =>
  ruleWith({ id: "pol_1", name: "The list", resources, ...more });
const hold = (targets: Target[], ...rules: Rule[]) =>
  openHold("gmail_send_message", [judge(compile(rules, ALLOW), CALL, targets, WHOSE)], WHOSE);
const LATER: Target[] = [{ kind: "recipient_domains", open: "checked" }];

describe("a call that is held to a list", () => {
  const held = () => hold(LATER, rule({ recipient_domains: ["acme.test"] }));

  test("may do nothing before its tool has told what it touches", () => {
    const one = held();
    expect(() => one.requireTold()).toThrow(Refusal);
    one.require("recipient_domains", [["ben@acme.test"], ["ada@acme.test"]]);
    one.requireTold();
  });
  test("may do nothing at all when one of its targets is off", () => {
    const one = held();
    expect(() => one.require("recipient_domains", [["ben@acme.test"], ["eve@evil.test"]])).toThrow(
      expect.objectContaining({
        code: "target_not_allowed",
        data: expect.objectContaining({ rule: "pol_1" }),
      }),
    );
    expect(() => one.requireTold()).toThrow(expect.objectContaining({ code: "target_unknown" }));
  });
  test("is told that there are no targets by an empty list of them", () => {
    const one = held();
    one.require("recipient_domains", []);
    one.requireTold();
  });
  test("is not free by telling of another kind", () => {
    const one = held();
    one.require("channels", []);
    expect(() => one.requireTold()).toThrow(Refusal);
  });
  test("passes by any one of a target's names", () => {
    const one = hold([{ kind: "channels", open: "checked" }], rule({ channels: ["#general"] }));
    expect(one.limits("channels")).toBe(true);
    expect(one.allows("channels", ["C0123ABCD"])).toBe(false);
    one.require("channels", [["C0123ABCD", "#general"]]);
    one.requireTold();
  });
  test("is held to each of several lists", () => {
    const both = hold(
      LATER,
      rule({ recipient_domains: ["acme.test"] }),
      rule({ recipient_domains: ["beta.test"] }, { id: "pol_2" }),
    );
    for (const to of ["ben@acme.test", "ben@beta.test"])
      expect(both.allows("recipient_domains", [to])).toBe(false);
  });
});

test("a call without lists is free", () => {
  const free = hold(LATER);
  expect(free.limits("recipient_domains")).toBe(false);
  expect(free.allows("recipient_domains", ["eve@evil.test"])).toBe(true);
  free.require("recipient_domains", [["eve@evil.test"]]);
  free.requireTold();
});

test("bytes by link are held to the lists of every tool that hands out the same", () => {
  const of = (tool: string) =>
    judge(
      compile([rule({ folders: ["F1"] }, { tool: "drive_read_file" })], ALLOW),
      { ...CALL, tool, server: "google_drive" },
      [],
      WHOSE,
    );
  const one = openHold("google_drive/file", [of("drive_get_download_link"), of("drive_read_file")], WHOSE);
  expect(one.limits("folders")).toBe(true);
});
