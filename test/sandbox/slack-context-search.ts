import { slackFailed, slackOk } from "./slack-answers.ts";
import { cursorPage, missingScope, permalink, type SlackCall } from "./slack-calls.ts";
import { byScore, byTime, findMessages } from "./slack-search.ts";

const SCOPES: Readonly<Record<string, string>> = {
  public_channel: "search:read.public",
  private_channel: "search:read.private",
  mpim: "search:read.mpim",
  im: "search:read.im",
};
const MOST = 20;

/** A list, as JSON or separated by commas. */
function listOf(given: string | null, otherwise: string): string[] {
  const text = given ?? otherwise;
  return text.startsWith("[") ? (JSON.parse(text) as string[]) : text.split(",").map((one) => one.trim());
}

/**
 * Messages alone, of the kinds of conversations that are asked for; a bot would have to send the `action_token` of an
 * event. https://docs.slack.dev/reference/methods/assistant.search.context
 */
export function contextSearch(call: SlackCall): Response {
  const { slack, grant, args } = call;
  if (grant.kind === "bot") return slackFailed("invalid_action_token");
  if (!slack.contextSearch) return slackFailed("feature_not_enabled");
  const kinds = listOf(args.get("channel_types"), "public_channel");
  for (const kind of ["public_channel", ...kinds]) {
    const needed = Object.hasOwn(SCOPES, kind) ? SCOPES[kind] : undefined;
    if (needed === undefined) return slackFailed("invalid_arguments");
    if (!grant.scopes.includes(needed)) return missingScope(grant, needed);
  }
  const query = (args.get("query") ?? "").trim();
  if (query === "") return slackFailed("missing_query");
  if (query.length > 2_000) return slackFailed("query_too_long");
  if (Number(args.get("limit") ?? MOST) > MOST) return slackFailed("invalid_arguments");
  const [after, before] = [Number(args.get("after") ?? 0), Number(args.get("before") ?? Infinity)];
  if (Number.isNaN(after) || Number.isNaN(before)) return slackFailed("invalid_arguments");
  const found = findMessages(slack, grant.userId, query)
    .filter(({ channel }) => kinds.includes(kindOf(channel)))
    .filter(({ message }) => Number(message.ts) > after && Number(message.ts) < before)
    .sort(args.get("sort") === "timestamp" ? byTime : byScore);
  if (args.get("sort_dir") === "asc") found.reverse();
  const page = cursorPage(found, args, MOST);
  if (!page) return slackFailed("invalid_cursor");
  const messages = page.items.map(({ message, channel }) => ({
    author_name: slack.store.users.findOneBy("user_id", message.user)?.name ?? message.username ?? "",
    author_user_id: message.user,
    team_id: slack.teamId,
    channel_id: channel.channel_id,
    channel_name: channel.name,
    message_ts: message.ts,
    content: message.text,
    is_author_bot: message.user === slack.botUserId,
    permalink: permalink(slack, message),
  }));
  return slackOk({ results: { messages }, response_metadata: { next_cursor: page.next } });
}

function kindOf(channel: { is_im?: boolean; is_mpim?: boolean; is_private: boolean }): string {
  if (channel.is_im) return "im";
  if (channel.is_mpim) return "mpim";
  return channel.is_private ? "private_channel" : "public_channel";
}
