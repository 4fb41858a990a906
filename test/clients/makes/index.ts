import type { Make } from "../matrix.ts";
import { aiSdk } from "./ai-sdk.ts";
import { inspectorLegacy, inspectorModern } from "./inspector.ts";
import { langchain } from "./langchain.ts";
import { mcpRemote, mcpRemoteModern } from "./mcp-remote.ts";
import { mcporter } from "./mcporter.ts";
import { openaiAgents } from "./openai-agents.ts";
import { sdkV1 } from "./sdk-v1.ts";
import { sdkV2Legacy, sdkV2Modern } from "./sdk-v2.ts";

/** In the order of the table. */
export const makes: readonly Make[] = [
  sdkV1,
  sdkV2Modern,
  sdkV2Legacy,
  inspectorModern,
  inspectorLegacy,
  mcpRemote,
  mcpRemoteModern,
  mcporter,
  aiSdk,
  openaiAgents,
  langchain,
];
