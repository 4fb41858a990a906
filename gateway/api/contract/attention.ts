/** What needs somebody's attention, worst first. */
import { z } from "zod";
import { route } from "./route.ts";
import { at } from "./shared.ts";

export const attentionKind = z.enum([
  "audit_broken",
  "provider_outage",
  "client_rejected",
  "app_finding",
  "connector_invalid",
  "connector_failing",
  "connector_unconfirmed",
  "scopes_missing",
  "revocation_unconfirmed",
  "approvals_waiting",
  "agent_blocked",
  "token_expires",
]);

export const attentionItem = z.object({
  /** Stays the same while the matter does: `connector_invalid:con_…`. */
  id: z.string(),
  kind: attentionKind,
  severity: z.enum(["critical", "warning", "notice"]),
  /** Of what: a connector, agent, app, provider, token; null: the workspace. */
  subject: z.object({ kind: z.string(), id: z.string(), label: z.string() }).nullable(),
  /** One sentence. */
  message: z.string(),
  /** Stable: a verdict's cause, a finding's code. */
  cause: z.string().nullable(),
  /** How many: approvals, connectors of an outage, failed calls, blocked tools. */
  count: z.number().int().nullable(),
  since: at.nullable(),
  /** Who acts. `you`: the person who asks may; `provider`: nobody here can. */
  owner: z.object({
    who: z.enum(["you", "person", "admin", "operator", "provider"]),
    name: z.string().nullable(),
  }),
  /** Whether it belongs under "You can fix", or "Waiting on others". */
  you_can_fix: z.boolean(),
  /** The one thing to do: a path of this web app. */
  fix: z.object({
    action: z.enum(["reconnect", "review", "open", "decide", "renew", "wait"]),
    path: z.string(),
  }),
  dismissed: z.object({ by: z.string(), at, until: at, reason: z.string() }).nullable(),
});
export type AttentionItem = z.infer<typeof attentionItem>;

export const attention = z.object({
  /** Worst first, without those that were dismissed. At most 200. */
  items: z.array(attentionItem),
  dismissed: z.array(attentionItem),
});
export type Attention = z.infer<typeof attention>;

/** For everybody of the workspace; it comes back when the time is over, or when what it says changes. */
export const dismissal = z.strictObject({
  id: z.string().min(3).max(200),
  reason: z.string().trim().min(1).max(300),
  /** Days. */
  days: z.number().int().min(1).max(90),
});
export const restoration = z.strictObject({ id: z.string().min(3).max(200) });

export const getAttention = route({
  method: "get",
  path: "/api/workspaces/:workspace/overview/attention",
  access: "workspace.read",
  summary: "What needs attention, worst first, each with its owner and one fix",
  response: attention,
});

export const dismissAttention = route({
  method: "post",
  path: "/api/workspaces/:workspace/overview/attention/dismissals",
  access: "connectors.manage",
  summary: "Dismiss one of them for a while, with a reason",
  body: dismissal,
  response: attention,
});

export const restoreAttention = route({
  method: "delete",
  path: "/api/workspaces/:workspace/overview/attention/dismissals",
  access: "connectors.manage",
  summary: "Take a dismissal back",
  query: restoration,
  response: attention,
});
