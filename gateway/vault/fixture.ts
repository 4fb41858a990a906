import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { openTestDatabase } from "../../test/support/database.ts";
import type { Principal } from "../context.ts";
import type { Database, Models, VaultTx } from "../db/index.ts";
import { type Egress, type EgressResponse, openEgress } from "../egress/index.ts";
import { type Stranger, startStranger } from "./fixture-provider.ts";
import { hostsOf } from "./hosts.ts";
import { parseKeys } from "./key-ring.ts";
import { reveal, Secret } from "./secret.ts";
import { openTokens, sealTokens, type TokenSet, type Tokens } from "./token-set.ts";
import type { Use, Vault, VaultAuditEvent, VaultOptions, VerdictFound } from "./types.ts";
import { openVault } from "./vault.ts";

export const principal = (workspaceId: string) =>
  ({
    workspaceId,
    kind: "system",
    id: "test",
    label: "test",
    permissions: new Set(),
  }) as unknown as Principal;

const testKeys = () => parseKeys(`t1:${randomBytes(32).toString("base64")}`);

/** A vault over a real database and a real socket, with what it told. */
export function setUp(database: Database, provider: Provider, more: Partial<VaultOptions> = {}) {
  const verdicts: VerdictFound[] = [];
  const events: VaultAuditEvent[] = [];
  const egress: Egress = more.egress ?? openEgress();
  const keys = more.keys ?? testKeys();
  const options: VaultOptions = {
    db: database.db,
    egress,
    keys,
    clock: Date.now,
    onVerdict: (_who, _use, found) => void verdicts.push(found),
    onAudit: (_who, event) => void events.push(event),
    ...more,
  };
  const vault = openVault(options);
  const close = async () => {
    await vault.close();
    await egress.close();
  };
  return { vault, verdicts, events, keys, egress, provider, close };
}

const id = (prefix: string) => `${prefix}_${randomBytes(6).toString("hex")}`;
const bystander = { id: "app-1", secret: new Secret("client-secret-canary") };

/** A workspace with a connector and a live grant, without its credential. */
export async function makeGrant(
  database: Database,
  provider: Provider,
  { client = bystander, ...more }: Partial<Use> = {},
): Promise<{ who: Principal; use: Use }> {
  const [workspaceId, connectorId, grantId] = [id("wsp"), id("con"), id("grt")];
  const { tables } = database.system;
  await tables.workspace.create({ data: { id: workspaceId, slug: workspaceId, name: "Test" } });
  const account = { accountId: "acc-1", accountLabel: "one@stranger.example", provider: provider.id };
  await tables.connector.create({
    data: {
      ...account,
      workspaceId,
      id: connectorId,
      slug: "one",
      name: "One",
      kind: "shared",
      createdBy: "test",
    },
  });
  await tables.grant.create({
    data: { ...account, workspaceId, id: grantId, connectorId, clientId: client.id, authorizedBy: "test" },
  });
  return {
    who: principal(workspaceId),
    use: { workspaceId, connectorId, grantId, provider, client, ...more },
  };
}

/** `endsIn` and `lifetime`: milliseconds. */
interface PutSet {
  access: string;
  refresh?: string;
  endsIn?: number;
  lifetime?: number;
}
interface Put extends Partial<PutSet> {
  user?: PutSet;
  /** As for another definition than the grant's. */
  boundTo?: Provider;
}

export function setOf({ access, refresh, endsIn, lifetime = 3_600_000 }: PutSet): TokenSet {
  const expiresAt = endsIn === undefined ? undefined : Date.now() + endsIn;
  return {
    access: new Secret(access),
    refresh: refresh === undefined ? undefined : new Secret(refresh),
    expiresAt,
    lifetime,
    tokenType: "bearer",
  };
}

/** Puts a credential in place, as a ceremony would have. */
async function putCredential(
  database: Database,
  keys: ReturnType<typeof testKeys>,
  { who, use }: { who: Principal; use: Use },
  { access, user, boundTo = use.provider, ...main }: Put,
): Promise<void> {
  const { bound } = hostsOf(boundTo);
  const { workspaceId, grantId, installationId } = use;
  const { keyId, bytes: sealed } = await sealTokens(keys, use, bound, {
    ...(access !== undefined && { main: setOf({ ...main, access }) }),
    ...(user && { user: setOf(user) }),
    installationId,
  });
  await database.db.inVault(who, (tx) =>
    tx.credential.create({ data: { workspaceId, grantId, keyId, sealed, bound } }),
  );
}

export interface Bench {
  database: Database;
  stranger: Stranger;
  world: ReturnType<typeof setUp>;
  others: ReturnType<typeof setUp>[];
  grant: Awaited<ReturnType<typeof makeGrant>>;
  put(tokens: Put): Promise<void>;
  /** From here on the grant is one of this definition, and of what else differs. */
  become(provider: Provider, more?: Partial<Use>): void;
  /** Writes to the credential's row past the vault. */
  write(data: Parameters<VaultTx["credential"]["updateMany"]>[0]["data"]): Promise<void>;
  /** Another replica on the same database with the same keys; closed after the test. */
  replica(more?: Partial<VaultOptions>): ReturnType<typeof setUp>;
  /** GET /v1/mail of the stranger's API, which answers `{authorization}` unless a route says otherwise. */
  call(more?: Partial<Use>, url?: string, vault?: Vault): Promise<EgressResponse>;
  /** The authorization header that a call went out with. */
  sentAs(sent: Promise<EgressResponse>): Promise<string>;
  row(): Promise<Models.CredentialModel | null>;
  stored(): Promise<{ version: number; access: string | undefined; refresh: string | undefined }>;
  /** All parts, as they are sealed now. */
  tokens(): Promise<Tokens>;
}

/** One database for a test file; a provider, a vault and a live grant for each test. */
export function openBench(): Bench {
  const bench = {} as Bench;
  beforeAll(async () => {
    bench.database = await openTestDatabase();
  });
  afterAll(() => bench.database.close());
  beforeEach(async () => {
    bench.others = [];
    bench.stranger = await startStranger();
    bench.world = setUp(bench.database, bench.stranger.provider);
    bench.grant = await makeGrant(bench.database, bench.stranger.provider);
    bench.stranger.routes["/v1/mail"] = ({ authorization }) => ({ json: { authorization } });
  });
  afterEach(async () => {
    await Promise.all(bench.others.map((other) => other.close()));
    await bench.world.close();
    await bench.stranger.close();
  });
  return Object.assign(bench, doings(bench));
}

let replicas = 0;

function doings(bench: Bench): Omit<Bench, "database" | "stranger" | "world" | "grant" | "others"> {
  const row = () => {
    const { workspaceId, grantId } = bench.grant.use;
    return bench.database.db.inVault(bench.grant.who, (tx) =>
      tx.credential.findFirst({ where: { workspaceId, grantId } }),
    );
  };
  const tokens = async () => {
    const { keyId, sealed: bytes, bound } = (await row())!;
    return openTokens(bench.world.keys, bench.grant.use, { keyId, bytes, bound });
  };
  return {
    row,
    put: (tokens) => putCredential(bench.database, bench.world.keys, bench.grant, tokens),
    call: (more = {}, url = "https://api.stranger.example/v1/mail", vault = bench.world.vault) =>
      vault.sendAs(bench.grant.who, { ...bench.grant.use, ...more }, { method: "GET", url }),
    sentAs: async (sent) => JSON.parse(Buffer.from((await sent).body).toString()).authorization,
    become(provider, more = {}) {
      Object.assign(bench.grant.use, { provider, ...more });
    },
    async write(data) {
      const { workspaceId, grantId } = bench.grant.use;
      await bench.database.db.inVault(bench.grant.who, (tx) =>
        tx.credential.updateMany({ where: { workspaceId, grantId }, data }),
      );
    },
    replica(more = {}) {
      const db = { ...bench.database.db, replicaId: `other-${++replicas}` };
      const other = setUp(bench.database, bench.stranger.provider, { db, keys: bench.world.keys, ...more });
      bench.others.push(other);
      return other;
    },
    tokens,
    async stored() {
      const { access, refresh } = (await tokens()).main ?? {};
      const { version } = (await row())!;
      return { version, access: access && reveal(access), refresh: refresh && reveal(refresh) };
    },
  };
}

/** A database whose vault transactions are counted. */
export function counted(database: Database): { db: VaultOptions["db"]; transactions(): number } {
  let transactions = 0;
  const inVault: VaultOptions["db"]["inVault"] = (who, work) => {
    transactions++;
    return database.db.inVault(who, work);
  };
  return { db: { ...database.db, inVault }, transactions: () => transactions };
}
