import { z } from "zod";
import {
  type Api,
  defineTool,
  fitResult,
  pageOfScan,
  placeOf,
  READS,
  scanPages,
  ToolError,
} from "../kit/index.ts";
import { EMAIL, PEOPLE_PAGES, shownName, USER_ID, userByEmail, userInfo, userPage } from "./people.ts";
import { PROVENANCE } from "./provenance.ts";
import { EMAIL_EXTRAS, EMAILS, USERS } from "./scopes.ts";
import type { User } from "./upstream.ts";

const LONGEST = 200;

const input = z.strictObject({
  query: z.string().max(200),
  page_size: z.int().min(1).max(30).default(10),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const userRow = z.object({
  user_id: z.string(),
  name: z.string(),
  display_name: z.string(),
  title: z.string(),
  /** Only with the scope for it. */
  email: z.string().optional(),
  tz: z.string().optional(),
  is_bot: z.boolean(),
});
type Row = z.output<typeof userRow>;
const output = z.object({
  items: z.array(userRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** Slack has no search for people: an id or address is looked up, anything else is looked for page by page. */
export const slackSearchUsers = defineTool({
  name: "slack_search_users",
  title: "Search people",
  description: "Find people by name, e-mail address or id; bots are marked.",
  effect: "read",
  targets: "none",
  labels: READS,
  scopes: [[USERS]],
  extras: EMAIL_EXTRAS,
  input,
  output,
  run: search,
  render,
});

async function search(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const words = asked.query.trim().replace(/^@/, "").toLowerCase();
  if (words === "") throw new ToolError("bad_argument", "`query` is empty.");
  const one = cursor === undefined ? await lookedUp(api, asked.query.trim()) : undefined;
  if (one) return { items: one.map(rowOf) };
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: PEOPLE_PAGES,
    read: (page) => userPage(api, page),
    keep: (user) => user.deleted !== true && textOf(user).includes(words),
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} people fit in one result.`] : []),
      ...(scan.next ? [`Looked through ${scan.seen} people; there are more. Go on with the cursor.`] : []),
    ];
    return {
      items: rows.map(rowOf),
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

/** The one with this id or address; undefined for a name. */
async function lookedUp(api: Api, named: string): Promise<User[] | undefined> {
  const byEmail = EMAIL.test(named) && api.hasScope(EMAILS);
  if (!byEmail && !USER_ID.test(named)) return undefined;
  try {
    return [await (byEmail ? userByEmail(api, named) : userInfo(api, named))];
  } catch (error) {
    if (error instanceof ToolError && error.fault === "not_found") return byEmail ? [] : undefined;
    throw error;
  }
}

const textOf = ({ name, real_name, profile }: User) =>
  [name, real_name, profile.real_name, profile.display_name, profile.email, profile.title]
    .filter(Boolean)
    .join("\n")
    .toLowerCase();

function rowOf(user: User): Row {
  const { profile } = user;
  return {
    user_id: user.id,
    name: (profile.real_name || user.real_name || user.name).slice(0, LONGEST),
    display_name: shownName(user).slice(0, LONGEST),
    title: (profile.title ?? "").slice(0, LONGEST),
    ...(profile.email && { email: profile.email }),
    ...(user.tz && { tz: user.tz }),
    is_bot: user.is_bot === true,
  };
}

function render({ items, next_cursor, warnings }: Output): string {
  const rows = items.map((one) =>
    [
      `- ${one.name} · @${one.display_name} · ${one.user_id}`,
      ...[one.title, one.email ?? "", one.tz ?? "", one.is_bot ? "bot" : ""].filter((text) => text !== ""),
    ].join(" · "),
  );
  return [
    ...(items.length > 0 ? [PROVENANCE, ...rows] : ["Nobody matches."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
