import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, spawnGateway } from "../support/gateway-process.ts";
import { accessTokenOf } from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";
import { locate } from "./access-token.ts";
import { caseOf } from "./cases.ts";
import { writeManyTools } from "./many-tools.ts";
import { mcpCall, mcpRequest, questionOf } from "./mcp-call.ts";
import { prepare } from "./prepare.ts";
import { SERVER_CORE, startUpstream } from "./processes.ts";
import { medianOf, type Runner, rate, round, runner, say, takeTurns, tell } from "./turns.ts";

const TOOLS = 500;
/** What the measured ratios must reach, and what the list may cost. */
const AT_LEAST = { oauth_vs_token: 0.95, search_vs_server: 0.9 };
const LIST_BYTES = 5_120;

/** How many tools the caller could reach, and what `tools/list` of the one endpoint costs in search mode. */
async function listed(gateway: GatewayProcess, bearer: string, owner: Person) {
  const { providers } = (await owner.api("GET", "/catalog")) as {
    providers: { servers: { tools: unknown[] }[] }[];
  };
  const tools = providers.flatMap(({ servers }) => servers.flatMap((one) => one.tools)).length;
  const answer = await fetch(`${gateway.url}/mcp?mode=search`, mcpRequest("tools/list", {}, bearer));
  const { result } = (await answer.json()) as { result: { tools: unknown[] } };
  return { tools, list_bytes: Buffer.byteLength(JSON.stringify(result.tools)) };
}

/**
 * One gateway with 500 tools, entered by three doors: an API token at one server, an OAuth access token at the same
 * server, and the one endpoint in search mode, where `call_tool` makes the same call. Throws when a door costs more than
 * it may.
 */
export async function benchDoors(turns: { rounds: number; runMs: number }) {
  const one = caseOf("google");
  const port = await freePort();
  const upstream = await startUpstream(one, `http://localhost:${port}/integrations/${one.provider}/callback`);
  const base = locate(upstream.provider, one.baseUrl).href.replace(/\/$/, "");
  const { args } = await questionOf(one, base, `Bearer ${upstream.token}`);
  const dataDir = mkdtempSync(join(tmpdir(), "valetkey-bench-"));
  const file = join(dataDir, "providers.json");
  writeManyTools(file, TOOLS);
  const gateway = await spawnGateway({
    dataDir: join(dataDir, "data"),
    providers: [upstream],
    prefix: SERVER_CORE,
    nodeArgs: ["--no-memory-protection-keys"],
    env: { PROVIDERS_FILE: file },
    port,
    jobs: true,
  });
  await prepare(gateway, one);
  const owner = await gateway.person();
  const bearer = (await owner.newToken({ user: owner.session.user.id })).value;
  const path = `/mcp/${one.server}`;
  const to = (title: string, plan: Runner["plan"]) => runner(title, plan, gateway.pid);
  const call = { origin: gateway.url, path, tool: one.tool.name, args };
  const token = to("token", mcpCall({ ...call, bearer }));
  const oauth = to("OAuth", mcpCall({ ...call, bearer: await accessTokenOf(owner, gateway.url + path) }));
  const inner = { name: one.tool.name, arguments: args };
  const search = to(
    "search mode",
    mcpCall({ ...call, path: "/mcp?mode=search", tool: "call_tool", args: inner, bearer }),
  );
  say(
    `one call by three doors of a gateway with ${TOOLS} tools, ${turns.rounds} rounds of ${turns.runMs / 1000} s`,
  );
  const list = await listed(gateway, bearer, owner);
  await takeTurns([token, oauth, search], turns);
  for (const one of [token, oauth, search]) tell(one);
  const ratio = (door: Runner, connections: 1 | 32) =>
    round(rate(door, connections) / rate(token, connections));
  const result = {
    ...list,
    oauth_vs_token_c32: ratio(oauth, 32),
    oauth_vs_token_c1: ratio(oauth, 1),
    search_vs_server_c32: ratio(search, 32),
    search_vs_server_c1: ratio(search, 1),
    token_cpu_us_per_call: medianOf(token.found[32], (of) => of.cpuUsPerCall ?? 0),
    oauth_cpu_us_per_call: medianOf(oauth.found[32], (of) => of.cpuUsPerCall ?? 0),
    search_cpu_us_per_call: medianOf(search.found[32], (of) => of.cpuUsPerCall ?? 0),
  };
  await gateway.stop();
  upstream.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return result;
}

/** What of it is worse than it may be. */
export function faultsOf(result: Awaited<ReturnType<typeof benchDoors>>): string[] {
  const faults = result.list_bytes <= LIST_BYTES ? [] : [`the list is ${result.list_bytes} bytes`];
  if (result.tools < TOOLS) faults.push(`the gateway has ${result.tools} tools only`);
  for (const [door, least] of Object.entries(AT_LEAST)) {
    for (const load of ["c32", "c1"]) {
      const found = result[`${door}_${load}` as "oauth_vs_token_c1"];
      if (found < least) faults.push(`${door}_${load} is ${found}, below ${least}`);
    }
  }
  return faults;
}
