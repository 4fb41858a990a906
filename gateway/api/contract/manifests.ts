import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/**
 * `connector`: the slug of a shared one; left out: any that serves the tool. `scopes`: what its author counts on, in the
 * provider's names; held against tool and connectors when it is checked, and no right of its own.
 */
export const manifest = z.strictObject({
  tools: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(64),
        connector: z.string().min(1).max(64).optional(),
        scopes: z.array(z.string().min(1).max(300)).max(50).optional(),
      }),
    )
    .max(400),
});

export const manifestProblem = z.object({
  /** A manifest with an error is not taken. */
  level: z.enum(["error", "warning"]),
  /**
   * Errors: `unknown_tool`, `unknown_connector`, `wrong_provider`, `unknown_scope`, `scopes_insufficient`. Warnings:
   * `renamed_tool`, `duplicate`, `scope_not_needed`, `scope_wider`, `connection_required`, `connector_disabled`,
   * `connector_invalid`, `scope_missing`.
   */
  code: z.string(),
  /** `tools.3.connector` */
  path: z.string(),
  message: z.string(),
});
const accounts = z.array(z.string()).nullable();
/** Between two manifests, by tool. Connectors are slugs; null: any. */
export const manifestDiff = z.object({
  /** It may do something that it might not do before. */
  widens: z.boolean(),
  /** Without a manifest it may use every tool. */
  from_everything: z.boolean(),
  to_everything: z.boolean(),
  added: z.array(z.object({ name: z.string(), connectors: accounts })),
  removed: z.array(z.object({ name: z.string(), connectors: accounts })),
  /** Connectors that it loses; a tool may be in both lists. */
  narrowed: z.array(z.object({ name: z.string(), from: accounts, to: accounts })),
  /** Connectors that it gains. */
  widened: z.array(z.object({ name: z.string(), from: accounts, to: accounts })),
});
export type ManifestDiff = z.infer<typeof manifestDiff>;
export const manifestToCheck = z.strictObject({ manifest: manifest.nullable() });
export const manifestCheck = z.object({
  /** No error: it would be taken. */
  ok: z.boolean(),
  /** Of the manifest that it is compared with; what `if_version` takes. */
  version: z.number().int(),
  /** As it would be kept: with the tools' present names. */
  manifest: manifest.nullable(),
  problems: z.array(manifestProblem),
  /** Null where there is an error. */
  diff: manifestDiff.nullable(),
});
export type ManifestCheck = z.infer<typeof manifestCheck>;
export const changedBy = z.object({ id, name: z.string() });
export const manifestVersion = z.object({
  version: z.number().int(),
  changed_by: changedBy,
  changed_at: at,
  manifest: manifest.nullable(),
});

export const checkAgentManifest = route({
  method: "post",
  path: "/api/workspaces/:workspace/agents/:agent/manifest/check",
  access: "tokens.manage",
  summary: "What is wrong with a manifest, and what it would change",
  description: "Changes nothing.",
  body: manifestToCheck,
  response: manifestCheck,
});

export const getManifestVersion = route({
  method: "get",
  path: "/api/workspaces/:workspace/agents/:agent/manifests/:version",
  access: "tokens.manage",
  summary: "A manifest as it was",
  response: manifestVersion,
});
