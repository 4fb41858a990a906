import type { Guard, Policies, PolicyRule } from "../../gateway/api/contract/index.ts";
import {
  changedGuard,
  changedPolicies,
  changedPolicyRule,
  newPolicyRule,
  policyQuestion,
} from "../../gateway/api/contract/index.ts";
import type { Handler } from "./fake-call.ts";
import { ago, ana, makeId, tools } from "./fake-data.ts";
import { Fault } from "./fake-problem.ts";

const rule = (more: Partial<PolicyRule>): PolicyRule => ({
  id: makeId("pol"),
  name: "Look before mail goes out",
  decision: "ask",
  agent: null,
  server: null,
  tool: "gmail_send",
  effect: null,
  connector: null,
  resources: null,
  four_eyes: false,
  approvers: 1,
  observe: false,
  specificity: 1,
  created_by: ana.name,
  created_at: ago(4_000),
  updated_at: ago(300),
  ...more,
});

const policies: Policies = {
  defaults: { read: "allow", write: "allow", destructive: "allow" },
  inside: { recipient_domains: ["acme.test"] },
  rules: [
    rule({}),
    rule({
      name: "Mail inside the company only",
      decision: "allow",
      tool: null,
      server: "gmail",
      agent: "agt_triage",
      specificity: 2,
      resources: { recipient_domains: ["acme.test", "*.acme.test"] },
    }),
  ],
};

const find = (id: string | undefined): PolicyRule => {
  const found = policies.rules.find((each) => each.id === id);
  if (found) return found;
  throw new Fault(404, "not_found", "There is no such rule.", "Look at the list of rules.");
};

/** Without the fields that were left out. */
const given = (change: object): Partial<PolicyRule> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

const guards = new Map<string, Guard>();
const guardOf = (agent = ""): Guard => {
  const found = guards.get(agent) ?? { agent, enabled: false, runs: [] };
  guards.set(agent, found);
  return found;
};

export const policyHandlers: Handler[] = [
  ["GET", "/policies", () => policies],
  [
    "PATCH",
    "/policies",
    ({ body }) => {
      const { defaults, inside } = changedPolicies.parse(body);
      Object.assign(policies.defaults, given(defaults ?? {}));
      if (inside) policies.inside = inside;
      return policies;
    },
  ],
  [
    "POST",
    "/policies/test",
    ({ body }) => {
      const { tool } = policyQuestion.parse(body);
      const fits = policies.rules.find((each) => each.tool === tool);
      return {
        decision: fits?.decision ?? "allow",
        code: fits ? "policy_ask" : "allowed",
        reason: fits ? `The rule “${fits.name}” decides.` : "No rule fits; reading is allowed.",
        next: "An admin changes it at http://localhost:8787/policies.",
        rule: fits ? { id: fits.id, name: fits.name } : null,
        matched: fits
          ? [
              {
                id: fits.id,
                name: fits.name,
                specificity: 1,
                decision: fits.decision,
                reason: "It names the tool.",
                decisive: true,
              },
            ]
          : [],
        skipped: [],
        watching: null,
        targets: [{ kind: "recipient_domain", name: "customer.test", unbounded: false }],
        effect: tools.find(({ name }) => name === tool)?.effect ?? "read",
        connector: { id: "con_ops", slug: "ops" },
      };
    },
  ],
  [
    "POST",
    "/policies",
    ({ body }) => {
      const { resources, ...wish } = newPolicyRule.parse(body);
      const made = rule({ ...wish, resources, id: makeId("pol"), updated_at: ago(0) });
      policies.rules.push(made);
      return made;
    },
  ],
  [
    "PATCH",
    "/policies/*",
    ({ ids, body }) =>
      Object.assign(find(ids[0]), given(changedPolicyRule.parse(body)), { updated_at: ago(0) }),
  ],
  ["DELETE", "/policies/*", ({ ids }) => policies.rules.splice(policies.rules.indexOf(find(ids[0])), 1)[0]],
  ["GET", "/agents/*/guard", ({ ids }) => guardOf(ids[0])],
  [
    "PATCH",
    "/agents/*/guard",
    ({ ids, body }) => {
      const found = guardOf(ids[0]);
      found.enabled = changedGuard.parse(body).enabled;
      found.runs = [
        {
          run: "3f9a1c7e5b2d4086a1b2",
          untrusted_at: ago(4),
          private_at: ago(2),
          untrusted_by: "gmail_get_thread",
          private_by: "gmail_search",
          tripped: true,
          seen_at: ago(1),
          ends_at: ago(-59),
        },
      ];
      return found;
    },
  ],
  [
    "DELETE",
    "/agents/*/guard/*",
    ({ ids }) => {
      const found = guardOf(ids[0]);
      found.runs = found.runs.filter(({ run }) => run !== ids[1]);
      return found;
    },
  ],
];
