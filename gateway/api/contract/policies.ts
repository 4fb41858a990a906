import { z } from "zod";
import { route } from "./route.ts";
import { at, effect, id } from "./shared.ts";

export const policyDecision = z.enum(["allow", "ask", "deny"]);
export type PolicyDecision = z.infer<typeof policyDecision>;
const listed = (max: number) => z.array(z.string().trim().min(1).max(max)).max(200).optional();
/**
 * Lists of what calls may touch; a kind that is left out is not limited, an empty list allows nothing of its kind.
 * - `repositories`: `owner/name`, `*` for any run of characters but `/`: `acme/*`
 * - `channels`: ids (`C0123ABCD`, of a person's direct messages `U0123ABCD`) or names (`#general`)
 * - `folders`: ids of Drive folders and shared drives, with all that is below them; `root`: My Drive
 * - `calendars`: ids (addresses); `primary`: the account's own
 * - `recipient_domains`: where mail, invitations, shares and requests for files may go: `acme.com`, `*.acme.com`
 */
export const policyResources = z.strictObject({
  repositories: listed(140),
  channels: listed(80),
  folders: listed(128),
  calendars: listed(320),
  recipient_domains: listed(255),
});
export type PolicyResources = z.infer<typeof policyResources>;

const ruleFields = {
  /** What people call it. */
  name: z.string().trim().min(1).max(80),
  decision: policyDecision,
  /** Each null: any. `agent`, `connector`: ids; `server`: `gmail`; `tool`: its name. */
  agent: id.nullable(),
  server: z.string().min(1).max(64).nullable(),
  tool: z.string().min(1).max(64).nullable(),
  effect: effect.nullable(),
  connector: id.nullable(),
  /** With `allow` and `ask`: a call that touches anything else is denied. Not with `deny`. */
  resources: policyResources.nullable(),
  /** With `ask`: whoever is behind the call may not approve it. */
  four_eyes: z.boolean(),
  /** With `ask`: how many different people must approve. */
  approvers: z.union([z.literal(1), z.literal(2)]),
  /** It decides nothing yet: calls for which it would have are recorded (`policy.observed`). */
  observe: z.boolean(),
};
export const policyRule = z.object({
  id,
  ...ruleFields,
  /** How much of a call it pins down, 0 to 5: of the rules that fit a call the highest decide, the strictest of them. */
  specificity: z.number().int(),
  created_by: z.string(),
  created_at: at,
  updated_at: at,
});
export type PolicyRule = z.infer<typeof policyRule>;
const policyDefaults = z.strictObject({
  read: policyDecision,
  write: policyDecision,
  destructive: policyDecision,
});
/** Oldest rule first. */
export const policies = z.object({
  /** For calls that no rule fits. */
  defaults: policyDefaults,
  /** What is the company's own, for the guard: what goes anywhere else has left. */
  inside: policyResources,
  rules: z.array(policyRule),
});
export type Policies = z.infer<typeof policies>;
/** What is left out stays. */
export const changedPolicies = z.strictObject({
  defaults: policyDefaults.partial().optional(),
  inside: policyResources.optional(),
});
/** At most 1,000 rules a workspace. */
export const newPolicyRule = z.strictObject({
  ...ruleFields,
  agent: ruleFields.agent.default(null),
  server: ruleFields.server.default(null),
  tool: ruleFields.tool.default(null),
  effect: ruleFields.effect.default(null),
  connector: ruleFields.connector.default(null),
  resources: ruleFields.resources.default(null),
  four_eyes: ruleFields.four_eyes.default(false),
  approvers: ruleFields.approvers.default(1),
  observe: ruleFields.observe.default(false),
});
export type NewPolicyRule = z.input<typeof newPolicyRule>;
/** What is left out stays. */
export const changedPolicyRule = z.strictObject(ruleFields).partial();

export const getPolicies = route({
  method: "get",
  path: "/api/workspaces/:workspace/policies",
  access: "workspace.read",
  summary: "Defaults and rules, the oldest rule first",
  response: policies,
});

export const changePolicies = route({
  method: "patch",
  path: "/api/workspaces/:workspace/policies",
  access: "tokens.manage",
  summary: "Change defaults and what counts as inside",
  body: changedPolicies,
  response: policies,
  atBrowser: true,
});

export const addPolicyRule = route({
  method: "post",
  path: "/api/workspaces/:workspace/policies",
  access: "tokens.manage",
  summary: "Add a rule",
  body: newPolicyRule,
  response: policyRule,
  status: 201,
  atBrowser: true,
});

export const changePolicyRule = route({
  method: "patch",
  path: "/api/workspaces/:workspace/policies/:rule",
  access: "tokens.manage",
  summary: "Change a rule",
  body: changedPolicyRule,
  response: policyRule,
  atBrowser: true,
});

export const removePolicyRule = route({
  method: "delete",
  path: "/api/workspaces/:workspace/policies/:rule",
  access: "tokens.manage",
  summary: "Remove a rule",
  response: policyRule,
  atBrowser: true,
});
