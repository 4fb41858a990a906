import { type Api, readAnswer, ToolError } from "../kit/index.ts";
import { call } from "./call.ts";
import { type Channel, channelInfoSchema } from "./upstream.ts";

/** The most conversations of one file that are looked at. */
const MOST_LOOKS = 20;

/** https://docs.slack.dev/reference/methods/conversations.info */
export async function channelInfo(api: Api, channel: string): Promise<Channel> {
  const query = { channel, include_num_members: true };
  return readAnswer(channelInfoSchema, await call(api, "conversations.info", query)).channel;
}

/**
 * Holds a call to the conversations that a rule allows: by id, by name, or a direct message by its person. Every id that
 * came from a name, a link or a cursor goes through here. Gives it back.
 */
export async function requireChannel(api: Api, id: string): Promise<string> {
  if (api.limits("channels")) api.requireTargets("channels", [await namesOf(api, id)]);
  return id;
}

/** The same for what is in several: one of them has to be allowed. */
export async function requireOneChannel(api: Api, ids: readonly string[]): Promise<void> {
  if (!api.limits("channels")) return;
  for (const id of ids.slice(0, MOST_LOOKS)) {
    const names = await namesOf(api, id);
    if (api.allowsTarget("channels", names)) return api.requireTargets("channels", [names]);
  }
  api.requireTargets("channels", [ids]);
}

async function namesOf(api: Api, id: string): Promise<string[]> {
  if (api.allowsTarget("channels", [id])) return [id];
  try {
    const { name, user } = await channelInfo(api, id);
    return [id, ...(name ? [`#${name}`] : []), ...(user ? [user] : [])];
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return [id]; // without its name only its id can allow it
  }
}
