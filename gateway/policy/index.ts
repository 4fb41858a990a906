export * from "./approvals/index.ts";
export { type CallerFacts, judgeOpen, type World } from "./calls.ts";
export { type AccessChange, compareAccess } from "./compare.ts";
export { type Decision, decide, type Question } from "./decide.ts";
export { carriedTargets, readingOf, targetsOf } from "./facts.ts";
export { type Guard, type GuardRunView, openGuard } from "./guard.ts";
export * from "./limits/index.ts";
export { lintRules } from "./lint.ts";
export {
  deciding,
  type NewRule,
  openPolicies,
  type Policies,
  type PolicySettings,
  type PolicySnapshot,
  type PolicyState,
  type RuleView,
  snapshotOf,
  type Verify,
} from "./policies.ts";
export type { NewPolicyTest, PolicyTestView } from "./policy-tests.ts";
export { badEntries, carriedOut, type Lists, type Whose } from "./resources.ts";
export {
  type CallFacts,
  type DecisionOf,
  deniesForCertain,
  explain,
  type HeldTo,
  type Judgement,
  judge,
  type MatchedRule,
  type Misfit,
  misfitOf,
  type Rule,
  strictest,
} from "./rules.ts";
export { offList, type Told, told, toldOf, toldOfGuard } from "./words.ts";
