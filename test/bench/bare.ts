// The baseline: what one writes without a gateway. SDK v2's McpServer, one tool, a token in the environment, fetch.
//   node test/bench/bare.ts   with BARE_TOKEN, BARE_UPSTREAM; prints its port
import { createMcpExpressApp } from "@modelcontextprotocol/express";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { gmailGetThread as tool } from "../../mcp-servers/gmail/get-thread.ts";
import { apiWith } from "../sandbox/api-adapter.ts";

const api = apiWith({
  baseUrl: `${process.env.BARE_UPSTREAM}/gmail/v1/users/me`,
  token: process.env.BARE_TOKEN ?? "",
  account: "ada@acme.test",
  scopes: [],
});

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "bare", version: "1" });
  server.registerTool(
    tool.name,
    { title: tool.title, description: tool.description, inputSchema: tool.input, outputSchema: tool.output },
    async (args) => {
      const output = await tool.run(api, args, AbortSignal.timeout(60_000));
      const text = tool.render(tool.output.parse(output));
      return { content: [{ type: "text", text }], structuredContent: output };
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
