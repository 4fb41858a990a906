// The baseline: what one writes without a gateway. SDK v2's McpServer, one tool, a token in the environment, fetch.
//   node test/bench/bare.ts   with BARE_TOKEN, BARE_UPSTREAM (base URL), BARE_PROVIDER; prints its port
import { createMcpExpressApp } from "@modelcontextprotocol/express";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { providers } from "../../mcp-servers/index.ts";
import { bareApi } from "./bare-api.ts";
import { caseOf } from "./cases.ts";

const { BARE_TOKEN = "", BARE_UPSTREAM = "", BARE_PROVIDER = "" } = process.env;
const { tool, provider } = caseOf(BARE_PROVIDER);
const headers = providers.find(({ id }) => id === provider)?.apiHeaders ?? {};
const api = bareApi({ baseUrl: BARE_UPSTREAM, token: BARE_TOKEN, headers });

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "bare", version: "1" });
  server.registerTool(
    tool.name,
    { title: tool.title, description: tool.description, inputSchema: tool.input, outputSchema: tool.output },
    async (args: unknown) => {
      const output = await tool.run(api, args, AbortSignal.timeout(60_000));
      const text = tool.render(tool.output.parse(output));
      return { content: [{ type: "text" as const, text }], structuredContent: output };
    },
  );
  return server;
});
const node = toNodeHandler(handler);
const app = createMcpExpressApp();
app.all("/mcp", (req, res) => void node(req, res, req.body));
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as { port: number }).port })}\n`);
});
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
