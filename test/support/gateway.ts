import { randomBytes } from "node:crypto";
import { type App, type AppOptions, createApp } from "../../gateway/app.ts";
import { loadConfig } from "../../gateway/config.ts";
import { openLog } from "../../gateway/log.ts";
import type { SandboxGithub } from "../sandbox/github.ts";
import type { SandboxGoogle } from "../sandbox/google.ts";
import type { SandboxSlack } from "../sandbox/slack.ts";
import { makePostgres, postgresUrl, snapshot } from "./database.ts";
import { closeEmulators, type EmulatorOptions, type Running, setupOf, startEmulators } from "./emulators.ts";
import { freePort } from "./free-port.ts";
import { Person } from "./person.ts";

/** Two keys, so that a test run also opens what an older key sealed. */
const newKey = () => randomBytes(32).toString("base64");
export const TEST_VAULT_KEYS = `k2:${newKey()},k1:${newKey()}`;

export interface TestGateway {
  url: string;
  app: App;
  google: SandboxGoogle;
  /** Throws unless the gateway was started with one. */
  readonly slack: SandboxSlack;
  readonly github: SandboxGithub;
  /** Those that are running. */
  readonly emulators: readonly (SandboxGoogle | SandboxSlack | SandboxGithub)[];
  /** Every log line, level trace. */
  logLines: string[];
  workspaceId: string;
  /** The owner, signed in. */
  owner: Person;
  /** Another member, signed in. */
  member(email: string, role?: "admin" | "member" | "auditor"): Promise<Person>;
  /** A new one-time link's token. */
  signInToken(userId: string): Promise<string>;
  close(): Promise<void>;
}

export interface TestGatewayOptions extends EmulatorOptions {
  /** Shared by several gateways: emulators that are already running, and the database they share, if they do. */
  shared?: Running & { databaseUrl?: string };
  clock?: () => number;
  webDir?: string;
  jobs?: boolean;
  port?: number;
  /** Further variables; apps that they name are added to those of the emulators. */
  env?: Readonly<Record<string, string>>;
  app?: Partial<AppOptions>;
}

/**
 * A whole gateway with an emulated Google, and a Slack and a GitHub when asked for: embedded in memory, or on
 * PostgreSQL when the run has one.
 */
export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const running = options.shared ?? (await startEmulators(url, options));
  const own = options.shared?.databaseUrl || !postgresUrl ? undefined : await makePostgres();
  const databaseUrl = options.shared?.databaseUrl ?? own?.url;
  const logLines: string[] = [];
  const { config, secrets } = loadConfig({
    PORT: String(port),
    OWNER_EMAIL: "owner@acme.test",
    WORKSPACE_NAME: "Acme",
    VAULT_KEYS: TEST_VAULT_KEYS,
    // One person sends here in seconds what takes people hours; `journeys/api.test.ts` counts.
    API_REQUESTS_PER_MINUTE: "100000",
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...options.env,
  });
  const setup = setupOf(url, running);
  const app = await createApp({
    config,
    secrets,
    inMemory: true,
    snapshot,
    ...setup,
    apps: [...setup.apps, ...secrets.apps],
    log: openLog("trace", { write: (line) => void logLines.push(line) }),
    jobs: options.jobs ?? false,
    ...(options.clock && { clock: options.clock }),
    ...(options.webDir && { webDir: options.webDir }),
    ...options.app,
  });
  const { workspaceId, ownerId } = await app.identity.people.bootstrap({
    workspaceName: "Acme",
    ownerEmail: "owner@acme.test",
  });
  await app.listen();
  const signInToken = async (userId: string) =>
    (await app.identity.sessions.createLink(workspaceId, userId)).token;
  const owner = await new Person(url).signIn(await signInToken(ownerId));
  return {
    url,
    app,
    google: running.google,
    get slack() {
      return started(running.slack);
    },
    get github() {
      return started(running.github);
    },
    emulators: [running.google, running.slack, running.github].filter((one) => one !== undefined),
    logLines,
    workspaceId,
    owner,
    signInToken,
    async member(email, role = "member") {
      const { id } = await owner.api("POST", "/members", { email, name: email.split("@")[0], role });
      return new Person(url).signIn(await signInToken(id));
    },
    async close() {
      await app.close();
      if (!options.shared) await closeEmulators(running);
      await own?.drop();
    },
  };
}

function started<T>(emulator: T | undefined): T {
  if (!emulator) throw new Error("This gateway was started without it: see TestGatewayOptions.");
  return emulator;
}
