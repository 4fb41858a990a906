/** The OAuth clients of agents. */
import { z } from "zod";
import { route } from "./route.ts";
import { at } from "./shared.ts";
import { rotation } from "./tokens.ts";

/** The OAuth client of an agent that runs without a person (client credentials, RFC 6749 section 4.4). */
export const agentClient = z.object({
  /** The `client_id`. */
  id: z.string(),
  name: z.string(),
  auth: z.enum(["client_secret", "private_key_jwt"]),
  jwks_uri: z.string().nullable(),
  /** It may also act on behalf of people, who are asked first. */
  redirect_uris: z.array(z.string()),
  read_only: z.boolean(),
  created_by: z.string(),
  created_at: at,
  revoked_at: at.nullable(),
  last_used_at: at.nullable(),
  /** Its secret was rotated, and the one before works until then; null: it has one secret, or none. */
  old_secret_ends_at: at.nullable(),
});
export type AgentClient = z.infer<typeof agentClient>;
export const agentClients = z.object({ clients: z.array(agentClient) });
/** With `jwks` or `jwks_uri` it signs (RFC 7523), without it gets a secret. */
export const newAgentClient = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    read_only: z.boolean().default(false),
    /** Public keys only. */
    jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(10) }).optional(),
    jwks_uri: z
      .url({ protocol: /^https$/ })
      .max(500)
      .optional(),
    redirect_uris: z.array(z.string().max(500)).max(10).default([]),
  })
  .refine((c) => !(c.jwks && c.jwks_uri), { message: "Give either jwks or jwks_uri.", path: ["jwks_uri"] });
/** `client_secret` is shown this once and never again; null: it signs with its key. */
export const createdAgentClient = z.object({
  client: agentClient,
  client_secret: z.string().nullable(),
  token_endpoint: z.string(),
});

export const listAgentClients = route({
  method: "get",
  path: "/api/workspaces/:workspace/agents/:agent/clients",
  access: "tokens.manage",
  summary: "OAuth clients of an agent",
  response: agentClients,
});

export const createAgentClient = route({
  method: "post",
  path: "/api/workspaces/:workspace/agents/:agent/clients",
  access: "tokens.manage",
  summary: "Make an OAuth client for an agent; its secret is shown this once",
  body: newAgentClient,
  response: createdAgentClient,
  status: 201,
  shownOnce: true,
});

export const rotateAgentClient = route({
  method: "post",
  path: "/api/workspaces/:workspace/agents/:agent/clients/:client/rotate",
  access: "tokens.manage",
  summary: "Give an OAuth client of an agent another secret, which is shown this once",
  description:
    "The `client_id` stays, and the secret before works for `overlap_hours` more; one that was already old ends now. With 0 also the tokens end that the client bought for itself before. `conflict` for a client that is revoked or that signs with its own key.",
  body: rotation,
  response: createdAgentClient,
  status: 201,
  shownOnce: true,
});

export const revokeAgentClient = route({
  method: "delete",
  path: "/api/workspaces/:workspace/agents/:agent/clients/:client",
  access: "tokens.manage",
  summary: "Revoke an OAuth client of an agent; a fence",
  description: "When it answers, no replica accepts a token of it any more.",
  response: agentClient,
});
