import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { REDIRECT, scope, signIn } from "../sandbox/sign-in.ts";
import { type GatewayProcess, spawnGateway } from "../support/gateway-process.ts";
import { postgresBin, startPostgres } from "../support/postgres-server.ts";
import { Callers, type Got } from "./calls.ts";
import { defineProof } from "./proof.ts";
import { tally } from "./refresh-stage.ts";
import { Broken, must, say, wait, withCleanup } from "./report.ts";
import { type Seeded, seed } from "./seed.ts";

const flags = {
  workspaces: { help: "workspaces", full: 1_000, quick: 100 },
  grants: { help: "grants with sealed credentials in each", full: 100, quick: 100 },
  replicas: { help: "gateways on one PostgreSQL", full: 2, quick: 2, min: 2 },
  width: { help: "calls under way at any time, each on another grant", full: 8, quick: 8 },
  sample: { help: "grants called afterwards at a gateway without the old key", full: 500, quick: 200 },
} as const;
type RotationOptions = { [K in keyof typeof flags]: number };

const TOOL = "gmail_list_labels";
const CLI = fileURLToPath(new URL("../../tools/cli/main.ts", import.meta.url));
const newKey = () => randomBytes(32).toString("base64");

/** Keys rotate while calls run: no call fails, nothing keeps the old key, and it can be taken away. */
export const rotation = defineProof({
  help: "the keys of 100,000 grants are rotated while calls run: no call fails, and the old key can go",
  flags,
  async run(options) {
    if (!postgresBin()) throw new Broken("several replicas need PostgreSQL (apt-get install postgresql)");
    await withCleanup(async (after) => {
      const google = await startSandboxGoogle({ redirectUris: [REDIRECT] });
      after(() => google.close());
      const server = await startPostgres();
      after(() => server.stop());
      await prove(server.url, google, options, after);
    });
  },
});

async function prove(
  databaseUrl: string,
  google: SandboxGoogle,
  options: RotationOptions,
  after: (undo: () => unknown) => void,
): Promise<void> {
  const [old, next] = [`old:${newKey()}`, `new:${newKey()}`];
  const both = `${next},${old}`;
  const spawnWith = (vaultKeys: string) => spawnGateway({ databaseUrl, google, vaultKeys });
  const grants = options.workspaces * options.grants;
  const replicas = [await spawnWith(both)];
  after(() => Promise.all(replicas.map((replica) => replica.stop())));
  const began = performance.now();
  const seeded = await fill(databaseUrl, google, old, options);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`PostgreSQL, ${grants.toLocaleString("en")} grants sealed with the key "old" (in ${seconds} s)`);
  while (replicas.length < options.replicas) replicas.push(await spawnWith(both));
  const callers = new Callers();
  after(() => callers.close());
  const call = ({ url }: GatewayProcess, { token }: Seeded, grant: number) =>
    callers.call(url, token, TOOL, { connector: `mail_${grant}` });
  const anywhere = () => [pick(seeded), 1 + Math.floor(Math.random() * options.grants)] as const;

  const got: Got[] = [];
  let over = false;
  const loops = Array.from({ length: options.width }, async (_, n) => {
    for (let turn = n; !over; turn++) {
      got.push(await call(replicas[turn % replicas.length] as GatewayProcess, ...anywhere()));
    }
  });
  await wait(1_000);
  const before = got.length;
  const started = performance.now();
  say(await keys(databaseUrl, both, "rotate"));
  const tookMs = performance.now() - started;
  const during = got.length - before;
  await wait(1_000);
  over = true;
  await Promise.all(loops);
  say(
    `  ${(tookMs / 1000).toFixed(1)} s with the command's own start, ${during.toLocaleString("en")} calls meanwhile at ` +
      `${replicas.length} replicas, in all: ${tally(got)}`,
  );
  must(
    `every call ends with a result (${tally(got)})`,
    got.every(({ kind }) => kind === "result"),
  );
  must(`${during} calls ran while keys were rotated`, during > 0);
  await nothingUses(replicas[0] as GatewayProcess, grants);
  say(await keys(databaseUrl, both, "check", "old"));
  await replicas.shift()?.stop();
  const without = await spawnWith(next);
  replicas.push(without);
  const sample: Got[] = [];
  for (let n = 0; n < options.sample; n++) sample.push(await call(without, ...anywhere()));
  say(
    `  ${options.sample} grants called at a replica that was started without the old key: ${tally(sample)}`,
  );
  must(
    "grants open without the old key",
    sample.every(({ kind }) => kind === "result"),
  );
}

const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T;

/** Seals with the vault's own code, at the operator's door. */
async function fill(
  databaseUrl: string,
  google: SandboxGoogle,
  vaultKeys: string,
  { workspaces, grants }: RotationOptions,
): Promise<Seeded[]> {
  const { access_token, refresh_token = "" } = await signIn(google, [scope("readonly")]);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const seeded = await seed(async (sql) => (await client.query(sql)).rows, {
    workspaces,
    connectors: grants,
    callable: grants,
    auditRows: 0,
    provider: google.provider,
    clientId: google.clientId,
    vaultKeys,
    scopes: ["openid", "email", scope("readonly")],
    tools: [TOOL],
    tokens: { access: access_token, refresh: refresh_token },
  });
  await client.query("ANALYZE");
  await client.end();
  return seeded;
}

/** `valetkey keys …`, as an operator runs it; what it prints. */
async function keys(databaseUrl: string, vaultKeys: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, ["--no-memory-protection-keys", CLI, "keys", ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, VAULT_KEYS: vaultKeys },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, "close");
  must(`valetkey keys ${args.join(" ")} succeeds (${code}: ${out}${err})`, code === 0);
  return `  valetkey keys ${args.join(" ")}: ${out.replace(/\s+/g, " ").trim()}`;
}

async function nothingUses(replica: GatewayProcess, grants: number): Promise<void> {
  const rows = await replica.query("SELECT key_id, count(*) AS n FROM credentials GROUP BY key_id");
  const found = rows.map(({ key_id, n }) => `${n} with "${key_id}"`).join(", ");
  say(`  credentials now: ${found}`);
  must(`all ${grants} are sealed with the new key (${found})`, found === `${grants} with "new"`);
}
