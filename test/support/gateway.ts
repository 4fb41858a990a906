import { randomBytes } from "node:crypto";
import { type App, type AppOptions, createApp } from "../../gateway/app.ts";
import { loadConfig } from "../../gateway/config.ts";
import { openLog } from "../../gateway/log.ts";
import { Secret } from "../../gateway/vault/index.ts";
import { type SandboxGoogle, type SandboxGoogleOptions, startSandboxGoogle } from "../sandbox/google.ts";
import { makePostgres, postgresUrl } from "./database.ts";
import { freePort } from "./free-port.ts";
import { Person } from "./person.ts";

/** Two keys, so that a test run also opens what an older key sealed. */
const newKey = () => randomBytes(32).toString("base64");
export const TEST_VAULT_KEYS = `k2:${newKey()},k1:${newKey()}`;

export interface TestGateway {
  url: string;
  app: App;
  google: SandboxGoogle;
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

export interface TestGatewayOptions {
  google?: Partial<SandboxGoogleOptions>;
  /** Shared by several gateways: an emulator that is already running, and the database they share, if they do. */
  shared?: { google: SandboxGoogle; databaseUrl?: string };
  clock?: () => number;
  webDir?: string;
  jobs?: boolean;
  port?: number;
  app?: Partial<AppOptions>;
}

/** A whole gateway with an emulated Google: embedded in memory, or on PostgreSQL when the run has one. */
export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const redirectUri = `${url}/integrations/google/callback`;
  const google =
    options.shared?.google ?? (await startSandboxGoogle({ redirectUris: [redirectUri], ...options.google }));
  const own = options.shared?.databaseUrl || !postgresUrl ? undefined : await makePostgres();
  const databaseUrl = options.shared?.databaseUrl ?? own?.url;
  const logLines: string[] = [];
  const { config, secrets } = loadConfig({
    PORT: String(port),
    OWNER_EMAIL: "owner@acme.test",
    WORKSPACE_NAME: "Acme",
    VAULT_KEYS: TEST_VAULT_KEYS,
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  });
  const client = { id: google.clientId, secret: new Secret(google.clientSecret), redirectUri };
  const app = await createApp({
    config,
    secrets,
    inMemory: true,
    providers: [google.provider],
    clients: new Map([["google", client]]),
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
    google,
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
      if (!options.shared) await google.close();
      await own?.drop();
    },
  };
}
