import type { SlackUser } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { cursorPage, missingScope, type SlackCall } from "./slack-calls.ts";
import type { SlackGrant } from "./slack-server.ts";

/** https://docs.slack.dev/reference/objects/user-object: addresses only with the scope for them. */
function shown({ scopes }: SlackGrant, user: SlackUser): Record<string, unknown> {
  const { user_id, team_id, name, real_name, deleted, is_bot, is_admin, profile, email, tz } = user;
  return {
    id: user_id,
    team_id,
    name,
    deleted,
    real_name,
    is_admin,
    is_bot,
    ...(deleted || is_bot ? {} : { tz: tz ?? "Europe/Stockholm" }),
    profile: { ...profile, ...(scopes.includes("users:read.email") && email !== "" ? { email } : {}) },
  };
}

/** https://docs.slack.dev/reference/methods/users.info */
export function usersInfo({ slack, grant, args }: SlackCall): Response {
  if (!grant.scopes.includes("users:read")) return missingScope(grant, "users:read");
  const user = slack.store.users.findOneBy("user_id", args.get("user") ?? "");
  return user ? slackOk({ user: shown(grant, user) }) : slackFailed("user_not_found");
}

/** https://docs.slack.dev/reference/methods/users.list */
export function usersList({ slack, grant, args }: SlackCall): Response {
  if (!grant.scopes.includes("users:read")) return missingScope(grant, "users:read");
  const page = cursorPage(slack.store.users.all(), args, 1000);
  if (!page) return slackFailed("invalid_cursor");
  return slackOk({
    members: page.items.map((user) => shown(grant, user)),
    response_metadata: { next_cursor: page.next },
  });
}

/** https://docs.slack.dev/reference/methods/users.lookupByEmail: it does not find who has left. */
export function lookupByEmail({ slack, grant, args }: SlackCall): Response {
  for (const needed of ["users:read", "users:read.email"])
    if (!grant.scopes.includes(needed)) return missingScope(grant, needed);
  const email = (args.get("email") ?? "").toLowerCase();
  const user = slack.store.users
    .all()
    .find((one) => !one.deleted && one.email !== "" && one.email.toLowerCase() === email);
  return user ? slackOk({ user: shown(grant, user) }) : slackFailed("users_not_found");
}

/** https://docs.slack.dev/reference/methods/usergroups.list */
export function usergroupsList({ slack, grant }: SlackCall): Response {
  if (!grant.scopes.includes("usergroups:read")) return missingScope(grant, "usergroups:read");
  return slackOk({
    usergroups: slack.usergroups.map((one) => ({ ...one, team_id: slack.teamId, is_usergroup: true })),
  });
}
