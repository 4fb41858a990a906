import { type Cast, type RecordedAgent, recordedAgent } from "./cast.ts";
import type { Step } from "./narrator.ts";

/** One token, four MCP servers. */
export async function connectAgents(
  { gateway, owner, outputs }: Omit<Cast, "agents" | "token">,
  step: Step,
): Promise<Pick<Cast, "agents" | "token">> {
  const agent = await owner.newAgent("Office helper");
  const { value: token } = await owner.newToken({
    agent,
    servers: ["gmail", "google_calendar", "slack", "github"],
  });
  const at = (server: string) => recordedAgent(gateway.url, token, outputs, server);
  const [gmail, calendar, slack, github] = await step.timed(
    "the MCP client (SDK v2) speaks to /mcp/gmail, /mcp/google_calendar, /mcp/slack and /mcp/github",
    () => Promise.all([at("gmail"), at("google_calendar"), at("slack"), at("github")]),
    (all) => all.length === 4,
  );
  await callTooEarly(gateway.url, gmail, step);
  return { token, agents: { gmail, calendar, slack, github } };
}

async function callTooEarly(url: string, agent: RecordedAgent, step: Step): Promise<void> {
  const early = await step.timed(
    "its first call is refused: nothing is connected",
    () => agent.call("gmail_search_threads", { query: "invoice" }),
    (answer) => answer.error?.error === "connection_required",
  );
  step.check(
    "the answer says where to connect",
    early.error?.connect_url?.startsWith(url) === true,
    early.error?.connect_url,
  );
}
