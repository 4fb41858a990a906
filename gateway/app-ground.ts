import * as catalogOfBuild from "../mcp-servers/index.ts";
import type { Provider } from "../mcp-servers/kit/index.ts";
import { type Audit, openAudit } from "./audit/index.ts";
import {
  type ConfiguredCatalog,
  DefinitionError,
  openConfiguredCatalog,
  openRegistry,
  type Registry,
} from "./catalog/index.ts";
import type { Clock } from "./clock.ts";
import { type Config, ConfigError, type Secrets } from "./config.ts";
import { type Database, openDatabase } from "./db/index.ts";
import { type Egress, openEgress } from "./egress/index.ts";
import { readyKeys } from "./key-start.ts";
import { type Live, openLive } from "./live/index.ts";
import { type Log, openLog } from "./log.ts";
import { type LoadedKeys, loadKeys } from "./vault/index.ts";

export interface GroundOptions {
  config: Config;
  secrets: Secrets;
  /** Sandbox and tests only: replaces the definition of a provider, e.g. by an emulated one, or adds one. */
  providers?: readonly Provider[];
  /** In memory when the embedded database has no directory. */
  inMemory?: boolean;
  /** What such a database begins with, as in `DatabaseOptions`. */
  snapshot?: string | undefined;
  clock?: Clock;
  log?: Log;
}

/** What every part of a gateway stands on. */
export interface Ground extends Pick<Database, "db" | "system"> {
  config: Config;
  clock: Clock;
  log: Log;
  egress: Egress;
  loaded: LoadedKeys;
  keys: LoadedKeys["keys"];
  database: Database;
  registry: Registry;
  live: Live;
  audit: Audit;
}

/** `replaced` stands in for what has the same id; what has no such place is added. */
function replaceProviders(own: readonly Provider[], replaced: readonly Provider[] = []): Provider[] {
  return [...new Map([...own, ...replaced].map((provider) => [provider.id, provider])).values()];
}

/** Asks the issuers before anything else is open, so that a start which fails here leaves nothing behind. */
async function openConfigured(egress: Egress, { providers }: Config): Promise<ConfiguredCatalog> {
  try {
    return await openConfiguredCatalog(egress, providers);
  } catch (error) {
    await egress.close();
    if (!(error instanceof DefinitionError)) throw error;
    throw new ConfigError("PROVIDERS_FILE", `is not valid: ${error.message}`);
  }
}

/** Keys, database, catalogue, live events and the audit log. Throws `ConfigError` for what the operator can mend. */
export async function openGround(options: GroundOptions): Promise<Ground> {
  const { config, secrets, clock = Date.now } = options;
  const log = options.log ?? openLog(config.logLevel);
  const egress = openEgress({ clock });
  const configured = await openConfigured(egress, config);
  const embedded = config.databaseUrl === undefined;
  const { vaultKeys } = secrets;
  const loaded = await loadKeys({ vaultKeys, dataDir: config.dataDir, embedded, kms: config.kms });
  const { keys } = loaded;
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: options.inMemory ? undefined : config.dataDir,
    snapshot: options.snapshot,
  });
  const { db, system } = database;
  await readyKeys(database, keys, log);

  const registry = openRegistry(
    replaceProviders([...catalogOfBuild.providers, ...configured.providers], options.providers),
    [...catalogOfBuild.servers, ...configured.servers],
  );
  const live = openLive({ channel: db.channel, log });
  const audit = openAudit({ db, clock, log, onCommitted: live.committed });
  return { config, clock, log, egress, loaded, keys, database, db, system, registry, live, audit };
}
