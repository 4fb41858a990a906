import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "valetkey-words-"));
const script = join(folder, "script.ts");
beforeAll(() =>
  writeFileSync(
    script,
    `// npm run pictures: takes them
//   --look <folder>  here
import { optionsOf } from ${JSON.stringify(new URL("command-line.ts", import.meta.url))};
console.log(JSON.stringify(optionsOf(import.meta.url, { look: { type: "string" } })));
`,
  ),
);
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}
const HELP = "npm run pictures: takes them\n  --look <folder>  here\n";

test("options are taken as they are given", () => {
  expect(run("--look", "there")).toEqual({ status: 0, stdout: '{"look":"there"}\n', stderr: "" });
});

test("--help says what a script does and what it takes, and does nothing", () => {
  for (const word of ["--help", "-h"]) expect(run(word)).toEqual({ status: 0, stdout: HELP, stderr: "" });
});

test("an option that is none is named, and nothing is done", () => {
  const { status, stdout, stderr } = run("--lok", "x");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("'--lok'");
  expect(stderr.endsWith(HELP)).toBe(true);
});
