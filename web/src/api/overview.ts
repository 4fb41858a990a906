import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { dismissAttention, getAttention, restoreAttention } from "../../../gateway/api/contract/attention.ts";
import { getHealthBoard, getOverview } from "../../../gateway/api/contract/overview.ts";
import { unlessLive } from "../live/state.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";
import type { OverviewRange } from "./contract.ts";

const EVERY_MS = 30_000;

export const overviewQuery = (workspace: string, range: OverviewRange) =>
  queryOptions({
    queryKey: ["overview", workspace, range],
    queryFn: () => send(getOverview, { params: { workspace }, query: { range } }),
    placeholderData: keepPreviousData,
    refetchInterval: unlessLive(EVERY_MS),
  });
export const healthQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["connectors", workspace, "health"],
    queryFn: () => send(getHealthBoard, { params: { workspace } }),
    refetchInterval: unlessLive(EVERY_MS),
  });
export const attentionQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["attention", workspace],
    queryFn: () => send(getAttention, { params: { workspace } }),
    refetchInterval: unlessLive(EVERY_MS),
  });

export const useDismiss = () =>
  useChange(["attention", "audit"], (workspace, body: { id: string; reason: string; days: number }) =>
    send(dismissAttention, { params: { workspace }, body }),
  );
export const useRestore = () =>
  useChange(["attention", "audit"], (workspace, id: string) =>
    send(restoreAttention, { params: { workspace }, query: { id } }),
  );
