import type { Rule } from "./rules.ts";

/** For tests: a rule that fits every call and allows it, but for what is said otherwise. */
export const ruleWith = (more: Partial<Rule> & Pick<Rule, "id">): Rule => ({
  name: more.id,
  decision: "allow",
  agent: null,
  server: null,
  tool: null,
  effect: null,
  connector: null,
  resources: null,
  fourEyes: false,
  approvers: 1,
  ...more,
});
