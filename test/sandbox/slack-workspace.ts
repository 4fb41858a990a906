import { type SlackServer, slackId } from "./slack-server.ts";

/** One line of a channel. `by`: the local part of an address. `thread`: which earlier line it answers, from 0. */
interface Line {
  by: string;
  text: string;
  thread?: number;
  reactions?: Readonly<Record<string, readonly string[]>>;
}

interface Channel {
  name: string;
  topic: string;
  /** Members by local part, besides the app; public ones have everybody. */
  only?: readonly string[];
  /** Whether the app was invited. */
  app: boolean;
  lines: readonly Line[];
}

/** The workspace every test starts from. */
const CHANNELS: readonly Channel[] = [
  {
    name: "general",
    topic: "Company-wide announcements",
    app: true,
    lines: [
      {
        by: "ada",
        text: "Good morning everyone! The Q3 planning doc is up, comments until Thursday please.",
      },
      {
        by: "ben",
        text: "Office plants: I water the ones on the 2nd floor this week.",
        reactions: { seedling: ["ada"] },
      },
      { by: "ada", text: "Reminder: the kitchen is closed on Friday for the new dishwasher." },
      { by: "ben", text: "Does anybody have the invoice from Norrland Hosting for August?" },
      { by: "ada", text: "Sent it to your inbox, invoice NH-2291.", thread: 3 },
    ],
  },
  {
    name: "eng",
    topic: "Building the thing",
    app: true,
    lines: [
      { by: "ben", text: "Deploy of api 2.14.0 is out. Error rate flat." },
      {
        by: "ada",
        text: "Login redirects loop on Safari since this morning, see acme/web#1.",
        reactions: { eyes: ["ben"] },
      },
      { by: "ben", text: "Looking. The cookie is SameSite=Strict now, that would do it.", thread: 1 },
      { by: "ben", text: "Fix is in review, should be out within the hour.", thread: 1 },
      { by: "ada", text: "Thanks! Rate limits next: I drafted numbers in acme/api#2." },
    ],
  },
  {
    name: "design",
    topic: "Pixels",
    app: false,
    lines: [{ by: "ada", text: "New empty states are in the file, feedback welcome." }],
  },
  {
    name: "leads",
    topic: "Private",
    only: ["ada"],
    app: false,
    lines: [{ by: "ada", text: "Offer to the platform candidate goes out on Monday." }],
  },
];

const MINUTE = 60_000;

/** Replaces what the stock emulator starts with. Lines lie 11 minutes apart and end before `now`. */
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
  for (const { email, name } of options.users) addUser(slack, email, name);
  addBot(slack);
  let at = now - 2 * 24 * 60 * MINUTE;
  for (const channel of CHANNELS) at = addChannel(slack, channel, at);
}

function addUser(slack: SlackServer, email: string, realName: string): void {
  insertUser(slack, { id: slack.userIdOf(email), name: handleOf(email), realName, email, bot: false });
}

function addBot(slack: SlackServer): void {
  const { botId, botUserId, appId, options } = slack;
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
}

function insertUser(
  slack: SlackServer,
  user: { id: string; name: string; realName: string; email: string; bot: boolean },
): void {
  const { id, name, realName, email, bot } = user;
  slack.store.users.insert({
    user_id: id,
    team_id: slack.teamId,
    name,
    real_name: realName,
    email,
    is_admin: false,
    is_bot: bot,
    deleted: false,
    profile: { real_name: realName, display_name: name, email, image_48: "", image_192: "" },
    presence: "active",
    manual_presence: "auto",
    connection_count: 1,
  });
}

/** Answers the time after its last line, in milliseconds. */
function addChannel(slack: SlackServer, channel: Channel, from: number): number {
  const id = slackId("C", `${slack.options.team.domain} ${channel.name}`);
  const people = slack.options.users.filter(({ email }) => channel.only?.includes(handleOf(email)) ?? true);
  const members = people.map(({ email }) => slack.userIdOf(email));
  const creator = members[0] ?? slack.botUserId;
  const set = (value: string) => ({ value, creator, last_set: Math.floor(from / 1000) });
  slack.store.channels.insert({
    channel_id: id,
    team_id: slack.teamId,
    name: channel.name,
    is_channel: true,
    is_private: channel.only !== undefined,
    is_archived: false,
    topic: set(channel.topic),
    purpose: set(""),
    members: channel.app ? [...members, slack.botUserId] : members,
    creator,
    num_members: members.length + (channel.app ? 1 : 0),
  });
  const stamps = channel.lines.map(
    (_, at) => `${Math.floor((from + at * 11 * MINUTE) / 1000)}.${100_000 + at}`,
  );
  for (const [at, line] of channel.lines.entries()) {
    const answers = channel.lines.filter((other) => other.thread === at);
    slack.store.messages.insert({
      ts: stamps[at] ?? "",
      channel_id: id,
      user: userOf(slack, line.by),
      text: line.text,
      type: "message",
      thread_ts: line.thread === undefined ? undefined : stamps[line.thread],
      reply_count: answers.length,
      reply_users: [...new Set(answers.map(({ by }) => userOf(slack, by)))],
      reactions: Object.entries(line.reactions ?? {}).map(([name, by]) => {
        const users = by.map((one) => userOf(slack, one));
        return { name, users, count: users.length };
      }),
    });
  }
  return from + channel.lines.length * 11 * MINUTE;
}

export const handleOf = (email: string): string => email.split("@")[0] ?? email;

/** Lines by people who are not in this workspace are the first one's. */
function userOf(slack: SlackServer, handle: string): string {
  const { users } = slack.options;
  const email = (users.find((one) => handleOf(one.email) === handle) ?? users[0])?.email ?? "";
  return slack.userIdOf(email);
}
