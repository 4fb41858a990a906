import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { freePort } from "./free-port.ts";
import { Person } from "./person.ts";

/** An emulated provider and the gateway's registration there. */
export interface Registered {
  provider: Provider;
  clientId: string;
  clientSecret: string;
}

export interface SpawnOptions {
  /** PostgreSQL; without it embedded in `dataDir`; without both embedded in memory. */
  databaseUrl?: string | undefined;
  dataDir?: string | undefined;
  /** Default: a free one. */
  port?: number | undefined;
  /** Default: `http://localhost:<port>`. The emulator must know `<publicUrl>/integrations/google/callback`. */
  publicUrl?: string | undefined;
  google?: Registered | undefined;
  /** Further emulated providers. */
  providers?: readonly Registered[] | undefined;
  /** Further variables, e.g. `PROVIDERS_FILE`. */
  env?: Readonly<Record<string, string>> | undefined;
  /** Default: the key file in `dataDir`, or keys that every gateway started by this process shares. */
  vaultKeys?: string | undefined;
  logLevel?: "trace" | "debug" | "info" | "warn" | "error" | "silent" | undefined;
  jobs?: boolean | undefined;
  webDir?: string | undefined;
  /** What goes before `node`, e.g. `["taskset", "-c", "1"]`. */
  prefix?: readonly string[] | undefined;
  nodeArgs?: readonly string[] | undefined;
}

export interface GatewayProcess {
  url: string;
  port: number;
  pid: number;
  workspaceId: string;
  /** As it names itself in the database. */
  replicaId: string;
  /** Milliseconds from the start of the process's own code until it listens, and from spawning it. */
  readyMs: number;
  spawnedMs: number;
  /** A one-time link's token for a member; of the first workspace unless another is named. */
  signInToken(email: string, workspaceId?: string): Promise<string>;
  /** A member, signed in; by default the owner of the first workspace. */
  person(email?: string, workspaceId?: string): Promise<Person>;
  /** Past every permission, as an operator at the database. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Since the start: CPU in microseconds, fsync system calls (0 unless `count-fsync.ts` is preloaded). Memory now, in bytes. */
  usage(): Promise<{ cpu: { user: number; system: number }; rss: number; fsyncs: number }>;
  /** The orderly end. */
  stop(): Promise<void>;
  /** Resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** What the process reads when it starts, and what the two then say to each other. */
export interface ProcessPlan {
  env: Record<string, string>;
  providers: readonly Provider[];
  inMemory: boolean;
  jobs: boolean;
  webDir: string | undefined;
}
export interface Ready {
  workspaceId: string;
  replicaId: string;
  readyMs: number;
}
export type Ask =
  | { ask: "signInToken"; email: string; workspaceId?: string | undefined }
  | { ask: "query"; sql: string }
  | { ask: "usage" };
export type Answer = { id: number; value: unknown } | { id: number; error: string };

const SHARED_KEYS = `k1:${randomBytes(32).toString("base64")}`;
export const OWNER = "owner@acme.test";
const PROGRAM = fileURLToPath(new URL("../prove/gateway-process.ts", import.meta.url));

const variablesOf = ({ provider, clientId, clientSecret }: Registered) => ({
  [`${provider.id.toUpperCase()}_CLIENT_ID`]: clientId,
  [`${provider.id.toUpperCase()}_CLIENT_SECRET`]: clientSecret,
});

function planOf(options: SpawnOptions, port: number, publicUrl: string): ProcessPlan {
  const { databaseUrl, dataDir, google } = options;
  const registered = [...(google ? [google] : []), ...(options.providers ?? [])];
  const vaultKeys = options.vaultKeys ?? (dataDir ? undefined : SHARED_KEYS);
  return {
    env: {
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      OWNER_EMAIL: OWNER,
      WORKSPACE_NAME: "Acme",
      LOG_LEVEL: options.logLevel ?? "silent",
      ...Object.assign({}, ...registered.map(variablesOf)),
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      ...(dataDir && { DATA_DIR: dataDir }),
      ...(vaultKeys && { VAULT_KEYS: vaultKeys }),
      ...options.env,
    },
    providers: registered.map(({ provider }) => provider),
    inMemory: !databaseUrl && !dataDir,
    jobs: options.jobs ?? false,
    webDir: options.webDir,
  };
}

/** Resolves with the first message; rejects when the process ends before it. */
async function readyOf(child: ChildProcess): Promise<Ready> {
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new Error(`the gateway's process ended before it was ready (${signal ?? code})`);
  });
  const [message] = (await Promise.race([once(child, "message"), ended])) as [{ ready: Ready }];
  ended.catch(() => {});
  return message.ready;
}

function asker(child: ChildProcess) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on("message", (answer: Answer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("error" in answer) asked?.reject(new Error(answer.error));
    else asked?.resolve(answer.value);
  });
  child.once("exit", () => {
    for (const asked of waiting.values()) asked.reject(new Error("the gateway's process ended"));
  });
  return <T>(ask: Ask): Promise<T> => {
    const asked = Promise.withResolvers<unknown>();
    const id = ++last;
    waiting.set(id, asked);
    child.send({ id, ...ask }, (error) => error && asked.reject(error));
    return asked.promise as Promise<T>;
  };
}

/** A whole gateway in a process of its own, against an emulated Google. It ends with the process that started it. */
export async function spawnGateway(options: SpawnOptions): Promise<GatewayProcess> {
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const plan = planOf(options, port, options.publicUrl ?? url);
  const line = [...(options.prefix ?? []), process.execPath, ...(options.nodeArgs ?? []), PROGRAM];
  const started = performance.now();
  const child = spawn(line[0] as string, line.slice(1), {
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, GATEWAY_PLAN: JSON.stringify(plan) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const { workspaceId, replicaId, readyMs } = await readyOf(child);
  const spawnedMs = performance.now() - started;
  const ask = asker(child);
  const kill = async (signal: NodeJS.Signals = "SIGKILL") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  const signInToken = (email: string, of?: string) =>
    ask<string>({ ask: "signInToken", email, workspaceId: of });
  return {
    url,
    port,
    pid: child.pid as number,
    workspaceId,
    replicaId,
    readyMs,
    spawnedMs,
    signInToken,
    person: async (email = OWNER, of) => new Person(url).signIn(await signInToken(email, of)),
    query: (sql) => ask({ ask: "query", sql }),
    usage: () => ask({ ask: "usage" }),
    stop: () => kill("SIGTERM"),
    kill,
  };
}
