import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { BenchCase } from "./cases.ts";
import type { LoadPlan, LoadResult } from "./load.ts";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

function canPin(): boolean {
  try {
    execFileSync("taskset", ["-c", "0", "true"]);
    return availableParallelism() > 1;
  } catch {
    return false;
  }
}
export const pinned = canPin();
/** The server under test has a core of its own; the upstream and the load share the other. */
export const SERVER_CORE = pinned ? ["taskset", "-c", "0"] : [];
const OTHER_CORE = pinned ? ["taskset", "-c", "1"] : [];

function start(
  prefix: readonly string[],
  file: string,
  args: string[],
  env: Record<string, string> = {},
): ChildProcess {
  const line = [...prefix, process.execPath, here(file), ...args];
  return spawn(line[0] as string, line.slice(1), {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
}

async function firstLine<T>(child: ChildProcess): Promise<T> {
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    const end = text.indexOf("\n");
    if (end >= 0) return JSON.parse(text.slice(0, end)) as T;
  }
  throw new Error("a process of the benchmark ended before it was ready");
}

/** An emulated provider, as a gateway or a plain client needs it. */
export interface Upstream {
  provider: Provider;
  clientId: string;
  clientSecret: string;
  /** For whoever calls it without the gateway. */
  token: string;
}

/** The emulated provider of a case in its own process. */
export async function startUpstream(
  { provider }: BenchCase,
  redirectUri: string,
): Promise<Upstream & { stop(): void }> {
  const child = start(OTHER_CORE, "./upstream.ts", [provider, "--redirect-uri", redirectUri]);
  const ready = await firstLine<Upstream>(child);
  return { ...ready, stop: () => void child.stdin?.end() };
}

/** The baseline MCP server in its own process. */
export async function startBare({ provider }: BenchCase, baseUrl: string, token: string) {
  const env = { BARE_UPSTREAM: baseUrl, BARE_TOKEN: token, BARE_PROVIDER: provider };
  const child = start(SERVER_CORE, "./bare.ts", [], env);
  const { port } = await firstLine<{ port: number }>(child);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid as number, stop: () => void child.stdin?.end() };
}

/** CPU microseconds a process has used (Linux). */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

export interface Measured extends LoadResult {
  /** Of the server under test, counted calls only. */
  cpuUsPerCall: number | undefined;
}

/** Puts a load on `plan`; watches the CPU of process `pid` while calls are counted. */
export async function measure(plan: LoadPlan, pid: number | undefined): Promise<Measured> {
  const child = start(OTHER_CORE, "./load.ts", [JSON.stringify(plan)]);
  let text = "";
  child.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  // The load prints nothing until its end; its counted part begins one warm-up after its first request.
  await new Promise((resolve) => setTimeout(resolve, plan.warmUpMs + 300));
  const before = pid === undefined ? 0 : cpuOf(pid);
  const since = performance.now();
  await new Promise((resolve) => setTimeout(resolve, plan.runMs - 600));
  const seconds = (performance.now() - since) / 1000;
  const used = pid === undefined ? undefined : cpuOf(pid) - before;
  if ((await ended) !== 0) throw new Error("the load failed: see above");
  const result = JSON.parse(text) as LoadResult;
  return {
    ...result,
    cpuUsPerCall: used === undefined ? undefined : Math.round(used / (result.rps * seconds)),
  };
}
