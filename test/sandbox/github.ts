import { generateKeyPairSync } from "node:crypto";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { github as real } from "../../mcp-servers/providers/github.ts";
import { controlsOf, type SandboxControls } from "./controls.ts";
import type { GitHubStore } from "./emulator-internals.ts";
import { loginOf } from "./github-authorize.ts";
import { seedCode } from "./github-code-seed.ts";
import { githubGate } from "./github-gate.ts";
import { startLogStorage } from "./github-log-storage.ts";
import { LOG_ORIGIN, protectBranch } from "./github-pull-ledger.ts";
import { seedPulls } from "./github-pull-seed.ts";
import { githubSeed, playStory } from "./github-seed.ts";
import { GitHubServer, type Permissions } from "./github-server.ts";
import type { SandboxUser } from "./google-server.ts";
import { startStrictEmulator } from "./strict-emulator.ts";

export interface SandboxGithubOptions {
  /** 0 or left out: any free port. */
  port?: number | undefined;
  /** Of the OAuth app and the GitHub App, matched exactly. Installing the app leads back to the first. */
  redirectUris: readonly string[];
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /** What the consent page calls both apps. */
  clientName?: string | undefined;
  /** The local part is the login. The first owns the organisations, the others at its domain are their members. */
  users?: readonly SandboxUser[] | undefined;
  /** Of the GitHub App. Default: what the tools can use but for workflow files. */
  permissions?: Permissions | undefined;
  /** Accounts that have the GitHub App from the start. */
  installed?: readonly string[] | undefined;
  /** People's tokens of the GitHub App. Default 28800, as GitHub's. */
  accessTokenSeconds?: number | undefined;
  /** Default 3600. */
  installationTokenSeconds?: number | undefined;
  /** Default 600. */
  codeSeconds?: number | undefined;
}

/** What a GitHub App is registered with. */
export interface SandboxGithubApp {
  readonly id: number;
  readonly slug: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM. */
  readonly privateKey: string;
}

/** An emulated GitHub that is as strict as the real one, and what tests may do to it. */
export interface SandboxGithub extends SandboxControls {
  /** For the gateway: `github` as it is, with github.com and api.github.com here. */
  readonly provider: Provider;
  /** Of the OAuth app. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly app: SandboxGithubApp;
  readonly users: readonly SandboxUser[];
  /** Of a person or an organisation. */
  accountIdOf(login: string): number;
  setInstallationTokenSeconds(seconds: number): void;
  /** Searches an account may make in a minute; without a number as many as it likes. */
  setSearchLimit(resource: "search" | "code_search", most?: number): void;
  /** An owner installs the GitHub App; answers the installation's id. */
  install(login: string): number;
  /** An owner removes it: its tokens end. */
  uninstall(login: string): void;
  /** Rules of a branch, as the API answers them; undefined: none. */
  protect(repo: string, branch: string, rules: object | undefined): void;
  /** Settings of a repository, such as `allow_squash_merge`. */
  allow(repo: string, settings: Readonly<Record<string, boolean>>): void;
  /** How often the storage of logs, which is not GitHub's API, was shown a credential. */
  storageCredentials(): number;
  /** The person removes both apps in their settings: everything of theirs ends. */
  revokeAccount(email: string): void;
}

const USERS: readonly SandboxUser[] = [
  { email: "ada@acme.test", name: "Ada Lindqvist" },
  { email: "ben@acme.test", name: "Ben Okafor" },
];
const PERMISSIONS = {
  metadata: "read",
  contents: "write",
  issues: "write",
  pull_requests: "write",
  checks: "read",
  statuses: "read",
  actions: "read",
};

export async function startSandboxGithub(options: SandboxGithubOptions): Promise<SandboxGithub> {
  const github = serverOf(options);
  const emulator = await startStrictEmulator("github", {
    port: options.port,
    seed: githubSeed(github),
    gate: githubGate(github, () => emulator.tokenMap),
  });
  github.url = emulator.url;
  github.store = emulator.store as GitHubStore;
  await playStory(github, emulator.stock, emulator.tokenMap);
  await seedPulls(github, emulator.stock, emulator.tokenMap);
  await seedCode(github, emulator.stock, emulator.tokenMap);
  const storage = await startLogStorage(github);
  for (const login of options.installed ?? []) github.install(login);
  const { app, appClient, oauthApp, users } = github.options;
  const controls = controlsOf(emulator, github.ledger, [oauthApp.secret, appClient.secret, app.privateKey]);
  return {
    ...controls,
    provider: {
      ...real,
      sandbox: true,
      origins: {
        "https://github.com": emulator.url,
        "https://api.github.com": emulator.url,
        [LOG_ORIGIN]: storage.url,
      },
    },
    storageCredentials: storage.credentials,
    protect: (repo, branch, rules) => protectBranch(github, repo, branch, rules),
    allow: (fullName, settings) => {
      const repo = github.store.repos.findOneBy("full_name", fullName);
      if (repo) github.store.repos.update(repo.id, settings as object);
    },
    close: async () => {
      await Promise.all([controls.close(), storage.close()]);
    },
    clientId: oauthApp.id,
    clientSecret: oauthApp.secret,
    app: {
      id: app.id,
      slug: app.slug,
      clientId: appClient.id,
      clientSecret: appClient.secret,
      privateKey: app.privateKey,
    },
    users,
    accountIdOf: (login) => github.account(login)?.id ?? Number.NaN,
    setSearchLimit: (resource, most) => github.searches.set(resource, most),
    setInstallationTokenSeconds: (seconds) => {
      github.installationTokenSeconds = seconds;
    },
    install: (login) => (github.installationOn(login) ?? github.install(login)).id,
    uninstall: (login) => {
      const found = github.installationOn(login);
      if (found) github.uninstall(found.id);
    },
    revokeAccount: (email) => {
      github.ledger.endAll((grant) => grant.kind !== "installation" && grant.email === email);
      github.ledger.endCodes((pending) => pending.email === email);
    },
  };
}

function serverOf(options: SandboxGithubOptions): GitHubServer {
  const { redirectUris, clientName: name = "Valetkey", users = USERS } = options;
  const [owner, ...others] = users.map(({ email }) => loginOf(email));
  const home = users[0]?.email.split("@")[1];
  const outside = new Set(
    users.filter(({ email }) => email.split("@")[1] !== home).map(({ email }) => loginOf(email)),
  );
  const members = Object.fromEntries([
    ...(owner === undefined ? [] : [[owner, "admin"] as const]),
    ...others.filter((login) => !outside.has(login)).map((login) => [login, "member"] as const),
  ]);
  return new GitHubServer({
    oauthApp: {
      kind: "oauth_app",
      id: options.clientId ?? "Ov23liSandboxClient0",
      secret: options.clientSecret ?? "sandbox-only-github-oauth-secret",
      name,
      redirectUris,
    },
    appClient: {
      kind: "github_app",
      id: "Iv23liSandboxApp0000",
      secret: "sandbox-only-github-app-secret",
      name,
      redirectUris,
    },
    app: {
      id: 1_042_001,
      slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
      name,
      privateKey: generateKeyPairSync("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        // As GitHub gives it out.
        privateKeyEncoding: { type: "pkcs1", format: "pem" },
      }).privateKey,
      permissions: options.permissions ?? PERMISSIONS,
    },
    users,
    orgs: { acme: members, orbital: members },
    accessTokenSeconds: options.accessTokenSeconds ?? 28_800,
    installationTokenSeconds: options.installationTokenSeconds ?? 3600,
    codeSeconds: options.codeSeconds ?? 600,
  });
}
