// The load: one process, N keep-alive connections, each sends its next request when the last answer is complete.
//   node test/bench/load.ts '<LoadPlan as JSON>'   prints one LoadResult as JSON
import { Pool } from "undici";

export interface LoadPlan {
  origin: string;
  path: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
  connections: number;
  warmUpMs: number;
  runMs: number;
  /** Every answer must be 200 and hold this text: an error answered fast is no result. */
  mustHold: string;
}
export interface LoadResult {
  calls: number;
  seconds: number;
  rps: number;
  p50Ms: number;
  p99Ms: number;
}

async function run(plan: LoadPlan): Promise<LoadResult> {
  const pool = new Pool(plan.origin, { connections: plan.connections, pipelining: 1 });
  const { path, method, headers, body = null } = plan;
  const times: number[] = [];
  const countFrom = performance.now() + plan.warmUpMs;
  const end = countFrom + plan.runMs;
  const loop = async () => {
    while (performance.now() < end) {
      const started = performance.now();
      const answer = await pool.request({ path, method, headers, body });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 || !text.includes(plan.mustHold)) {
        throw new Error(`answered ${answer.statusCode}: ${text.slice(0, 300)}`);
      }
      if (started >= countFrom) times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: plan.connections }, loop));
  const seconds = (performance.now() - countFrom) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  const at = (q: number) => Math.round((times[Math.floor(times.length * q)] ?? 0) * 1000) / 1000;
  return { calls: times.length, seconds, rps: times.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

const plan = process.argv[2];
if (plan) process.stdout.write(JSON.stringify(await run(JSON.parse(plan) as LoadPlan)));
