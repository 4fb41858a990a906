/** The whole contract that an MCP server of ours is written against. Imports nothing but zod. */
export { defineProvider, type Provider, type ScopeInfo, type Tokens } from "./provider.ts";
export { defineServer, type McpServerSpec } from "./server.ts";
export { type AnyTool, defineTool, type Effect, type Tool } from "./tool.ts";
export type { Api, ApiOptions, Query } from "./api.ts";
export { type ProviderFault, ToolError } from "./tool-error.ts";
export { cursorOf, openCursor } from "./cursor.ts";
export { cutText, type Truncated, truncatedSchema } from "./text.ts";
