/** The MCP servers as a teammate sees them: what each needs, tool by tool. */
import { z } from "zod";
import { route } from "./route.ts";
import { at, effect, id } from "./shared.ts";
import { scope, verdict } from "./verdict.ts";

export const mcpNeed = z.object({
  /** As in `missing` and in the call's own answer. */
  code: z.enum([
    "connection_required",
    "connector_disabled",
    "connector_invalid",
    "scope_missing",
    "policy_denied",
  ]),
  /** Slug; null: there is none yet. */
  connector: z.string().nullable(),
  /** `con_…`, where it is one that the person who asks may see. */
  connector_id: id.nullable(),
  account: z.string().nullable(),
  tools: z.array(z.string()),
  missing_scopes: z.array(scope),
  who: z.enum(["you", "person", "owner", "admin"]),
});
export type McpNeed = z.infer<typeof mcpNeed>;

export const mcpTool = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  effect,
  /**
   * `ready`: it can be called now. `blocked`: one of `needs` stands in its way. `not_granted`: nobody picked it for any
   * connection, so it is not listed to agents. `denied`: a rule denies it, so it is not listed either.
   */
  state: z.enum(["ready", "blocked", "not_granted", "denied"]),
  /** Of `not_granted`: what a connection would need more. */
  missing_scopes: z.array(scope),
  /** What the rules say before anybody knows the arguments, and why. */
  policy: z.object({ decision: z.enum(["allow", "ask", "deny"]), reason: z.string() }),
  /** It reads, needs no arguments and may be called: `tryTool` takes it. */
  can_try: z.boolean(),
});
export type McpTool = z.infer<typeof mcpTool>;

export const mcpServer = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  provider: z.string(),
  provider_title: z.string(),
  sandbox: z.boolean(),
  /** False: no OAuth client of the provider yet, so nobody can connect it. */
  configured: z.boolean(),
  /** Absolute: the MCP endpoint. */
  url: z.string(),
  /** `ready`: all it offers works; `partly`; `blocked`: none of it; `empty`: it offers nothing to this caller. */
  state: z.enum(["ready", "partly", "blocked", "empty"]),
  /** Through which its tools act, connected or not: one's own, and the first fifty others. */
  connections: z.array(
    z.object({
      id,
      slug: z.string(),
      account: z.string(),
      kind: z.enum(["shared", "personal"]),
      connected: z.boolean(),
      enabled: z.boolean(),
      state: verdict.shape.state,
    }),
  ),
  /** How many more there are. */
  more_connections: z.number().int(),
  needs: z.array(mcpNeed),
  tools: z.array(mcpTool),
});
export type McpServer = z.infer<typeof mcpServer>;

export const mcpsQuery = z.strictObject({
  /** What this agent could do while it acts for me; one of `agents`. Default: what my own clients can. */
  agent: id.optional(),
});
export const mcps = z.object({
  caller: z.object({ kind: z.enum(["user", "agent"]), id, name: z.string() }),
  checked_at: at,
  /** Agents that may act for me. */
  agents: z.array(z.object({ id, name: z.string() })),
  servers: z.array(mcpServer),
});
export type Mcps = z.infer<typeof mcps>;

export const toolTrial = z.strictObject({
  tool: z.string().min(1).max(128),
  /** Slug or id, when several could serve it. */
  connector: id.optional(),
});
/** Whether it worked, and nothing of what it read. */
export const toolTried = z.object({
  ok: z.boolean(),
  tool: z.string(),
  /** Slug of the connector that served it; null where none did. */
  connector: z.string().nullable(),
  duration_ms: z.number().int(),
  /** Of the answer as an agent would have got it; null where there was none. */
  answer_bytes: z.number().int().nullable(),
  /** Why not: as of the tool's own answer. */
  code: z.string().nullable(),
  message: z.string().nullable(),
});
export type ToolTried = z.infer<typeof toolTried>;

export const listMcps = route({
  method: "get",
  path: "/api/workspaces/:workspace/mcps",
  access: "member",
  summary: "The MCP servers I can use, tool by tool, and what stands in the way",
  query: mcpsQuery,
  response: mcps,
});

export const tryTool = route({
  method: "post",
  path: "/api/workspaces/:workspace/mcps/:server/try",
  access: "connectors.connect_own",
  summary: "Call one reading tool without arguments, and say whether it worked",
  description:
    "A call like any other: rules and limits hold, and it is on the record. Its result is not part of the answer. " +
    "`bad_request` for a tool that writes, needs arguments or would ask a person.",
  body: toolTrial,
  response: toolTried,
});
