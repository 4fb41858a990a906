/** The insides of `emulate@0.12.2` that the sandbox relies on; the package is pinned exactly because of these. */
export interface Row {
  id: number;
}

export interface Collection<T extends Row> {
  insert(row: Omit<T, "id">): T;
  findBy(field: keyof T & string, value: string): T[];
  findOneBy(field: keyof T & string, value: string): T | undefined;
  update(id: number, change: Partial<T>): T | undefined;
  delete(id: number): boolean;
  all(): T[];
  clear(): void;
}

export interface GoogleUser extends Row {
  uid: string;
  email: string;
  name: string;
}

export interface GoogleMessage extends Row {
  gmail_id: string;
  thread_id: string;
  user_email: string;
  history_id: string;
  /** Milliseconds since the epoch. */
  internal_date: string;
  /** Base64url of the RFC 5322 octets. */
  raw: string;
  label_ids: string[];
  snippet: string;
  subject: string;
  from: string;
  to: string;
  cc: string | null;
  bcc: string | null;
  reply_to: string | null;
  message_id: string;
  references: string | null;
  in_reply_to: string | null;
  date_header: string;
  body_text: string | null;
  body_html: string | null;
}

export interface GoogleLabel extends Row {
  gmail_id: string;
  user_email: string;
  name: string;
  type: "system" | "user";
  message_list_visibility: string | null;
  label_list_visibility: string | null;
  color_background: string | null;
  color_text: string | null;
}

export interface GoogleStore {
  users: Collection<GoogleUser>;
  messages: Collection<GoogleMessage>;
  labels: Collection<GoogleLabel>;
}

/** What a service plugin is given when it registers its routes. */
export interface PluginContext {
  app: { fetch: (request: Request) => Promise<Response>; middleware: unknown[] };
  store: unknown;
  tokenMap: Map<string, { login: string; id: number; scopes: string[]; installation?: object }>;
}

export interface Plugin {
  name: string;
  register(
    app: PluginContext["app"],
    store: unknown,
    webhooks: unknown,
    baseUrl: string,
    tokenMap: PluginContext["tokenMap"],
  ): void;
}

export interface SlackUser extends Row {
  user_id: string;
  team_id: string;
  name: string;
  real_name: string;
  email: string;
  is_admin: boolean;
  is_bot: boolean;
  deleted: boolean;
  profile: Record<string, string>;
  presence: string;
  manual_presence: string;
  connection_count: number;
  tz?: string;
}

export interface SlackChannel extends Row {
  channel_id: string;
  team_id: string;
  name: string;
  is_channel: boolean;
  is_private: boolean;
  is_im?: boolean;
  is_mpim?: boolean;
  is_archived: boolean;
  topic: { value: string; creator: string; last_set: number };
  purpose: { value: string; creator: string; last_set: number };
  members: string[];
  creator: string;
  created?: number;
  num_members: number;
}

export interface SlackMessage extends Row {
  ts: string;
  channel_id: string;
  user: string;
  text: string;
  type: string;
  subtype?: string;
  thread_ts?: string | undefined;
  reply_broadcast?: boolean;
  metadata?: object | undefined;
  edited?: unknown;
  blocks?: unknown[] | undefined;
  attachments?: unknown[] | undefined;
  /** Ids. */
  files?: string[];
  /** Of another app than ours. */
  bot_id?: string;
  username?: string;
  reply_count: number;
  reply_users: string[];
  reactions: { name: string; users: string[]; count: number }[];
}

export interface SlackToken extends Row {
  token: string;
  token_type: "bot" | "user";
  team_id: string;
  user_id: string;
  scopes: string[];
}

export interface SlackStore {
  teams: Collection<Row & { team_id: string; name: string; domain: string }>;
  users: Collection<SlackUser>;
  channels: Collection<SlackChannel>;
  messages: Collection<SlackMessage>;
  tokens: Collection<SlackToken>;
  bots: Collection<
    Row & { bot_id: string; app_id: string; user_id: string; name: string; deleted: boolean; icons: object }
  >;
  oauthApps: Collection<Row>;
  incomingWebhooks: Collection<Row>;
}

export interface GitHubRepo extends Row {
  name: string;
  full_name: string;
  owner_id: number;
  owner_type: "User" | "Organization";
  private: boolean;
  stargazers_count?: number;
  forks_count?: number;
  license?: object | null;
}

export interface GitHubStore {
  users: Collection<Row & { login: string; name: string | null; email: string | null }>;
  orgs: Collection<Row & { login: string; default_repository_permission: string }>;
  repos: Collection<GitHubRepo>;
  issues: Collection<
    Row & {
      repo_id: number;
      number: number;
      created_at: string;
      is_pull_request: boolean;
      state: string;
      state_reason: string | null;
    }
  >;
  refs: Collection<Row & { repo_id: number; ref: string; sha: string }>;
}
