/** Connectors as admins see them. */
import { z } from "zod";
import {
  authLink,
  connector,
  connectorChange,
  deleted,
  deletion,
  oneConnector,
  revoked,
  validated,
} from "./connector.ts";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";
import { scope } from "./verdict.ts";

export const connectorStatus = z.enum([
  "valid",
  /** Valid, and a scope was not given or nothing was seen for an hour. */
  "attention",
  "invalid",
  "unknown",
  /** Waits for somebody's word, see `state`. */
  "unconfirmed",
  /** Switched off. */
  "off",
  "disconnected",
]);
export type ConnectorStatus = z.infer<typeof connectorStatus>;

/** Several values joined by commas. */
const many = <T extends z.ZodType<unknown, string>>(one: T) =>
  z
    .string()
    .max(400)
    .transform((text) => text.split(",").filter(Boolean))
    .pipe(z.array(one).max(60));

export const connectorsQuery = z.strictObject({
  /** Part of a name, slug, id or account, or of whose it is. */
  q: z.string().trim().max(100).optional(),
  /** Ids, joined by commas. */
  provider: many(z.string().max(64)).optional(),
  /** `connectorStatus`, joined by commas. */
  status: many(connectorStatus).optional(),
  kind: z.enum(["shared", "personal"]).optional(),
  /** `usr_…`: the owner, or who authorized it. */
  owner: id.optional(),
  /** Days without a call; 30 or 90. */
  unused: z.enum(["30", "90"]).optional(),
  /** Only those that hold scopes which no call of the last 30 days needed. */
  over_scoped: z.enum(["true"]).optional(),
  sort: z.enum(["newest", "name", "health", "last_call"]).default("newest"),
  page_size: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z.string().max(1200).optional(),
});
export const listedConnector = connector.extend({
  last_call_at: at.nullable(),
  /** When its access is renewed next; null: never, or not known. */
  renews_at: at.nullable(),
  calls_7_days: z.number().int(),
  errors_7_days: z.number().int(),
  /** Scopes that no call of the last 30 days needed; 0 where there was no call. */
  unused_scopes: z.number().int(),
});
export type ListedConnector = z.infer<typeof listedConnector>;
export const connectors = z.object({
  connectors: z.array(listedConnector),
  next_cursor: z.string().nullable(),
  /** How many the filters leave, on all pages. */
  total: z.number().int(),
  /** Of all connectors of the workspace, whatever is filtered. */
  by_status: z.record(connectorStatus, z.number().int()),
});
export type Connectors = z.infer<typeof connectors>;

export const authorize = z.strictObject({
  provider: z.string().max(64),
  tools: z.array(z.string().max(128)).min(1).max(200),
  /** What people call it; default: the account. */
  name: z.string().trim().min(1).max(80).optional(),
  app: id.optional(),
  access: z.string().max(40).optional(),
});
export const reauthorize = z.strictObject({
  /** Default: the tools of the last grant. */
  tools: z.array(z.string().max(128)).min(1).max(200).optional(),
  app: id.optional(),
  access: z.string().max(40).optional(),
});
/** What becomes of the others on the same account, see `ends_together`. */
export const revocation = z.strictObject({ others: z.enum(["keep", "end"]).default("keep") });

export const scopeUse = z.object({
  /** Thirty days ago, or when the grant began. */
  since: at,
  scopes: z.array(
    z.object({
      scope,
      calls: z.number().int(),
      last_used_at: at.nullable(),
      tools: z.array(z.string()),
    }),
  ),
  tools: z.array(z.object({ name: z.string(), calls: z.number().int(), last_used_at: at.nullable() })),
  /** A narrower grant that would have served every call since; reauthorize with `tools` to get it. */
  proposal: z
    .object({ tools: z.array(z.string()), scopes: z.array(scope), dropped: z.array(scope) })
    .nullable(),
});
export type ScopeUse = z.infer<typeof scopeUse>;

export const revokePreview = z.object({
  connector,
  /** Who may use it: API tokens that are not revoked and reach one of its servers. */
  tokens: z.number().int(),
  agents: z.array(
    z.object({ id, name: z.string(), calls_7_days: z.number().int(), last_call_at: at.nullable() }),
  ),
  /** Members who may use it, and how many of them called by it in the last 7 days. */
  people: z.number().int(),
  people_active: z.number().int(),
  tools: z.array(z.string()),
  /** Calls that wait for a person's word. */
  pending_approvals: z.number().int(),
  calls_7_days: z.number().int(),
  /** Calls of the last 24 hours that went by it and would have failed, by caller and tool; the most first. */
  calls_24_hours: z.object({
    calls: z.number().int(),
    by: z.array(
      z.object({
        /** `agt_…` or `usr_…`. */
        caller: z.string(),
        name: z.string(),
        tool: z.string(),
        calls: z.number().int(),
      }),
    ),
  }),
  /** Connected connectors of this workspace on the same account. */
  shares_account_with: z.array(z.object({ id, slug: z.string() })),
  /**
   * The provider can only end everything of an account: with `others: "keep"` its own grant stays until the last
   * connector on the account goes, with `others: "end"` those in `shares_account_with` end as well.
   */
  ends_together: z.boolean(),
});
export type RevokePreview = z.infer<typeof revokePreview>;

export const listConnectors = route({
  method: "get",
  path: "/api/workspaces/:workspace/connectors",
  access: "connectors.manage",
  summary: "Connectors of the workspace: searched, filtered, sorted, page by page",
  query: connectorsQuery,
  response: connectors,
});

export const authorizeConnector = route({
  method: "post",
  path: "/api/workspaces/:workspace/connectors",
  access: "connectors.manage",
  summary: "Start a shared connection",
  description:
    "Send a browser that is signed in as the same session to `authorization_url`; it comes back to `/integrations/:service/callback` within ten minutes.",
  body: authorize,
  response: authLink,
  shownOnce: true,
});

export const getConnector = route({
  method: "get",
  path: "/api/workspaces/:workspace/connectors/:id",
  access: "connectors.manage",
  summary: "One connector",
  response: oneConnector,
});

export const reauthorizeConnector = route({
  method: "post",
  path: "/api/workspaces/:workspace/connectors/:id/authorize",
  access: "connectors.manage",
  summary: "Start a new grant for a connector",
  description:
    "Send a browser that is signed in as the same session to `authorization_url`; it comes back to `/integrations/:service/callback` within ten minutes.",
  body: reauthorize,
  response: authLink,
  shownOnce: true,
});

export const validateConnector = route({
  method: "post",
  path: "/api/workspaces/:workspace/connectors/:id/validate",
  access: "connectors.manage",
  summary: "Check a connector by a real read call",
  response: validated,
});

export const previewRevoke = route({
  method: "get",
  path: "/api/workspaces/:workspace/connectors/:id/revoke_preview",
  access: "connectors.manage",
  summary: "What would stop working if it were revoked",
  response: revokePreview,
});

/** The same as a list to hand around. */
export const exportImpact = route({
  method: "get",
  path: "/api/workspaces/:workspace/connectors/:id/impact",
  access: "connectors.manage",
  summary: "Who and what would stop working if it were revoked, as CSV",
  response: z.string(),
  type: "text/csv",
});

export const revokeConnector = route({
  method: "post",
  path: "/api/workspaces/:workspace/connectors/:id/revoke",
  access: "connectors.manage",
  summary: "Revoke: end the live grant, behind the fence",
  description:
    "When it answers, no result that depends on the grant reaches any agent, from any replica. Revocation at the provider follows, see `upstream`.",
  body: revocation,
  response: revoked,
});

export const retryRevocation = route({
  method: "post",
  path: "/api/workspaces/:workspace/connectors/:id/retry_revocation",
  access: "connectors.manage",
  summary: "Ask the provider again to end a grant that has ended here; `conflict` when nothing is pending",
  response: oneConnector,
});

export const changeConnector = route({
  method: "patch",
  path: "/api/workspaces/:workspace/connectors/:id",
  access: "connectors.manage",
  summary: "Rename a connector, or switch it on or off",
  body: connectorChange,
  response: oneConnector,
});

export const deleteConnector = route({
  method: "delete",
  path: "/api/workspaces/:workspace/connectors/:id",
  access: "connectors.manage",
  summary: "Delete a connector and its sealed tokens",
  description:
    "Ends the grant, takes the connector away and deletes its sealed tokens once the provider has answered; with `shred_now=true` at once, receipt or not.",
  query: deletion,
  response: deleted,
});

export const getScopeUse = route({
  method: "get",
  path: "/api/workspaces/:workspace/connectors/:id/scope_use",
  access: "connectors.manage",
  summary: "Which scopes of the live grant its calls needed",
  response: scopeUse,
});
