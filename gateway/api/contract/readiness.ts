import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** What stands between a caller and its tools, for people and for agents. */
export const readiness = z.object({
  /** Every tool it may use can be called now. */
  ready: z.boolean(),
  checked_at: at,
  caller: z.object({
    kind: z.enum(["user", "agent"]),
    id,
    name: z.string(),
    /** `usr_…` of the person an agent acts for. */
    on_behalf_of: id.nullable(),
  }),
  tools: z.object({ usable: z.number().int(), blocked: z.number().int() }),
  problems: z.array(
    z.object({
      /**
       * As of the tool's own answer: `connection_required`, `connector_disabled`, `connector_invalid`, `scope_missing`,
       * `policy_denied`.
       */
      code: z.string(),
      provider: z.string(),
      /** Slug; null: there is none yet. */
      connector: z.string().nullable(),
      message: z.string(),
      /** Who must act; `person`: whom the agent acts for. */
      who: z.enum(["you", "person", "owner", "admin"]),
      /** Where; absolute. */
      url: z.string(),
      missing_scopes: z.array(z.string()).optional(),
      tools: z.array(z.string()),
    }),
  ),
  /** Connectors with such a problem that are not told: of each kind and provider the first fifty are. */
  more_problems: z.number().int(),
});
export type Readiness = z.infer<typeof readiness>;

export const checkAgent = route({
  method: "get",
  path: "/api/workspaces/:workspace/agents/:agent/check",
  access: "tokens.manage",
  summary: "Which connections the agent still needs, and who must act",
  response: readiness,
});

export const checkCaller = route({
  method: "get",
  path: "/api/check",
  access: "bearer",
  summary: "Which connections the caller of this token still needs",
  response: readiness,
});
