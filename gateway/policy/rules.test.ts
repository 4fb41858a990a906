import { performance } from "node:perf_hooks";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Effect, Target, TargetKind } from "../../mcp-servers/kit/index.ts";
import { ruleWith } from "./fixture.ts";
import type { Lists } from "./resources.ts";
import {
  type CallFacts,
  compile,
  type DecisionOf,
  deniesForCertain,
  judge,
  type Rule,
  specificityOf,
} from "./rules.ts";

const WHOSE = { account: "ada@acme.test", ownHost: "gateway.test" };
const ALLOW = { read: "allow", write: "allow", destructive: "allow" } as const;
const STRICT = { allow: 0, ask: 1, deny: 2 } as const;

let made = 0;
const rule = (more: Partial<Rule> = {}): Rule => ruleWith({ id: `pol_${made++}`, name: "A rule", ...more });
const CALL: CallFacts = {
  agent: "agt_1",
  server: "github",
  tool: "github_get_file",
  effect: "read",
  connector: "con_1",
};
const on = (name: string): Target[] => [{ kind: "repositories", name }];
const decisionOf = (
  rules: Rule[],
  call = CALL,
  targets: Target[] = on("acme/site"),
  defaults: Record<Effect, DecisionOf> = ALLOW,
) => judge(compile(rules, defaults), call, targets, WHOSE).verdict.decision;

describe("which rule decides", () => {
  test("without any, the default for the effect", () => {
    const defaults = { read: "allow", write: "ask", destructive: "deny" } as const;
    for (const effect of ["read", "write", "destructive"] as const)
      expect(decisionOf([], { ...CALL, effect }, [], defaults)).toBe(defaults[effect]);
  });

  test("the one that pins down more, whatever its decision", () => {
    const general = rule({ server: "github", decision: "deny" });
    expect(decisionOf([general])).toBe("deny");
    expect(decisionOf([general, rule({ server: "github", agent: "agt_1" })])).toBe("allow");
    expect(decisionOf([general, rule({ tool: "github_get_file", decision: "ask" })])).toBe("ask");
    expect(decisionOf([general, rule({ server: "github", agent: "agt_2" })])).toBe("deny");
  });

  test("a tool counts for its server and effect, so that naming those too adds nothing", () => {
    const bare = rule({ tool: "github_get_file" });
    const full = rule({ tool: "github_get_file", server: "github", effect: "read" });
    expect(specificityOf(bare)).toBe(specificityOf(full));
    expect(decisionOf([full, { ...bare, decision: "deny" }])).toBe("deny");
  });

  test("among equals the strictest", () => {
    const agent = rule({ agent: "agt_1", decision: "allow" });
    const effect = rule({ effect: "read", decision: "ask" });
    const connector = rule({ connector: "con_1", decision: "deny" });
    expect(decisionOf([agent, effect])).toBe("ask");
    expect(decisionOf([agent, effect, connector])).toBe("deny");
  });

  test("a rule for an agent fits nobody who is none, one for a connector none that is not chosen", () => {
    const rules = [
      rule({ agent: "agt_1", decision: "deny" }),
      rule({ connector: "con_1", decision: "deny" }),
    ];
    expect(decisionOf(rules, { ...CALL, agent: undefined, connector: undefined })).toBe("allow");
  });

  test("four eyes of the rule that asks", () => {
    const policy = compile([rule({ server: "github", decision: "ask", fourEyes: true })], ALLOW);
    expect(judge(policy, CALL, [], WHOSE)).toMatchObject({
      fourEyes: true,
      approvers: 1,
      verdict: { code: "policy_ask" },
    });
    const two = [rule({ decision: "ask" }), rule({ decision: "ask", approvers: 2 })];
    expect(judge(compile(two, ALLOW), CALL, [], WHOSE)).toMatchObject({ fourEyes: false, approvers: 2 });
  });
});

describe("lists", () => {
  const limited = rule({ agent: "agt_1", resources: { repositories: ["acme/*"] } });
  test("deny what is not on them, and what cannot be told", () => {
    expect(decisionOf([limited])).toBe("allow");
    expect(decisionOf([limited], CALL, [...on("acme/site"), ...on("evil/site")])).toBe("deny");
    expect(decisionOf([limited], CALL, [{ kind: "repositories", open: "unbounded" }])).toBe("deny");
  });
  test("leave alone what is of another kind", () => {
    expect(decisionOf([limited], CALL, [{ kind: "channels", name: "#general" }])).toBe("allow");
    expect(decisionOf([limited], CALL, [])).toBe("allow");
  });
  test("say which kinds the tool still has to tell", () => {
    const { pending, verdict } = judge(
      compile([rule({ resources: { folders: ["F1"] } })], ALLOW),
      CALL,
      [{ kind: "folders", open: "checked" }],
      WHOSE,
    );
    expect(verdict.decision).toBe("allow");
    expect([...pending]).toEqual(["folders"]);
  });
  test("stand when a more specific rule without a list decides: it does not lift them", () => {
    const ask = rule({ tool: "github_get_file", agent: "agt_1", decision: "ask" });
    expect(decisionOf([limited, ask])).toBe("ask");
    expect(decisionOf([limited, ask], CALL, on("evil/site"))).toBe("deny");
  });
  test("give way to a more specific list of the same kind", () => {
    const wider = rule({
      agent: "agt_1",
      server: "github",
      resources: { repositories: ["acme/*", "evil/*"] },
    });
    expect(decisionOf([limited, wider], CALL, on("evil/site"))).toBe("allow");
  });
  test("all hold among equals", () => {
    const other = rule({ agent: "agt_1", resources: { repositories: ["beta/*"] } });
    for (const name of ["acme/site", "beta/site"])
      expect(decisionOf([limited, other], CALL, on(name))).toBe("deny");
  });
  test("that are empty allow nothing of their kind", () => {
    expect(decisionOf([rule({ resources: { repositories: [] } })])).toBe("deny");
  });
});

const pick = <T>(...of: T[]) => fc.constantFrom(...of);
const anyLists: fc.Arbitrary<Lists | null> = fc.option(
  fc.record(
    {
      repositories: fc.subarray(["acme/*", "beta/site", "*/*"]),
      channels: fc.subarray(["#general", "C0123ABCD"]),
    },
    { requiredKeys: [] },
  ),
);
const anyRule = fc
  .record({
    decision: pick<DecisionOf>("allow", "ask", "deny"),
    agent: pick("agt_1", "agt_2", null),
    server: pick("github", "slack", null),
    tool: pick("github_get_file", "slack_send_message", null),
    effect: pick<Effect | null>("read", "write", "destructive", null),
    connector: pick("con_1", "con_2", null),
    resources: anyLists,
  })
  .map((one) => rule({ ...one, resources: one.decision === "deny" ? null : one.resources }));
const anyRules = fc.array(anyRule, { maxLength: 12 });
const anyCall: fc.Arbitrary<CallFacts> = fc.record({
  agent: pick("agt_1", "agt_2", undefined),
  server: pick("github", "slack"),
  tool: pick("github_get_file", "slack_send_message"),
  effect: pick<Effect>("read", "write", "destructive"),
  connector: pick("con_1", "con_2", undefined),
});
const anyTarget: fc.Arbitrary<Target> = fc.oneof(
  fc.record({
    kind: pick<TargetKind>("repositories", "channels"),
    name: pick("acme/site", "beta/site", "evil/x", "#general", "C0123ABCD", "C0999ZZZZ"),
  }),
  fc.record({
    kind: pick<TargetKind>("repositories", "channels", "folders"),
    open: pick<"checked" | "unbounded">("checked", "unbounded"),
  }),
);
const anyDefaults = fc.record({
  read: pick<DecisionOf>("allow", "ask", "deny"),
  write: pick<DecisionOf>("allow", "ask", "deny"),
  destructive: pick<DecisionOf>("allow", "ask", "deny"),
});

describe("for any rules and any call", () => {
  const runs = { numRuns: 2_000 };

  test("a rule that denies never allows more", () => {
    fc.assert(
      fc.property(
        anyRules,
        anyRule,
        anyCall,
        fc.array(anyTarget),
        anyDefaults,
        (rules, one, call, targets, defaults) => {
          const denying = { ...one, decision: "deny" as const, resources: null };
          const before = judge(compile(rules, defaults), call, targets, WHOSE).verdict.decision;
          const after = judge(compile([...rules, denying], defaults), call, targets, WHOSE).verdict.decision;
          expect([before, "deny"]).toContain(after);
        },
      ),
      runs,
    );
  });

  test("their order does not matter", () => {
    const shuffled = anyRules.chain((rules) =>
      fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })),
    );
    fc.assert(
      fc.property(shuffled, anyCall, fc.array(anyTarget), ([rules, others], call, targets) => {
        const one = judge(compile(rules, ALLOW), call, targets, WHOSE);
        const other = judge(compile(others, ALLOW), call, targets, WHOSE);
        expect(other.verdict.decision).toBe(one.verdict.decision);
        expect(other.verdict.code === "allowed").toBe(one.verdict.code === "allowed");
        expect(other.fourEyes).toBe(one.fourEyes);
      }),
      runs,
    );
  });

  test("specificity is a total preorder that grows with every condition", () => {
    fc.assert(
      fc.property(anyRule, anyRule, anyRule, (a, b, c) => {
        const [x, y, z] = [specificityOf(a), specificityOf(b), specificityOf(c)];
        expect(x <= y || y <= x).toBe(true);
        if (x <= y && y <= z) expect(x).toBeLessThanOrEqual(z);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(5);
        for (const field of ["agent", "connector", "server", "effect", "tool"] as const)
          expect(specificityOf({ ...a, [field]: null })).toBeLessThanOrEqual(x);
      }),
      runs,
    );
  });

  test("one that does not fit changes nothing", () => {
    fc.assert(
      fc.property(anyRules, anyRule, anyCall, fc.array(anyTarget), (rules, one, call, targets) => {
        const stranger = { ...one, agent: "agt_9" };
        const of = (list: Rule[]) => judge(compile(list, ALLOW), call, targets, WHOSE).verdict.decision;
        expect(of([...rules, stranger])).toBe(of(rules));
      }),
      runs,
    );
  });

  test("what is denied for certain is denied with every target", () => {
    fc.assert(
      fc.property(anyRules, anyCall, fc.array(anyTarget), anyDefaults, (rules, call, targets, defaults) => {
        const policy = compile(rules, defaults);
        if (deniesForCertain(policy, call))
          expect(judge(policy, call, targets, WHOSE).verdict.decision).toBe("deny");
      }),
      runs,
    );
  });

  test("another target never allows more", () => {
    fc.assert(
      fc.property(anyRules, anyCall, fc.array(anyTarget), anyTarget, (rules, call, targets, more) => {
        const policy = compile(rules, ALLOW);
        const before = judge(policy, call, targets, WHOSE).verdict.decision;
        const after = judge(policy, call, [...targets, more], WHOSE).verdict.decision;
        expect(STRICT[after]).toBeGreaterThanOrEqual(STRICT[before]);
      }),
      runs,
    );
  });
});

describe("a thousand rules", () => {
  const rounds = 2_000;
  const microseconds = (rules: Rule[]) => {
    const policy = compile(rules, ALLOW);
    const all = () => {
      for (let at = 0; at < rounds; at++) judge(policy, CALL, on("acme/site"), WHOSE);
    };
    all(); // warm
    const from = performance.now();
    all();
    return ((performance.now() - from) * 1_000) / rounds;
  };

  test("of many agents, servers and tools cost a call next to nothing", () => {
    const each = microseconds(
      Array.from({ length: 1_000 }, (_, at) =>
        rule({
          agent: at % 3 === 0 ? `agt_${at % 50}` : null,
          server: at % 2 === 0 ? (["github", "slack", "gmail"][at % 3] ?? null) : null,
          tool: at % 2 === 1 ? `tool_${at % 77}` : null,
          decision: at % 7 === 0 ? "ask" : "allow",
          resources: at % 5 === 0 ? { repositories: ["acme/*"] } : null,
        }),
      ),
    );
    console.log(`one decision among 1,000 rules: ${each.toFixed(1)} microseconds`);
    expect(each).toBeLessThan(200);
  });

  test("that all fit, each with a list, cost it a few milliseconds at most", () => {
    const lists = { repositories: ["acme/*"] };
    const each = microseconds(
      Array.from({ length: 1_000 }, () => rule({ server: "github", resources: lists })),
    );
    console.log(`one decision among 1,000 rules that all fit: ${each.toFixed(1)} microseconds`);
    expect(each).toBeLessThan(5_000);
  });
});
