import type { Provider } from "../../mcp-servers/kit/index.ts";
import { slack as real } from "../../mcp-servers/providers/slack.ts";
import { controlsOf, type SandboxControls } from "./controls.ts";
import type { SlackMessage, SlackStore } from "./emulator-internals.ts";
import type { SandboxUser } from "./google-server.ts";
import { slackGate } from "./slack-gate.ts";
import type { SlackLimits } from "./slack-limits.ts";
import {
  type SlackFileRow,
  type SlackScheduled,
  SlackServer,
  type SlackTeam,
  slackId,
} from "./slack-server.ts";
import { seedWorkspace } from "./slack-workspace.ts";
import { startStrictEmulator } from "./strict-emulator.ts";

export interface SandboxSlackOptions {
  /** 0 or left out: any free port. */
  port?: number | undefined;
  /** Matched exactly. */
  redirectUris: readonly string[];
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /** What the consent page and the workspace call the app. */
  clientName?: string | undefined;
  /** The first two are in the conversations. */
  users?: readonly SandboxUser[] | undefined;
  /** Two emulators with other domains are two workspaces. */
  team?: SlackTeam | undefined;
  /** Tokens that end, with refresh tokens that work once. Slack offers it for each app, for good. */
  rotation?: boolean | undefined;
  /** What the app may ask for; what is not here is refused. Default: all that this build knows. */
  botScopes?: readonly string[] | undefined;
  userScopes?: readonly string[] | undefined;
  /** With rotation. Default 43200, as Slack's. */
  accessTokenSeconds?: number | undefined;
  /** Default 600. */
  codeSeconds?: number | undefined;
  /** Milliseconds since the epoch; the messages are of the two days before. Default: now. */
  now?: number | undefined;
}

/** An emulated Slack workspace that is as strict as the real one, and what tests may do to it. */
export interface SandboxSlack extends SandboxControls {
  /** For the gateway: `slack` as it is, with slack.com here. */
  readonly provider: Provider;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly users: readonly SandboxUser[];
  readonly teamId: string;
  /** Whom the bot token acts as. */
  readonly botUserId: string;
  userIdOf(email: string): string;
  channelIdOf(name: string): string;
  /** As stored, oldest first; of a channel by name, or of any conversation by id. */
  messages(channel: string): SlackMessage[];
  /** Seeded files by name. */
  fileIdOf(name: string): string;
  /** A file with its bytes, by id. */
  file(id: string): SlackFileRow | undefined;
  scheduled(): SlackScheduled[];
  /** Off at the start. Turning them off or on forgets the calls that were counted. */
  limit(mode: SlackLimits): void;
  /** Whether the workspace has the search for apps (`assistant.search.context`). */
  allowContextSearch(allowed: boolean): void;
  /** The person takes their authorization back: their user tokens end, the bot's do not. */
  revokeAccount(email: string): void;
  /** An admin of the workspace removes the app: every token ends. */
  uninstall(): void;
}

const USERS: readonly SandboxUser[] = [
  { email: "ada@acme.test", name: "Ada Lindqvist" },
  { email: "ben@acme.test", name: "Ben Okafor" },
];
const BOT_SCOPES =
  "channels:history channels:join channels:read chat:write files:read files:write groups:history groups:read im:history im:read im:write mpim:history mpim:read mpim:write reactions:read reactions:write team:read usergroups:read users:read users:read.email";
const USER_SCOPES = `${BOT_SCOPES} search:read search:read.im search:read.mpim search:read.private search:read.public`;

export async function startSandboxSlack(options: SandboxSlackOptions): Promise<SandboxSlack> {
  const slack = new SlackServer({
    clientId: options.clientId ?? "2141029472.691202649728",
    clientSecret: options.clientSecret ?? "sandbox-only-slack-client-secret",
    clientName: options.clientName ?? "Valetkey",
    redirectUris: options.redirectUris,
    users: options.users ?? USERS,
    team: options.team ?? { name: "Acme", domain: "acme" },
    rotation: options.rotation ?? false,
    botScopes: options.botScopes ?? BOT_SCOPES.split(" "),
    userScopes: options.userScopes ?? USER_SCOPES.split(" "),
    accessTokenSeconds: options.accessTokenSeconds ?? 43_200,
    codeSeconds: options.codeSeconds ?? 600,
  });
  const emulator = await startStrictEmulator("slack", {
    port: options.port,
    seed: { strict_scopes: true },
    gate: slackGate(slack),
  });
  slack.store = emulator.store as SlackStore;
  seedWorkspace(slack, options.now ?? Date.now());
  const { clientId, clientSecret, users, team } = slack.options;
  return {
    ...controlsOf(emulator, slack.ledger, [clientSecret]),
    provider: {
      ...real,
      sandbox: true,
      origins: { "https://slack.com": emulator.url, "https://files.slack.com": emulator.url },
    },
    clientId,
    clientSecret,
    users,
    teamId: slack.teamId,
    botUserId: slack.botUserId,
    userIdOf: (email) => slack.userIdOf(email),
    channelIdOf: (name) => slackId("C", `${team.domain} ${name}`),
    messages: (channel) =>
      slack.store.messages
        .findBy(
          "channel_id",
          /^[CDG][A-Z0-9]{8,}$/.test(channel) ? channel : slackId("C", `${team.domain} ${channel}`),
        )
        .sort((one, other) => Number(one.ts) - Number(other.ts)),
    fileIdOf: (name) => slackId("F", `${team.domain} ${name}`),
    file: (id) => slack.files.get(id),
    scheduled: () => [...slack.scheduled.values()],
    limit: (mode) => {
      slack.limits.mode = mode;
      slack.limits.clear();
    },
    allowContextSearch: (allowed) => {
      slack.contextSearch = allowed;
    },
    revokeAccount: (email) => {
      slack.ledger.endAll((grant) => grant.kind === "user" && grant.email === email);
      slack.ledger.endCodes((pending) => pending.email === email);
    },
    uninstall: () => slack.uninstall(),
  };
}
