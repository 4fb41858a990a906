// npm run bench: the gateway against what one would write without it, in one go, as ratios.
//   (a) the upstream called directly   (b) a bare MCP SDK v2 McpServer with a hard-coded token and the same tool
//   (c) the gateway with auth, policy, vault, fence and audit on: embedded, and PostgreSQL where it is installed
// Options: --seconds N (counted seconds a run, default 6), --json
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { consent } from "../sandbox/consent.ts";
import { providerAt } from "../sandbox/google.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, spawnGateway } from "../support/gateway-process.ts";
import { postgresBin, startPostgres } from "../support/postgres-server.ts";
import { accessToken } from "./access-token.ts";
import type { LoadPlan } from "./load.ts";
import { type Measured, measure, pinned, SERVER_CORE, startBare, startUpstream } from "./processes.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "6" }, json: { type: "boolean" } },
});
const RUN_MS = Number(values.seconds) * 1000;
const WARM_UP_MS = 3_000;
const TOOLS = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels", "gmail_send_message"];
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

/** An authorized connector and a token for it. */
async function prepare(gateway: GatewayProcess): Promise<string> {
  const owner = await gateway.person();
  await owner.authorize({ email: "ada@acme.test", tools: TOOLS });
  return (await owner.newToken({ agent: await owner.newAgent("bench") })).value;
}

const port = await freePort();
const here = `http://localhost:${port}/integrations/google/callback`;
const upstream = await startUpstream([here, "http://127.0.0.1:9/callback"]);
const google = {
  provider: providerAt(upstream.url),
  clientId: upstream.client_id,
  clientSecret: upstream.client_secret,
};
const token = await accessToken(upstream, "http://127.0.0.1:9/callback", (url) =>
  consent(url, { email: "ada@acme.test" }),
);
const found = await fetch(`${upstream.url}/gmail/v1/users/me/threads?maxResults=10&q=invoice`, {
  headers: { authorization: `Bearer ${token}` },
});
const threadId = ((await found.json()) as { threads: { id: string }[] }).threads[0]?.id ?? "";

const call = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: {
    name: "gmail_get_thread",
    arguments: { thread_id: threadId },
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});
const mcp = (origin: string, path: string, bearer?: string) => ({
  origin,
  path,
  method: "POST" as const,
  headers: {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "gmail_get_thread",
    ...(bearer && { authorization: `Bearer ${bearer}` }),
  },
  body: call,
  mustHold: '"structuredContent"',
});

say(`gmail_get_thread, ${pinned ? "server on a core of its own" : "not pinned"}, ${RUN_MS / 1000} s a run`);
const direct = await runs("(a) upstream", {
  origin: upstream.url,
  path: `/gmail/v1/users/me/threads/${threadId}?format=full`,
  method: "GET",
  headers: { authorization: `Bearer ${token}` },
  mustHold: threadId,
});
const baseline = await startBare(upstream.url, token);
const bare = await runs("(b) bare", mcp(baseline.url, "/mcp"), baseline.pid);
baseline.stop();

async function benchGateway(title: string, where: { dataDir?: string; databaseUrl?: string }) {
  const first = await spawnGateway({ ...where, google, port, prefix: SERVER_CORE });
  await prepare(first);
  await first.stop();
  // Measured on an existing database, as every start but the first is.
  const gateway = await spawnGateway({ ...where, google, port, prefix: SERVER_CORE, jobs: true });
  const owner = await gateway.person();
  const bearer = (await owner.newToken({ user: owner.session.user.id })).value;
  const measured = await runs(title, mcp(gateway.url, "/mcp/gmail", bearer), gateway.pid);
  const { rss } = await gateway.usage();
  const { result } = await owner.api("POST", "/audit/verify");
  if (result !== "intact") throw new Error(`the audit chain is ${result} after the load`);
  await gateway.stop();
  return figures(measured, bare, direct, rss, gateway.readyMs);
}

const dataDir = mkdtempSync(join(tmpdir(), "valetkey-bench-"));
const result: Record<string, unknown> = { tool: "gmail_get_thread", pinned, seconds: RUN_MS / 1000 };
result.embedded = await benchGateway("(c) gateway, embedded", { dataDir });
rmSync(dataDir, { recursive: true, force: true });
if (postgresBin()) {
  const server = await startPostgres();
  result.postgres = await benchGateway("(c) gateway, PostgreSQL", { databaseUrl: server.url });
  server.stop();
} else say("  PostgreSQL is not installed: that part is left out");
upstream.stop();

writeFileSync(fileURLToPath(new URL("latest.json", import.meta.url)), `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
process.exit(0);
