/** Clients that come in by OAuth: what a person has allowed. */
import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/**
 * How a client is known: `registered` itself here, described by a `metadata_document` at the https address that is its
 * id, made by an admin for an `agent`, or `unknown`: registered without a name.
 */
export const oauthClientKind = z.enum(["registered", "metadata_document", "agent", "unknown"]);
/** `mcp:write` asks for tools that change something too. */
export const oauthScope = z.enum(["mcp:read", "mcp:write"]);

/** A client that somebody has allowed. */
export const allowedClient = z.object({
  id,
  client: z.object({
    id: z.string(),
    name: z.string().nullable(),
    kind: oauthClientKind,
    redirect_host: z.string().nullable(),
  }),
  /** Who allowed it, and whom it acts for. */
  user: z.object({ id, name: z.string(), email: z.string() }),
  /** For whom beside them: an agent that acts on this person's behalf. */
  agent: z.object({ id, name: z.string() }).nullable(),
  /** `person`: on the consent page. `issuer`: the company's identity provider vouched for it (ID-JAG). */
  allowed_by: z.enum(["person", "issuer"]),
  resource: z.string(),
  servers: z.array(z.string()),
  read_only: z.boolean(),
  created_at: at,
  last_used_at: at.nullable(),
  revoked_at: at.nullable(),
  mine: z.boolean(),
});
export type AllowedClient = z.infer<typeof allowedClient>;
/** Mine; `all=true` (`tokens.manage`): everybody's of the workspace. Newest first. */
export const allowedClientsQuery = z.strictObject({
  all: z.enum(["true", "false"]).default("false"),
  page_size: z.coerce.number().int().min(1).max(100).default(50),
  cursor: id.optional(),
});
export const allowedClients = z.object({
  clients: z.array(allowedClient),
  next_cursor: z.string().nullable(),
});
export const allowedClientRevoked = z.object({ client: allowedClient, fenced_in_ms: z.number() });

export const listAllowedClients = route({
  method: "get",
  path: "/api/workspaces/:workspace/oauth-clients",
  access: "member", // each sees their own; all of them only with `tokens.manage`
  summary: "Clients that I have allowed, or everybody has",
  query: allowedClientsQuery,
  response: allowedClients,
});

export const revokeAllowedClient = route({
  method: "delete",
  path: "/api/workspaces/:workspace/oauth-clients/:consent",
  access: "member", // one's own; anybody's with `tokens.manage`
  summary: "Take back what a client was allowed; a fence",
  description: "When it answers, no replica accepts a token of it any more.",
  response: allowedClientRevoked,
});
