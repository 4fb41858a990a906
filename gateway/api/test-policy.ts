import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";
import { prepare } from "./policy-question.ts";

export const testPolicy = operation(contract.testPolicy, async ({ deps, who, body }) => {
  const { ask } = await prepare(deps, who, body);
  return ask(await deps.policies.of(who));
});
