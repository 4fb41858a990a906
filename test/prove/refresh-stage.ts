import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SandboxOidc, startSandboxOidc } from "../sandbox/oidc.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, type SpawnOptions, spawnGateway } from "../support/gateway-process.ts";
import type { Person } from "../support/person.ts";
import { Callers, type Got } from "./calls.ts";
import { must, wait } from "./report.ts";

const ID = "acme_id";
const TOOL = `${ID}_get_account`;
const ACCOUNT = "ada@acme.test";
/** An access token's life where nothing should expire by itself. */
export const LONG_SECONDS = 3_600;

type GotAt = Got & { url: string };

/** Replicas on one PostgreSQL, one connector at a provider that ends a sign-in when a refresh token comes twice. */
export interface RefreshStage {
  oidc: SandboxOidc;
  replicas: GatewayProcess[];
  /** A call through replica `n` (any number; they take turns). */
  call(n: number): Promise<GotAt>;
  /** A call through this replica. */
  callAt(replica: GatewayProcess): Promise<GotAt>;
  /** A new grant on the connector. The tokens live so long. */
  connect(lifeSeconds: number): Promise<void>;
  credential(): Promise<{
    version: number;
    leaseOwner: string | null;
    lost: boolean;
    refused: string | null;
  }>;
  /** As people see it. */
  verdict(): Promise<{ state: string; cause: string | null }>;
  /** Kills it at once; `replace` starts another in its place. */
  kill(replica: GatewayProcess): Promise<void>;
  replace(replica: GatewayProcess): Promise<void>;
  close(): Promise<void>;
}

/** As an operator would write it. */
const definition = (oidc: SandboxOidc) => ({
  id: ID,
  title: "Acme ID",
  description: "An OpenID provider.",
  issuer: oidc.issuer,
  discovery: true,
  authorization_params: oidc.provider.authorizationParams,
  identity_scopes: oidc.provider.identityScopes,
  refresh_token_expected: true,
  sandbox: true,
});

export async function setRefreshStage(databaseUrl: string, count: number): Promise<RefreshStage> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const oidc = await startSandboxOidc({
    redirectUris: ports.map((port) => `http://localhost:${port}/integrations/${ID}/callback`),
  });
  const directory = mkdtempSync(join(tmpdir(), "valetkey-refresh-"));
  const file = join(directory, "providers.json");
  writeFileSync(file, JSON.stringify([definition(oidc)]));
  const env = {
    PROVIDERS_FILE: file,
    ACME_ID_CLIENT_ID: oidc.clientId,
    ACME_ID_CLIENT_SECRET: oidc.clientSecret,
  };
  const optionsAt = (port: number): SpawnOptions => ({ databaseUrl, port, env });
  const replicas: GatewayProcess[] = [];
  for (const port of ports) replicas.push(await spawnGateway(optionsAt(port)));
  const owners = new Map<GatewayProcess, Person>();
  /** At a replica that lives. */
  const owner = async () => {
    const [replica] = replicas as [GatewayProcess];
    const known = owners.get(replica) ?? (await replica.person());
    owners.set(replica, known);
    return known;
  };
  const { value: token } = await (await owner()).newToken({
    agent: await (await owner()).newAgent("Reader"),
  });
  const callers = new Callers();
  const callAt = async ({ url }: GatewayProcess) => ({
    ...(await callers.call(url, token, TOOL, {}, ID)),
    url,
  });
  let connector = "";
  return {
    oidc,
    replicas,
    callAt,
    call: (n) => callAt(replicas[n % replicas.length] as GatewayProcess),
    async connect(lifeSeconds) {
      const person = await owner();
      oidc.setAccessTokenSeconds(lifeSeconds);
      const { authorization_url } = connector
        ? await person.api("POST", `/connectors/${connector}/authorize`, {})
        : await person.api("POST", "/connectors", { provider: ID, tools: [TOOL] });
      const query = await person.visitProvider(authorization_url, { email: ACCOUNT });
      const { status, body } = await person.finish(query, ID);
      must(`the connector can be authorized (${JSON.stringify(body)})`, status === 200);
      connector = body.connector.id;
    },
    async credential() {
      const [row] = await (replicas[0] as GatewayProcess).query(
        `SELECT c.version, c.lease_owner, c.refresh_lost_at IS NOT NULL AS lost, c.refresh_refused AS refused
         FROM credentials c JOIN grants g ON g.workspace_id = c.workspace_id AND g.id = c.grant_id
         WHERE g.ended_at IS NULL`,
      );
      const textOf = (value: unknown) => (typeof value === "string" ? value : null);
      return {
        version: Number(row?.version),
        leaseOwner: textOf(row?.lease_owner),
        lost: row?.lost === true,
        refused: textOf(row?.refused),
      };
    },
    async verdict() {
      const { connector: view } = await (await owner()).api("GET", `/connectors/${connector}`);
      return view.verdict;
    },
    async kill(replica) {
      await replica.kill("SIGKILL");
      replicas.splice(replicas.indexOf(replica), 1);
    },
    async replace(replica) {
      replicas.push(await spawnGateway(optionsAt(replica.port)));
      must("the new replica serves", (await callAt(replicas.at(-1) as GatewayProcess)).kind === "result");
    },
    async close() {
      callers.close();
      await Promise.all(replicas.map((replica) => replica.stop()));
      await oidc.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Calls without a pause, `width` at once, until `stop`; what each got. */
export function keepCalling(stage: RefreshStage, width: number) {
  const got: GotAt[] = [];
  const running = new AbortController();
  const loop = async (_: unknown, at: number) => {
    for (let n = at; !running.signal.aborted; n++) {
      const one = await stage.call(n);
      got.push(one);
      if (one.kind === "closed") await wait(20);
    }
  };
  const all = Promise.all(Array.from({ length: width }, loop));
  return {
    got,
    async stop(): Promise<GotAt[]> {
      running.abort();
      await all;
      return got;
    },
  };
}

/** `9,998 results, 2 refused (…)` */
export function tally(got: readonly Got[]): string {
  const counts = new Map<string, number>();
  for (const { kind, code } of got) {
    const name = kind === "result" ? "results" : `${kind} (${code})`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count.toLocaleString("en")} ${name}`).join(", ") || "no calls";
}
