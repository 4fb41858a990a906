/** The whole picture, for dashboards: made to be asked for often. */
import { z } from "zod";
import { route } from "./route.ts";
import { at } from "./shared.ts";
import { verdict } from "./verdict.ts";

export const category = z.enum(["productivity", "communication", "development", "other"]);

const numbers = z.object({
  /** Connectors, connected or not. */
  connectors: z.number().int(),
  /** Those with a live grant, switched off or not. */
  connected: z.number().int(),
  /** Of those that are connected and switched on, by verdict. */
  valid: z.number().int(),
  invalid: z.number().int(),
  unknown: z.number().int(),
  /** Connected, and switched off or waiting for somebody's word. */
  off: z.number().int(),
});
/** Of the connectors that the caller may see: all with `workspace.read`, else their own and the shared ones. */
export const workspaceStatus = z.object({
  as_of: at,
  /**
   * The worst of `providers`: `invalid` before `unknown` before `valid`. What was never checked says nothing, unless
   * there is nothing else. Null: nothing is connected and switched on.
   */
  state: verdict.shape.state.nullable(),
  health: verdict.shape.health.nullable(),
  totals: numbers.extend({
    providers: z.number().int(),
    /** Those with a connected connector. */
    providers_connected: z.number().int(),
  }),
  by_category: z.array(numbers.extend({ category, providers: z.number().int() })),
  providers: z.array(
    numbers.extend({
      id: z.string(),
      title: z.string(),
      category,
      sandbox: z.boolean(),
      /** It has an OAuth client: something can be connected. */
      configured: z.boolean(),
      /** Of its worst connector; null: none is connected and switched on. */
      verdict: verdict.nullable(),
    }),
  ),
});
export type WorkspaceStatus = z.infer<typeof workspaceStatus>;

export const getStatus = route({
  method: "get",
  path: "/api/workspaces/:workspace/status",
  access: "member",
  summary: "Totals, what is connected, by category, and each provider with its verdict",
  response: workspaceStatus,
});
