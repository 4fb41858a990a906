import { queryOptions, useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import { guard } from "../../../gateway/api/contract/guard.ts";
import { policies, policyRule } from "../../../gateway/api/contract/policies.ts";
import { policyAnswer } from "../../../gateway/api/contract/policy-test.ts";
import { api } from "../paths.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { useChange } from "./change.ts";
import { call } from "./client.ts";
import type { changedPolicies, newPolicyRule, policyQuestion } from "./contract.ts";

export type RuleWish = z.input<typeof newPolicyRule>;

export const policiesQuery = (w: string) =>
  queryOptions({ queryKey: ["policies", w], queryFn: () => call(policies, "GET", api.policies(w)) });

/** What an agent has read in its runs, which goes on while somebody looks. */
export const guardQuery = (w: string, agent: string) =>
  queryOptions({
    queryKey: ["guard", w, agent],
    queryFn: () => call(guard, "GET", api.guard(w, agent)),
    refetchInterval: 10_000,
  });

const touches = ["policies", "audit", "agents"];

export const useChangePolicies = () =>
  useChange(touches, async (w, change: z.input<typeof changedPolicies>) =>
    call(policies, "PATCH", api.policies(w), change),
  );
/** A new rule, or with `id` another content of one. */
export const useSaveRule = (id: string | undefined) =>
  useChange(touches, async (w, wish: RuleWish) =>
    id === undefined
      ? call(policyRule, "POST", api.policies(w), wish)
      : call(policyRule, "PATCH", api.policy(w, id), wish),
  );
export const useDeleteRule = () =>
  useChange(touches, async (w, id: string) => call(policyRule, "DELETE", api.policy(w, id)));

/** Would this call be allowed, and why? Calls nothing. */
export function useTryPolicy() {
  const w = useWorkspace().id;
  return useMutation({
    mutationFn: (question: z.input<typeof policyQuestion>) =>
      call(policyAnswer, "POST", api.tryPolicy(w), question),
  });
}

export const useSwitchGuard = (agent: string) =>
  useChange(["guard", "audit"], async (w, enabled: boolean) =>
    call(guard, "PATCH", api.guard(w, agent), { enabled }),
  );
export const useForgetRun = (agent: string) =>
  useChange(["guard", "audit"], async (w, run: string) => call(guard, "DELETE", api.guardRun(w, agent, run)));
