/** What happened, in numbers. Made of the audit log by a job; see docs/decisions/0043-numbers-from-the-audit-log.md. */
import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";
import { verdict } from "./verdict.ts";

export const overviewRange = z.enum(["24h", "7d", "30d"]);
export type OverviewRange = z.infer<typeof overviewRange>;

/** Of all calls, or of those of one agent, connector or tool. */
export const overviewQuery = z
  .strictObject({
    range: overviewRange.default("24h"),
    /** Whoever called: `agt_…`, or `usr_…` for a person's own client. */
    agent: id.optional(),
    connector: id.optional(),
    tool: z.string().min(1).max(128).optional(),
  })
  .refine(({ agent, connector, tool }) => [agent, connector, tool].filter(Boolean).length <= 1, {
    message: "name one of agent, connector and tool",
  });

export const figures = z.object({
  /** Tool calls that ran; `errors` of them failed. */
  calls: z.number().int(),
  errors: z.number().int(),
  /** Calls that were not let run: rules, limits, no connection, bad arguments, a revocation. */
  refused: z.number().int(),
  /** Milliseconds of calls that ran, waiting for the provider included; estimated from a histogram. Null: no calls. */
  p50_ms: z.number().int().nullable(),
  p95_ms: z.number().int().nullable(),
  /** Bytes of JSON that providers answered, and of the text that agents got for it, of calls that worked. */
  provider_bytes: z.number().int(),
  answer_bytes: z.number().int(),
  /** A quarter of the difference, call by call where there was one: what an agent would have read more, roughly. */
  tokens_saved: z.number().int(),
  /** Renewals of tokens at providers; only where the figures are of all calls or of one connector, else 0. */
  refreshes: z.number().int(),
  refreshes_failed: z.number().int(),
});
export type Figures = z.infer<typeof figures>;

export const overviewPoint = figures.extend({ at });
export const overviewShare = figures.extend({
  id: z.string(),
  /** Its name now, or the last one it had. */
  label: z.string(),
  /** `agent` or `user`; of connectors the provider; of tools the server, where this build has it. */
  of: z.string().nullable(),
});
/** Something somebody changed, which a change of the figures may come from. */
export const overviewChange = z.object({
  seq: z.number().int(),
  at,
  type: z.string(),
  group: z.enum(["authorization", "scopes", "app", "policy", "agent", "deploy"]),
  actor: z.string().nullable(),
  target: z.object({ kind: z.string().nullable(), id: z.string().nullable(), label: z.string().nullable() }),
});

export const overview = z.object({
  range: overviewRange,
  /** Of `series`: an hour, or a day in UTC. Its first and last point may be cut by the range. */
  grain: z.enum(["hour", "day"]),
  from: at,
  to: at,
  /** Everything recorded until then is counted; `behind`: rows of the log that are not yet. */
  as_of: at,
  behind: z.number().int(),
  totals: figures,
  /** Of as long a time before. */
  previous: figures,
  series: z.array(overviewPoint),
  /** The twenty with the most calls. */
  agents: z.array(overviewShare),
  connectors: z.array(overviewShare),
  tools: z.array(overviewShare),
  /** The newest fifty of the range, newest first. */
  changes: z.array(overviewChange),
});
export type Overview = z.infer<typeof overview>;

export const healthBoard = z.object({
  as_of: at,
  /** Of connectors that are connected and switched on. */
  counts: z.object({
    red: z.number().int(),
    yellow: z.number().int(),
    neutral: z.number().int(),
    green: z.number().int(),
    /** Switched off, or disconnected. */
    off: z.number().int(),
  }),
  /** Two or more connectors of a provider that cannot be reached: one row, and none of its own for each. */
  outages: z.array(
    z.object({
      provider: z.string(),
      title: z.string(),
      connectors: z.number().int(),
      /** The first of them that could not be. */
      since: at,
    }),
  ),
  /** Worst first, then by name; at most 100. */
  rows: z.array(
    z.object({
      id,
      slug: z.string(),
      name: z.string(),
      provider: z.string(),
      provider_title: z.string(),
      kind: z.enum(["shared", "personal"]),
      owner: z.object({ id, name: z.string() }).nullable(),
      verdict,
      last_call_at: at.nullable(),
    }),
  ),
  /** How many more there are. */
  more: z.number().int(),
});
export type HealthBoard = z.infer<typeof healthBoard>;

export const getOverview = route({
  method: "get",
  path: "/api/workspaces/:workspace/overview",
  access: "workspace.read",
  summary: "Calls, errors, latency, tokens saved and refreshes, over time and by whom",
  query: overviewQuery,
  response: overview,
});

export const getHealthBoard = route({
  method: "get",
  path: "/api/workspaces/:workspace/overview/health",
  access: "workspace.read",
  summary: "Each connector's verdict, worst first",
  response: healthBoard,
});
