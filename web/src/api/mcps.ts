import { queryOptions, useMutation } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import { getOwnActivity } from "../../../gateway/api/contract/activity.ts";
import { listMcps, tryTool } from "../../../gateway/api/contract/mcps.ts";
import { unlessLive } from "../live/state.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { send } from "./client.ts";

/** Of what I can do, or an agent while it acts for me. */
export const mcpsQuery = (workspace: string, agent?: string) =>
  queryOptions({
    queryKey: ["mcps", workspace, agent ?? "me"],
    queryFn: () => send(listMcps, { params: { workspace }, query: { agent } }),
    // A connection may have ended at the provider while the person was away.
    refetchOnWindowFocus: "always",
    refetchInterval: unlessLive(60_000),
  });

/** Who used my connections. */
export const activityQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["activity", workspace],
    queryFn: () => send(getOwnActivity, { params: { workspace } }),
    staleTime: 30_000,
  });

export function useTryTool(server: string) {
  const workspace = useWorkspace().id;
  return useMutation({
    mutationFn: (body: Body<typeof tryTool>) => send(tryTool, { params: { workspace, server }, body }),
  });
}
