import { WebClient } from "@slack/web-api";
import { servers } from "../../mcp-servers/index.ts";
import { SLACK_REDIRECT, slackSignIn } from "../sandbox/slack-sign-in.ts";
import { checkSlack, requestsOf, type SentRequest } from "../vendor/index.ts";
import { connectAgent, type ToolAnswer } from "./agent.ts";
import { freePort } from "./free-port.ts";
import { startGateway } from "./gateway.ts";

export const SLACK_TOOLS = servers.find(({ id }) => id === "slack")?.tools.map(({ name }) => name) ?? [];
export const OLDER_SEARCH = "slack+search_the_older_way";
/** Everything that more scopes add, but for the search of before. */
export const SLACK_EXTRAS = [
  ...new Set(
    (servers.find(({ id }) => id === "slack")?.tools ?? []).flatMap(({ extras = [] }) =>
      extras.map(
        ({ title }: { title: string }) => `slack+${title.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`,
      ),
    ),
  ),
].filter((name) => name !== OLDER_SEARCH);
/** Scopes of somebody who looks at what happened with Slack's own client. */
const READER =
  "channels:read,channels:history,groups:read,groups:history,im:read,im:history,mpim:read,mpim:history,reactions:read,users:read,users:read.email,files:read,chat:write";

/**
 * A gateway with an emulated Slack that Ada has authorized, an agent at the public door, and two people with Slack's
 * own client and tokens of their own.
 */
export async function slackScene({ tools = SLACK_TOOLS, extras = SLACK_EXTRAS } = {}) {
  const port = await freePort();
  const redirectUris = [`http://localhost:${port}/integrations/slack/callback`, SLACK_REDIRECT];
  const gateway = await startGateway({ port, slack: { redirectUris } });
  const { owner, slack, url } = gateway;
  const answer = await owner.authorize({
    service: "slack",
    email: "ada@acme.test",
    tools: [...tools, ...extras],
  });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  const { value: token } = await owner.newToken({
    agent: await owner.newAgent("Slack helper"),
    servers: ["slack"],
  });
  const agent = await connectAgent(url, token, "slack");
  const personOf = async (email: string) => {
    const issued = await slackSignIn(slack, { user: READER }, { email });
    return clientOf(slack.url, issued.authed_user.access_token ?? "");
  };
  return {
    gateway,
    slack,
    agent,
    token,
    connector: answer.body.connector as { id: string; account: string },
    ada: await personOf("ada@acme.test"),
    ben: await personOf("ben@acme.test"),
    /** A call that has to work. */
    async did(name: string, args: Record<string, unknown> = {}): Promise<ToolAnswer & { structured: Shown }> {
      const done = await agent.call(name, args);
      if (done.isError) throw new Error(`${name}: ${done.text}`);
      return { ...done, structured: (done.structured ?? {}) as Shown };
    },
    async close() {
      await agent.close();
      await gateway.close();
    },
  };
}
export type SlackScene = Awaited<ReturnType<typeof slackScene>>;
// biome-ignore lint/suspicious/noExplicitAny: what a tool answered, which each test holds against what it expects.
export type Shown = Record<string, any>;

export const clientOf = (url: string, token: string) =>
  new WebClient(token, { slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 } });

/** Slack's client has no types for this method yet: https://docs.slack.dev/reference/methods/assistant.search.context */
const UNTYPED = "/api/assistant.search.context";

/** What went out, held against the argument types of Slack's own client. */
export async function slackFindings(slack: { sent(): Promise<SentRequest[]> }): Promise<string[]> {
  return checkSlack((await requestsOf(slack)).filter(({ path }) => path !== UNTYPED));
}
