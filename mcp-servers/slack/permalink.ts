import { type Api, readAnswer, ToolError } from "../kit/index.ts";
import { question } from "./call.ts";
import { memoryOf, type Team } from "./memory.ts";
import { authSchema } from "./upstream.ts";

/** Where a link to a message leads. */
export interface Place {
  channel: string;
  ts: string;
  /** The thread that the message is a reply in, where the link says. */
  thread: string | undefined;
}
interface Linked extends Place {
  /** `acme.slack.com`; undefined where the link names a team instead. */
  host: string | undefined;
  team: string | undefined;
}

const WRONG =
  "`permalink` is not a link to a Slack message. Copy it from the message's menu (https://….slack.com/archives/C…/p…), or pass `channel` and `ts`.";
const CHANNEL = /^[CDG][A-Z0-9]{2,20}$/;
const TS = /^\d{9,10}\.\d{6}$/;

/**
 * Every form in which Slack itself writes links to messages. Pure; throws `bad_argument` for anything else.
 * - `https://acme.slack.com/archives/C…/p1700000000000100`, with `?thread_ts=…&cid=…` for replies
 * - `https://app.slack.com/client/T…/C…/p…` and `…/thread/C…-1700000000.000100`
 * - `https://slack.com/app_redirect?team=T…&channel=C…&message_ts=…`
 * - `slack://channel?team=T…&id=C…&message=1700000000.000100`
 */
export function parsePermalink(link: string): Linked {
  const bare = link
    .trim()
    .replace(/^<([^|>]*)(?:\|[^>]*)?>$/, "$1")
    .replaceAll("&amp;", "&");
  let url: URL;
  try {
    url = new URL(bare);
  } catch {
    throw new ToolError("bad_argument", WRONG);
  }
  const found = url.protocol === "slack:" ? ofScheme(url) : ofWeb(url);
  if (!found || !CHANNEL.test(found.channel) || !TS.test(found.ts))
    throw new ToolError("bad_argument", WRONG);
  return { ...found, thread: found.thread !== undefined && TS.test(found.thread) ? found.thread : undefined };
}

function ofScheme(url: URL): Linked | undefined {
  if (url.host !== "channel") return undefined;
  const { team, id, message, thread_ts } = Object.fromEntries(url.searchParams);
  return { channel: id ?? "", ts: message ?? "", thread: thread_ts, host: undefined, team };
}

function ofWeb(url: URL): Linked | undefined {
  const host = url.host.toLowerCase();
  if (url.protocol !== "https:" || url.username !== "" || !/^([a-z0-9-]+\.)*slack\.com$/.test(host))
    return undefined;
  const query = Object.fromEntries(url.searchParams);
  const [first, second = "", third = "", fourth = "", fifth = ""] = url.pathname.split("/").filter(Boolean);
  if (first === "archives")
    return { channel: second, ts: stamp(third), thread: query.thread_ts, host, team: undefined };
  if (first === "app_redirect")
    return {
      channel: query.channel ?? "",
      ts: query.message_ts ?? "",
      thread: query.thread_ts,
      host: undefined,
      team: query.team,
    };
  if (first !== "client" || host !== "app.slack.com") return undefined;
  const thread = /^([CDG][A-Z0-9]+)-(\d+\.\d+)$/.exec(fifth);
  if (fourth === "thread" && thread)
    return {
      channel: thread[1] ?? "",
      ts: thread[2] ?? "",
      thread: undefined,
      host: undefined,
      team: second,
    };
  return { channel: third, ts: stamp(fourth), thread: query.thread_ts, host: undefined, team: second };
}

/** `p1700000000000100` is `1700000000.000100`. */
const stamp = (segment: string): string => segment.replace(/^p(\d{9,10})(\d{6})$/, "$1.$2");

/** Where a link leads, once it is known to be this workspace's. Throws `not_found` for another's. */
export async function placeOfPermalink(api: Api, link: string): Promise<Place> {
  const { host, team, ...place } = parsePermalink(link);
  const own = await teamOf(api);
  const fits =
    host === undefined ? !!team && [own.teamId, own.enterpriseId].includes(team) : host === own.host;
  if (fits) return place;
  throw new ToolError(
    "not_found",
    `This link is to another workspace; this connector is of ${own.host}. Nothing was read.`,
  );
}

/** https://docs.slack.dev/reference/methods/auth.test, once in a while. */
async function teamOf(api: Api): Promise<Team> {
  const { teams } = memoryOf(api);
  const known = teams.get("own");
  if (known) return known;
  const answer = readAnswer(authSchema, await question(api, "auth.test", {}));
  const host = URL.canParse(answer.url) ? new URL(answer.url).host.toLowerCase() : "";
  const own = { host, teamId: answer.team_id ?? "", enterpriseId: answer.enterprise_id ?? undefined };
  teams.set("own", own);
  return own;
}
