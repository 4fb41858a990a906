import { queryOptions } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import { addApp, changeApp, checkApp, listApps, removeApp } from "../../../gateway/api/contract/apps.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

export type NewApp = Body<typeof addApp>;
export type AppChange = Body<typeof changeApp>;

export const appsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["apps", workspace],
    queryFn: () => send(listApps, { params: { workspace } }),
    // How many connections are on each changes elsewhere, and says whether one can be removed.
    staleTime: 0,
  });

const touches = ["apps", "catalog", "integrations", "connectors", "audit"];

export const useAddApp = () =>
  useChange(touches, (workspace, body: NewApp) => send(addApp, { params: { workspace }, body }));
export const useChangeApp = (id: string) =>
  useChange(touches, (workspace, body: AppChange) => send(changeApp, { params: { workspace, id }, body }));
export const useCheckApp = (id: string) =>
  useChange(touches, (workspace, _: undefined) => send(checkApp, { params: { workspace, id } }));
export const useRemoveApp = (id: string) =>
  useChange(touches, (workspace, _: undefined) => send(removeApp, { params: { workspace, id } }));
