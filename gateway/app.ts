import { createServer, type Server } from "node:http";
import type { Express } from "express";
import * as catalogOfBuild from "../mcp-servers/index.ts";
import type { Provider } from "../mcp-servers/kit/index.ts";
import { type Audit, openArgumentDigest, openAudit } from "./audit/index.ts";
import { openDirectory, openRegistry } from "./catalog/index.ts";
import type { Clock } from "./clock.ts";
import type { Config, Secrets } from "./config.ts";
import { type Database, openDatabase } from "./db/index.ts";
import { openEgress } from "./egress/index.ts";
import { openFence } from "./fence/index.ts";
import { type Grants, openClients, openGrants, openVerdicts, type ProviderClient } from "./grants/index.ts";
import { openHttp } from "./http/index.ts";
import { type Identity, openIdentity } from "./identity/index.ts";
import { openInvoke } from "./invoke/index.ts";
import { openJobs } from "./jobs/index.ts";
import { readyKeys } from "./key-start.ts";
import { type Log, openLog } from "./log.ts";
import { openMcp } from "./mcp/index.ts";
import { type LoadedKeys, loadKeys, openVault, type VaultAuditEvent } from "./vault/index.ts";

export interface AppOptions {
  config: Config;
  secrets: Secrets;
  /** Sandbox and tests only: replaces the definition of a provider, e.g. by an emulated one. */
  providers?: readonly Provider[];
  /** In memory when the embedded database has no directory. */
  inMemory?: boolean;
  clients?: ReadonlyMap<string, ProviderClient>;
  clock?: Clock;
  log?: Log;
  webDir?: string | undefined;
  /** Background work: off in tests that do without. */
  jobs?: boolean;
}

export interface App {
  express: Express;
  database: Database;
  identity: Identity;
  grants: Grants;
  audit: Audit;
  log: Log;
  keys: LoadedKeys;
  listen(): Promise<{ port: number; server: Server }>;
  /** Stops taking requests, lets those under way end, flushes the audit log, closes the database. */
  close(): Promise<void>;
}

const CLOSE_MS = 5_000;

function replaceProviders(own: readonly Provider[], replaced: readonly Provider[] = []): Provider[] {
  const byId = new Map(replaced.map((p) => [p.id, p]));
  return own.map((p) => byId.get(p.id) ?? p);
}

/** Wires every room by hand. Tests and the sandbox pass overrides; nothing is patched. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, secrets, clock = Date.now } = options;
  const log = options.log ?? openLog(config.logLevel);
  const embedded = config.databaseUrl === undefined;
  const { vaultKeys } = secrets;
  const loaded = await loadKeys({ vaultKeys, dataDir: config.dataDir, embedded, kms: config.kms });
  const { keys } = loaded;
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: options.inMemory ? undefined : config.dataDir,
  });
  const { db, system } = database;
  await readyKeys(database, keys, log);

  const registry = openRegistry(
    replaceProviders(catalogOfBuild.providers, options.providers),
    catalogOfBuild.servers,
  );
  const audit = openAudit({ db, clock, log });
  const identity = openIdentity({ db, system, cookieKeys: keys.derive("session-cookie"), clock });
  const directory = openDirectory(db, registry.providers);
  const clients = openClients(options.clients ?? secrets.clients, config.publicUrl);
  const verdicts = openVerdicts(db, audit, clock, log);
  const fence = openFence({
    channel: db.channel,
    currentEpoch: async (workspaceId, id) =>
      (await system.tables.connector.findUnique({ where: { workspaceId_id: { workspaceId, id } } }))?.epoch,
  });
  const egress = openEgress({ clock });
  const vault = openVault({
    db,
    egress,
    keys,
    clock,
    log,
    onVerdict: (who, use, found) =>
      verdicts.note(
        who,
        { ...found, workspaceId: use.workspaceId, connectorId: use.connectorId },
        use.grantId,
      ),
    onAudit: (who, event) => recordRefresh(audit, who, event),
  });
  const grants = openGrants({
    db,
    vault,
    audit,
    registry,
    clients,
    fence,
    verdicts,
    clock,
    log,
    otherLiveGrants: ({ provider, clientId, accountId, except }) =>
      system.tables.grant.count({
        where: { provider, clientId, accountId, endedAt: null, id: { not: except } },
      }),
  });
  const [digestKey] = keys.derive("argument-digest");
  if (!digestKey) throw new Error("the key ring has no key");
  const invoke = openInvoke({
    digest: openArgumentDigest(digestKey.key),
    vault,
    fence,
    audit,
    directory,
    clientOf: (provider) => clients.of(provider),
    onWorked: (who, connectorId, grantId, tool) =>
      verdicts.note(
        who,
        {
          workspaceId: who.workspaceId,
          connectorId,
          state: "valid",
          cause: null,
          source: "call",
          evidence: tool,
        },
        grantId,
      ),
    publicUrl: config.publicUrl,
    clock,
    log,
  });
  const endpoints = openMcp({ registry, directory, invoke, version: config.version, log });
  const ready = async () => {
    const checks = {
      database: await system.query("SELECT 1").then(
        () => true,
        () => false,
      ),
      notifications: db.channel.fresh(),
      audit: audit.healthy(),
      ...(keys.healthy && { key_service: await keys.healthy() }),
    };
    return { ok: Object.values(checks).every(Boolean), checks };
  };
  const deps = { db, identity, grants, registry, clients, audit, clock, publicUrl: config.publicUrl };
  const express = openHttp({ config, deps, endpoints, log, webDir: options.webDir, ready });
  const jobs = openJobs({
    system,
    embedded,
    log,
    systemPrincipal: (workspaceId, job) => identity.people.systemPrincipal(workspaceId, job),
    revokeUpstream: (who, grantId) => grants.revokeUpstream(who, grantId),
    flushLastUsed: () => identity.tokens.flushLastUsed(),
  });
  let server: Server | undefined;

  return {
    express,
    database,
    identity,
    grants,
    audit,
    log,
    keys: loaded,
    async listen() {
      server = createServer(express);
      await new Promise<void>((resolve, reject) => {
        server?.once("error", reject).listen(config.port, config.host, resolve);
      });
      if (options.jobs !== false) {
        jobs.start().catch((err: unknown) => log.error({ err }, "background work did not start"));
      }
      return { port: (server.address() as { port: number }).port, server };
    },
    async close() {
      if (server) await closeServer(server);
      await jobs.stop();
      await vault.close();
      await verdicts.idle();
      await audit.close();
      keys.close?.();
      await egress.close();
      await database.close();
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(timer);
}

function recordRefresh(
  audit: Audit,
  who: Parameters<Audit["append"]>[0],
  event: VaultAuditEvent,
): Promise<void> | void {
  if (event.type !== "refresh.failed") return;
  return audit.append(who, {
    type: "refresh.failed",
    outcome: "failed",
    target: { kind: "connector", id: event.connectorId, label: null },
    data: {
      grant: event.grantId,
      cause: event.cause ?? "unknown",
      permanent: event.cause === "invalid_grant",
    },
  });
}
