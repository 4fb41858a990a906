import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { approvalCounts, approvalsPage, oneApproval } from "../../../gateway/api/contract/approvals.ts";
import { api } from "../paths.ts";
import { useChange } from "./change.ts";
import { call } from "./client.ts";
import type { approvalDecision } from "./contract.ts";

/** Calls wait for minutes; whoever looks on sees what others decide. */
const EVERY_MS = 3_000;

/** `mine`: only those asked for in my name. */
export const waitingQuery = (w: string, mine: boolean) =>
  queryOptions({
    queryKey: ["approvals", w, "waiting", mine],
    queryFn: () =>
      call(
        approvalsPage,
        "GET",
        api.approvals(w, { state: "pending", mine: String(mine), page_size: "100" }),
      ),
    refetchInterval: EVERY_MS,
  });

export const pastQuery = (w: string, mine: boolean) =>
  infiniteQueryOptions({
    queryKey: ["approvals", w, "past", mine],
    queryFn: ({ pageParam }) =>
      call(approvalsPage, "GET", api.approvals(w, { mine: String(mine), cursor: pageParam })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
  });

export const approvalQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: ["approvals", w, "one", id],
    queryFn: async () => (await call(oneApproval, "GET", api.approval(w, id))).approval,
    // Approved ones are spent by the agent while somebody looks on.
    refetchInterval: ({ state }) =>
      state.data?.state === "pending" || state.data?.state === "approved" ? EVERY_MS : false,
  });

/** For the badge: pending ones that I may decide. */
export const approvalCountsQuery = (w: string) =>
  queryOptions({
    queryKey: ["approvals", w, "counts"],
    queryFn: () => call(approvalCounts, "GET", api.approvalCounts(w)),
    refetchInterval: 10_000,
    retry: false,
  });

const touches = ["approvals", "audit"];

export const useDecide = (id: string) =>
  useChange(touches, async (w, word: z.input<typeof approvalDecision>) =>
    call(oneApproval, "POST", api.decideApproval(w, id), word),
  );
export const useCancelApproval = (id: string) =>
  useChange(touches, async (w, _: undefined) => call(oneApproval, "DELETE", api.approval(w, id)));
