/** The whole contract that an MCP server of ours is written against. Imports nothing but zod. */

export { readAnswer } from "./answer.ts";
export type { Api, ApiOptions, Query } from "./api.ts";
export { cursorOf, openCursor } from "./cursor.ts";
export { eachOf } from "./each.ts";
export { path } from "./path.ts";
export {
  type AccountFields,
  defineProvider,
  OAUTH_APP,
  type Provider,
  type Revocation,
  type ScopeInfo,
  variantOf,
} from "./provider.ts";
export { pageOfScan, placeOf, scanPages } from "./scan.ts";
export { defineServer, type McpServerSpec } from "./server.ts";
export { fitResult, RESULT_TOKENS, resultTokens, tokensOf } from "./size.ts";
export { cutText, type Truncated, truncatedSchema } from "./text.ts";
export { type AnyTool, defineTool, type Effect, type Tool } from "./tool.ts";
export { type ProviderFault, ToolError } from "./tool-error.ts";
