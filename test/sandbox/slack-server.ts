import { createHash } from "node:crypto";
import type { SlackMessage, SlackStore } from "./emulator-internals.ts";
import type { SandboxUser } from "./google-server.ts";
import { Ledger } from "./ledger.ts";
import { RateLimits } from "./slack-limits.ts";

/** One token's authorization. A bot token acts as the app in the whole workspace, a user token as one person. */
export interface SlackGrant {
  readonly kind: "bot" | "user";
  /** Whom the token acts as. */
  readonly userId: string;
  /** The person who agreed. */
  readonly email: string;
  readonly scopes: readonly string[];
}

/** What a person agreed to, waiting to be exchanged. */
export interface SlackPending {
  email: string;
  clientId: string;
  redirectUri: string;
  bot: readonly string[];
  user: readonly string[];
}

/** An authorization request that a person is looking at. */
export interface SlackAsked extends Omit<SlackPending, "email"> {
  state: string | undefined;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface SlackTeam {
  name: string;
  /** `acme` of acme.slack.com. */
  domain: string;
}

export interface SlackServerOptions {
  clientId: string;
  clientSecret: string;
  clientName: string;
  redirectUris: readonly string[];
  users: readonly SandboxUser[];
  team: SlackTeam;
  rotation: boolean;
  botScopes: readonly string[];
  userScopes: readonly string[];
  accessTokenSeconds: number;
  codeSeconds: number;
}

/** A file, its bytes included. */
export interface SlackFileRow {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  mode: string;
  user: string;
  /** Seconds since the epoch. */
  created: number;
  bytes: Uint8Array;
  shares: Record<
    "public" | "private",
    Record<string, { ts: string; thread_ts?: string; channel_name: string }[]>
  >;
  /** Fields that files of other kinds have instead. */
  more: Record<string, unknown>;
}

export interface SlackScheduled {
  id: string;
  channel_id: string;
  post_at: number;
  date_created: number;
  text: string;
  blocks: unknown[] | undefined;
  user: string;
  thread_ts: string | undefined;
}

/** What the routes of the sandbox share. */
export class SlackServer {
  readonly options: SlackServerOptions;
  readonly ledger: Ledger<SlackGrant, SlackPending>;
  readonly asked = new Map<string, SlackAsked>();
  /** Codes that were exchanged: Slack tells them from those it never gave. */
  readonly spent = new Set<string>();
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly files = new Map<string, SlackFileRow>();
  /** By the ticket in the address. */
  readonly uploads = new Map<
    string,
    { id: string; name: string; length: number; user: string; bytes: Uint8Array | undefined }
  >();
  readonly scheduled = new Map<string, SlackScheduled>();
  usergroups: { id: string; name: string; handle: string; description: string }[] = [];
  readonly limits = new RateLimits();
  /** Whether this workspace has the search for apps. */
  contextSearch = true;
  #lastTs = 0;
  #store: SlackStore | undefined;

  constructor(options: SlackServerOptions) {
    this.options = options;
    this.ledger = new Ledger({ accessToken: options.accessTokenSeconds, code: options.codeSeconds });
    const { domain } = options.team;
    this.teamId = slackId("T", domain);
    this.appId = slackId("A", options.clientId);
    this.botId = slackId("B", `${domain} ${options.clientId}`);
    this.botUserId = slackId("U", `${domain} ${options.clientId}`);
  }

  get store(): SlackStore {
    if (!this.#store) throw new Error("The sandbox has not started yet.");
    return this.#store;
  }

  set store(store: SlackStore) {
    this.#store = store;
  }

  /** A timestamp later than all before it, in Slack's six digits. */
  nextTs(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, Date.now() * 1000);
    return (this.#lastTs / 1_000_000).toFixed(6);
  }

  messageAt(channelId: string, ts: string): SlackMessage | undefined {
    return this.store.messages.findBy("channel_id", channelId).find((one) => one.ts === ts);
  }

  userIdOf(email: string): string {
    return slackId("U", `${this.options.team.domain} ${email}`);
  }

  /**
   * A token for what was asked and whatever the same bot or person has agreed to before: scopes only grow.
   * https://docs.slack.dev/authentication/installing-with-oauth (appending scopes)
   */
  authorize(kind: SlackGrant["kind"], email: string, scopes: readonly string[]): SlackGrant {
    const userId = kind === "bot" ? this.botUserId : this.userIdOf(email);
    const before = this.ledger.liveAccess().filter(({ grant }) => grant.userId === userId);
    return {
      kind,
      email,
      userId,
      scopes: [...new Set([...before.flatMap((b) => b.grant.scopes), ...scopes])],
    };
  }

  uninstall(): void {
    this.ledger.endAll(() => true, "removed");
    this.ledger.endCodes(() => true);
  }

  /** `access_token` and, when the app rotates its tokens, `refresh_token` and `expires_in`. */
  issue(grant: SlackGrant): Record<string, unknown> {
    const { ledger } = this;
    const plain = grant.kind === "bot" ? "xoxb-" : "xoxp-";
    const shape = { scope: grant.scopes.join(","), token_type: grant.kind };
    if (!this.options.rotation)
      return { access_token: ledger.keepAccess(ledger.mint(plain, 36), grant, Infinity), ...shape };
    const access = ledger.keepAccess(ledger.mint(`xoxe.${plain}1-`, 96), grant);
    const refresh = ledger.keepRefresh(ledger.mint("xoxe-1-", 96), grant, access);
    const expires_in = ledger.lifetimes.accessToken;
    return { access_token: access, expires_in, refresh_token: refresh, ...shape };
  }
}

/** The same for the same thing whenever the sandbox starts. */
export function slackId(prefix: string, of: string): string {
  return prefix + createHash("sha256").update(`${prefix} ${of}`).digest("hex").toUpperCase().slice(0, 10);
}
