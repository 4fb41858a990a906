import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import {
  cancelApproval,
  countApprovals,
  decideApproval,
  getApproval,
  getApprovalHistory,
  listApprovals,
  listStandingApprovals,
  withdrawApproval,
} from "../../../gateway/api/contract/approvals.ts";
import { unlessLive } from "../live/state.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

/** Calls wait for minutes; whoever looks on sees what others decide. */
const EVERY_MS = 3_000;

const asFlag = (is: boolean) => (is ? "true" : "false");

/** `mine`: only those asked for in my name. */
export const waitingQuery = (workspace: string, mine: boolean) =>
  queryOptions({
    queryKey: ["approvals", workspace, "waiting", mine],
    queryFn: () =>
      send(listApprovals, {
        params: { workspace },
        query: { state: "pending", mine: asFlag(mine), page_size: 100 },
      }),
    refetchInterval: unlessLive(EVERY_MS),
  });

export const pastQuery = (workspace: string, mine: boolean) =>
  infiniteQueryOptions({
    queryKey: ["approvals", workspace, "past", mine],
    queryFn: ({ pageParam: cursor }) =>
      send(listApprovals, { params: { workspace }, query: { mine: asFlag(mine), cursor } }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
  });

export const approvalQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["approvals", workspace, "one", id],
    queryFn: async () => (await send(getApproval, { params: { workspace, id } })).approval,
    // Approved ones are spent by the agent while somebody looks on.
    refetchInterval: ({ state }) =>
      state.data?.state === "pending" || state.data?.state === "approved" ? EVERY_MS : false,
  });

/** For the badge: pending ones that I may decide. */
export const approvalCountsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["approvals", workspace, "counts"],
    queryFn: () => send(countApprovals, { params: { workspace } }),
    refetchInterval: unlessLive(10_000),
    retry: false,
  });

export const approvalHistoryQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["approvals", workspace, "history", id],
    queryFn: () => send(getApprovalHistory, { params: { workspace, id } }),
  });

export const standingQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["approvals", workspace, "standing"],
    queryFn: () => send(listStandingApprovals, { params: { workspace } }),
  });

const touches = ["approvals", "audit"];

/** One of several: which is said with each. */
export const useDecideEach = () =>
  useChange(touches, (workspace, { id, ...body }: Body<typeof decideApproval> & { id: string }) =>
    send(decideApproval, { params: { workspace, id }, body }),
  );
export const useWithdraw = () =>
  useChange(touches, (workspace, id: string) => send(withdrawApproval, { params: { workspace, id } }));
export const useCancelApproval = (id: string) =>
  useChange(touches, (workspace, _: undefined) => send(cancelApproval, { params: { workspace, id } }));
