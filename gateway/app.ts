import { createServer, type Server } from "node:http";
import type { Express } from "express";
import * as catalogOfBuild from "../mcp-servers/index.ts";
import type { Provider } from "../mcp-servers/kit/index.ts";
import { openReadiness } from "./agents/index.ts";
import { type CallTool, openRepeats } from "./api/index.ts";
import { type Audit, openArgumentDigest, openAudit, openChecks } from "./audit/index.ts";
import {
  type ConfiguredCatalog,
  DefinitionError,
  openConfiguredCatalog,
  openDirectory,
  openRegistry,
  openToolSearch,
  type Registry,
} from "./catalog/index.ts";
import type { Clock } from "./clock.ts";
import { type Config, ConfigError, type Secrets } from "./config.ts";
import { type Database, openDatabase } from "./db/index.ts";
import { openDocuments } from "./documents/index.ts";
import { type Egress, openEgress } from "./egress/index.ts";
import { openFence } from "./fence/index.ts";
import { openLinks, openUploads } from "./files/index.ts";
import {
  type EnvironmentApp,
  type Grants,
  openApps,
  openGrants,
  openPartsInUse,
  openUses,
  openVerdicts,
  UNCONFIRMED,
} from "./grants/index.ts";
import { type DoorLimits, openHttp } from "./http/index.ts";
import {
  type CompanyOptions,
  type Identity,
  type OAuth,
  openConnectLinks,
  openEmbedTokens,
  openIdentity,
  openIssuer,
  openOAuth,
} from "./identity/index.ts";
import { openInsights } from "./insights/index.ts";
import { CallScope, type Invoke, openInvoke } from "./invoke/index.ts";
import { openJobs } from "./jobs/index.ts";
import { readyKeys } from "./key-start.ts";
import { openLive } from "./live/index.ts";
import { type Log, openLog } from "./log.ts";
import { type Offer, openMcp } from "./mcp/index.ts";
import { recordOAuth, rotateSigningKeys } from "./oauth-events.ts";
import { openPeopleSweeps } from "./people-sweeps.ts";
import { openApprovals, openGuard, openLimits, openPolicies } from "./policy/index.ts";
import { recordRefresh } from "./refresh-events.ts";
import { authenticateBy, type LoadedKeys, loadKeys, openVault } from "./vault/index.ts";

export interface AppOptions {
  config: Config;
  secrets: Secrets;
  /** Sandbox and tests only: replaces the definition of a provider, e.g. by an emulated one, or adds one. */
  providers?: readonly Provider[];
  /** In memory when the embedded database has no directory. */
  inMemory?: boolean;
  /** What such a database begins with, as in `DatabaseOptions`. */
  snapshot?: string | undefined;
  /** Instead of those of the environment. */
  apps?: readonly EnvironmentApp[];
  clock?: Clock;
  log?: Log;
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

/** Wires every room by hand. Tests and the sandbox pass overrides; nothing is patched. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, secrets, clock = Date.now } = options;
  const log = options.log ?? openLog(config.logLevel);
  const embedded = config.databaseUrl === undefined;
  const egress = openEgress({ clock });
  const configured = await openConfigured(egress, config);
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
  const identity = openIdentity({
    db,
    system,
    cookieKeys: keys.derive("session-cookie"),
    clock,
    idleMs: config.sessionIdleMinutes * 60_000,
    company: companyOf(options, egress, keys.derive("company-sign-in")),
  });
  const oauth = openOAuth({
    db,
    system,
    sessions: identity.sessions,
    egress,
    issuer: config.publicUrl,
    keys: {
      records: keys.derive("oauth-records"),
      signing: keys.derive("oauth-signing"),
      cookies: keys.derive("oauth-cookies"),
    },
    servers: () => [...registry.servers.keys()],
    registration: config.clientRegistration,
    clock,
    standIns: options.standIns,
    onEvent: (event) =>
      recordOAuth(audit, identity.people.systemPrincipal(event.workspaceId, "oauth"), event).catch(
        (err: unknown) => log.error({ err }, "an event of the authorization server could not be recorded"),
      ),
    onError: (err) => log.error({ err }, "the authorization server failed"),
  });
  const checks = openChecks({ db, audit, clock, log });
  const insights = openInsights({
    db,
    system,
    audit,
    registry,
    clock,
    version: config.version,
    systemPrincipal: (workspaceId, job) => identity.people.systemPrincipal(workspaceId, job),
  });
  const directory = openDirectory(db, registry.providers);
  const search = openToolSearch(registry);
  const verdicts = openVerdicts(db, audit, clock, log);
  const fence = openFence({
    channel: db.channel,
    currentEpoch: async (workspaceId, id) =>
      (await system.tables.connector.findUnique({ where: { workspaceId_id: { workspaceId, id } } }))?.epoch,
  });
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
    onAudit: (who, event) => {
      if (event.type === "refresh.succeeded") insights.noteRefresh(who.workspaceId, event.connectorId);
      return recordRefresh(audit, who, event);
    },
  });
  const uses = openUses(system, clock, log);
  const apps = openApps({
    db,
    vault,
    providers: registry.providers,
    environment: options.apps ?? secrets.apps,
    publicUrl: config.publicUrl,
  });
  const grants = openGrants({
    db,
    vault,
    audit,
    registry,
    apps,
    fence,
    verdicts,
    uses,
    clock,
    log,
    partsInUse: openPartsInUse(system),
    onPending: () => jobs.wake(),
  });
  const [digestKey] = keys.derive("argument-digest");
  if (!digestKey) throw new Error("the key ring has no key");
  const approvals = openApprovals({
    db,
    system,
    audit,
    keys: keys.derive("approval-arguments"),
    publicUrl: config.publicUrl,
    clock,
    systemPrincipal: (workspaceId, job) => identity.people.systemPrincipal(workspaceId, job),
  });
  const limits = openLimits({ db, system, clock });
  const policies = openPolicies({ db, clock, present: registry.present });
  const guard = openGuard({ db, system, audit, clock });
  const links = openLinks({ keys: keys.derive("file-link"), publicUrl: config.publicUrl, clock });
  const uploads = openUploads({
    db,
    system,
    audit,
    publicUrl: config.publicUrl,
    clock,
    systemPrincipal: (workspaceId, job) => identity.people.systemPrincipal(workspaceId, job),
  });
  const documents = openDocuments();
  const invoke = openInvoke({
    registry,
    egress,
    links,
    uploads,
    policies,
    guard,
    approvals,
    limits,
    documents,
    digest: openArgumentDigest(digestKey.key),
    vault,
    fence,
    audit,
    directory,
    clientOf: async (who, grant) => (await apps.ofGrant(who, grant)).client,
    onWorked: (who, connectorId, grantId, tool) => {
      uses.note(who.workspaceId, grantId, tool);
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
      );
    },
    publicUrl: config.publicUrl,
    clock,
    log,
  });
  const { channel } = db;
  const { publicUrl } = config;
  const connectLinks = openConnectLinks({ keys: keys.derive("connect-link"), publicUrl, clock });
  const embeds = openEmbedTokens({
    system,
    sessions: identity.sessions,
    tokens: identity.tokens,
    agents: identity.agents,
    keys: keys.derive("embed-token"),
    clock,
  });
  const repeats = openRepeats({ db, system, keys: keys.derive("idempotent-answers"), clock, log });
  const { readiness, allReadiness } = openReadiness({
    registry,
    directory,
    publicUrl,
    denials: invoke.denials,
    linkFor: connectLinks.to,
  });
  const mcp = openMcp({
    registry,
    directory,
    search,
    readiness,
    invoke,
    version: config.version,
    publicUrl,
    keys: { session: keys.derive("mcp-session"), requestState: keys.derive("mcp-request-state") },
    linkFor: connectLinks.to,
    offers: options.offers,
    clock,
    log,
    channel,
  });
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
  const deps = {
    db,
    identity,
    oauth,
    grants,
    registry,
    directory,
    search,
    readiness,
    allReadiness,
    audit,
    approvals,
    limits,
    policies,
    guard,
    connectLinks,
    insights,
    checks,
    embeds,
    repeats,
    clock,
    publicUrl,
    call: callFrom(invoke, registry),
  };
  const { webDir, doorLimits } = options;
  const express = openHttp({ config, deps, live, mcp, invoke, uploads, log, webDir, doorLimits, ready });
  const jobs = openJobs({
    system,
    embedded,
    clock,
    log,
    systemPrincipal: (workspaceId, job) => identity.people.systemPrincipal(workspaceId, job),
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

const TRY_MS = 30_000;

/** A tool's call that is not made over MCP. What it read does not leave, so its fence may let go when it has ended. */
function callFrom(invoke: Invoke, registry: Registry): CallTool {
  return async (who, { server: id, tool, args, requestId }) => {
    const server = registry.servers.get(id);
    if (!server) throw new Error(`there is no server ${id}`);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TRY_MS);
    const scope = new CallScope({ requestId, signal: stop.signal, kill: () => stop.abort() });
    try {
      return await invoke.call(who, server, tool, args, scope);
    } finally {
      clearTimeout(timer);
      scope.end();
    }
  };
}

/** The company's sign-in, where one is configured. */
function companyOf(
  { config, secrets, clock = Date.now }: AppOptions,
  egress: Egress,
  attemptKeys: CompanyOptions["attemptKeys"],
): CompanyOptions | undefined {
  const { login, publicUrl } = config;
  if (!login || !secrets.loginClientSecret) return undefined;
  const issuer = openIssuer({
    issuer: login.issuer,
    clientId: login.clientId,
    authenticate: authenticateBy(secrets.loginClientSecret),
    redirectUri: `${publicUrl}/sign-in/company/callback`,
    egress,
    clock,
  });
  return { issuer, rules: login, attemptKeys };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(timer);
}
