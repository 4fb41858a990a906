import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { app, apps, checkedApp, removedApp } from "../../../gateway/api/contract/apps.ts";
import { api } from "../paths.ts";
import { useChange } from "./change.ts";
import { call } from "./client.ts";
import type { appChange, newApp } from "./contract.ts";

export type NewApp = z.input<typeof newApp>;
export type AppChange = z.input<typeof appChange>;

export const appsQuery = (w: string) =>
  queryOptions({ queryKey: ["apps", w], queryFn: () => call(apps, "GET", api.apps(w)) });

const touches = ["apps", "catalog", "integrations", "connectors", "audit"];

export const useAddApp = () =>
  useChange(touches, async (w, wish: NewApp) => call(app, "POST", api.apps(w), wish));
export const useChangeApp = (id: string) =>
  useChange(touches, async (w, change: AppChange) => call(app, "PATCH", api.app(w, id), change));
export const useCheckApp = (id: string) =>
  useChange(touches, async (w, _: undefined) => call(checkedApp, "POST", api.checkApp(w, id), {}));
export const useRemoveApp = (id: string) =>
  useChange(touches, async (w, _: undefined) => call(removedApp, "DELETE", api.app(w, id)));
