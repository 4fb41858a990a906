import { createServer, type Server } from "node:http";
import type { Express } from "express";
import { openRepeats } from "./api/index.ts";
import { openCalls } from "./app-calls.ts";
import { openCredentials } from "./app-credentials.ts";
import { type Ground, type GroundOptions, openGround } from "./app-ground.ts";
import { openPeople } from "./app-people.ts";
import { type Audit, openChecks } from "./audit/index.ts";
import type { Database } from "./db/index.ts";
import { type EnvironmentApp, type Grants, UNCONFIRMED } from "./grants/index.ts";
import { type DoorLimits, openHttp } from "./http/index.ts";
import type { Identity, OAuth } from "./identity/index.ts";
import { openInsights } from "./insights/index.ts";
import { openJobs } from "./jobs/index.ts";
import type { Log } from "./log.ts";
import type { Offer } from "./mcp/index.ts";
import { rotateSigningKeys } from "./oauth-events.ts";
import { openPeopleSweeps } from "./people-sweeps.ts";
import type { LoadedKeys } from "./vault/index.ts";

export interface AppOptions extends GroundOptions {
  /** Instead of those of the environment. */
  apps?: readonly EnvironmentApp[];
  webDir?: string | undefined;
  /** Tests only: MCP endpoints beside those of the build's servers. */
  offers?: ReadonlyMap<string, Offer>;
  /** Tests only: requests a minute from one address. */
  doorLimits?: DoorLimits;
  /** Tests only: https origins, and the loopback origins that stand in for them where OAuth documents are fetched. */
  standIns?: ReadonlyMap<string, string> | undefined;
  /** Background work: off in tests that do without. */
  jobs?: boolean;
}

export interface App {
  express: Express;
  database: Database;
  identity: Identity;
  oauth: OAuth;
  grants: Grants;
  audit: Audit;
  log: Log;
  keys: LoadedKeys;
  listen(): Promise<{ port: number; server: Server }>;
  /** Stops taking requests, lets those under way end, flushes the audit log, closes the database. */
  close(): Promise<void>;
}

const CLOSE_MS = 5_000;

/** Whether this process can serve: asked by whoever puts requests before it. */
const readinessOf =
  ({ system, db, audit, keys }: Ground) =>
  async () => {
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

/** Wires every room by hand. Tests and the sandbox pass overrides; nothing is patched. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, secrets } = options;
  const ground = await openGround(options);
  const { clock, log, egress, loaded, keys, database, db, system, registry, live, audit } = ground;
  const { publicUrl } = config;

  const people = openPeople(ground, { secrets, standIns: options.standIns });
  const { identity, oauth, connectLinks, embeds, systemPrincipal } = people;
  const checks = openChecks({ db, audit, clock, log });
  const insights = openInsights({
    db,
    system,
    audit,
    registry,
    clock,
    version: config.version,
    systemPrincipal,
  });
  const credentials = openCredentials(ground, {
    environment: options.apps ?? secrets.apps,
    onRefreshed: insights.noteRefresh,
    onPending: () => jobs.wake(),
  });
  const { verdicts, vault, uses, grants } = credentials;
  const calls = openCalls(ground, people, credentials, { offers: options.offers });
  const { uploads, approvals, limits, guard, documents, invoke, mcp } = calls;
  const repeats = openRepeats({ db, system, keys: keys.derive("idempotent-answers"), clock, log });
  const deps = {
    db,
    identity,
    oauth,
    grants,
    registry,
    directory: calls.directory,
    search: calls.search,
    readiness: calls.readiness,
    allReadiness: calls.allReadiness,
    audit,
    approvals,
    limits,
    policies: calls.policies,
    guard,
    connectLinks,
    insights,
    checks,
    embeds,
    repeats,
    clock,
    publicUrl,
    call: calls.call,
  };
  const { webDir, doorLimits } = options;
  const ready = readinessOf(ground);
  const express = openHttp({ config, deps, live, mcp, invoke, uploads, log, webDir, doorLimits, ready });
  const jobs = openJobs({
    system,
    embedded: config.databaseUrl === undefined,
    clock,
    log,
    systemPrincipal,
    grants,
    unconfirmed: UNCONFIRMED,
    probeMinutes: config.probeMinutes,
    sweeps: {
      ...openPeopleSweeps(deps),
      uploads: async () => void (await uploads.sweep()),
      approvals: async () => void (await approvals.sweep()),
      limits: () => limits.sweep(),
      oauth: () => oauth.sweep(),
      signing_keys: () => rotateSigningKeys(oauth, log),
      guard: async () => void (await guard.sweep()),
      insights: () => insights.sweep(),
      device_sign_ins: () => identity.programs.sweep(),
      idempotency_keys: () => repeats.sweep(),
    },
    flush: async () => {
      await identity.tokens.flushLastUsed();
      await oauth.consents.flushLastUsed();
      await uses.flush();
      await insights.flush();
    },
  });
  let server: Server | undefined;

  return {
    express,
    database,
    identity,
    oauth,
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
      mcp.close();
      live.close();
      if (server) await closeServer(server);
      await jobs.stop();
      await vault.close();
      await verdicts.idle();
      await checks.close();
      await audit.close();
      await documents.close();
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
