// npm run bench: the gateway against what one would write without it, in one go, as ratios.
//   (a) the upstream called directly   (b) a bare MCP SDK v2 McpServer with a hard-coded token and the same tool
//   (c) the gateway with auth, policy, vault, fence and audit on: embedded, and PostgreSQL where it is installed
// All stand ready side by side and take short turns, as the machine's speed changes by a quarter from second to second:
// each meets the same machine. Ratios are of what all turns of one did to what all turns of the other did.
// Options: --seconds N (counted seconds of one turn, default 1.5), --rounds N (default 12), --tool <name> (all three
// without it)
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, spawnGateway } from "../support/gateway-process.ts";
import { postgresBin, startPostgres } from "../support/postgres-server.ts";
import { locate } from "./access-token.ts";
import { type BenchCase, CASES } from "./cases.ts";
import type { LoadPlan } from "./load.ts";
import { type Measured, measure, pinned, SERVER_CORE, startBare, startUpstream } from "./processes.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "1.5" },
    rounds: { type: "string", default: "12" },
    tool: { type: "string" },
  },
});
const RUN_MS = Number(values.seconds) * 1000;
const ROUNDS = Number(values.rounds);
/** Before anything is counted each server is asked this long, 32 at a time, so that its code is compiled. */
const WARM_UP_MS = 8_000;
const SETTLE_MS = 300;
const LOADS = [32, 1] as const;
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** One thing under load. */
interface Runner {
  title: string;
  plan: Omit<LoadPlan, "connections" | "warmUpMs" | "runMs">;
  pid?: number | undefined;
  /** By connections, one a round. */
  found: Record<(typeof LOADS)[number], Measured[]>;
}
const runner = (title: string, plan: Runner["plan"], pid?: number): Runner => ({
  title,
  plan,
  pid,
  found: { 1: [], 32: [] },
});

const round = (n: number) => Math.round(n * 1000) / 1000;
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
const medianOf = (list: readonly Measured[], pick: (one: Measured) => number) =>
  round(median(list.map(pick)));

async function takeTurns(runners: readonly Runner[]): Promise<void> {
  for (const { plan } of runners)
    await measure({ ...plan, connections: 32, warmUpMs: WARM_UP_MS, runMs: 1_000 }, undefined);
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const connections of LOADS) {
      const order = runners.map((_, n) => runners[(n + turn) % runners.length] as Runner);
      for (const { plan, pid, found } of order) {
        found[connections].push(
          await measure({ ...plan, connections, warmUpMs: SETTLE_MS, runMs: RUN_MS }, pid),
        );
      }
    }
  }
  for (const { title, found } of runners) {
    for (const connections of LOADS) {
      const list = found[connections];
      const cpu =
        list[0]?.cpuUsPerCall && `, ${medianOf(list, (one) => one.cpuUsPerCall ?? 0)} us CPU a call`;
      const range = list.map(({ rps }) => Math.round(rps)).toSorted((a, b) => a - b);
      say(
        `  ${title}, ${connections} connections: ${range.join(" ")} /s, p50 ${medianOf(list, (one) => one.p50Ms)} ms, p99 ${medianOf(list, (one) => one.p99Ms)} ms${cpu ?? ""}`,
      );
    }
  }
}

function figures(gateway: Runner, bare: Runner, direct: Runner, rss: number, startMs: number) {
  const rate = (of: Runner, connections: 1 | 32) => {
    const all = of.found[connections];
    return (
      all.reduce((sum, { calls }) => sum + calls, 0) / all.reduce((sum, { seconds }) => sum + seconds, 0)
    );
  };
  const ratio = (to: Runner, connections: 1 | 32) =>
    round(rate(gateway, connections) / rate(to, connections));
  const at1 = gateway.found[1];
  const at32 = gateway.found[32];
  return {
    gateway_vs_bare_c1: ratio(bare, 1),
    gateway_vs_bare_c32: ratio(bare, 32),
    gateway_vs_direct_c32: ratio(direct, 32),
    added_p50_ms_c1: round(medianOf(at1, (one) => one.p50Ms) - medianOf(direct.found[1], (one) => one.p50Ms)),
    cpu_us_per_call: medianOf(at32, (one) => one.cpuUsPerCall ?? 0),
    bare_cpu_us_per_call: medianOf(bare.found[32], (one) => one.cpuUsPerCall ?? 0),
    rps_c1: Math.round(rate(gateway, 1)),
    rps_c32: Math.round(rate(gateway, 32)),
    p50_ms_c1: medianOf(at1, (one) => one.p50Ms),
    p99_ms_c32: medianOf(at32, (one) => one.p99Ms),
    rss_mb: Math.round(rss / 1_048_576),
    start_ms: Math.round(startMs),
  };
}

/** An authorized connector that can do everything the provider's servers can, and a token for it. */
async function prepare(gateway: GatewayProcess, { provider, server, account }: BenchCase): Promise<void> {
  const owner = await gateway.person();
  const { providers } = await owner.api("GET", "/catalog");
  const { servers } = providers.find(({ id }: { id: string }) => id === provider);
  const tools = servers
    .find(({ id }: { id: string }) => id === server)
    .tools.map(({ name }: { name: string }) => name);
  const { status } = await owner.authorize({ service: provider, email: account, tools });
  if (status !== 200) throw new Error(`${provider} was not connected: ${status}`);
}

const callOf = (one: BenchCase, args: object) =>
  JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: one.tool.name,
      arguments: args,
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  });

async function benchCase(one: BenchCase) {
  const port = await freePort();
  const upstream = await startUpstream(one, `http://localhost:${port}/integrations/${one.provider}/callback`);
  const { origin, href } = locate(upstream.provider, one.baseUrl);
  const base = href.replace(/\/$/, "");
  const authorization = `Bearer ${upstream.token}`;
  const { args, path } = await one.question(async (question) => {
    const answer = await fetch(base + question, { headers: { authorization } });
    return answer.json();
  });
  const mcp = (origin: string, at: string, bearer?: string) => ({
    origin,
    path: at,
    method: "POST" as const,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": one.tool.name,
      ...(bearer && { authorization: `Bearer ${bearer}` }),
    },
    body: callOf(one, args),
    mustHold: '"structuredContent"',
  });

  say(
    `${one.tool.name}, ${pinned ? "servers on a core of their own" : "not pinned"}, ${ROUNDS} rounds of ${RUN_MS / 1000} s`,
  );
  const direct = runner("(a) upstream", {
    origin,
    path: base.slice(origin.length) + path,
    method: "GET",
    headers: { authorization, "user-agent": "valetkey-bench" },
    mustHold: "{",
  });
  const baseline = await startBare(one, base, upstream.token);
  const bare = runner("(b) bare", mcp(baseline.url, "/mcp"), baseline.pid);

  const startOn = async (title: string, where: { dataDir?: string; databaseUrl?: string }) => {
    // As `npm start` starts it.
    const nodeArgs = ["--no-memory-protection-keys"];
    const setup = { ...where, providers: [upstream], prefix: SERVER_CORE, nodeArgs };
    const first = await spawnGateway({ ...setup, port });
    await prepare(first, one);
    await first.stop();
    // Measured on an existing database, as every start but the first is.
    const gateway = await spawnGateway({ ...setup, port: await freePort(), jobs: true });
    const owner = await gateway.person();
    const bearer = (await owner.newToken({ user: owner.session.user.id })).value;
    const run = runner(title, mcp(gateway.url, `/mcp/${one.server}`, bearer), gateway.pid);
    const finish = async () => {
      const { rss } = await gateway.usage();
      const { result } = await owner.api("POST", "/audit/verify");
      if (result !== "intact") throw new Error(`the audit chain is ${result} after the load`);
      await gateway.stop();
      return figures(run, bare, direct, rss, gateway.readyMs);
    };
    return { run, finish };
  };

  const dataDir = mkdtempSync(join(tmpdir(), "valetkey-bench-"));
  const embedded = await startOn("(c) gateway, embedded", { dataDir });
  const server = postgresBin() ? await startPostgres() : undefined;
  if (!server) say("  PostgreSQL is not installed: that part is left out");
  const postgres = server && (await startOn("(c) gateway, PostgreSQL", { databaseUrl: server.url }));
  await takeTurns([direct, bare, embedded.run, ...(postgres ? [postgres.run] : [])]);
  const result = {
    embedded: await embedded.finish(),
    ...(postgres && { postgres: await postgres.finish() }),
  };
  baseline.stop();
  server?.stop();
  upstream.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return result;
}

const chosen = CASES.filter(({ tool }) => values.tool === undefined || tool.name === values.tool);
if (chosen.length === 0) throw new Error(`there is no benchmark of ${values.tool}`);
const result: Record<string, unknown> = { pinned, seconds: RUN_MS / 1000, rounds: ROUNDS };
for (const one of chosen) result[one.tool.name] = await benchCase(one);

const text = `${JSON.stringify(result, null, 2)}\n`;
if (values.tool === undefined) writeFileSync(fileURLToPath(new URL("latest.json", import.meta.url)), text);
process.stdout.write(text);
process.exit(0);
