import type { AnyResource } from "./resource.ts";
import type { AnyTool } from "./tool.ts";

/** One MCP server: a set of tools over one provider's API. */
export interface McpServerSpec {
  /** Path segment of `/mcp/:server`. */
  id: string;
  /** The provider whose connectors serve it. */
  provider: string;
  title: string;
  description: string;
  /** Absolute https URL that every path of `Api` is appended to. Its host must be in the provider's `apiHosts`. */
  baseUrl: string;
  /** Further base URLs by name, for `ApiOptions.base`. Same rule. */
  bases?: Readonly<Record<string, string>>;
  /** Paths (of any base) that `Api.query` may POST to: they must change nothing, whatever the body. */
  queries?: readonly string[];
  /** Hosts of URLs that carry their own permission: exact, or `*.suffix`. Never sees a credential. */
  signedHosts?: readonly string[];
  tools: readonly AnyTool[];
  resources?: readonly AnyResource[];
  /** Names that tools had before: old to present. They go on working and are never listed. */
  aliases?: Readonly<Record<string, string>>;
}

/** Identity at run time; exists for type inference. */
export function defineServer<const S extends McpServerSpec>(spec: S): S {
  return spec;
}
