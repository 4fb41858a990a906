import { type Api, eachOf, readAnswer, ToolError } from "../kit/index.ts";
import { call } from "./call.ts";
import { memoryOf } from "./memory.ts";
import { userInfo } from "./people.ts";
import { GROUPS, KINDS, USERS } from "./scopes.ts";
import { channelInfoSchema, usergroupsSchema } from "./upstream.ts";

/** A name for an id: `U…` and `W…` are people, `C…` and `G…` channels, `S…` user groups. Without one, the id itself. */
export type NameOf = (id: string) => string;

export interface Names {
  nameOf: NameOf;
  /** Says how many ids stand for themselves because looking them up would have been too much. */
  warnings: string[];
}

/** The most that one call asks for, all kinds together. */
export const MOST_LOOKUPS = 50;
const AT_ONCE = 8;
const PERSON = /^[UW][A-Z0-9]{2,}$/;
const CHANNEL = /^[CG][A-Z0-9]{2,}$/;
const GROUP = /^S[A-Z0-9]{2,}$/;

/**
 * Names for ids, asked for one by one as they turn up and kept for a while; nothing is ever listed for names, but for
 * user groups, which have no call of their own. A name that cannot be had is no reason to fail.
 */
export async function namesFor(api: Api, ids: Iterable<string>): Promise<Names> {
  const { names: known } = memoryOf(api);
  const names = new Map<string, string>();
  const missing: string[] = [];
  for (const id of new Set(ids)) {
    const name = known.get(id);
    if (name !== undefined) names.set(id, name);
    else if (canLookUp(api, id)) missing.push(id);
  }
  const asked = missing.slice(0, MOST_LOOKUPS);
  const groups = asked.filter((id) => GROUP.test(id));
  if (groups.length > 0) for (const [id, name] of await groupNames(api)) names.set(id, name);
  const failed = await lookUp(
    api,
    asked.filter((id) => !GROUP.test(id)),
    names,
  );
  const left = missing.length - asked.length + failed;
  return {
    nameOf: (id) => names.get(id) ?? id,
    warnings:
      left > 0
        ? [`Ids stand for ${left} names that were not looked up (at most ${MOST_LOOKUPS} a call).`]
        : [],
  };
}

function canLookUp(api: Api, id: string): boolean {
  if (PERSON.test(id)) return api.hasScope(USERS);
  if (GROUP.test(id)) return api.hasScope(GROUPS);
  return (
    CHANNEL.test(id) && (api.hasScope(KINDS.public_channel.list) || api.hasScope(KINDS.private_channel.list))
  );
}

/** Fills `names`; answers how many were left when Slack wanted no more of it. */
async function lookUp(api: Api, ids: readonly string[], names: Map<string, string>): Promise<number> {
  let asking = true;
  let left = 0;
  await eachOf(ids, AT_ONCE, async (id) => {
    if (!asking) {
      left += 1;
      return;
    }
    try {
      names.set(id, await (PERSON.test(id) ? personName(api, id) : channelName(api, id)));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      // Who is gone stays gone for a while: the id is the name.
      if (error.fault === "not_found") memoryOf(api).names.set(id, id);
      if (error.fault === "rate_limited" || error.fault === "provider_down") {
        asking = false;
        left += 1;
      }
    }
  });
  return left;
}

const personName = async (api: Api, id: string): Promise<string> => {
  await userInfo(api, id);
  return memoryOf(api).names.get(id) ?? id;
};

async function channelName(api: Api, id: string): Promise<string> {
  const answer = await call(api, "conversations.info", { channel: id });
  const name = readAnswer(channelInfoSchema, answer).channel.name || id;
  memoryOf(api).names.set(id, name);
  return name;
}

/** https://docs.slack.dev/reference/methods/usergroups.list: all of them at once, by handle. */
async function groupNames(api: Api): Promise<[string, string][]> {
  try {
    const { usergroups } = readAnswer(usergroupsSchema, await call(api, "usergroups.list"));
    const rows = usergroups.map(({ id, handle, name }): [string, string] => [id, handle || name || id]);
    for (const [id, name] of rows) memoryOf(api).names.set(id, name);
    return rows;
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
}
