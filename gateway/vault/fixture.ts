import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { defineProvider, type Provider } from "../../mcp-servers/kit/index.ts";
import { openTestDatabase } from "../../test/support/database.ts";
import type { Principal } from "../context.ts";
import type { Database, Models } from "../db/index.ts";
import { type Egress, type EgressResponse, openEgress } from "../egress/index.ts";
import { parseKeys } from "./key-ring.ts";
import { reveal, Secret } from "./secret.ts";
import { openTokens, sealTokens } from "./token-set.ts";
import type { Use, Vault, VaultAuditEvent, VaultOptions, VerdictFound } from "./types.ts";
import { openVault } from "./vault.ts";

export interface Seen {
  path: string;
  method: string;
  authorization: string | undefined;
  form: URLSearchParams;
}
type Reply = {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
  hang?: true;
};
type Answer = (seen: Seen) => Reply | Promise<Reply>;

/** A provider on loopback, for tests: what it answers is set by route, what it saw is in `seen`. */
export interface Stranger {
  provider: Provider;
  origin: string;
  seen: Seen[];
  routes: Record<string, Answer>;
  asked(path: string): Seen[];
  close(): Promise<void>;
}

async function read(req: IncomingMessage): Promise<Seen> {
  let body = "";
  for await (const chunk of req) body += chunk;
  const { url = "", method = "", headers } = req;
  return {
    path: url.split("?")[0]!,
    method,
    authorization: headers.authorization,
    form: new URLSearchParams(body),
  };
}

function write(res: ServerResponse, reply: Reply): void {
  if (reply.hang) return;
  const type = reply.json === undefined ? "text/plain" : "application/json";
  res.writeHead(reply.status ?? 200, { "content-type": type, ...reply.headers });
  res.end(reply.json === undefined ? (reply.text ?? "") : JSON.stringify(reply.json));
}

const listen = (server: Server) =>
  new Promise<string>((done) =>
    server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );

export async function startStranger(): Promise<Stranger> {
  const seen: Seen[] = [];
  const routes: Record<string, Answer> = {};
  const server = createServer(async (req, res) => {
    const one = await read(req);
    seen.push(one);
    const answer = routes[one.path] ?? (() => ({ status: 404 }));
    write(res, await answer(one));
  });
  const origin = await listen(server);
  const real = [
    "https://accounts.stranger.example",
    "https://api.stranger.example",
    "https://id.stranger.example",
  ];
  return {
    provider: strangerProvider(Object.fromEntries(real.map((r) => [r, origin]))),
    origin,
    seen,
    routes,
    asked: (path) => seen.filter((one) => one.path === path),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function strangerProvider(origins: Record<string, string>): Provider {
  return defineProvider({
    id: "stranger",
    title: "Stranger",
    description: "For tests.",
    issuer: "https://accounts.stranger.example",
    authorizationEndpoint: "https://accounts.stranger.example/authorize",
    tokenEndpoint: "https://accounts.stranger.example/token",
    authorizationParams: { access_type: "offline", state: "ours-wins" },
    clientAuthentication: "client_secret_post",
    scopeSeparator: " ",
    identityScopes: ["email"],
    scopeAliases: { "https://stranger.example/email": "email" },
    scopes: {},
    refreshTokenExpected: true,
    identity: { endpoint: "https://id.stranger.example/me", id: "sub", label: "email" },
    revocation: {
      endpoint: "https://accounts.stranger.example/revoke",
      endsWholeGrant: true,
      alreadyDead: [400],
    },
    probe: { url: "https://id.stranger.example/me", label: "me" },
    apiHosts: ["api.stranger.example"],
    sandbox: true,
    origins,
  });
}

export const principal = (workspaceId: string) =>
  ({
    workspaceId,
    kind: "system",
    id: "test",
    label: "test",
    permissions: new Set(),
  }) as unknown as Principal;

const testRing = () => parseKeys(`t1:${randomBytes(32).toString("base64")}`);

/** A vault over a real database and a real socket, with what it told. */
export function setUp(database: Database, provider: Provider, more: Partial<VaultOptions> = {}) {
  const verdicts: VerdictFound[] = [];
  const events: VaultAuditEvent[] = [];
  const egress: Egress = more.egress ?? openEgress();
  const ring = more.ring ?? testRing();
  const options: VaultOptions = {
    db: database.db,
    egress,
    ring,
    clock: Date.now,
    onVerdict: (_who, _use, found) => void verdicts.push(found),
    onAudit: (_who, event) => void events.push(event),
    ...more,
  };
  const vault = openVault(options);
  const close = async () => {
    vault.close();
    await egress.close();
  };
  return { vault, verdicts, events, ring, egress, provider, close };
}

const id = (prefix: string) => `${prefix}_${randomBytes(6).toString("hex")}`;
const bystander = { id: "app-1", secret: new Secret("client-secret-canary") };

/** A workspace with a connector and a live grant, without its credential. */
export async function makeGrant(
  database: Database,
  provider: Provider,
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
    data: { ...account, workspaceId, id: grantId, connectorId, clientId: bystander.id, authorizedBy: "test" },
  });
  return {
    who: principal(workspaceId),
    use: { workspaceId, connectorId, grantId, provider, client: bystander },
  };
}

/** Puts a credential in place, as a ceremony would have. `endsIn`: milliseconds. */
async function putCredential(
  database: Database,
  ring: ReturnType<typeof testRing>,
  { who, use }: { who: Principal; use: Use },
  tokens: { access: string; refresh?: string; endsIn?: number },
): Promise<void> {
  const expiresAt = tokens.endsIn === undefined ? undefined : Date.now() + tokens.endsIn;
  const refresh = tokens.refresh === undefined ? undefined : new Secret(tokens.refresh);
  const sealed = sealTokens(ring, use, {
    access: new Secret(tokens.access),
    refresh,
    expiresAt,
    tokenType: "bearer",
  });
  const { workspaceId, grantId } = use;
  await database.db.inVault(who, (tx) =>
    tx.credential.create({ data: { workspaceId, grantId, keyId: sealed.keyId, sealed: sealed.bytes } }),
  );
}

export interface Bench {
  database: Database;
  stranger: Stranger;
  world: ReturnType<typeof setUp>;
  grant: Awaited<ReturnType<typeof makeGrant>>;
  put(tokens: Parameters<typeof putCredential>[3]): Promise<void>;
  /** GET /v1/mail of the stranger's API, which answers `{authorization}` unless a route says otherwise. */
  call(more?: Partial<Use>, url?: string, vault?: Vault): Promise<EgressResponse>;
  /** The authorization header that a call went out with. */
  sentAs(sent: Promise<EgressResponse>): Promise<string>;
  row(): Promise<Models.CredentialModel | null>;
  stored(): Promise<{ version: number; access: string; refresh: string | undefined }>;
}

/** One database for a test file; a provider, a vault and a live grant for each test. */
export function openBench(): Bench {
  const bench = {} as Bench;
  beforeAll(async () => {
    bench.database = await openTestDatabase();
  });
  afterAll(() => bench.database.close());
  beforeEach(async () => {
    bench.stranger = await startStranger();
    bench.world = setUp(bench.database, bench.stranger.provider);
    bench.grant = await makeGrant(bench.database, bench.stranger.provider);
    bench.stranger.routes["/v1/mail"] = ({ authorization }) => ({ json: { authorization } });
  });
  afterEach(async () => {
    await bench.world.close();
    await bench.stranger.close();
  });
  return Object.assign(bench, doings(bench));
}

function doings(bench: Bench): Omit<Bench, "database" | "stranger" | "world" | "grant"> {
  const row = () => {
    const { workspaceId, grantId } = bench.grant.use;
    return bench.database.db.inVault(bench.grant.who, (tx) =>
      tx.credential.findFirst({ where: { workspaceId, grantId } }),
    );
  };
  return {
    row,
    put: (tokens) => putCredential(bench.database, bench.world.ring, bench.grant, tokens),
    call: (more = {}, url = "https://api.stranger.example/v1/mail", vault = bench.world.vault) =>
      vault.sendAs(bench.grant.who, { ...bench.grant.use, ...more }, { method: "GET", url }),
    sentAs: async (sent) => JSON.parse(Buffer.from((await sent).body).toString()).authorization,
    async stored() {
      const { keyId, sealed, version } = (await row())!;
      const { access, refresh } = openTokens(bench.world.ring, bench.grant.use, { keyId, bytes: sealed });
      return { version, access: reveal(access), refresh: refresh && reveal(refresh) };
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
