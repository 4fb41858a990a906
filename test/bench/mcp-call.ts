import type { BenchCase } from "./cases.ts";
import type { Runner } from "./turns.ts";

export interface McpCall {
  /** Of the server. */
  origin: string;
  path: string;
  /** As the endpoint knows it. */
  tool: string;
  args: object;
  /** Absent: the server asks for none. */
  bearer?: string | undefined;
  /** What every answer holds. Default: a result with structured content. */
  mustHold?: string;
}

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

/** One request of the modern era without a client library. */
export function mcpRequest(method: string, params: Record<string, unknown>, bearer?: string) {
  const { name } = params as { name?: string };
  return {
    method: "POST" as const,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(name !== undefined && { "mcp-name": name }),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } }),
  };
}

/** The load of one tool call at an MCP endpoint. */
export const mcpCall = ({ origin, path, tool, args, bearer, mustHold }: McpCall): Runner["plan"] => ({
  origin,
  path,
  ...mcpRequest("tools/call", { name: tool, arguments: args }, bearer),
  mustHold: mustHold ?? '"structuredContent"',
});

/** Asks the emulated provider what to ask for. */
export const questionOf = (one: BenchCase, base: string, authorization: string) =>
  one.question(async (path) => (await fetch(base + path, { headers: { authorization } })).json());
