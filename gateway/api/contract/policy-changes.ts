/** Before a rule is changed: what that would change, tests that hold rules to what was meant, and rules that do nothing. */
import { z } from "zod";
import { changedPolicies, changedPolicyRule, newPolicyRule, policyDecision } from "./policies.ts";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** A change that is not made. */
export const policyChange = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("add"), rule: newPolicyRule }),
  z.strictObject({ kind: z.literal("change"), id, rule: changedPolicyRule }),
  z.strictObject({ kind: z.literal("remove"), id }),
  z.strictObject({ kind: z.literal("settings"), settings: changedPolicies }),
]);
export type PolicyChange = z.input<typeof policyChange>;

export const policyTest = z.object({
  id,
  name: z.string(),
  /** `agt_…` or `usr_…`; without either somebody who is no agent. */
  agent: id.nullable(),
  user: id.nullable(),
  tool: z.string(),
  /** Slug; null: the one that would serve the call. */
  connector: z.string().nullable(),
  /** Null: whatever the arguments. */
  arguments: z.record(z.string(), z.unknown()).nullable(),
  expected: policyDecision,
  created_by: z.string(),
  created_at: at,
});
/** `decision` null: the call cannot be asked about any more, `problem` says why. That is a failure too. */
export const policyTestResult = z.object({
  id,
  name: z.string(),
  expected: policyDecision,
  decision: policyDecision.nullable(),
  passed: z.boolean(),
  reason: z.string(),
});
export type PolicyTestResult = z.infer<typeof policyTestResult>;
export const policyTests = z.object({
  tests: z.array(policyTest.extend({ result: policyTestResult })),
});
export type PolicyTests = z.infer<typeof policyTests>;
export const newPolicyTest = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    agent: id.nullable().default(null),
    user: id.nullable().default(null),
    tool: z.string().min(1).max(64),
    connector: z.string().min(1).max(64).nullable().default(null),
    arguments: z.record(z.string(), z.unknown()).nullable().default(null),
    expected: policyDecision,
  })
  .refine((test) => test.agent === null || test.user === null, {
    message: "Name an agent or a person, not both.",
    path: ["user"],
  })
  .refine((test) => JSON.stringify(test.arguments).length <= 20_000, {
    message: "Give shorter arguments.",
    path: ["arguments"],
  });

const access = z.object({ decision: policyDecision, limited: z.boolean() });
export const policyPreview = z.object({
  /**
   * Whose access changes, at most 200. `agent` null: people, and whatever is no agent. `limited`: held to lists besides.
   * `loses`: less is allowed; `gains`: more; `other`: the same decision with other lists or approvers.
   */
  changes: z.array(
    z.object({
      caller: z.object({ agent: id.nullable(), name: z.string() }),
      kind: z.enum(["gains", "loses", "other"]),
      from: access,
      to: access,
      /** Slug; null: any other. */
      connector: z.string().nullable(),
      tools: z.array(z.object({ name: z.string(), title: z.string() })),
    }),
  ),
  more: z.number().int(),
  gains: z.number().int(),
  loses: z.number().int(),
  /** Every test as it would be; one that fails keeps the change from being saved. */
  tests: z.array(policyTestResult),
  warnings: z.array(z.object({ rule: id, code: z.string(), message: z.string() })),
});
export type PolicyPreview = z.infer<typeof policyPreview>;

export const replayed = z.object({
  from: at,
  to: at,
  /** Calls of that time, as many as were looked at. */
  calls: z.number().int(),
  /** The newest 50,000 alone were looked at. */
  cut: z.boolean(),
  /** As it would have been: `lists`: depends on arguments, which are not kept. */
  allowed: z.number().int(),
  asked: z.number().int(),
  denied: z.number().int(),
  lists: z.number().int(),
  /** Where it would have been another than by the rules of now; most calls first, at most 50. */
  rows: z.array(
    z.object({
      caller: z.object({ id: z.string().nullable(), name: z.string() }),
      tool: z.object({ name: z.string(), title: z.string() }),
      connector: z.object({ id: z.string(), label: z.string() }).nullable(),
      from: access,
      to: access,
      calls: z.number().int(),
      last_at: at,
    }),
  ),
});
export type PolicyReplay = z.infer<typeof replayed>;

/**
 * - `dead`: nothing that can be called fits it; `shadowed`: others decide every call that it fits; `redundant`: without
 *   it every call would end the same
 */
export const policyWarnings = z.object({
  warnings: z.array(
    z.object({
      rule: id,
      code: z.enum(["dead", "shadowed", "redundant"]),
      by: z.array(z.object({ id, name: z.string() })),
    }),
  ),
});
export type PolicyWarnings = z.infer<typeof policyWarnings>;

export const listPolicyTests = route({
  method: "get",
  path: "/api/workspaces/:workspace/policies/tests",
  access: "workspace.read",
  summary: "Saved tests of the rules, and whether they pass now",
  response: policyTests,
});

export const addPolicyTest = route({
  method: "post",
  path: "/api/workspaces/:workspace/policies/tests",
  access: "tokens.manage",
  summary: "Save a call and what is to become of it; held against every change of the rules",
  body: newPolicyTest,
  response: policyTest,
  status: 201,
  atBrowser: true,
});

export const removePolicyTest = route({
  method: "delete",
  path: "/api/workspaces/:workspace/policies/tests/:test",
  access: "tokens.manage",
  summary: "Remove a saved test",
  response: policyTest,
  atBrowser: true,
});

export const previewPolicy = route({
  method: "post",
  path: "/api/workspaces/:workspace/policies/preview",
  access: "workspace.read",
  summary: "Who would gain and lose access by a change, and which tests would fail. Changes nothing",
  body: policyChange,
  response: policyPreview,
});

export const replayPolicy = route({
  method: "post",
  path: "/api/workspaces/:workspace/policies/replay",
  access: "workspace.read",
  summary: "What a change would have made of the calls of the last seven days. Changes nothing",
  body: policyChange,
  response: replayed,
});

export const listPolicyWarnings = route({
  method: "get",
  path: "/api/workspaces/:workspace/policies/warnings",
  access: "workspace.read",
  summary: "Rules that decide nothing, and why",
  response: policyWarnings,
});
