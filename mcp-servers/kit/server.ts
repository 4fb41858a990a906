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
  tools: readonly AnyTool[];
}

/** Identity at run time; exists for type inference. */
export function defineServer<const S extends McpServerSpec>(spec: S): S {
  return spec;
}
