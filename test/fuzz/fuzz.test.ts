import { describe, expect, test } from "vitest";
import { loadCorpus } from "./corpus.ts";
import { Fuzzer } from "./fuzz.ts";
import { everyTool, registry } from "./tools.ts";

/** `npm run fuzz` plays 10,000 for each tool; here a few, the same in every run. */
const INPUTS = 200;
const fuzzer = Fuzzer.open("npm test");

describe.each([...registry.servers.keys()])("%s", (id) => {
  const targets = everyTool.filter(({ server }) => server.spec.id === id);
  test(`${INPUTS} generated inputs of each tool give a result or a clean refusal`, {
    timeout: 300_000,
  }, async () => {
    const findings: string[] = [];
    const neverWorked: string[] = [];
    for (const target of targets) {
      const counts = await fuzzer.tool(target, 0, INPUTS);
      for (const { tool, at, seed, what } of counts.findings) {
        findings.push(`${what} (npm run fuzz -- --tool ${tool} --seed "${seed}" --at ${at})`);
      }
      if (counts.ok === 0) neverWorked.push(counts.tool);
    }
    expect(findings).toEqual([]);
    // A fuzzer that never gets past a tool's first question tests nothing.
    expect(neverWorked).toEqual([]);
  });
});

test("there are recorded arguments for every tool", () => {
  const { inputs } = loadCorpus();
  expect(everyTool.map(({ tool }) => tool.tool.name).filter((name) => !Object.hasOwn(inputs, name))).toEqual(
    [],
  );
});
