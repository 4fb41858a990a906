// npm run fuzz -- [--inputs 10000] [--tool name] [--seed text] [--at number]
// Generated arguments for every tool, against a provider that answers well, badly and not at all. Exits 1 on a finding.
import { optionsOf } from "../support/command-line.ts";
import { Fuzzer, type ToolCounts } from "./fuzz.ts";
import { everyTool } from "./tools.ts";

const values = optionsOf(import.meta.url, {
  inputs: { type: "string", default: "10000" },
  tool: { type: "string" },
  seed: { type: "string", default: new Date().toISOString().slice(0, 10) },
  at: { type: "string" },
});
const seed = values.seed;
const [from, inputs] = values.at === undefined ? [0, Number(values.inputs)] : [Number(values.at), 1];
const targets = everyTool.filter(({ tool }) => !values.tool || new RegExp(values.tool).test(tool.tool.name));
if (targets.length === 0 || !(inputs > 0)) {
  console.error("Nothing to do: no such tool, or no inputs.");
  process.exit(2);
}

function show({ tool, ok, refused, requests, mostRequests, ms, findings }: ToolCounts): void {
  const others = Object.entries(refused)
    .sort()
    .map(([code, count]) => `${code} ${count}`)
    .join(", ");
  console.log(
    `${tool.padEnd(34)} ok ${String(ok).padStart(5)}  requests ${requests} (most ${mostRequests})  ${(ms / 1000).toFixed(1)} s  ${others}`,
  );
  for (const { at, what, input, traces } of findings) {
    console.log(`  FOUND ${what}`);
    console.log(`    npm run fuzz -- --tool ${tool} --seed ${seed} --at ${at}`);
    console.log(`    input ${JSON.stringify(input).slice(0, 1_000)}`);
    const errors = traces.split("\n").filter((line) => line.includes('"err"'));
    for (const line of errors.slice(0, 2)) console.log(`    ${line.slice(0, 1_500)}`);
  }
}

const fuzzer = Fuzzer.open(seed);
console.log(`${targets.length} tools, ${inputs} inputs each, seed ${seed}`);
let found = 0;
for (const target of targets) {
  const counts = await fuzzer.tool(target, from, inputs);
  found += counts.findings.length;
  show(counts);
}
console.log(found === 0 ? "No findings." : `${found} findings.`);
process.exit(found === 0 ? 0 : 1);
