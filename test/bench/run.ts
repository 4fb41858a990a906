// npm run bench: the gateway against what one would write without it, in one go, as ratios.
//   (a) the upstream called directly   (b) a bare MCP SDK v2 McpServer with a hard-coded token and the same tool
//   (c) the gateway with auth, policy, vault, fence and audit on: embedded, and PostgreSQL where it is installed
// All stand ready side by side and take short turns, as the machine's speed changes by a quarter from second to second:
// each meets the same machine. Ratios are of what all turns of one did to what all turns of the other did.
// And one call by three doors of a gateway with 500 tools: with an API token, with an OAuth token, and through the one
// endpoint in search mode (doors.ts).
// Exits with 1 when 32 connections get less from the gateway than from the bare server, or a door costs more than it may.
// A process is fast or slow for as long as it lives, by a quarter: bare server and gateways are started several times.
// Options: --seconds N (counted seconds of one turn, default 1.5), --rounds N (default 12), --starts N (default 3), among
// which the rounds are shared; --tool <name> or --tool doors (all of it without)
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { optionsOf } from "../support/command-line.ts";
import { freePort } from "../support/free-port.ts";
import { spawnGateway } from "../support/gateway-process.ts";
import { postgresBin, startPostgres } from "../support/postgres-server.ts";
import { locate } from "./access-token.ts";
import { type BenchCase, CASES } from "./cases.ts";
import { benchDoors, faultsOf } from "./doors.ts";
import { mcpCall, questionOf } from "./mcp-call.ts";
import { prepare } from "./prepare.ts";
import { pinned, SERVER_CORE, startBare, startUpstream } from "./processes.ts";
import { medianOf, type Runner, rate, round, runner, say, takeTurns, tell } from "./turns.ts";

const values = optionsOf(import.meta.url, {
  seconds: { type: "string", default: "1.5" },
  rounds: { type: "string", default: "12" },
  starts: { type: "string", default: "3" },
  tool: { type: "string" },
});
const turns = { rounds: Number(values.rounds), runMs: Number(values.seconds) * 1000 };
const starts = Number(values.starts);

function figures(gateway: Runner, bare: Runner, direct: Runner, rss: number, startMs: number) {
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

async function benchCase(one: BenchCase) {
  const port = await freePort();
  const upstream = await startUpstream(one, `http://localhost:${port}/integrations/${one.provider}/callback`);
  const { origin, href } = locate(upstream.provider, one.baseUrl);
  const base = href.replace(/\/$/, "");
  const authorization = `Bearer ${upstream.token}`;
  const { args, path } = await questionOf(one, base, authorization);
  const mcp = (origin: string, at: string, bearer?: string) =>
    mcpCall({ origin, path: at, tool: one.tool.name, args, bearer });

  say(
    `${one.tool.name}, ${pinned ? "servers on a core of their own" : "not pinned"}, ${turns.rounds} rounds of ${turns.runMs / 1000} s, ${starts} starts`,
  );
  const direct = runner("(a) upstream", {
    origin,
    path: base.slice(origin.length) + path,
    method: "GET",
    headers: { authorization, "user-agent": "valetkey-bench" },
    mustHold: "{",
  });
  const bare = runner("(b) bare", mcp(origin, "/mcp"));

  /** A gateway with its connection, started anew by `start` for each part of the turns. */
  const place = async (title: string, where: { dataDir?: string; databaseUrl?: string }) => {
    // As `npm start` starts it.
    const nodeArgs = ["--no-memory-protection-keys"];
    const setup = { ...where, providers: [upstream], prefix: SERVER_CORE, nodeArgs };
    const first = await spawnGateway({ ...setup, port });
    await prepare(first, one);
    await first.stop();
    const run = runner(title, mcp(origin, `/mcp/${one.server}`));
    const seen = { rss: 0, startMs: 0 };
    // Measured on an existing database, as every start but the first is.
    const start = async () => {
      const gateway = await spawnGateway({ ...setup, port: await freePort(), jobs: true });
      const owner = await gateway.person();
      const bearer = (await owner.newToken({ user: owner.session.user.id })).value;
      run.plan = mcp(gateway.url, `/mcp/${one.server}`, bearer);
      run.pid = gateway.pid;
      return async () => {
        seen.rss = Math.max(seen.rss, (await gateway.usage()).rss);
        seen.startMs = Math.max(seen.startMs, gateway.readyMs);
        const { result } = await owner.api("POST", "/audit/verify");
        if (result !== "intact") throw new Error(`the audit chain is ${result} after the load`);
        await gateway.stop();
      };
    };
    return { run, start, figures: () => figures(run, bare, direct, seen.rss, seen.startMs) };
  };

  const dataDir = mkdtempSync(join(tmpdir(), "valetkey-bench-"));
  const embedded = await place("(c) gateway, embedded", { dataDir });
  const server = postgresBin() ? await startPostgres() : undefined;
  if (!server) say("  PostgreSQL is not installed: that part is left out");
  const postgres = server && (await place("(c) gateway, PostgreSQL", { databaseUrl: server.url }));
  const places = [embedded, ...(postgres ? [postgres] : [])];
  const runners = [direct, bare, ...places.map(({ run }) => run)];
  for (let start = 0; start < starts; start++) {
    const baseline = await startBare(one, base, upstream.token);
    Object.assign(bare, { plan: mcp(baseline.url, "/mcp"), pid: baseline.pid });
    const ends = [];
    for (const each of places) ends.push(await each.start());
    await takeTurns(runners, { ...turns, rounds: Math.ceil(turns.rounds / starts) });
    for (const end of ends) await end();
    baseline.stop();
  }
  for (const each of runners) tell(each);
  server?.stop();
  upstream.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return { embedded: embedded.figures(), ...(postgres && { postgres: postgres.figures() }) };
}

const chosen = CASES.filter(({ tool }) => values.tool === undefined || tool.name === values.tool);
const withDoors = values.tool === undefined || values.tool === "doors";
if (chosen.length === 0 && !withDoors) throw new Error(`there is no benchmark of ${values.tool}`);
const result: Record<string, unknown> = { pinned, seconds: turns.runMs / 1000, rounds: turns.rounds, starts };
const faults: string[] = [];
for (const one of chosen) {
  const found = await benchCase(one);
  result[one.tool.name] = found;
  for (const [place, { gateway_vs_bare_c32: ratio }] of Object.entries(found))
    if (ratio < 1) faults.push(`${one.tool.name}, ${place}: ${ratio} of the bare server at 32 connections`);
}
const doors = withDoors ? await benchDoors(turns) : undefined;
if (doors) result.doors = doors;

const text = `${JSON.stringify(result, null, 2)}\n`;
if (values.tool === undefined) writeFileSync(fileURLToPath(new URL("latest.json", import.meta.url)), text);
process.stdout.write(text);
faults.push(...(doors ? faultsOf(doors) : []));
for (const fault of faults) say(`FAILED: ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);
