import { basicOf, same } from "./client-checks.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import type { SlackServer } from "./slack-server.ts";

/** What is wrong with the client's id or secret: https://docs.slack.dev/reference/methods/oauth.v2.access#errors */
export function wrongClient(
  { options }: SlackServer,
  request: Request,
  args: URLSearchParams,
): string | undefined {
  const { id, secret } = basicOf(request) ?? {
    id: args.get("client_id") ?? "",
    secret: args.get("client_secret") ?? "",
  };
  if (id !== options.clientId) return "invalid_client_id";
  return same(secret, options.clientSecret) ? undefined : "bad_client_secret";
}

/** https://docs.slack.dev/reference/methods/oauth.v2.access */
export function oauthAccess(slack: SlackServer, request: Request, args: URLSearchParams): Response {
  const wrong = wrongClient(slack, request, args);
  if (wrong !== undefined) return slackFailed(wrong);
  const type = args.get("grant_type") ?? "authorization_code";
  if (type === "authorization_code") return exchange(slack, args);
  return type === "refresh_token" ? refresh(slack, args) : slackFailed("invalid_grant_type");
}

function exchange(slack: SlackServer, args: URLSearchParams): Response {
  const code = args.get("code") ?? "";
  if (slack.spent.has(code)) return slackFailed("code_already_used");
  const pending = slack.ledger.takeCode(code);
  if (!pending || pending.clientId !== slack.options.clientId) return slackFailed("invalid_code");
  slack.spent.add(code);
  if (args.get("redirect_uri") !== pending.redirectUri) return slackFailed("bad_redirect_uri");
  const { email, bot, user } = pending;
  const own = bot.length > 0 ? slack.issue(slack.authorize("bot", email, bot)) : {};
  const theirs = user.length > 0 ? slack.issue(slack.authorize("user", email, user)) : {};
  return slackOk({
    ...own,
    ...(bot.length > 0 ? { bot_user_id: slack.botUserId } : {}),
    ...installation(slack),
    authed_user: { id: slack.userIdOf(email), ...theirs },
  });
}

/**
 * Bot and user token are refreshed each by itself; either comes back at the top level, told apart by `token_type`.
 * https://docs.slack.dev/authentication/using-token-rotation
 */
function refresh(slack: SlackServer, args: URLSearchParams): Response {
  const found = slack.ledger.takeRefresh(args.get("refresh_token") ?? "");
  if (!found) return slackFailed("invalid_refresh_token");
  const bot = found.grant.kind === "bot" ? { bot_user_id: slack.botUserId } : {};
  return slackOk({ ...slack.issue(found.grant), ...bot, ...installation(slack) });
}

function installation({ appId, teamId, options }: SlackServer): Record<string, unknown> {
  return {
    app_id: appId,
    team: { id: teamId, name: options.team.name },
    enterprise: null,
    is_enterprise_install: false,
  };
}
