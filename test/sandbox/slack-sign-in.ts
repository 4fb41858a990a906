import { type ConsentChoice, consent } from "./consent.ts";
import type { SandboxSlack } from "./slack.ts";

export const SLACK_REDIRECT = "http://127.0.0.1:9/integrations/slack/callback";

export interface SlackIssued {
  ok: boolean;
  error?: string;
  access_token?: string;
  refresh_token?: string;
  expires_in?: number;
  token_type?: string;
  scope?: string;
  bot_user_id?: string;
  team: { id: string; name: string };
  authed_user: Omit<SlackIssued, "authed_user" | "team" | "ok"> & { id: string };
}

/** Comma-separated, as Slack wants them. */
export interface SlackScopes {
  bot?: string;
  user?: string;
}

/** The request that a gateway would send the browser to. */
export function slackAuthorization(
  slack: SandboxSlack,
  { bot, user }: SlackScopes,
  more: Record<string, string> = {},
): URL {
  const url = new URL(`${slack.url}/oauth/v2/authorize`);
  const parameters = {
    response_type: "code",
    client_id: slack.clientId,
    redirect_uri: SLACK_REDIRECT,
    state: "state-1",
    ...(bot === undefined ? {} : { scope: bot }),
    ...(user === undefined ? {} : { user_scope: user }),
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/** One POST to the token endpoint with the client's credentials. */
export async function slackToken(
  slack: SandboxSlack,
  parameters: Record<string, string>,
): Promise<SlackIssued> {
  const body = new URLSearchParams({
    client_id: slack.clientId,
    client_secret: slack.clientSecret,
    ...parameters,
  });
  const answer = await fetch(`${slack.url}/api/oauth.v2.access`, { method: "POST", body });
  return (await answer.json()) as SlackIssued;
}

/** The whole consent flow of one person. */
export async function slackSignIn(
  slack: SandboxSlack,
  scopes: SlackScopes,
  choice: Partial<ConsentChoice> = {},
): Promise<SlackIssued> {
  const back = await consent(slackAuthorization(slack, scopes), { email: "ada@acme.test", ...choice });
  const code = back.searchParams.get("code") ?? "";
  const issued = await slackToken(slack, { code, redirect_uri: SLACK_REDIRECT });
  if (!issued.ok) throw new Error(`Slack's token endpoint answered ${issued.error}`);
  return issued;
}
