import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { type PolicySnapshot, type PolicyTestView, snapshotOf, type Verify } from "../policy/index.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation } from "./operation.ts";
import { openReads, type Prepared, prepare, type Reads } from "./policy-question.ts";

const testView = (test: PolicyTestView) => ({
  id: test.id,
  name: test.name,
  agent: test.agent,
  user: test.user,
  tool: test.tool,
  connector: test.connector,
  arguments: test.arguments,
  expected: test.expected,
  created_by: test.createdBy,
  created_at: test.createdAt.toISOString(),
});

/** A saved test of which everything is known but the rules. */
export interface ReadyTest {
  test: PolicyTestView;
  run(snapshot: PolicySnapshot): contract.PolicyTestResult;
}

function resultOf({ id, name, expected }: PolicyTestView, asked: Prepared | Error, snapshot: PolicySnapshot) {
  const about = { id, name, expected };
  if (asked instanceof Error)
    return { ...about, decision: null, passed: false, reason: `It cannot be asked: ${asked.message}` };
  const { decision, reason } = asked.ask(snapshot);
  return { ...about, decision, passed: decision === expected, reason };
}

async function ready(deps: ApiDeps, who: Principal, test: PolicyTestView, reads: Reads): Promise<ReadyTest> {
  const question = {
    tool: test.tool,
    ...(test.agent !== null && { agent: test.agent }),
    ...(test.user !== null && { user: test.user }),
    ...(test.connector !== null && { connector: test.connector }),
    ...(test.arguments !== null && { arguments: test.arguments }),
  };
  const asked = await prepare(deps, who, question, reads).catch((error: unknown) => {
    if (error instanceof GatewayError && error.status < 500) return error;
    throw error;
  });
  return { test, run: (snapshot) => resultOf(test, asked, snapshot) };
}

export async function readyTests(deps: ApiDeps, who: Principal): Promise<ReadyTest[]> {
  const all = await deps.policies.tests.list(who);
  const agents = await deps.identity.agents.list(who, new Set(all.flatMap(({ agent }) => agent ?? [])));
  const reads = openReads(deps, who, agents);
  const tests: ReadyTest[] = [];
  for (const test of all) tests.push(await ready(deps, who, test, reads));
  return tests;
}

/** Every saved test must pass after a change. Throws `policy_tests_failed` from within it, with those that do not. */
export async function verifier(deps: ApiDeps, who: Principal): Promise<Verify> {
  const tests = await readyTests(deps, who);
  if (tests.length === 0) return () => {};
  const { guarded } = await deps.policies.of(who);
  return (after) => {
    const snapshot = snapshotOf(after, guarded);
    const failed = tests.map((one) => one.run(snapshot)).filter(({ passed }) => !passed);
    if (failed.length === 0) return;
    const names = failed.map(({ name }) => `“${name}”`).join(", ");
    throw new GatewayError("policy_tests_failed", {
      detail: `Nothing was changed: ${failed.length === 1 ? "the test" : "the tests"} ${names} would fail.`,
      data: { tests: failed.map(({ id, name, expected, decision }) => ({ id, name, expected, decision })) },
    });
  };
}

export const listPolicyTests = operation(contract.listPolicyTests, async ({ deps, who }) => {
  const snapshot = await deps.policies.of(who);
  const tests = await readyTests(deps, who);
  return { tests: tests.map(({ test, run }) => ({ ...testView(test), result: run(snapshot) })) };
});

export const addPolicyTest = operation(contract.addPolicyTest, async ({ deps, who, body, requestId }) => {
  const { agent, user, connector, arguments: args, ...rest } = body;
  const question = {
    tool: body.tool,
    ...(agent !== null && { agent }),
    ...(user !== null && { user }),
    ...(connector !== null && { connector }),
    ...(args !== null && { arguments: args }),
  };
  if (user !== null) await deps.identity.members.require(who, user);
  await prepare(deps, who, question); // what cannot be asked now says nothing later
  const made = await deps.policies.tests.add(who, { ...rest, agent, user, connector, arguments: args });
  await deps.audit.append(who, {
    type: "policy.test_added",
    outcome: "ok",
    target: { kind: "rule", id: made.id, label: made.name },
    requestId,
    data: { tool: made.tool, expected: made.expected },
  });
  return testView(made);
});

export const removePolicyTest = operation(
  contract.removePolicyTest,
  async ({ deps, who, params, requestId }) => {
    const removed = await deps.policies.tests.remove(who, params.test);
    await deps.audit.append(who, {
      type: "policy.test_removed",
      outcome: "ok",
      target: { kind: "rule", id: removed.id, label: removed.name },
      requestId,
      data: { tool: removed.tool, expected: removed.expected },
    });
    return testView(removed);
  },
);
