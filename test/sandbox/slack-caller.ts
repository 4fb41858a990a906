import { WebClient } from "@slack/web-api";
import type { SandboxSlack } from "./slack.ts";

export interface SlackAnswer {
  ok: boolean;
  error?: string;
  [key: string]: unknown;
}

/** Slack's own client, without retries. */
export const clientOf = (slack: SandboxSlack, token: string) =>
  new WebClient(token, { slackApiUrl: `${slack.url}/api/`, retryConfig: { retries: 0 } });

/** One call as a form: Slack answers 200 whatever it thinks of it. */
export async function callSlack(
  slack: SandboxSlack,
  method: string,
  token?: string,
  args: Record<string, string> = {},
): Promise<SlackAnswer> {
  const answer = await fetch(`${slack.url}/api/${method}`, {
    method: "POST",
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: new URLSearchParams(args),
  });
  if (answer.status !== 200) throw new Error(`${method} answered ${answer.status}`);
  return (await answer.json()) as SlackAnswer;
}
