import { LRUCache } from "lru-cache";
import { type Api, eachOf, readAnswer, ToolError } from "../kit/index.ts";
import type { NameOf } from "./mrkdwn.ts";
import { EMAILS, USERS } from "./scopes.ts";
import { nextOf, type User, userInfoSchema, userListSchema } from "./upstream.ts";

/** Names by connector and id. Asked for one by one as they turn up: whole workspaces are never listed for names. */
const known = new LRUCache<string, string>({ max: 20_000, ttl: 10 * 60_000 });
/** The most that one call asks for; users.info allows some 100 a minute. */
const MOST_LOOKUPS = 50;
const AT_ONCE = 8;

export const USER_ID = /^[UW][A-Z0-9]{2,}$/;
/** Rows of one page of users.list, and pages of one call: rate limit tier 2, some 20 a minute. */
export const PEOPLE_PAGE = 500;
export const PEOPLE_PAGES = 4;

export function shownName(user: User): string {
  return user.profile.display_name || user.profile.real_name || user.real_name || user.name || user.id;
}

export async function userInfo(api: Api, id: string): Promise<User> {
  const { user } = readAnswer(userInfoSchema, await api.get("/users.info", { query: { user: id } }));
  known.set(`${api.connectorId}/${id}`, shownName(user));
  return user;
}

export async function userPage(api: Api, page: string | undefined) {
  const query = { limit: PEOPLE_PAGE, cursor: page };
  const answer = readAnswer(userListSchema, await api.get("/users.list", { query }));
  return { rows: answer.members, next: nextOf(answer) };
}

/** Names for ids of people. A name that cannot be had is no reason to fail: the id stands in for it. */
export async function userNames(api: Api, ids: Iterable<string>): Promise<NameOf> {
  const names = new Map<string, string>();
  const missing: string[] = [];
  for (const id of new Set(ids)) {
    const name = known.get(`${api.connectorId}/${id}`);
    if (name !== undefined) names.set(id, name);
    else if (USER_ID.test(id)) missing.push(id);
  }
  if (api.hasScope(USERS)) {
    let asking = true;
    await eachOf(missing.slice(0, MOST_LOOKUPS), AT_ONCE, async (id) => {
      if (!asking) return;
      try {
        names.set(id, shownName(await userInfo(api, id)));
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        if (error.fault !== "not_found") asking = false;
      }
    });
  }
  return (id) => names.get(id) ?? id;
}

/** The id of one person, given as id, `@name` or e-mail address. */
export async function userId(api: Api, named: string): Promise<string> {
  const name = named.replace(/^@/, "").trim();
  if (USER_ID.test(name)) return name;
  if (!api.hasScope(USERS)) {
    throw new ToolError(
      "no_permission",
      `This connection lacks the scope ${USERS}, which finding ${named} needs. Pass the id.`,
    );
  }
  if (name.includes("@")) return (await userByEmail(api, name)).id;
  const found = await peopleCalled(api, name);
  const [first] = found;
  if (!first) {
    throw new ToolError(
      "not_found",
      `Slack has nobody called ${named}. Find the id with slack_search_users.`,
    );
  }
  if (found.length > 1) {
    const ids = found.slice(0, 10).map((user) => `${user.id} (${shownName(user)}, ${user.name})`);
    throw new ToolError(
      "bad_argument",
      `Several people are called ${named}. Pass one id: ${ids.join(", ")}.`,
    );
  }
  return first.id;
}

/** https://docs.slack.dev/reference/methods/users.lookupByEmail */
export async function userByEmail(api: Api, email: string): Promise<User> {
  if (!api.hasScope(EMAILS)) {
    throw new ToolError(
      "no_permission",
      `This connection lacks the scope ${EMAILS}. Search by name instead.`,
    );
  }
  return readAnswer(userInfoSchema, await api.get("/users.lookupByEmail", { query: { email } })).user;
}

/** Whoever has this handle, which is unique; else all who show this name. */
async function peopleCalled(api: Api, name: string): Promise<User[]> {
  const wanted = name.toLowerCase();
  const found: User[] = [];
  let page: string | undefined;
  for (let pages = 0; pages < PEOPLE_PAGES; pages++) {
    const { rows, next } = await userPage(api, page);
    for (const user of rows) {
      if (user.deleted) continue;
      if (user.name.toLowerCase() === wanted) return [user];
      if (shownName(user).toLowerCase() === wanted) found.push(user);
    }
    if (next === undefined) return found;
    page = next;
  }
  throw new ToolError(
    "too_large",
    `@${name} is not among the first ${PEOPLE_PAGE * PEOPLE_PAGES} people of this workspace. Find the id with slack_search_users.`,
  );
}
