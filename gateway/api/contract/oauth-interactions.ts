/** The consent page: what a client asks a signed-in person. */
import { z } from "zod";
import { oauthClientKind, oauthScope } from "./oauth-clients.ts";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";
import { verdict } from "./verdict.ts";

/** What a client would reach of one MCP server in one workspace. */
export const reachableServer = z.object({
  id: z.string(),
  title: z.string(),
  provider: z.string(),
  /** Mine and shared ones. Empty: nothing is connected yet, and a call will answer with the link to connect. */
  connectors: z.array(
    z.object({
      id,
      slug: z.string(),
      name: z.string(),
      account: z.string(),
      kind: z.enum(["shared", "personal"]),
      verdict,
    }),
  ),
  tools: z.array(
    z.object({ name: z.string(), title: z.string(), effect: z.enum(["read", "write", "destructive"]) }),
  ),
});

/**
 * What the page `/authorize/:uid` asks a signed-in person. 401 `not_signed_in`: sign
 * in and come back to this very page. 404 `interaction_not_found`: over, or begun in another browser.
 */
export const oauthInteraction = z.object({
  uid: z.string(),
  client: z.object({
    /** Its `client_id`; for `metadata_document` an https address whose host is the only thing about it that is proved. */
    id: z.string(),
    /** As it calls itself: not proved by anything. */
    name: z.string().nullable(),
    kind: oauthClientKind,
    /** Host (and port) or private scheme of the address that the answer goes to, e.g. `claude.ai`, `cursor:`. */
    redirect_host: z.string(),
    /** The answer goes to a program on this person's own machine: any program there may be behind it. */
    localhost_only: z.boolean(),
    /** This person has not allowed this client before, at this address, in any workspace. */
    is_new: z.boolean(),
  }),
  /** The MCP endpoint that is asked for. */
  resource: z.string(),
  /** Ids of its servers: one, or all of them for `/mcp`. `servers` of the answer may name fewer of them then. */
  servers: z.array(z.string()),
  scopes: z.array(oauthScope),
  user: z.object({ id, email: z.string(), name: z.string() }),
  /** Where it may be allowed; `current`: the session's own. `allowed`: stands there already, and is asked again. */
  workspaces: z.array(
    z.object({
      id,
      slug: z.string(),
      name: z.string(),
      current: z.boolean(),
      allowed: z.object({ servers: z.array(z.string()), read_only: z.boolean() }).nullable(),
      servers: z.array(reachableServer),
    }),
  ),
  expires_at: at,
});
export type OAuthInteraction = z.infer<typeof oauthInteraction>;
/**
 * The page then sends the browser to `redirect_to`, which is
 * an address of this gateway, whatever was decided.
 */
export const oauthDecision = z.strictObject({
  decision: z.enum(["allow", "deny"]),
  /** Id or slug; default: the session's own. */
  workspace: id.optional(),
  /** Fewer than asked for; default: all of them. */
  servers: z.array(z.string().max(64)).min(1).max(100).optional(),
  read_only: z.boolean().default(false),
});
export const oauthDecided = z.object({ redirect_to: z.string() });

export const getInteraction = route({
  method: "get",
  path: "/api/oauth/interactions/:uid",
  access: "session",
  summary: "What a client asks a person to allow",
  response: oauthInteraction,
});

export const answerInteraction = route({
  method: "post",
  path: "/api/oauth/interactions/:uid",
  access: "session",
  summary: "Allow it, or not",
  body: oauthDecision,
  response: oauthDecided,
  shownOnce: true,
});
