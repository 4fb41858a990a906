import { type Api, readAnswer, ToolError } from "../kit/index.ts";
import { call, change } from "./call.ts";
import { requireChannel } from "./held.ts";
import { memoryOf } from "./memory.ts";
import { EMAIL, USER_ID, userId } from "./people.ts";
import { ALL_KINDS, KINDS, type Kind, OPEN_DM } from "./scopes.ts";
import { type Channel, channelInfoSchema, channelListSchema, nextOf, openedSchema } from "./upstream.ts";

export const CHANNEL_ID = /^[CDG][A-Z0-9]{2,}$/;
/** The most rows of a page; rate limit tier 2, some 20 pages a minute. */
export const WHOLE_PAGE = 999;
const MOST_PAGES = 5;

interface Listing {
  kinds: readonly Kind[];
  /** Only those the account is in. */
  memberOnly: boolean;
  archived: boolean;
  limit: number;
}

/** https://docs.slack.dev/reference/methods/users.conversations and /conversations.list */
export async function channelPage(api: Api, listing: Listing, page: string | undefined) {
  const query = {
    types: listing.kinds.join(","),
    exclude_archived: !listing.archived,
    limit: listing.limit,
    cursor: page,
  };
  const method = listing.memberOnly ? "users.conversations" : "conversations.list";
  const answer = readAnswer(channelListSchema, await call(api, method, query));
  const { names } = memoryOf(api);
  for (const { id, name } of answer.channels) if (name) names.set(id, name);
  return { rows: answer.channels, next: nextOf(answer) };
}

export function kindOf(channel: Channel): Kind {
  if (channel.is_im) return "im";
  if (channel.is_mpim) return "mpim";
  return channel.is_private ? "private_channel" : "public_channel";
}

/** The kinds of conversations this connection may list. */
export const listable = (api: Api): Kind[] => ALL_KINDS.filter((kind) => api.hasScope(KINDS[kind].list));

/** The id of a conversation given as id, `#name`, `@person` or address, to read from: nothing is opened. */
export async function channelToRead(api: Api, named: string): Promise<string> {
  const name = named.trim();
  if (CHANNEL_ID.test(name)) return requireChannel(api, name);
  if (!isPerson(name)) return requireChannel(api, await channelCalled(api, name));
  const person = await userId(api, name);
  const id = await find(api, ["im"], (channel) => channel.user === person, named);
  if (id !== undefined) return requireChannel(api, id);
  throw new ToolError("not_found", `There is no direct message between ${named} and this app yet.`);
}

/** The same to write to: a direct message is opened where there is none. */
export async function channelToWrite(api: Api, named: string): Promise<string> {
  const name = named.trim();
  if (CHANNEL_ID.test(name)) return requireChannel(api, name);
  if (!isPerson(name)) return requireChannel(api, await channelCalled(api, name));
  if (!api.hasScope(OPEN_DM)) {
    throw new ToolError(
      "no_permission",
      `This connection lacks the scope ${OPEN_DM}, which a direct message needs. Nothing was sent.`,
    );
  }
  const users = await userId(api, name);
  // Opening one is a write already.
  if (api.limits("channels")) api.requireTargets("channels", [[users]]);
  return readAnswer(openedSchema, await change(api, "conversations.open", { users })).channel.id;
}

const isPerson = (name: string): boolean => name.startsWith("@") || USER_ID.test(name) || EMAIL.test(name);

async function channelCalled(api: Api, named: string): Promise<string> {
  const name = named.replace(/^#/, "").toLowerCase();
  if (name === "") throw new ToolError("bad_argument", "`channel` is empty.");
  const { channels } = memoryOf(api);
  const before = channels.get(name);
  if (before && (await isStillCalled(api, before, name))) return before;
  const kinds = listable(api).filter((kind) => kind !== "im");
  const id = await find(api, kinds, (channel) => channel.name?.toLowerCase() === name, named);
  if (id === undefined) {
    throw new ToolError("not_found", `There is no channel ${named} that this connection can see.`);
  }
  channels.set(name, id);
  return id;
}

async function isStillCalled(api: Api, id: string, name: string): Promise<boolean> {
  try {
    const answer = await call(api, "conversations.info", { channel: id });
    return readAnswer(channelInfoSchema, answer).channel.name?.toLowerCase() === name;
  } catch (error) {
    if (error instanceof ToolError && error.fault === "not_found") return false;
    throw error;
  }
}

/** The one conversation that fits: first among those the account is in, then among all. */
async function find(
  api: Api,
  kinds: readonly Kind[],
  fits: (channel: Channel) => boolean,
  named: string,
): Promise<string | undefined> {
  const allowed = kinds.filter((kind) => api.hasScope(KINDS[kind].list));
  if (allowed.length === 0) {
    throw new ToolError(
      "no_permission",
      `This connection may not list conversations, so ${named} cannot be found. Pass the id.`,
    );
  }
  for (const memberOnly of allowed.includes("im") ? [true] : [true, false]) {
    let page: string | undefined;
    for (let pages = 0; ; pages++) {
      if (pages === MOST_PAGES) {
        throw new ToolError(
          "too_large",
          `${named} is not among the first ${MOST_PAGES * WHOLE_PAGE} conversations. Find its id with slack_list_channels.`,
        );
      }
      const listing = { kinds: allowed, memberOnly, archived: true, limit: WHOLE_PAGE };
      const { rows, next } = await channelPage(api, listing, page);
      const found = rows.find(fits);
      if (found) return found.id;
      if (next === undefined) break;
      page = next;
    }
  }
  return undefined;
}

/** The ids behind channel names, as far as one page of those the app is in shows them. Never fails. */
export async function idsOfChannels(api: Api, wanted: ReadonlySet<string>): Promise<Map<string, string>> {
  const { channels } = memoryOf(api);
  const kinds = listable(api).filter((kind) => kind.endsWith("_channel"));
  if ([...wanted].some((name) => channels.get(name) === undefined) && kinds.length > 0) {
    try {
      const listing = { kinds, memberOnly: true, archived: false, limit: WHOLE_PAGE };
      const { rows } = await channelPage(api, listing, undefined);
      for (const name of wanted)
        channels.set(name, rows.find((one) => one.name?.toLowerCase() === name)?.id ?? "");
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
    }
  }
  const found = [...wanted].map((name): [string, string] => [name, channels.get(name) ?? ""]);
  return new Map(found.filter(([, id]) => id !== ""));
}
