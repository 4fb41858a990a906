import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { type Config, loadConfig, type Secrets } from "../../../gateway/config.ts";
import { type Database, openDatabase } from "../../../gateway/db/index.ts";
import { socketOf } from "../../../gateway/operator.ts";
import type { Local } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { answers } from "./socket.ts";

type Env = Record<string, string | undefined>;

export interface Configuration {
  config: Config;
  secrets: Secrets;
  /** What both were read from. */
  env: Env;
}

/** Variables of the file under those of the process, as `node --env-file` has it. */
function environment(io: Io, { envFile }: Local): Env {
  const path = envFile ?? (io.root && join(io.root, ".env"));
  if (!path || !existsSync(path)) {
    if (envFile) throw new CliError(EXIT.usage, `There is no file ${envFile}.`);
    return { ...io.env };
  }
  const read = parseEnv(readFileSync(path, "utf8"));
  // The client of the key service reads its credentials from the process's own.
  if (io.env === process.env) for (const [name, value] of Object.entries(read)) process.env[name] ??= value;
  return { ...read, ...io.env };
}

/**
 * The gateway's configuration, as the gateway itself would read it: paths in it are relative to its directory, those on
 * the command line to the caller's. With `--data-dir` it is the embedded database there, whatever DATABASE_URL says.
 * Throws `ConfigError`.
 */
export function configuration(io: Io, options: Local): Configuration {
  const env = environment(io, options);
  const inRoot = (path: string) => (io.root ? resolve(io.root, path) : path);
  if (env.PROVIDERS_FILE) env.PROVIDERS_FILE = inRoot(env.PROVIDERS_FILE);
  const { config, secrets } = loadConfig(env);
  if (options.dataDir !== undefined)
    return { config: { ...config, dataDir: options.dataDir, databaseUrl: undefined }, secrets, env };
  return { config: { ...config, dataDir: inRoot(config.dataDir) }, secrets, env };
}

/** The socket of the gateway that holds the embedded database; undefined: none runs, or it is PostgreSQL. */
export async function gatewaySocket({ databaseUrl, dataDir }: Config): Promise<string | undefined> {
  const path = socketOf(dataDir);
  return !databaseUrl && (await answers(path)) ? path : undefined;
}

/** Opening an empty directory would make a database. */
export function mustHaveDatabase({ databaseUrl, dataDir }: Config): void {
  if (databaseUrl || existsSync(join(dataDir, "pgdata"))) return;
  throw new CliError(EXIT.notFound, `There is no database in ${dataDir}.`, {
    next: "Name its directory with --data-dir, or set DATA_DIR or DATABASE_URL as the gateway has it.",
  });
}

/** What opening meets when another process holds the directory. */
export function held({ databaseUrl, dataDir }: Config, error: unknown, next?: string): never {
  if (databaseUrl || !existsSync(join(dataDir, "gateway.lock"))) throw error;
  const silent = `It does not answer on ${socketOf(dataDir)}.`;
  throw new CliError(EXIT.unreachable, `${(error as Error).message}\n${silent}`, { ...(next && { next }) });
}

/** Where it is, without what lets anybody in. */
export function placeOf({ databaseUrl, dataDir }: Config): string {
  const url = databaseUrl && URL.parse(databaseUrl);
  return url ? `${url.host}${url.pathname}` : dataDir;
}

/** The database itself, for a command that no gateway answers for. */
export async function openOwnDatabase(config: Config, next?: string): Promise<Database> {
  mustHaveDatabase(config);
  const { databaseUrl: url, dataDir } = config;
  return openDatabase({ url, dataDir }).catch((error) => held(config, error, next));
}
