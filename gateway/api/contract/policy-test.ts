import { z } from "zod";
import { policyDecision } from "./policies.ts";
import { route } from "./route.ts";
import { effect, id } from "./shared.ts";

/** At most one of `agent` and `user`. */
export const policyQuestion = z.strictObject({
  /** `agt_…` or `usr_…`; without either: somebody who is no agent. */
  agent: id.optional(),
  user: id.optional(),
  tool: z.string().min(1).max(64),
  /** Id or slug; left out: the one that would serve the call, if there is one. */
  connector: z.string().min(1).max(64).optional(),
  /** Left out: whatever the arguments, as far as that can be told. */
  arguments: z.record(z.string(), z.unknown()).optional(),
});
export type PolicyQuestion = z.infer<typeof policyQuestion>;
export const policyAnswer = z.object({
  decision: policyDecision,
  /** Stable: `allowed`, `policy_ask`, `policy_denied`, `target_not_allowed`, `target_unknown`, `tool_not_allowed`, `read_only`. */
  code: z.string(),
  /** In words, and what would change it. */
  reason: z.string(),
  next: z.string(),
  /** What decided; null: the default for the tool's effect. */
  rule: z.object({ id, name: z.string() }).nullable(),
  /** Every rule that fits the call, the most specific first. */
  matched: z.array(
    z.object({
      id,
      name: z.string(),
      specificity: z.number().int(),
      /** What it says of this call: that of a list may be stricter than its decision. */
      decision: policyDecision,
      reason: z.string(),
      /** One of those that decided. */
      decisive: z.boolean(),
    }),
  ),
  /** Rules that do not fit, at most 50, and the first of their conditions that is another one. */
  skipped: z.array(
    z.object({
      id,
      name: z.string(),
      misfit: z.enum(["agent", "tool", "server", "effect", "connector"]),
      reason: z.string(),
    }),
  ),
  /** What rules that only watch would make of it; null: the same, or there are none. */
  watching: z
    .object({ decision: policyDecision, rule: z.object({ id, name: z.string() }).nullable() })
    .nullable(),
  /** What the call would touch; `name` null: told only while it runs, or never (`unbounded`). */
  targets: z.array(z.object({ kind: z.string(), name: z.string().nullable(), unbounded: z.boolean() })),
  effect,
  connector: z.object({ id, slug: z.string() }).nullable(),
});
export type PolicyAnswer = z.infer<typeof policyAnswer>;

export const testPolicy = route({
  method: "post",
  path: "/api/workspaces/:workspace/policies/test",
  access: "workspace.read",
  summary: "Would this call be allowed, and why? Calls nothing",
  body: policyQuestion,
  response: policyAnswer,
});
