// npm run bench: the gateway against what one would write without it, in one go, as ratios.
//   (a) the upstream called directly   (b) a bare MCP SDK v2 McpServer with a hard-coded token and the same tool
//   (c) the gateway with auth, policy, vault, fence and audit on: embedded, and PostgreSQL where it is installed
// Options: --seconds N (counted seconds a run, default 6), --tool <name> (all three without it), --json
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
    seconds: { type: "string", default: "6" },
    tool: { type: "string" },
    json: { type: "boolean" },
  },
});
const RUN_MS = Number(values.seconds) * 1000;
const WARM_UP_MS = 3_000;
const say = (line: string) => void process.stderr.write(`${line}\n`);

type Runs = Record<"c1" | "c32", Measured>;

async function runs(
  title: string,
  plan: Omit<LoadPlan, "connections" | "warmUpMs" | "runMs">,
  pid?: number,
): Promise<Runs> {
  const at = async (connections: number) => {
    const found = await measure({ ...plan, connections, warmUpMs: WARM_UP_MS, runMs: RUN_MS }, pid);
    const cpu = found.cpuUsPerCall === undefined ? "" : `, ${found.cpuUsPerCall} us CPU a call`;
    say(
      `  ${title}, ${connections} connections: ${Math.round(found.rps)}/s, p50 ${found.p50Ms} ms, p99 ${found.p99Ms} ms${cpu}`,
    );
    return found;
  };
  // 32 first: at one connection a server gets too few calls to be compiled before it is measured.
  const c32 = await at(32);
  return { c32, c1: await at(1) };
}

const round = (n: number) => Math.round(n * 1000) / 1000;

function figures(gateway: Runs, bare: Runs, direct: Runs, rss: number, startMs: number) {
  return {
    gateway_vs_bare_c1: round(gateway.c1.rps / bare.c1.rps),
    gateway_vs_bare_c32: round(gateway.c32.rps / bare.c32.rps),
    gateway_vs_direct_c32: round(gateway.c32.rps / direct.c32.rps),
    added_p50_ms_c1: round(gateway.c1.p50Ms - direct.c1.p50Ms),
    cpu_us_per_call: gateway.c32.cpuUsPerCall,
    bare_cpu_us_per_call: bare.c32.cpuUsPerCall,
    rps_c1: Math.round(gateway.c1.rps),
    rps_c32: Math.round(gateway.c32.rps),
    p50_ms_c1: gateway.c1.p50Ms,
    p99_ms_c32: gateway.c32.p99Ms,
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

  say(`${one.tool.name}, ${pinned ? "server on a core of its own" : "not pinned"}, ${RUN_MS / 1000} s a run`);
  const direct = await runs("(a) upstream", {
    origin,
    path: base.slice(origin.length) + path,
    method: "GET",
    headers: { authorization, "user-agent": "valetkey-bench" },
    mustHold: "{",
  });
  const baseline = await startBare(one, base, upstream.token);
  const bare = await runs("(b) bare", mcp(baseline.url, "/mcp"), baseline.pid);
  baseline.stop();

  const benchGateway = async (title: string, where: { dataDir?: string; databaseUrl?: string }) => {
    // As `npm start` starts it.
    const nodeArgs = ["--no-memory-protection-keys"];
    const setup = { ...where, providers: [upstream], port, prefix: SERVER_CORE, nodeArgs };
    const first = await spawnGateway(setup);
    await prepare(first, one);
    await first.stop();
    // Measured on an existing database, as every start but the first is.
    const gateway = await spawnGateway({ ...setup, jobs: true });
    const owner = await gateway.person();
    const bearer = (await owner.newToken({ user: owner.session.user.id })).value;
    const measured = await runs(title, mcp(gateway.url, `/mcp/${one.server}`, bearer), gateway.pid);
    const { rss } = await gateway.usage();
    const { result } = await owner.api("POST", "/audit/verify");
    if (result !== "intact") throw new Error(`the audit chain is ${result} after the load`);
    await gateway.stop();
    return figures(measured, bare, direct, rss, gateway.readyMs);
  };

  const dataDir = mkdtempSync(join(tmpdir(), "valetkey-bench-"));
  const embedded = await benchGateway("(c) gateway, embedded", { dataDir });
  rmSync(dataDir, { recursive: true, force: true });
  const server = postgresBin() ? await startPostgres() : undefined;
  if (!server) say("  PostgreSQL is not installed: that part is left out");
  const postgres = server && (await benchGateway("(c) gateway, PostgreSQL", { databaseUrl: server.url }));
  server?.stop();
  upstream.stop();
  return { embedded, ...(postgres && { postgres }) };
}

const chosen = CASES.filter(({ tool }) => values.tool === undefined || tool.name === values.tool);
if (chosen.length === 0) throw new Error(`there is no benchmark of ${values.tool}`);
const result: Record<string, unknown> = { pinned, seconds: RUN_MS / 1000 };
for (const one of chosen) result[one.tool.name] = await benchCase(one);

const text = `${JSON.stringify(result, null, 2)}\n`;
if (values.tool === undefined) writeFileSync(fileURLToPath(new URL("latest.json", import.meta.url)), text);
process.stdout.write(text);
process.exit(0);
