/** Connections as teammates see them. */
import { z } from "zod";
import { authLink, connector, connectorChange, deleted, deletion, revoked, validated } from "./connector.ts";
import { route } from "./route.ts";
import { id } from "./shared.ts";

export const integrations = z.object({
  integrations: z.array(
    z.object({
      service: z.string(),
      title: z.string(),
      description: z.string(),
      sandbox: z.boolean(),
      configured: z.boolean(),
      servers: z.array(z.object({ id: z.string(), title: z.string() })),
      /** My own, connected or not. */
      personal: z.array(connector),
      /** Authorized by an admin for the workspace; `owner` says whose account it is. The newest fifty. */
      shared: z.array(connector),
      /** How many more there are. */
      more_shared: z.number().int(),
    }),
  ),
});
export type Integrations = z.infer<typeof integrations>;

/**
 * `tools`: names, joined by commas. Without them:
 * the tools of the connector's last grant, or every read tool. Send the browser to `authorization_url`; it comes
 * back to `/integrations/:service/callback`.
 */
export const authLinkQuery = z.strictObject({
  tools: z.string().max(4000).optional(),
  connector: id.optional(),
  /** Default: that of the last grant, else the workspace's default. */
  app: id.optional(),
  access: z.string().max(40).optional(),
});

/** The query of the callback page, as it came. */
export const callback = z.strictObject({
  code: z.string().max(4096).optional(),
  state: z.string().max(512).optional(),
  iss: z.string().max(512).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(2000).optional(),
  /** GitHub Apps. */
  installation_id: z.string().max(40).optional(),
  setup_action: z.string().max(40).optional(),
  /** Any other parameter the provider added; ignored. */
  extra: z.record(z.string().max(100), z.string().max(4096)).optional(),
});
export const callbackResult = z.object({
  connector,
  /** True when an existing connector got a new grant. */
  reconnected: z.boolean(),
  /**
   * Set when the account differs from that of the connector that was to be reconnected. Nothing was overwritten:
   * `connector` is a new one, which serves no call until it is confirmed, and goes by itself after an hour.
   */
  needs_confirmation: z.object({ expected_account: z.string(), actual_account: z.string() }).nullable(),
});
/** `keep` makes it a connector of its own; otherwise it goes, its grant too. */
export const confirmation = z.strictObject({ connector: id, keep: z.boolean() });
export const confirmed = z.object({ connector: connector.nullable() });
export type CallbackResult = z.infer<typeof callbackResult>;
/** It was a rehearsal's sign-in (`rehearsals.ts`): nothing was connected, and its report says what came of it. */
export const rehearsed = z.object({ rehearsal: z.object({ id }) });

/** `connector` when there are several. */
export const integrationAction = z.strictObject({ connector: id.optional() });

export const ownConnectorChange = connectorChange.extend({ connector: id });

export const listIntegrations = route({
  method: "get",
  path: "/api/workspaces/:workspace/integrations",
  access: "member",
  summary: "Every provider, with my own and the shared connections",
  response: integrations,
});

export const getAuthLink = route({
  method: "get",
  path: "/api/workspaces/:workspace/integrations/:service/auth_link",
  access: "connectors.connect_own",
  summary: "Start a connection of my own",
  query: authLinkQuery,
  response: authLink,
  shownOnce: true,
});

export const finishAuthorization = route({
  method: "post",
  path: "/api/workspaces/:workspace/integrations/:service/callback",
  access: "member", // a shared connection comes back here too; its permission was checked when it was started
  summary: "Finish a connection with what the provider answered",
  description:
    "Single use, within ten minutes, by the same person in the same session: `state_used`, `state_expired`, `wrong_user`. `scopes_declined` says which tools would work with what was given.",
  body: callback,
  response: z.union([callbackResult, rehearsed]),
  atBrowser: true,
});

export const confirmConnector = route({
  method: "post",
  path: "/api/workspaces/:workspace/integrations/:service/confirm",
  access: "member", // whoever may manage the connector: checked below
  summary: "Keep or drop a connection that came back with another account",
  body: confirmation,
  response: confirmed,
  atBrowser: true,
});

export const validateIntegration = route({
  method: "post",
  path: "/api/workspaces/:workspace/integrations/:service",
  access: "connectors.connect_own",
  summary: "Check my connection by a real read call",
  body: integrationAction,
  response: validated,
});

export const changeIntegration = route({
  method: "patch",
  path: "/api/workspaces/:workspace/integrations/:service",
  access: "connectors.connect_own",
  summary: "Rename my connection, or switch it on or off",
  body: ownConnectorChange,
  response: validated,
});

export const disconnectIntegration = route({
  method: "delete",
  path: "/api/workspaces/:workspace/integrations/:service",
  access: "connectors.connect_own",
  summary: "Disconnect: end the grant of my connection",
  query: integrationAction,
  response: revoked,
});

export const deleteIntegration = route({
  method: "delete",
  path: "/api/workspaces/:workspace/integrations/:service/:connector",
  access: "connectors.connect_own",
  summary: "Delete my connection and its sealed tokens",
  description:
    "Ends the grant, takes the connector away and deletes its sealed tokens once the provider has answered; with `shred_now=true` at once, receipt or not.",
  query: deletion,
  response: deleted,
});
