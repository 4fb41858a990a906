import type { EnvironmentApp } from "../../gateway/grants/index.ts";
import { Secret } from "../../gateway/vault/index.ts";
import { OAUTH_APP } from "../../mcp-servers/kit/index.ts";
import { type SandboxGithub, type SandboxGithubOptions, startSandboxGithub } from "../sandbox/github.ts";
import { type SandboxGoogle, type SandboxGoogleOptions, startSandboxGoogle } from "../sandbox/google.ts";
import { type SandboxSlack, type SandboxSlackOptions, startSandboxSlack } from "../sandbox/slack.ts";

/** Google is always there. */
export interface EmulatorOptions {
  google?: Partial<SandboxGoogleOptions>;
  slack?: Partial<SandboxSlackOptions>;
  github?: Partial<SandboxGithubOptions>;
}

export interface Running {
  google: SandboxGoogle;
  slack?: SandboxSlack | undefined;
  github?: SandboxGithub | undefined;
}

const redirectUri = (url: string, service: string) => `${url}/integrations/${service}/callback`;

/** Starts the emulated providers of a gateway at `url`. */
export async function startEmulators(url: string, options: EmulatorOptions): Promise<Running> {
  const { google, slack, github } = options;
  const at = (service: string) => ({ redirectUris: [redirectUri(url, service)] });
  const [one, two, three] = await Promise.all([
    startSandboxGoogle({ ...at("google"), ...google }),
    slack && startSandboxSlack({ ...at("slack"), ...slack }),
    github && startSandboxGithub({ ...at("github"), ...github }),
  ]);
  return { google: one, slack: two, github: three };
}

/** What a gateway at `url` needs to talk to them. GitHub's second registration, the GitHub App, has to be asked for. */
export function setupOf(url: string, { google, slack, github }: Running) {
  const running = [google, slack, github].filter((one) => one !== undefined);
  const apps: EnvironmentApp[] = running.map(({ provider, clientId: id, clientSecret }) => ({
    provider: provider.id,
    variant: OAUTH_APP,
    id,
    secret: new Secret(clientSecret),
    redirectUri: redirectUri(url, provider.id),
  }));
  if (github) apps.push(githubApp(url, github));
  return { providers: running.map(({ provider }) => provider), apps };
}

function githubApp(url: string, { app }: SandboxGithub): EnvironmentApp {
  return {
    provider: "github",
    variant: "github_app",
    id: app.clientId,
    secret: new Secret(app.clientSecret),
    redirectUri: redirectUri(url, "github"),
    app: { number: String(app.id), slug: app.slug, key: new Secret(app.privateKey) },
  };
}

export async function closeEmulators({ google, slack, github }: Running): Promise<void> {
  await Promise.all([google.close(), slack?.close(), github?.close()]);
}
