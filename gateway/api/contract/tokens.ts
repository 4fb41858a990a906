import { z } from "zod";
import { route } from "./route.ts";
import { at, id, nextCursor, pageQuery } from "./shared.ts";

export const token = z.object({
  id,
  name: z.string(),
  /** What it starts with, to recognise it. */
  prefix: z.string(),
  subject: z.object({ kind: z.enum(["agent", "user"]), id, name: z.string() }),
  /** The person for whom the agent acts with it. */
  on_behalf_of: z.object({ id, name: z.string() }).nullable(),
  /** Empty: every server. */
  servers: z.array(z.string()),
  /** Empty: every tool of its servers. */
  tools: z.array(z.string()),
  read_only: z.boolean(),
  created_by: z.string(),
  created_at: at,
  expires_at: at.nullable(),
  revoked_at: at.nullable(),
  last_used_at: at.nullable(),
  /** What the program that used it last calls itself: a claim. */
  last_client: z.string().nullable(),
  /** The token that was made in its place; `expires_at` is when this one ends. */
  replaced_by: id.nullable(),
});
export const tokens = z.object({ tokens: z.array(token), next_cursor: nextCursor });
/** For an agent or a user; with both the agent acts for the user, who must be the one who asks. */
export const newToken = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    agent: id.optional(),
    user: id.optional(),
    servers: z.array(z.string().max(64)).max(50).default([]),
    tools: z.array(z.string().max(64)).max(400).default([]),
    read_only: z.boolean().default(false),
    /** Days from now; null: never. */
    expires_in_days: z.number().int().min(1).max(365).nullable().default(90),
  })
  .refine((t) => t.agent !== undefined || t.user !== undefined, {
    message: "Name an agent or a user.",
    path: ["agent"],
  });
/** `value` is shown this once and never again. */
export const createdToken = z.object({ token, value: z.string() });
export type ApiToken = z.infer<typeof token>;

export const listTokens = route({
  method: "get",
  path: "/api/workspaces/:workspace/tokens",
  access: "tokens.manage",
  summary: "All API tokens",
  query: pageQuery,
  response: tokens,
});

export const issueToken = route({
  method: "post",
  path: "/api/workspaces/:workspace/tokens",
  access: "tokens.manage",
  summary: "Make an API token; its value is shown this once",
  body: newToken,
  response: createdToken,
  status: 201,
  shownOnce: true,
});

/** How long the old one still works, in hours. */
export const rotation = z.strictObject({
  overlap_hours: z.union([z.literal(0), z.literal(1), z.literal(24)]),
});

export const rotateToken = route({
  method: "post",
  path: "/api/workspaces/:workspace/tokens/:id/rotate",
  access: "tokens.manage",
  summary: "Make an API token in the place of another; its value is shown this once",
  description:
    "With all that the old one may do and as long a life. `conflict` for one that is over or was replaced.",
  body: rotation,
  response: createdToken,
  status: 201,
  shownOnce: true,
});

export const revokeToken = route({
  method: "delete",
  path: "/api/workspaces/:workspace/tokens/:id",
  access: "tokens.manage",
  summary: "Revoke an API token",
  response: token,
});
