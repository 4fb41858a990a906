import "./quick-time.ts";
import { openRegistry, type RegisteredServer, type RegisteredTool } from "../../gateway/catalog/index.ts";
import { providers, servers } from "../../mcp-servers/index.ts";

export const registry = openRegistry(providers, servers);
export const everyTool: readonly { server: RegisteredServer; tool: RegisteredTool }[] = [
  ...registry.servers.values(),
].flatMap((server) => [...server.tools.values()].map((tool) => ({ server, tool })));
