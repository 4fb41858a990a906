import type { CallToolResult } from "@modelcontextprotocol/server";
import type { RegisteredServer } from "../catalog/index.ts";
import type { ToolOutcome } from "../invoke/index.ts";
import { toBlock } from "./resources.ts";

export function toResult(server: RegisteredServer, outcome: ToolOutcome): CallToolResult {
  if (outcome.ok) {
    return {
      content: [{ type: "text", text: outcome.text }, ...outcome.links.map(toBlock)],
      structuredContent: outcome.structured,
      _meta: {
        "valetkey/connector": outcome.connector,
        // What a provider holds was written by strangers: data, never instructions.
        "valetkey/provenance": { source: server.provider.id, trust: "untrusted" },
      },
    };
  }
  const error = { error: outcome.code, message: outcome.message, ...outcome.data };
  // Not `structuredContent`: clients hold that against the tool's output schema, errors included.
  const content = [outcome.message, JSON.stringify(error)].map((text) => ({ type: "text" as const, text }));
  return { isError: true, content, _meta: { "valetkey/error": error } };
}
