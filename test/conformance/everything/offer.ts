// The server that the conformance suite asks for: its own tools, prompts and resources. It is mounted by the test
// configuration alone, at /mcp/everything, and goes through the gateway's own transport, authentication and dispatch.
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { Offer } from "../../../gateway/mcp/endpoint.ts";
import { getPrompt, promptList } from "./prompts.ts";
import { readTest, resourceList, templateList } from "./resources.ts";
import { listing, tools } from "./tools.ts";

/** What its tools do to the gateway around it. */
export interface Hooks {
  /** Tells the workspace's listeners that a list has changed. */
  changed(list: "tools", workspaceId: string): Promise<void>;
}

export const everything = (hooks: Hooks): Offer => ({
  info: { name: "everything", title: "Everything" },
  instructions: "For the conformance suite.",
  listTools: async () => listing,
  async callTool(caller, name, args) {
    const tool = tools[name];
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`);
    return tool.run(caller, (args ?? {}) as Record<string, unknown>, hooks);
  },
  more: {
    asks: true,
    capabilities: { prompts: {}, resources: { subscribe: true }, completions: {}, logging: {} },
    serve(server, callerOf) {
      server.setRequestHandler("prompts/list", async () => ({ prompts: promptList }));
      server.setRequestHandler("prompts/get", async ({ params }, mcp) =>
        getPrompt(params.name, params.arguments ?? {}, callerOf(mcp)),
      );
      server.setRequestHandler("resources/list", async () => ({ resources: resourceList }));
      server.setRequestHandler("resources/templates/list", async () => ({ resourceTemplates: templateList }));
      server.setRequestHandler("resources/read", async ({ params }) => readTest(params.uri));
      server.setRequestHandler("resources/subscribe", async () => ({}));
      server.setRequestHandler("resources/unsubscribe", async () => ({}));
      server.setRequestHandler("completion/complete", async ({ params }) => {
        const values = ["paris", "park", "party"].filter((word) => word.startsWith(params.argument.value));
        return { completion: { values, total: values.length, hasMore: false } };
      });
    },
  },
});
