import type { CallToolResult, ListToolsResult } from "@modelcontextprotocol/server";
import { resultTokens } from "../../../mcp-servers/kit/index.ts";
import type { Readiness } from "../../agents/index.ts";
import type { FoundTool } from "../../catalog/index.ts";

type Tool = ListToolsResult["tools"][number];

/** The most tokens of an answer of `search_tools` or `check_connections`, as `resultTokens` counts them. */
export const ANSWER_TOKENS = 2_000;
const SHORT = 160;

const firstSentence = (text: string): string => {
  const sentence = /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
  return sentence.length <= SHORT ? sentence : `${sentence.slice(0, SHORT - 1).toWellFormed()}…`;
};

/** Names in the order of the schema; one that may be left out has a question mark. */
function argumentsOf({ inputSchema }: Tool): string {
  const required = new Set(inputSchema.required ?? []);
  return Object.keys(inputSchema.properties ?? {})
    .map((name) => (required.has(name) ? name : `${name}?`))
    .join(", ");
}

/** As many of the rows as fit, best first. */
function asManyAsFit<R>(
  rows: readonly R[],
  build: (rows: readonly R[]) => { text: string; structured: object },
) {
  for (let count = rows.length; ; count--) {
    const built = build(rows.slice(0, count));
    if (count === 0 || resultTokens(built.structured, built.text) <= ANSWER_TOKENS) return built;
  }
}

const result = ({ text, structured }: { text: string; structured: object }): CallToolResult => ({
  content: [{ type: "text", text }],
  structuredContent: structured as Record<string, unknown>,
});

/** `listed`: each found tool as the caller's list has it. */
export function foundTools(
  found: readonly FoundTool[],
  listed: ReadonlyMap<string, Tool>,
  limit: number,
): CallToolResult {
  const rows = found.slice(0, limit).flatMap(({ server, tool }) => {
    const listing = listed.get(tool.tool.name);
    return listing ? [{ server: server.spec.id, tool: tool.tool, takes: argumentsOf(listing) }] : [];
  });
  return result(
    asManyAsFit(rows, (fitting) => {
      const left = found.length - fitting.length;
      const lines = fitting.map(
        ({ server, tool, takes }) =>
          `${tool.name} (${server}, ${tool.effect}): ${firstSentence(tool.description)} Takes: ${takes || "nothing"}.`,
      );
      const tail = left > 0 ? [`${left} more match. Search for something narrower, or name a server.`] : [];
      const tools = fitting.map(({ server, tool }) => ({ name: tool.name, server, effect: tool.effect }));
      return { text: [...lines, ...tail].join("\n"), structured: { tools, more: left } };
    }),
  );
}

/** `servers`: how many tools the caller may use, by server. */
export function nothingFound(query: string, servers: ReadonlyMap<string, number>): CallToolResult {
  const rows = [...servers].slice(0, 20).map(([server, count]) => `${server} (${count})`);
  const where = rows.length > 0 ? ` You may use tools of ${rows.join(", ")}.` : " You may use no tool here.";
  const text = `No tool matches "${query.slice(0, 100).toWellFormed()}".${where}`;
  return result({ text, structured: { tools: [], more: 0 } });
}

export function describedTool({ server }: FoundTool, listing: Tool): CallToolResult {
  const structured = { server: server.spec.id, ...listing };
  return result({ text: JSON.stringify(structured), structured });
}

export function toldReadiness({ ready, usable, blocked, problems }: Readiness): CallToolResult {
  const counted =
    usable.length + blocked.length === 0
      ? "You may use no tool here."
      : `${usable.length} of ${usable.length + blocked.length} tools can be called now.`;
  return result(
    asManyAsFit(problems, (fitting) => {
      const left = problems.length - fitting.length;
      const lines = fitting.map(({ message, tools }) => `- ${message} [${namesOf(tools)}]`);
      const tail = left > 0 ? [`${left} more problems are left out here.`] : [];
      const structured = {
        ready,
        usable: usable.length,
        blocked: blocked.length,
        problems: fitting.map(({ code, provider, connector, who, url, missingScopes, tools }) => ({
          code,
          provider,
          connector,
          who,
          url,
          ...(missingScopes.length > 0 && { missing_scopes: missingScopes }),
          tools: tools.length,
        })),
      };
      return { text: [counted, ...lines, ...tail].join("\n"), structured };
    }),
  );
}

const namesOf = (tools: readonly string[]): string =>
  tools.length <= 6 ? tools.join(", ") : `${tools.slice(0, 5).join(", ")} and ${tools.length - 5} more`;

/** As the answers of other tools say what went wrong. */
export function refusedBy(code: string, message: string, data: Record<string, unknown> = {}): CallToolResult {
  const error = { error: code, message, ...data };
  const content = [message, JSON.stringify(error)].map((text) => ({ type: "text" as const, text }));
  return { isError: true, content, _meta: { "valetkey/error": error } };
}
