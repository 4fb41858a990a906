import type { GitHubRepo, GitHubStore } from "./emulator-internals.ts";
import { IssueLedger, SearchLimits } from "./github-issue-ledger.ts";
import { PullLedger } from "./github-pull-ledger.ts";
import type { SandboxUser } from "./google-server.ts";
import { Ledger } from "./ledger.ts";

/** `metadata`, `contents`, `issues`, `pull_requests`, … */
export type Permissions = Readonly<Record<string, string>>;

/** A registration at GitHub that people can authorize: an OAuth app, or a GitHub App acting for a person. */
export interface GitHubClient {
  kind: "oauth_app" | "github_app";
  id: string;
  secret: string;
  name: string;
  /** Matched exactly; the first is where installing leads back to. */
  redirectUris: readonly string[];
}

/** A person's authorization of a client. */
export interface UserGrant {
  readonly kind: GitHubClient["kind"];
  readonly clientId: string;
  readonly login: string;
  readonly email: string;
  /** Of an OAuth app. Empty for a GitHub App. */
  readonly scopes: readonly string[];
}

/** A token of the app itself for one installation. */
export interface InstallationGrant {
  readonly kind: "installation";
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** Full names; undefined: every one the installation reaches. */
  readonly repositories: readonly string[] | undefined;
}

export type GitHubGrant = UserGrant | InstallationGrant;

export interface GitHubPending extends UserGrant {
  /** Undefined: the client named none. */
  redirectUri: string | undefined;
  challenge: string | undefined;
}

/** An authorization request, or an installation, that a person is looking at. */
export interface GitHubAsked {
  client: GitHubClient;
  redirectUri: string;
  named: boolean;
  scopes: readonly string[];
  state: string | undefined;
  challenge: string | undefined;
  install: boolean;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface Account {
  login: string;
  id: number;
  type: "User" | "Organization";
}

export interface Installation {
  readonly id: number;
  readonly account: Account;
  readonly permissions: Permissions;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface GitHubApp {
  id: number;
  slug: string;
  name: string;
  /** PEM. */
  privateKey: string;
  permissions: Permissions;
}

/** Who belongs to an organisation, by login. */
export type Members = Readonly<Record<string, "admin" | "member">>;

export interface GitHubServerOptions {
  oauthApp: GitHubClient;
  appClient: GitHubClient;
  app: GitHubApp;
  users: readonly SandboxUser[];
  orgs: Readonly<Record<string, Members>>;
  accessTokenSeconds: number;
  installationTokenSeconds: number;
  codeSeconds: number;
}

/** Tokens of one person for one client and the same scopes; the oldest goes. */
const TOKENS_PER_SCOPES = 10;

/** What the routes of the sandbox share. */
export class GitHubServer {
  /** Known once the emulator listens. */
  url = "";
  readonly options: GitHubServerOptions;
  readonly ledger: Ledger<GitHubGrant, GitHubPending>;
  readonly asked = new Map<string, GitHubAsked>();
  readonly installations = new Map<number, Installation>();
  readonly pulls = new PullLedger();
  readonly issues = new IssueLedger();
  readonly searches = new SearchLimits();
  /** Former names of repositories, to their present ones. */
  readonly moved = new Map<string, string>();
  /** `owner/name branch`: moved by pull requests alone. */
  readonly guarded = new Set<string>();
  installationTokenSeconds: number;
  #store: GitHubStore | undefined;

  constructor(options: GitHubServerOptions) {
    this.options = options;
    this.installationTokenSeconds = options.installationTokenSeconds;
    this.ledger = new Ledger({ accessToken: options.accessTokenSeconds, code: options.codeSeconds });
  }

  get store(): GitHubStore {
    if (!this.#store) throw new Error("The sandbox has not started yet.");
    return this.#store;
  }

  set store(store: GitHubStore) {
    this.#store = store;
  }

  client(id: string): GitHubClient | undefined {
    return [this.options.oauthApp, this.options.appClient].find((one) => one.id === id);
  }

  account(login: string): Account | undefined {
    const org = this.store.orgs.findOneBy("login", login);
    if (org) return { login, id: org.id, type: "Organization" };
    const user = this.store.users.findOneBy("login", login);
    return user && { login, id: user.id, type: "User" };
  }

  hasBranches(repo: GitHubRepo): boolean {
    return this.store.refs.all().some((one) => one.repo_id === repo.id && one.ref.startsWith("refs/heads/"));
  }

  roleIn(login: string, account: string): "admin" | "member" | undefined {
    if (login === account) return "admin";
    const members = this.options.orgs[account];
    return members && Object.hasOwn(members, login) ? members[login] : undefined;
  }

  installationOn(account: string): Installation | undefined {
    return [...this.installations.values()].find((one) => one.account.login === account);
  }

  install(login: string): Installation {
    const account = this.account(login);
    if (!account) throw new Error(`${login} is no account here.`);
    const id = 50_000_000 + this.installations.size + account.id;
    const { permissions } = this.options.app;
    const installation = { id, account, permissions, createdAt: new Date().toISOString() };
    this.installations.set(id, installation);
    return installation;
  }

  /** The app's tokens for it die; people's tokens reach it no more. */
  uninstall(id: number): boolean {
    this.ledger.endAll((grant) => grant.kind === "installation" && grant.installation.id === id);
    return this.installations.delete(id);
  }

  /** `access_token` and, for a GitHub App, its end and a refresh token. */
  issue(grant: UserGrant): Record<string, string | number> {
    const { ledger } = this;
    if (grant.kind === "oauth_app") {
      const access_token = ledger.keepAccess(ledger.mint("gho_", 27), grant, Infinity);
      this.#endOldest(grant);
      return { access_token, scope: grant.scopes.join(","), token_type: "bearer" };
    }
    const access_token = ledger.keepAccess(ledger.mint("ghu_", 27), grant);
    this.#endOldest(grant);
    return {
      access_token,
      expires_in: ledger.lifetimes.accessToken,
      refresh_token: ledger.keepRefresh(ledger.mint("ghr_", 57), grant, access_token),
      refresh_token_expires_in: 15_897_600,
      scope: "",
      token_type: "bearer",
    };
  }

  /** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/best-practices-for-creating-an-oauth-app */
  #endOldest({ clientId, login, scopes }: UserGrant): void {
    const alike = this.ledger
      .liveAccess()
      .filter(
        ({ grant }) =>
          grant.kind !== "installation" &&
          grant.clientId === clientId &&
          grant.login === login &&
          grant.scopes.join() === scopes.join(),
      );
    for (const { token } of alike.slice(0, -TOKENS_PER_SCOPES)) this.ledger.endAccess(token);
  }
}

export const ownerOf = (repo: GitHubRepo): string => repo.full_name.split("/")[0] ?? "";
