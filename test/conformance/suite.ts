import { spawn } from "node:child_process";

export interface ScenarioResult {
  name: string;
  passed: boolean;
  /** False for what a revision's set runs and does not count: extensions, and what the suite itself holds pending. */
  scored: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
const COLOURS = /\u001b\[[0-9;]*m/g;
const LINE = /^\s*[✓✗] ([\w/-]+): (\d+) passed, (\d+) failed(?:, (\d+) warning)?/;
const NOT_SCORED = /^\s*[✓✗] ([\w/-]+) \((extension|pending|added-after-release)\)/;
/** After a scenario that runs alone. */
const ALONE = /^Passed: (\d+)\/(\d+), (\d+) failed, (\d+) warnings/m;

/**
 * Runs the suite against one server. A scenario passes when it checked something and nothing failed. What failed is
 * printed whole.
 */
export async function runSuite(args: readonly string[]): Promise<ScenarioResult[]> {
  const said = (await output(args)).replace(COLOURS, "");
  const lines = said.split("\n");
  const unscored = new Set(lines.flatMap((line) => NOT_SCORED.exec(line)?.[1] ?? []));
  const results = lines.flatMap((line): ScenarioResult[] => {
    const [, name, passed, failed] = LINE.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name, passed: Number(passed) > 0 && failed === "0", scored: !unscored.has(name) }];
  });
  const at = args.indexOf("--scenario");
  if (at >= 0) {
    const [, passed, , failed] = ALONE.exec(said) ?? [];
    const name = args[at + 1] ?? "";
    results.push({ name, passed: Number(passed) > 0 && failed === "0", scored: true });
  }
  const wrong = results.filter((result) => result.scored && !result.passed);
  for (const { name } of wrong) console.log(`✗ ${name}`);
  if (wrong.length > 0 || results.length === 0) console.log(said);
  return results;
}

function output(args: readonly string[]): Promise<string> {
  const child = spawn("conformance", ["server", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", () => resolve(said));
  });
}
