/**
 * What the author of an agent imports to write its manifest: what the agent may use, and nothing else. It is JSON: give
 * it to `POST …/agents` or `PATCH …/agents/:agent`, or paste it on the agent's page; see docs/agents.md.
 *
 * ```ts
 * import { defineManifest } from "./mcp-servers/manifest.ts";
 *
 * export default defineManifest({
 *   tools: [
 *     { name: "gmail_search_threads", connector: "google_workspace" },
 *     { name: "slack_send_message", connector: "slack_ops", scopes: ["chat:write"] },
 *   ],
 * });
 * ```
 */
import type contract from "./contract.json";

type Contract = typeof contract;
/** The tools of this build; `…_get_account` is that of a provider which the operator has defined. */
export type ToolName =
  | { [S in keyof Contract]: keyof Contract[S] & string }[keyof Contract]
  | `${string}_get_account`;

export interface ManifestEntry {
  name: ToolName;
  /** The slug of a shared connector. Left out: any that serves the tool, also one of the person the agent acts for. */
  connector?: string;
  /**
   * The provider's scopes that you count on, held against the tool and the connector before they matter. They give no
   * right: what a connector may do was decided when it was authorized.
   */
  scopes?: readonly string[];
}

export interface AgentManifest {
  tools: readonly ManifestEntry[];
}

/** Identity at run time; exists so that the compiler knows the names of the tools. */
export const defineManifest = (manifest: AgentManifest): AgentManifest => manifest;
