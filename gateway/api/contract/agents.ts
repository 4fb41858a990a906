import { z } from "zod";
import { changedBy, manifest } from "./manifests.ts";
import { route } from "./route.ts";
import { at, id, nextCursor, pageQuery } from "./shared.ts";
import { token } from "./tokens.ts";

/** For whom an agent may act, with their own connectors, when they ask for it: nobody, every member, or these (`usr_…`). */
export const delegation = z.union([z.enum(["none", "members"]), z.array(id).max(500)]);
export const agent = z.object({
  id,
  slug: z.string(),
  name: z.string(),
  created_at: at,
  /** What it may use; null: whatever its tokens may. */
  manifest: manifest.nullable(),
  /** Of the manifest: 0 until there has been one, one more with each change. */
  version: z.number().int(),
  delegation,
  created_by: z.string(),
  /** Since then nothing that it sends is served; null: it is not paused. */
  paused_at: at.nullable(),
});
export type AgentInfo = z.infer<typeof agent>;
/** One of the list, with what tells whether it works. */
export const agentRow = agent.extend({
  /** Who registered it; null: somebody who has left. */
  owner: z.object({ id, name: z.string() }).nullable(),
  /** Live ones. */
  tokens: z.number().int(),
  clients: z.number().int(),
  /** By any token or client of its own. */
  last_seen_at: at.nullable(),
  /** Tools that it could call now, and those that something stands in the way of. */
  usable: z.number().int(),
  blocked: z.number().int(),
});
export type AgentRow = z.infer<typeof agentRow>;
export const agents = z.object({ agents: z.array(agentRow), next_cursor: nextCursor });
export const newAgent = z.strictObject({
  name: z.string().trim().min(1).max(80),
  manifest: manifest.optional(),
  delegation: delegation.optional(),
});
/**
 * What is left out stays; `manifest: null` takes it away. With `if_version` it changes
 * nothing unless the manifest is still that version: `conflict`, with `version` as it is. Answers `agent`.
 */
export const changedAgent = z
  .strictObject({
    name: z.string().trim().min(1).max(80).optional(),
    manifest: manifest.nullable().optional(),
    delegation: delegation.optional(),
    if_version: z.number().int().min(0).optional(),
  })
  .refine((c) => c.name !== undefined || c.manifest !== undefined || c.delegation !== undefined, {
    message: "Name what to change: name, manifest or delegation.",
  });

export const agentRemoved = z.object({ id, tokens: z.number().int() });

/** Newest tokens and versions first. */
export const agentDetail = z.object({
  agent,
  tokens: z.array(token),
  versions: z.array(
    z.object({
      version: z.number().int(),
      changed_by: changedBy,
      changed_at: at,
      /** Null: no manifest from then on. */
      tools: z.number().int().nullable(),
    }),
  ),
});
export type AgentDetail = z.infer<typeof agentDetail>;

export const listAgents = route({
  method: "get",
  path: "/api/workspaces/:workspace/agents",
  access: "tokens.manage",
  summary: "All agents",
  query: pageQuery,
  response: agents,
});

export const createAgent = route({
  method: "post",
  path: "/api/workspaces/:workspace/agents",
  access: "tokens.manage",
  summary: "Register an agent",
  body: newAgent,
  response: agent,
  status: 201,
});

export const getAgent = route({
  method: "get",
  path: "/api/workspaces/:workspace/agents/:agent",
  access: "tokens.manage",
  summary: "One agent, with its tokens and its manifests",
  response: agentDetail,
});

export const changeAgent = route({
  method: "patch",
  path: "/api/workspaces/:workspace/agents/:agent",
  access: "tokens.manage",
  summary: "Change an agent: name, manifest, whom it may act for",
  description:
    "What is left out stays; `manifest: null` takes it away. With `if_version` nothing changes unless the manifest is still that version: `conflict`, with `version` as it is. A manifest with an error is not taken: `bad_request`.",
  body: changedAgent,
  response: agent,
  atBrowser: true,
});

export const pauseAgent = route({
  method: "post",
  path: "/api/workspaces/:workspace/agents/:agent/pause",
  access: "tokens.manage",
  summary: "Stop an agent everywhere: calls under way are cut off, what it holds stays",
  response: agent,
});

export const resumeAgent = route({
  method: "post",
  path: "/api/workspaces/:workspace/agents/:agent/resume",
  access: "tokens.manage",
  summary: "Let a paused agent go on",
  response: agent,
  atBrowser: true,
});

export const removeAgent = route({
  method: "delete",
  path: "/api/workspaces/:workspace/agents/:agent",
  access: "tokens.manage",
  summary: "Remove an agent: its tokens end, calls under way are cut off",
  response: agentRemoved,
});
