import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import { changeGuard, clearGuardRun, getGuard } from "../../../gateway/api/contract/guard.ts";
import {
  addPolicyRule,
  changePolicies,
  changePolicyRule,
  getPolicies,
  removePolicyRule,
} from "../../../gateway/api/contract/policies.ts";
import {
  addPolicyTest,
  listPolicyTests,
  listPolicyWarnings,
  type PolicyChange,
  previewPolicy,
  removePolicyTest,
  replayPolicy,
} from "../../../gateway/api/contract/policy-changes.ts";
import { testPolicy } from "../../../gateway/api/contract/policy-test.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

export type RuleWish = Body<typeof addPolicyRule>;

export const policiesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["policies", workspace],
    queryFn: () => send(getPolicies, { params: { workspace } }),
  });

/** What an agent has read in its runs, which goes on while somebody looks. */
export const guardQuery = (workspace: string, agent: string) =>
  queryOptions({
    queryKey: ["guard", workspace, agent],
    queryFn: () => send(getGuard, { params: { workspace, agent } }),
    refetchInterval: 10_000,
  });

const touches = ["policies", "audit", "agents"];

export const useChangePolicies = () =>
  useChange(touches, (workspace, body: Body<typeof changePolicies>) =>
    send(changePolicies, { params: { workspace }, body }),
  );
/** A new rule, or with `id` another content of one. */
export const useSaveRule = (id: string | undefined) =>
  useChange(touches, (workspace, body: RuleWish) =>
    id === undefined
      ? send(addPolicyRule, { params: { workspace }, body })
      : send(changePolicyRule, { params: { workspace, rule: id }, body }),
  );
export const useDeleteRule = () =>
  useChange(touches, (workspace, rule: string) => send(removePolicyRule, { params: { workspace, rule } }));

/** Whether saved tests pass now. */
export const policyTestsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["policies", workspace, "tests"],
    queryFn: () => send(listPolicyTests, { params: { workspace } }),
  });
export const policyWarningsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["policies", workspace, "warnings"],
    queryFn: () => send(listPolicyWarnings, { params: { workspace } }),
  });
/** What a change would come to. Changes nothing. */
export const policyPreviewQuery = (workspace: string, change: PolicyChange) =>
  queryOptions({
    queryKey: ["policies", workspace, "preview", JSON.stringify(change)],
    queryFn: () => send(previewPolicy, { params: { workspace }, body: change }),
    placeholderData: keepPreviousData,
  });
export function useReplay() {
  const workspace = useWorkspace().id;
  return useMutation({
    mutationFn: (body: PolicyChange) => send(replayPolicy, { params: { workspace }, body }),
  });
}
export const useAddPolicyTest = () =>
  useChange(["policies", "audit"], (workspace, body: Body<typeof addPolicyTest>) =>
    send(addPolicyTest, { params: { workspace }, body }),
  );
export const useRemovePolicyTest = () =>
  useChange(["policies", "audit"], (workspace, test: string) =>
    send(removePolicyTest, { params: { workspace, test } }),
  );

/** Would this call be allowed, and why? Calls nothing. */
export function useTryPolicy() {
  const workspace = useWorkspace().id;
  return useMutation({
    mutationFn: (body: Body<typeof testPolicy>) => send(testPolicy, { params: { workspace }, body }),
  });
}

const ofGuard = ["guard", "audit"];

export const useSwitchGuard = (agent: string) =>
  useChange(ofGuard, (workspace, enabled: boolean) =>
    send(changeGuard, { params: { workspace, agent }, body: { enabled } }),
  );
export const useForgetRun = (agent: string) =>
  useChange(ofGuard, (workspace, run: string) => send(clearGuardRun, { params: { workspace, agent, run } }));
