/** https://docs.slack.dev/reference/scopes. Those of the user token carry `user:` here. */
export const USERS = "users:read";
export const EMAILS = "users:read.email";
export const POST = "chat:write";
export const OPEN_DM = "im:write";
export const REACT = "reactions:write";
export const SEARCH = "user:search:read";

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
