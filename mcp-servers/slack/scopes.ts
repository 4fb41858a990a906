/** https://docs.slack.dev/reference/scopes. Those of the user token carry `user:` here. */
export const USERS = "users:read";
export const EMAILS = "users:read.email";
export const GROUPS = "usergroups:read";
export const POST = "chat:write";
export const OPEN_DM = "im:write";
export const REACT = "reactions:write";
export const READ_FILES = "files:read";
export const WRITE_FILES = "files:write";

/** Search of before, over everything the person can see. */
export const LEGACY_SEARCH = "user:search:read";
/** Search by kind of conversation. */
export const SEARCH = {
  public_channel: "user:search:read.public",
  private_channel: "user:search:read.private",
  mpim: "user:search:read.mpim",
  im: "user:search:read.im",
} as const;

/** Kinds of conversations, as Slack names them, and what shows them. */
export const KINDS = {
  public_channel: { list: "channels:read", history: "channels:history" },
  private_channel: { list: "groups:read", history: "groups:history" },
  mpim: { list: "mpim:read", history: "mpim:history" },
  im: { list: "im:read", history: "im:history" },
} as const;
export type Kind = keyof typeof KINDS;
export const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** Reading messages of any one kind, with the names of who wrote them. */
export const READ_HISTORY = ALL_KINDS.map((kind) => [KINDS[kind].history, USERS]);

const GROUP_NAMES = { title: "Names of user groups that are mentioned", scopes: [GROUPS] };
const ADDRESSES = { title: "People by e-mail address", scopes: [EMAILS] };
const TITLES: Readonly<Record<Exclude<Kind, "public_channel">, string>> = {
  private_channel: "Private channels",
  mpim: "Group messages",
  im: "Direct messages",
};
const others = Object.entries(TITLES) as [Exclude<Kind, "public_channel">, string][];

/** What more scopes add to a tool that reads messages: other kinds of conversations, and finding them by name. */
export const READ_EXTRAS = [
  { title: "Channels by name", scopes: [KINDS.public_channel.list] },
  ...others.map(([kind, title]) => ({
    title,
    // With those of public channels: what more is picked must not take their place.
    scopes: [KINDS.public_channel.history, KINDS[kind].history, KINDS[kind].list],
  })),
  GROUP_NAMES,
];
export const LIST_EXTRAS = others.map(([kind, title]) => ({
  title,
  scopes: [KINDS.public_channel.list, KINDS[kind].list],
}));
export const SEARCH_EXTRAS = [
  ...others.map(([kind, title]) => ({
    title,
    scopes: [SEARCH.public_channel, SEARCH[kind]],
  })),
  // For apps and workspaces that do not have the search for apps: it takes the place of the scopes above.
  { title: "Search the older way", scopes: [LEGACY_SEARCH] },
];
export const REACT_EXTRAS = [
  { title: "Channels by name", scopes: [KINDS.public_channel.list] },
  { title: "Private channels by name", scopes: [KINDS.private_channel.list] },
];
export const EMAIL_EXTRAS = [ADDRESSES];
/** What more scopes add to a tool that posts. */
export const POST_EXTRAS = [
  { title: "Direct messages to people", scopes: [OPEN_DM, USERS] },
  { title: "Channels by name", scopes: [KINDS.public_channel.list] },
  { title: "Private channels by name", scopes: [KINDS.private_channel.list] },
  { title: "Mentions of people by name", scopes: [USERS] },
  ADDRESSES,
];
