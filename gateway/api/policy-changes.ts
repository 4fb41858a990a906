import { setImmediate as turn } from "node:timers/promises";
import type { z } from "zod";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import {
  type AccessChange,
  compareAccess,
  deciding,
  judgeOpen,
  lintRules,
  type NewRule,
  type PolicyState,
  type Rule,
  snapshotOf,
} from "../policy/index.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation } from "./operation.ts";
import { checked, checkedLists, given, ruleOf } from "./policies.ts";
import { readyTests } from "./policy-tests.ts";
import { type Known, namedIn, OTHER, worldOf } from "./policy-world.ts";

type Change = z.output<typeof contract.policyChange>;
const MOST_CHANGES = 200;

/** The rules as they would be. Throws as the change itself would. */
function changed(
  deps: ApiDeps,
  now: PolicyState,
  change: Change,
): { after: PolicyState; rule: string | null } {
  const { rules, defaults, inside } = now;
  if (change.kind === "settings") {
    const { settings } = change;
    const set = Object.entries(settings.defaults ?? {}).filter(([, decision]) => decision !== undefined);
    return {
      after: {
        rules,
        defaults: { ...defaults, ...(Object.fromEntries(set) as Partial<typeof defaults>) },
        inside: settings.inside ? checkedLists(settings.inside, "inside") : inside,
      },
      rule: null,
    };
  }
  if (change.kind === "add") {
    const rule = { ...checked(deps, ruleOf(change.rule)), id: newId("pol") };
    return { after: { ...now, rules: [...rules, rule] }, rule: rule.id };
  }
  const old = rules.find(({ id }) => id === change.id);
  // Somebody was faster: nothing is left to change.
  if (!old && change.kind === "remove") return { after: now, rule: null };
  if (!old) throw new GatewayError("not_found", { detail: "There is no such rule." });
  if (change.kind === "remove")
    return { after: { ...now, rules: rules.filter((one) => one !== old) }, rule: null };
  const wanted: NewRule = checked(deps, { ...old, ...given(change.rule) });
  const rule = { ...wanted, id: old.id };
  return { after: { ...now, rules: rules.map((one) => (one === old ? rule : one)) }, rule: old.id };
}

const sideOf = ({ rules, defaults, inside }: PolicyState) => {
  const enforced = deciding(rules);
  return { policy: snapshotOf({ rules: enforced, defaults, inside }, new Set()).policy, rules: enforced };
};

/** What an agent that no rule names may call of what changes for all of those. */
function within(changes: readonly AccessChange[], known: Known, agent: Known["agents"][number]) {
  const { tools } = known.callerOf(agent);
  const slugs = new Map(known.world.connectors.map(({ id, slug }) => [id, slug]));
  return changes.filter(({ call: { tool, connector } }) => {
    if (!tools) return true;
    if (!tools.has(tool)) return false;
    const allowed = tools.get(tool);
    return connector === undefined || !allowed || allowed.has(slugs.get(connector) ?? "");
  });
}

/** By caller, connector and what becomes of it. */
function told(
  changes: readonly AccessChange[],
  known: Known,
  caller: { agent: string | null; name: string },
) {
  const slugs = new Map(known.world.connectors.map(({ id, slug }) => [id, slug]));
  const groups = Map.groupBy(changes, ({ call, from, to, kind }) =>
    JSON.stringify([call.connector ?? null, kind, from, to]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { call, kind, from, to } = first;
    const connector = call.connector === undefined ? null : (slugs.get(call.connector) ?? call.connector);
    const tools = group.map(({ call: { tool } }) => ({ name: tool, title: known.titleOf(tool) }));
    return [{ caller, kind, from, to, connector, tools }];
  });
}

function everyCaller(changes: readonly AccessChange[], known: Known, named: ReadonlySet<string>) {
  const of = (agent: string | undefined) => changes.filter(({ call }) => call.agent === agent);
  const people = told(of(undefined), known, { agent: null, name: "People" });
  const others = of(OTHER);
  const agents = known.agents.flatMap((agent) => {
    const own = named.has(agent.id) ? of(agent.id) : within(others, known, agent);
    return told(own, known, { agent: agent.id, name: agent.name });
  });
  return [...agents, ...people];
}

const WARNINGS = {
  dead: "Nothing that can be called fits this rule.",
  shadowed: "Other rules decide every call that this rule fits.",
  redundant: "Without this rule every call would end the same.",
} as const;

/** Lets calls have their turn between two rules. */
async function warningsOf(rules: readonly Rule[], defaults: PolicyState["defaults"], known: Known) {
  const found = [];
  for (const warning of lintRules(deciding(rules), defaults, known.world)) {
    if (warning) found.push(warning);
    await turn();
  }
  return found;
}

export const previewPolicy = operation(contract.previewPolicy, async ({ deps, who, body }) => {
  const now = await deps.policies.read(who);
  const { after, rule } = changed(deps, now, body);
  const named = namedIn([...now.rules, ...after.rules]);
  const known = await worldOf(deps, who, named, "all");
  const rows = everyCaller(compareAccess(sideOf(now), sideOf(after), known.world), known, named.agents);
  const { guarded } = await deps.policies.of(who);
  const snapshot = snapshotOf(after, guarded);
  const count = (kind: string) => new Set(rows.filter((r) => r.kind === kind).map((r) => r.caller.name)).size;
  // One that only watches is judged as what it would be.
  const judged = after.rules.map((one) => (one.id === rule ? { ...one, observe: false } : one));
  const warnings = rule === null ? [] : await warningsOf(judged, after.defaults, known);
  return {
    changes: rows.slice(0, MOST_CHANGES),
    more: Math.max(0, rows.length - MOST_CHANGES),
    gains: count("gains"),
    loses: count("loses"),
    tests: (await readyTests(deps, who)).map((one) => one.run(snapshot)),
    warnings: warnings
      .filter((one) => one.rule === rule)
      .map(({ code }) => ({ rule: rule ?? "", code, message: WARNINGS[code] })),
  };
});

export const listPolicyWarnings = operation(contract.listPolicyWarnings, async ({ deps, who }) => {
  const { rules, defaults } = await deps.policies.of(who).then(({ rules, policy }) => ({
    rules,
    defaults: policy.defaults,
  }));
  const names = new Map(rules.map(({ id, name }) => [id, name]));
  const known = await worldOf(deps, who, namedIn(rules));
  const warnings = await warningsOf(rules, defaults, known);
  return {
    warnings: warnings.map(({ by, ...one }) => ({
      ...one,
      by: by.map((id) => ({ id, name: names.get(id) ?? id })),
    })),
  };
});

const DAYS_MS = 7 * 86_400_000;
const MOST_CALLS = 50_000;
const MOST_ROWS = 50;
/** Refusals that rules had a part in. */
const BY_RULES = [
  "policy_denied",
  "approval_required",
  "approval_denied",
  "target_not_allowed",
  "target_unknown",
];

type Called = {
  actor_kind: string;
  actor_id: string | null;
  label: string | null;
  tool: string;
  connector: string | null;
  connector_label: string | null;
  calls: string;
  last_at: Date;
};

/** Calls of the last days by caller, tool and connector: `[workspace, from, most, codes]`. */
const CALLS = `
SELECT actor_kind, actor_id, max(actor_label) AS label, tool, connector, max(connector_label) AS connector_label,
  count(*) AS calls, max(at) AS last_at
FROM (
  SELECT actor_kind, actor_id, actor_label, tool, at,
    COALESCE(CASE WHEN target_kind = 'connector' THEN target_id END, data->>'connector') AS connector,
    CASE WHEN target_kind = 'connector' THEN target_label END AS connector_label
  FROM audit_events
  WHERE workspace_id = $1 AND at >= $2 AND tool IS NOT NULL
    AND ((type = 'tool.call' AND outcome <> 'started') OR (type = 'tool.refused' AND code = ANY ($4::text[])))
  ORDER BY seq DESC LIMIT $3
) AS newest GROUP BY 1, 2, 4, 5`;

const callsOf = (deps: ApiDeps, who: Principal, from: Date) =>
  deps.db.reports.read(who, (ask) => ask<Called>(CALLS, [who.workspaceId, from, MOST_CALLS, BY_RULES]));

const accessOf = ({ verdict, heldTo }: ReturnType<typeof judgeOpen>) => ({
  decision: verdict.decision,
  limited: verdict.decision !== "deny" && heldTo.length > 0,
});

export const replayPolicy = operation(contract.replayPolicy, async ({ deps, who, body }) => {
  const to = new Date(deps.clock());
  const from = new Date(to.getTime() - DAYS_MS);
  const now = await deps.policies.read(who);
  const { after } = changed(deps, now, body);
  const [was, is] = [sideOf(now).policy, sideOf(after).policy];
  const called = await callsOf(deps, who, from);
  const known = await worldOf(
    deps,
    who,
    namedIn(called.map(({ connector }) => ({ agent: null, connector }))),
  );
  const tools = new Map(known.world.tools.map((tool) => [tool.tool, tool]));
  const slugs = new Map(known.world.connectors.map(({ id, slug }) => [id, slug]));
  const sums = { calls: 0, allowed: 0, asked: 0, denied: 0, lists: 0 };
  const rows = [];
  for (const one of called) {
    const tool = tools.get(deps.registry.present(one.tool));
    if (!tool) continue;
    const agent = one.actor_kind === "agent" ? (one.actor_id ?? undefined) : undefined;
    const call = { ...tool, agent, connector: one.connector ?? undefined };
    const [before, then] = [accessOf(judgeOpen(was, call)), accessOf(judgeOpen(is, call))];
    const calls = Number(one.calls);
    sums.calls += calls;
    if (then.limited) sums.lists += calls;
    else sums[({ allow: "allowed", ask: "asked", deny: "denied" } as const)[then.decision]] += calls;
    if (JSON.stringify(before) === JSON.stringify(then)) continue;
    rows.push({
      caller: { id: one.actor_id, name: one.label ?? one.actor_id ?? one.actor_kind },
      tool: { name: tool.tool, title: known.titleOf(tool.tool) },
      connector: one.connector && {
        id: one.connector,
        label: slugs.get(one.connector) ?? one.connector_label ?? one.connector,
      },
      from: before,
      to: then,
      calls,
      last_at: one.last_at.toISOString(),
    });
  }
  rows.sort((a, b) => b.calls - a.calls);
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    ...sums,
    cut: sums.calls >= MOST_CALLS,
    rows: rows.slice(0, MOST_ROWS).map((row) => ({ ...row, connector: row.connector || null })),
  };
});
