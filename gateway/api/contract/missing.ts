/** What a teammate or an agent lacks: the same truth as `check` and the verdicts, by MCP server. */
import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

export const missingQuery = z.strictObject({
  /** What this agent lacks when it acts as itself; needs `workspace.read`. Default: what I lack. */
  agent: id.optional(),
  /** One MCP server alone. */
  server: z.string().min(1).max(64).optional(),
});

export const missingNeed = z.object({
  code: z.enum([
    "connection_required",
    "connector_disabled",
    "connector_invalid",
    "scope_missing",
    "policy_denied",
  ]),
  provider: z.string(),
  provider_title: z.string(),
  /** Slug; null: there is none yet. */
  connector: z.string().nullable(),
  /** One sentence, with the link in it. */
  message: z.string(),
  tools: z.array(z.string()),
  missing_scopes: z.array(z.string()),
  /** Who can put that right: the person who asks, the person an agent acts for, the connector's owner, an admin. */
  who: z.enum(["you", "person", "owner", "admin"]),
  /** Absolute: the page that puts it right. */
  url: z.string(),
});
export type MissingNeed = z.infer<typeof missingNeed>;

export const missingServer = z.object({
  id: z.string(),
  title: z.string(),
  provider: z.string(),
  /** `partly`: some of its tools work. */
  state: z.enum(["ready", "partly", "blocked"]),
  /** Of tools that the caller may use. */
  usable: z.number().int(),
  blocked: z.number().int(),
  needs: z.array(missingNeed),
  /** Connectors with such a need that are not told: of each kind the first fifty are. */
  more_needs: z.number().int(),
});

export const missing = z.object({
  caller: z.object({ kind: z.enum(["user", "agent"]), id, name: z.string() }),
  checked_at: at,
  ready: z.boolean(),
  servers: z.array(missingServer),
});
export type Missing = z.infer<typeof missing>;

/**
 * What another product's page shows the warning with. It reads `missing` and nothing else, for
 * fifteen minutes, and no longer than what it was made with stands.
 */
export const newEmbedToken = z.strictObject({ agent: id.optional() });
export const embedToken = z.object({ token: z.string(), expires_at: at });

export const getMissing = route({
  method: "get",
  path: "/api/workspaces/:workspace/missing",
  access: "member",
  summary: "Which connections I lack, or an agent does, and who puts that right",
  description:
    "With a session; or, from pages of the origins in `EMBED_ORIGINS` and from programs, with " +
    "`Authorization: Bearer ve_…` (an embed token), which never reads a cookie. Kept for 15 seconds; has an `ETag`.",
  query: missingQuery,
  response: missing,
});

export const issueEmbedToken = route({
  method: "post",
  path: "/api/workspaces/:workspace/embed_tokens",
  access: "member",
  summary: "A token that shows what I lack in another product's page",
  body: newEmbedToken,
  response: embedToken,
  status: 201,
  shownOnce: true,
});

/** The same for a program that holds an API token: of what the token's own caller lacks. */
export const issueEmbedTokenByBearer = route({
  method: "post",
  path: "/api/check/embed_tokens",
  access: "bearer",
  summary: "A token that shows what the caller lacks in another product's page",
  response: embedToken,
  status: 201,
  shownOnce: true,
});
