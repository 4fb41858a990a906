import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeOpen, type World } from "./calls.ts";
import { compareAccess } from "./compare.ts";
import { ruleWith } from "./fixture.ts";
import { lintRules } from "./lint.ts";
import { compile, misfitOf, type Rule } from "./rules.ts";

const ALLOW = { read: "allow", write: "allow", destructive: "allow" } as const;
const rule = (id: string, more: Partial<Rule>): Rule => ruleWith({ id, ...more });
const tool = (name: string, effect: "read" | "write") => ({
  provider: "google",
  server: "gmail",
  tool: name,
  effect,
});
const world: World = {
  callers: [
    { agent: undefined, tools: undefined },
    { agent: "agt_any", tools: undefined },
    { agent: "agt_reader", tools: new Map([["read", undefined]]) },
  ],
  tools: [tool("read", "read"), tool("send", "write")],
  connectors: [{ id: "con_1", slug: "mail", provider: "google" }],
};
const lint = (...rules: Rule[]) =>
  [...lintRules(rules, ALLOW, world)].flatMap((one) => (one ? [`${one.rule} ${one.code} ${one.by}`] : []));
const compare = (before: Rule[], after: Rule[]) => {
  const side = (rules: Rule[]) => ({ policy: compile(rules, ALLOW), rules });
  return compareAccess(side(before), side(after), world).map(
    ({ call, from, to, kind }) =>
      `${call.agent ?? "people"} ${call.tool} ${call.connector ?? "any"} ${from.decision} ${to.decision} ${kind}`,
  );
};

describe("rules that do nothing", () => {
  test("are told from those that do, with what decides instead of them", () => {
    expect(lint(rule("a", { decision: "deny", server: "slack" }))).toEqual(["a dead "]);
    expect(lint(rule("a", { decision: "deny", agent: "agt_reader", tool: "send" }))).toEqual(["a dead "]);
    expect(lint(rule("a", { decision: "allow", server: "gmail" }))).toEqual(["a redundant "]);
    expect(lint(rule("a", { decision: "deny", server: "gmail" }))).toEqual([]);
    const shadow = [
      rule("r", { decision: "deny", tool: "read" }),
      rule("s", { decision: "deny", tool: "send" }),
    ];
    expect(lint(rule("a", { decision: "ask", server: "gmail" }), ...shadow)).toEqual(["a shadowed r,s"]);
    const twins = [
      rule("a", { decision: "ask", tool: "send" }),
      rule("b", { decision: "deny", tool: "send" }),
    ];
    expect(lint(...twins)).toEqual(["a shadowed b"]);
  });

  test("a rule with lists, or that wants more approvers, does something", () => {
    expect(lint(rule("a", { server: "gmail", resources: { recipient_domains: ["acme.test"] } }))).toEqual([]);
    const asks = rule("a", { decision: "ask", server: "gmail" });
    expect(lint(asks, rule("b", { decision: "ask", tool: "send", approvers: 2 }))).toEqual([]);
    expect(lint(asks, rule("b", { decision: "ask", tool: "send" }))).toEqual(["b redundant "]);
  });
});

describe("among many rules", () => {
  const tools = [
    tool("read", "read"),
    tool("send", "write"),
    tool("draft", "write"),
    { ...tool("post", "write"), provider: "slack", server: "slack" },
  ];
  const connectors = [
    { id: "con_1", slug: "mail", provider: "google" },
    { id: "con_2", slug: "other", provider: "google" },
    { id: "con_3", slug: "chat", provider: "slack" },
  ];
  const agents = ["agt_1", "agt_2", "agt_none"];
  const manifest = fc.oneof(
    fc.constant(undefined),
    fc
      .uniqueArray(
        fc.tuple(
          fc.constantFrom("read", "send", "draft", "post"),
          fc.constantFrom(undefined, new Set(["mail"]), new Set(["chat"])),
        ),
        { selector: ([name]) => name },
      )
      .map((entries) => new Map(entries)),
  );
  const anything = fc
    .record({
      decision: fc.constantFrom("allow", "ask", "deny"),
      agent: fc.constantFrom(null, ...agents),
      server: fc.constantFrom(null, null, "gmail", "slack"),
      tool: fc.constantFrom(null, null, "read", "send", "post"),
      effect: fc.constantFrom(null, null, "read", "write"),
      connector: fc.constantFrom(null, null, "con_1", "con_2", "con_3", "con_gone"),
      fourEyes: fc.boolean(),
    } as const)
    .map((one) => rule("", one));

  /** As the words of the warnings say it: every call by everybody, with the rule and without. */
  function byTrying(rules: Rule[], all: World): string[] {
    const policy = compile(rules, ALLOW);
    const calls = all.callers.flatMap(({ agent, tools: mine }) =>
      all.tools.flatMap((one) =>
        [undefined, ...all.connectors.filter(({ provider }) => provider === one.provider)].flatMap((via) => {
          const allowed = mine?.get(one.tool);
          const may = (!mine || mine.has(one.tool)) && (!via || !allowed || allowed.has(via.slug));
          return may ? [{ agent, ...one, connector: via?.id }] : [];
        }),
      ),
    );
    return rules.flatMap(({ id, decision }) => {
      const without = compile(
        rules.filter((one) => one.id !== id),
        ALLOW,
      );
      const fitting = calls
        .map((call) => ({ is: judgeOpen(policy, call), was: judgeOpen(without, call) }))
        .filter(({ is }) => is.matched.some((one) => one.id === id));
      if (fitting.length === 0) return [`${id} dead`];
      const decides = fitting.some(({ is: { matched, verdict } }) => {
        const own = matched.find((one) => one.id === id)?.specificity ?? 0;
        return verdict.decision === decision && matched.every(({ specificity }) => specificity <= own);
      });
      if (!decides) return [`${id} shadowed`];
      const told = ({ verdict, fourEyes, approvers }: ReturnType<typeof judgeOpen>) =>
        JSON.stringify([verdict.decision, ...(verdict.decision === "ask" ? [fourEyes, approvers] : [])]);
      return fitting.some(({ is, was }) => told(is) !== told(was)) ? [] : [`${id} redundant`];
    });
  }

  test("the calls that are looked at tell the same as all calls there can be", () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 8 }), manifest, manifest, (some, one, other) => {
        const rules = some.map((each, n) => ({ ...each, id: `r${n}` }));
        const callers = [
          { agent: undefined, tools: undefined },
          { agent: "agt_any", tools: undefined },
          { agent: "agt_1", tools: one },
          { agent: "agt_2", tools: other },
        ];
        const all = { callers, tools, connectors };
        const found = [...lintRules(rules, ALLOW, all)].flatMap((w) => (w ? [`${w.rule} ${w.code}`] : []));
        expect(found).toEqual(byTrying(rules, all));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("what a change changes", () => {
  test("names each caller, tool and connector that rules tell apart, and nothing that stays", () => {
    const deny = rule("a", { decision: "deny", tool: "send", connector: "con_1" });
    expect(compare([], [deny])).toEqual([
      "people send con_1 allow deny loses",
      "agt_any send con_1 allow deny loses",
    ]);
    expect(
      compare([deny], [deny, rule("b", { decision: "ask", effect: "read", agent: "agt_reader" })]),
    ).toEqual(["agt_reader read any allow ask loses", "agt_reader read con_1 allow ask loses"]);
    expect(compare([deny], [])[0]).toBe("people send con_1 deny allow gains");
  });

  test("lists and approvers count where the decision stays", () => {
    const domains = (...recipient_domains: string[]) =>
      rule("a", { tool: "send", resources: { recipient_domains } });
    expect(compare([], [domains("acme.test")])[0]).toBe("people send any allow allow loses");
    expect(compare([domains("acme.test")], [domains("b.test")])[0]).toBe("people send any allow allow other");
    const ask = (approvers: 1 | 2) => rule("a", { decision: "ask", tool: "send", approvers });
    expect(compare([ask(1)], [ask(2)])[0]).toBe("people send any ask ask other");
    expect(compare([ask(1)], [ask(1)])).toEqual([]);
  });
});

test("the first condition that is another one is why a rule does not fit", () => {
  const call = {
    agent: "agt_1",
    server: "gmail",
    tool: "send",
    effect: "write" as const,
    connector: undefined,
  };
  expect(misfitOf(rule("a", { agent: "agt_2", tool: "read" }), call)).toBe("agent");
  expect(misfitOf(rule("a", { connector: "con_1" }), call)).toBe("connector");
  expect(misfitOf(rule("a", { agent: "agt_1", effect: "write" }), call)).toBeUndefined();
});
