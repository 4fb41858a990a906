import type { z } from "zod";
import type { TargetKind } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { badEntries, type Lists, type NewRule, type PolicySettings, type RuleView } from "../policy/index.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation, type Request } from "./operation.ts";
import { verifier } from "./policy-tests.ts";
import { knownTools } from "./tool-lists.ts";

const ruleView = (rule: RuleView): contract.PolicyRule => ({
  id: rule.id,
  name: rule.name,
  decision: rule.decision,
  agent: rule.agent,
  server: rule.server,
  tool: rule.tool,
  effect: rule.effect,
  connector: rule.connector,
  resources: rule.resources && shownLists(rule.resources),
  four_eyes: rule.fourEyes,
  approvers: rule.approvers,
  observe: rule.observe ?? false,
  specificity: rule.specificity,
  created_by: rule.createdBy,
  created_at: rule.createdAt.toISOString(),
  updated_at: rule.updatedAt.toISOString(),
});

const shownLists = (lists: Lists): contract.PolicyResources =>
  Object.fromEntries(Object.entries(lists).map(([kind, entries]) => [kind, [...entries]]));

/** As they are kept: without kinds that are not limited. */
const listsOf = (given: contract.PolicyResources): Lists =>
  Object.fromEntries(
    Object.entries(given).flatMap(([kind, entries]) =>
      entries === undefined ? [] : [[kind as TargetKind, entries] as const],
    ),
  );

const refused = (path: string, message: string) =>
  new GatewayError("bad_request", { detail: message, data: { fields: [{ path, message }] } });

/** Lists, every entry of which can match. Throws `bad_request`. */
export function checkedLists(given: contract.PolicyResources, path: string): Lists {
  const lists = listsOf(given);
  const bad = badEntries(lists).map((one) => ({ ...one, path: `${path}.${one.path}` }));
  if (bad.length > 0) throw new GatewayError("bad_request", { data: { fields: bad.slice(0, 20) } });
  return lists;
}

/** A rule that can fit a call, with the tool's present name. Throws `bad_request` for one that never could. */
export function checked({ registry }: Pick<ApiDeps, "registry">, rule: NewRule): NewRule {
  const { decision, server, effect, resources } = rule;
  if (server !== null && !registry.servers.has(server))
    throw refused("server", `there is no MCP server ${server}`);
  const tool = rule.tool === null ? null : (knownTools(registry, [rule.tool])[0] ?? rule.tool);
  if (tool !== null) {
    const own = [...registry.servers.values()].find(({ tools }) => tools.has(tool));
    if (server !== null && own?.spec.id !== server)
      throw refused("tool", `${tool} is a tool of ${own?.spec.id}, not of ${server}`);
    const does = own?.tools.get(tool)?.tool.effect;
    if (effect !== null && does !== effect) throw refused("effect", `${tool} is ${does}, not ${effect}`);
  }
  const limits = resources && Object.keys(resources).length > 0 ? resources : null;
  if (decision === "deny" && limits)
    throw refused("resources", "a rule that denies takes no lists: allow with lists what is to be allowed");
  if (rule.fourEyes && decision !== "ask") throw refused("four_eyes", "only a rule that asks has four eyes");
  if (rule.approvers !== 1 && decision !== "ask")
    throw refused("approvers", "only a rule that asks wants people to approve");
  return { ...rule, tool, resources: limits };
}

type Given = { [K in keyof Omit<contract.PolicyRule, "id">]?: contract.PolicyRule[K] | undefined };
/** What is left out stays. */
export const given = ({ four_eyes, resources, ...rule }: Given): Partial<NewRule> => ({
  ...(rule.name !== undefined && { name: rule.name }),
  ...(rule.decision !== undefined && { decision: rule.decision }),
  ...(rule.agent !== undefined && { agent: rule.agent }),
  ...(rule.server !== undefined && { server: rule.server }),
  ...(rule.tool !== undefined && { tool: rule.tool }),
  ...(rule.effect !== undefined && { effect: rule.effect }),
  ...(rule.connector !== undefined && { connector: rule.connector }),
  ...(four_eyes !== undefined && { fourEyes: four_eyes }),
  ...(rule.approvers !== undefined && { approvers: rule.approvers }),
  ...(rule.observe !== undefined && { observe: rule.observe }),
  ...(resources !== undefined && { resources: resources && checkedLists(resources, "resources") }),
});

/** Throws `bad_request` for lists that can match nothing. */
export function ruleOf(body: z.output<typeof contract.newPolicyRule>): NewRule {
  const { resources, four_eyes: fourEyes, ...rule } = body;
  return { ...rule, fourEyes, resources: resources && checkedLists(resources, "resources") };
}

const record = (
  { deps, who, requestId }: Pick<Request<unknown, unknown>, "deps" | "who" | "requestId">,
  type: "policy.rule_added" | "policy.rule_changed" | "policy.rule_removed",
  { id, name, decision, agent, server, tool, effect, connector, resources, ...rest }: RuleView,
) =>
  deps.audit.append(who, {
    type,
    outcome: "ok",
    target: { kind: "rule", id, label: name },
    requestId,
    data: {
      decision,
      agent,
      server,
      tool,
      effect,
      connector,
      resources: resources ?? {},
      four_eyes: rest.fourEyes,
      approvers: rest.approvers,
      observe: rest.observe ?? false,
    },
  });

const policiesView = ({ defaults, inside, rules }: PolicySettings & { rules: RuleView[] }) => ({
  defaults,
  inside: shownLists(inside),
  rules: rules.map(ruleView),
});

export const getPolicies = operation(contract.getPolicies, async ({ deps, who }) => {
  return policiesView(await deps.policies.read(who));
});

export const changePolicies = operation(contract.changePolicies, async ({ deps, who, body, requestId }) => {
  const { read, write, destructive } = body.defaults ?? {};
  const change = {
    defaults: { ...(read && { read }), ...(write && { write }), ...(destructive && { destructive }) },
    inside: body.inside && checkedLists(body.inside, "inside"),
  };
  const settings = await deps.policies.settle(who, change, await verifier(deps, who));
  await deps.audit.append(who, {
    type: "policy.settings_changed",
    outcome: "ok",
    target: { kind: "workspace", id: who.workspaceId, label: null },
    requestId,
    data: { ...settings.defaults, inside: settings.inside },
  });
  return policiesView(await deps.policies.read(who));
});

export const addPolicyRule = operation(contract.addPolicyRule, async (request) => {
  const { deps, who, body } = request;
  const made = await deps.policies.add(who, checked(deps, ruleOf(body)), await verifier(deps, who));
  await record(request, "policy.rule_added", made);
  return ruleView(made);
});

export const changePolicyRule = operation(contract.changePolicyRule, async (request) => {
  const { deps, who, params, body } = request;
  const verify = await verifier(deps, who);
  const check = (rule: NewRule) => checked(deps, rule);
  const changed = await deps.policies.change(who, params.rule, given(body), check, verify);
  await record(request, "policy.rule_changed", changed);
  return ruleView(changed);
});

export const removePolicyRule = operation(contract.removePolicyRule, async (request) => {
  const { deps, who, params } = request;
  const removed = await deps.policies.remove(who, params.rule, await verifier(deps, who));
  await record(request, "policy.rule_removed", removed);
  return ruleView(removed);
});
