import { type Api, readAnswer, ToolError } from "../kit/index.ts";
import { call } from "./call.ts";
import { memoryOf } from "./memory.ts";
import { EMAILS, USERS } from "./scopes.ts";
import { nextOf, type User, userInfoSchema, userListSchema } from "./upstream.ts";

export const USER_ID = /^[UW][A-Z0-9]{2,}$/;
export const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
/** Rows of one page of users.list, and pages of one call: rate limit tier 2, some 20 a minute. */
export const PEOPLE_PAGE = 500;
export const PEOPLE_PAGES = 4;

export function shownName(user: User): string {
  return user.profile.display_name || user.profile.real_name || user.real_name || user.name || user.id;
}

function remember(api: Api, user: User): User {
  const { names, handles } = memoryOf(api);
  names.set(user.id, shownName(user));
  if (user.name && !user.deleted) handles.set(user.name.toLowerCase(), user.id);
  return user;
}

/** https://docs.slack.dev/reference/methods/users.info */
export async function userInfo(api: Api, id: string): Promise<User> {
  return remember(api, readAnswer(userInfoSchema, await call(api, "users.info", { user: id })).user);
}

/** https://docs.slack.dev/reference/methods/users.list */
export async function userPage(api: Api, page: string | undefined) {
  const answer = readAnswer(
    userListSchema,
    await call(api, "users.list", { limit: PEOPLE_PAGE, cursor: page }),
  );
  return { rows: answer.members, next: nextOf(answer) };
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
  if (EMAIL.test(name)) return (await userByEmail(api, name)).id;
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
  const answer = await call(api, "users.lookupByEmail", { email });
  return remember(api, readAnswer(userInfoSchema, answer).user);
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

/** The ids behind handles, as far as two pages of people show them. Absent: nobody, or several. Never fails. */
export async function idsOfHandles(api: Api, handles: ReadonlySet<string>): Promise<Map<string, string>> {
  const { handles: known } = memoryOf(api);
  const wanted = new Set([...handles].filter((handle) => known.get(handle) === undefined));
  if (wanted.size > 0 && api.hasScope(USERS)) await lookThrough(api, wanted);
  const found = [...handles].map((handle): [string, string] => [handle, known.get(handle) ?? ""]);
  return new Map(found.filter(([, id]) => id !== ""));
}

async function lookThrough(api: Api, wanted: ReadonlySet<string>): Promise<void> {
  const { handles: known } = memoryOf(api);
  const shown = new Map<string, string[]>();
  try {
    let page: string | undefined;
    for (let pages = 0; pages < MENTION_PAGES; pages++) {
      const { rows, next } = await userPage(api, page);
      for (const user of rows.filter((one) => !one.deleted)) {
        if (wanted.has(user.name.toLowerCase())) known.set(user.name.toLowerCase(), user.id);
        const name = shownName(user).toLowerCase();
        if (wanted.has(name)) shown.set(name, [...(shown.get(name) ?? []), user.id]);
      }
      if (next === undefined) break;
      page = next;
    }
    // A handle is one person's; a name that several show is nobody's.
    for (const name of wanted)
      if (known.get(name) === undefined)
        known.set(name, shown.get(name)?.length === 1 ? (shown.get(name)?.[0] ?? "") : "");
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}
const MENTION_PAGES = 2;
