import { github } from "./github/index.ts";
import { gmail } from "./gmail/index.ts";
import { googleCalendar } from "./google-calendar/index.ts";
import { drive } from "./google-drive/index.ts";
import type { McpServerSpec, Provider } from "./kit/index.ts";
import { github as githubProvider } from "./providers/github.ts";
import { google } from "./providers/google.ts";
import { slack as slackProvider } from "./providers/slack.ts";
import { slack } from "./slack/index.ts";

/** Every provider and MCP server of this build. `catalog/` is the only reader. */
export const providers: readonly Provider[] = [google, slackProvider, githubProvider];
export const servers: readonly McpServerSpec[] = [gmail, googleCalendar, drive, slack, github];
