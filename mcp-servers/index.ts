import { gmail } from "./gmail/index.ts";
import type { McpServerSpec, Provider } from "./kit/index.ts";
import { google } from "./providers/google.ts";

/** Every provider and MCP server of this build. `catalog/` is the only reader. */
export const providers: readonly Provider[] = [google];
export const servers: readonly McpServerSpec[] = [gmail];
