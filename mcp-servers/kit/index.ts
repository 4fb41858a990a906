/** The whole contract that an MCP server of ours is written against. Imports nothing but zod. */

export { readAnswer } from "./answer.ts";
export type { Api, ApiOptions, Query } from "./api.ts";
export { type BatchResult, batch, failedSchema } from "./batch.ts";
export { cursorOf, openCursor } from "./cursor.ts";
export { eachOf } from "./each.ts";
export {
  type Download,
  type ExtractedText,
  type File,
  type FileLink,
  fileLinkSchema,
  SOURCE,
  sourceSchema,
} from "./file.ts";
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
export { type AnyResource, defineResource, type Resource } from "./resource.ts";
export { type Place, pageOfScan, placeOf, type Scan, scanPages } from "./scan.ts";
export { defineServer, type McpServerSpec } from "./server.ts";
export { fitResult, isFitted, RESULT_TOKENS, resultTokens, tokensOf } from "./size.ts";
export {
  checked,
  hostsOf,
  type Labels,
  LOOKS,
  named,
  PLAIN,
  READS,
  READS_AND_SENDS,
  SENDS,
  TARGET_KINDS,
  type Target,
  type TargetKind,
  unbounded,
} from "./targets.ts";
export { cutLine, cutText, type Truncated, textPage, textStart, truncatedSchema } from "./text.ts";
export { type AnyTool, defineTool, type Effect, type Tool } from "./tool.ts";
export { type ProviderFault, ToolError, type ToolErrorMore } from "./tool-error.ts";
