import type { SlackChannel } from "./emulator-internals.ts";
import { openDirect } from "./slack-conversations.ts";
import { addFile, shareIn } from "./slack-files.ts";
import {
  CHANNELS,
  COLLEAGUES,
  DIRECT,
  FILES,
  type Line,
  type SeededChannel,
  USERGROUPS,
} from "./slack-seed.ts";
import { type SlackServer, slackId } from "./slack-server.ts";

const MINUTE = 60_000;

/** Replaces what the stock emulator starts with. All lines lie in the two days before `now`. */
export function seedWorkspace(slack: SlackServer, now: number): void {
  const { store, options, teamId } = slack;
  for (const name of [
    "users",
    "channels",
    "messages",
    "tokens",
    "oauthApps",
    "bots",
    "incomingWebhooks",
  ] as const)
    store[name].clear();
  const team = store.teams.all()[0];
  if (team)
    store.teams.update(team.id, { team_id: teamId, name: options.team.name, domain: options.team.domain });
  addPeople(slack);
  slack.usergroups = USERGROUPS.map(({ key, ...group }) => ({ id: idOf(slack, "S", key), ...group }));
  let at = now - 2 * 24 * 60 * MINUTE;
  for (const file of FILES) {
    const id = idOf(slack, "F", file.name);
    addFile(slack, { ...file, id, user: userOf(slack, file.by), created: Math.floor(at / 1000) });
  }
  for (const channel of CHANNELS) at = fill(slack, addChannel(slack, channel, at), channel.lines, at);
  for (const { members, lines } of DIRECT) {
    const ids = [...members.map((one) => userOf(slack, one)), slack.botUserId];
    // Where there is one person only, two of these would be the same.
    if (new Set(ids).size === ids.length)
      at = fill(slack, openDirect(slack, ids, Math.floor(at / 1000)), lines, at);
  }
}

const idOf = (slack: SlackServer, prefix: string, name: string): string =>
  slackId(prefix, `${slack.options.team.domain} ${name}`);

function addPeople(slack: SlackServer): void {
  const { options, botId, botUserId, appId } = slack;
  for (const { email, name } of options.users)
    insertUser(slack, {
      id: slack.userIdOf(email),
      name: handleOf(email),
      realName: name,
      email,
      bot: false,
    });
  const name = options.clientName.toLowerCase();
  slack.store.bots.insert({
    bot_id: botId,
    app_id: appId,
    user_id: botUserId,
    name,
    deleted: false,
    icons: {},
  });
  insertUser(slack, { id: botUserId, name, realName: options.clientName, email: "", bot: true });
  for (const { handle, name, email, ...more } of COLLEAGUES) {
    if (options.users.some((one) => one.email === email)) continue;
    insertUser(slack, {
      id: slack.userIdOf(email),
      name: handle,
      realName: name,
      email,
      bot: false,
      ...more,
    });
  }
}

interface Person {
  id: string;
  name: string;
  realName: string;
  email: string;
  bot: boolean;
  shown?: string;
  title?: string;
  tz?: string;
  deleted?: boolean;
}

function insertUser(slack: SlackServer, { id, name, realName, email, bot, ...more }: Person): void {
  const { shown = name, title = "", tz, deleted = false } = more;
  slack.store.users.insert({
    user_id: id,
    team_id: slack.teamId,
    name,
    real_name: realName,
    email,
    is_admin: false,
    is_bot: bot,
    deleted,
    profile: { real_name: realName, display_name: shown, title, image_48: "", image_192: "" },
    presence: "active",
    manual_presence: "auto",
    connection_count: 1,
    ...(tz !== undefined && { tz }),
  });
}

function addChannel(slack: SlackServer, channel: SeededChannel, from: number): SlackChannel {
  const { options } = slack;
  const everybody = [
    ...options.users.map(({ email }) => handleOf(email)),
    ...COLLEAGUES.map(({ handle }) => handle),
  ];
  const people = channel.only ?? everybody.filter((handle) => handle !== "otto");
  const members = [...new Set(people.map((handle) => userOf(slack, handle)))];
  if (channel.app) members.push(slack.botUserId);
  const creator = members[0] ?? slack.botUserId;
  const created = Math.floor(from / 1000);
  const set = (value: string) => ({ value: named(slack, value), creator, last_set: created });
  return slack.store.channels.insert({
    channel_id: idOf(slack, "C", channel.name),
    team_id: slack.teamId,
    name: channel.name,
    is_channel: true,
    is_private: channel.only !== undefined,
    is_archived: channel.archived === true,
    topic: set(channel.topic),
    purpose: set(channel.purpose ?? ""),
    members,
    creator,
    created,
    num_members: members.length,
  });
}

/** Answers the time after its last line, in milliseconds. */
function fill(slack: SlackServer, channel: SlackChannel, lines: readonly Line[], from: number): number {
  const stamps = lines.map((_, at) => `${Math.floor((from + at * 11 * MINUTE) / 1000)}.${100_000 + at}`);
  for (const [at, line] of lines.entries()) {
    const answers = lines.filter((other) => other.thread === at);
    const ts = stamps[at] ?? "";
    const thread_ts = line.thread === undefined ? undefined : stamps[line.thread];
    const files = (line.files ?? []).map((name) => idOf(slack, "F", name));
    for (const id of files) {
      const file = slack.files.get(id);
      if (file) shareIn(file, channel, ts, thread_ts);
    }
    slack.store.messages.insert({
      ts,
      channel_id: channel.channel_id,
      text: named(slack, line.text),
      type: "message",
      thread_ts,
      reply_count: answers.length,
      reply_users: [...new Set(answers.map(({ by }) => userOf(slack, by)))],
      reactions: Object.entries(line.reactions ?? {}).map(([name, by]) => {
        const users = by.map((one) => userOf(slack, one));
        return { name, users, count: users.length };
      }),
      ...(line.app === undefined
        ? { user: userOf(slack, line.by) }
        : { user: "", bot_id: idOf(slack, "B", line.app), username: line.app, subtype: "bot_message" }),
      ...(line.blocks && { blocks: filled(slack, line.blocks) }),
      ...(line.attachments && { attachments: filled(slack, line.attachments) }),
      ...(line.edited && {
        edited: { user: userOf(slack, line.by), ts: `${Number.parseInt(ts, 10) + 60}.000000` },
      }),
      ...(files.length > 0 && { files }),
    });
  }
  return from + lines.length * 11 * MINUTE;
}

/** Names in a seeded text as ids: `<@ada>`, `<#finance>`, `<!subteam^oncall>`. */
function named(slack: SlackServer, text: string): string {
  return text
    .replace(/<@([a-z][\w.]*)>/g, (_, handle: string) => `<@${userOf(slack, handle)}>`)
    .replace(/<#([a-z][\w-]*)>/g, (_, name: string) => `<#${idOf(slack, "C", name)}>`)
    .replace(/<!subteam\^([a-z]+)>/g, (_, key: string) => `<!subteam^${idOf(slack, "S", key)}>`);
}

/** The same in blocks, the ids of elements included. */
function filled(slack: SlackServer, blocks: readonly unknown[]): unknown[] {
  return JSON.parse(JSON.stringify(blocks), (field, value) => {
    if (typeof value !== "string") return value;
    if (field === "usergroup_id") return idOf(slack, "S", value);
    if (field === "channel_id") return idOf(slack, "C", value);
    return field === "user_id" ? userOf(slack, value) : named(slack, value);
  }) as unknown[];
}

export const handleOf = (email: string): string => email.split("@")[0] ?? email;

/** Lines by people who are not in this workspace are the first one's. */
function userOf(slack: SlackServer, handle: string): string {
  const { users } = slack.options;
  const colleague = COLLEAGUES.find((one) => one.handle === handle);
  const email = (users.find((one) => handleOf(one.email) === handle) ?? colleague ?? users[0])?.email ?? "";
  return slack.userIdOf(email);
}
