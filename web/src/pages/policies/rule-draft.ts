import type { PolicyDecision, PolicyRule } from "../../api/contract.ts";
import { type ResourceTexts, resourcesOf, textsOf } from "./resource-fields.tsx";

/** Empty texts: any. */
export type RuleDraft = {
  name: string;
  decision: PolicyDecision;
  agent: string;
  server: string;
  tool: string;
  effect: PolicyRule["effect"];
  connector: string;
  resources: ResourceTexts;
  fourEyes: boolean;
  approvers: 1 | 2;
  observe: boolean;
};

export const draftOf = (rule: PolicyRule | undefined): RuleDraft => ({
  name: rule?.name ?? "",
  decision: rule?.decision ?? "ask",
  agent: rule?.agent ?? "",
  server: rule?.server ?? "",
  tool: rule?.tool ?? "",
  effect: rule?.effect ?? null,
  connector: rule?.connector ?? "",
  resources: textsOf(rule?.resources ?? null),
  fourEyes: rule?.four_eyes ?? false,
  approvers: rule?.approvers ?? 1,
  observe: rule?.observe ?? false,
});

/** What an address asks for: a rule from a call that somebody looked at. */
export function draftFrom(query: URLSearchParams): RuleDraft {
  const decision = query.get("decision");
  return {
    ...draftOf(undefined),
    name: (query.get("name") ?? "").slice(0, 80),
    decision: decision === "allow" || decision === "deny" ? decision : "ask",
    agent: query.get("agent") ?? "",
    tool: query.get("tool") ?? "",
    connector: query.get("connector") ?? "",
  };
}

export const wishOf = (draft: RuleDraft) => ({
  name: draft.name.trim(),
  decision: draft.decision,
  agent: draft.agent || null,
  server: draft.server || null,
  tool: draft.tool || null,
  effect: draft.effect,
  connector: draft.connector || null,
  resources: draft.decision === "deny" ? null : resourcesOf(draft.resources),
  four_eyes: draft.decision === "ask" && draft.fourEyes,
  approvers: draft.decision === "ask" ? draft.approvers : 1,
  observe: draft.observe,
});

/** The body that saves a rule as it was. */
export const wishFrom = (rule: PolicyRule) => wishOf(draftOf(rule));
