import type { Effect } from "../../mcp-servers/kit/index.ts";
import type { Principal } from "../context.ts";

export type Decision =
  | { allow: true }
  | { allow: false; code: "read_only" | "server_not_allowed" | "tool_not_allowed"; reason: string };

export interface Question {
  principal: Pick<Principal, "readOnly" | "servers" | "tools">;
  server: string;
  tool: string;
  /** Tools that allow it, any of them: itself; for bytes by link, those of its server. */
  under: readonly string[];
  effect: Effect;
}

/** Pure: may this principal call this tool? */
export function decide({ principal, server, tool, under, effect }: Question): Decision {
  if (principal.servers && !principal.servers.has(server)) {
    return {
      allow: false,
      code: "server_not_allowed",
      reason: `This token may not use the MCP server ${server}. Use a token that includes it.`,
    };
  }
  const { tools } = principal;
  if (tools && !under.some((name) => tools.has(name))) {
    return {
      allow: false,
      code: "tool_not_allowed",
      reason: `${tool} is not among the tools that this token or its agent may use. Ask an admin to add it.`,
    };
  }
  if (principal.readOnly && effect !== "read") {
    return {
      allow: false,
      code: "read_only",
      reason: `${tool} changes something, and this token is read-only. Ask an admin for a token that may write.`,
    };
  }
  return { allow: true };
}
