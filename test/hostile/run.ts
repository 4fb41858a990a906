// npm run test:hostile                every attack, embedded
// npm run test:hostile -- postgres    the same on a throw-away PostgreSQL
// npm run test:hostile -- mutate      takes one defence away at a time: the tests of what it holds off must then fail
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { wordsOf } from "../support/command-line.ts";
import { startPostgres } from "../support/postgres-server.ts";
import { mutate } from "./mutate.ts";
import { type Attack, attacksIn } from "./tally.ts";

const LEAST = 200;
const LIST = "docs/hostile-suite.md";
const [mode = "embedded", ...rest] = wordsOf(import.meta.url);

/** Patient: a machine that is busy elsewhere is no hole. */
const PATIENCE = ["--hookTimeout=300000", "--testTimeout=120000"];

function run(env: Record<string, string>): { attacks: Attack[]; ended: boolean } {
  const folder = mkdtempSync(join(tmpdir(), "valetkey-hostile-"));
  const report = join(folder, "report.json");
  const { status } = spawnSync(
    "vitest",
    [
      "run",
      "test/hostile",
      ...PATIENCE,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...rest,
    ],
    { stdio: "inherit", env: { ...process.env, ...env } },
  );
  const attacks = attacksIn(readFileSync(report, "utf8"));
  rmSync(folder, { recursive: true });
  return { attacks, ended: status === 0 };
}

/** What is wrong with the suite itself. */
function flaws(attacks: readonly Attack[]): string[] {
  const numbers = attacks.map(({ number }) => number);
  const twice = numbers.filter((number, at) => numbers.indexOf(number) !== at);
  const list = readFileSync(LIST, "utf8");
  const unlisted = numbers.filter((number) => !list.includes(`| ${number} |`));
  return [
    ...(attacks.length < LEAST ? [`${attacks.length} attacks, and there must be ${LEAST}`] : []),
    ...(twice.length > 0 ? [`used twice: ${twice.join(", ")}`] : []),
    ...attacks.flatMap(({ number, title }) => (number === "" ? [`without a number: ${title}`] : [])),
    ...(unlisted.length > 0 ? [`not in ${LIST}: ${unlisted.join(", ")}`] : []),
  ];
}

async function everything(): Promise<number> {
  const server = mode === "postgres" ? await startPostgres() : undefined;
  const { attacks, ended } = run(server ? { TEST_DATABASE_URL: server.url } : {});
  server?.stop();
  const open = attacks.filter(({ state }) => state !== "failed closed");
  const problems = rest.length > 0 ? [] : flaws(attacks);
  const where = server ? "PostgreSQL" : "embedded";
  console.log(`\n${attacks.length} attacks tried (${where}), ${attacks.length - open.length} failed closed`);
  for (const { number, title, file, state } of open)
    console.log(`  ${state}: ${number} ${title} (${relative(process.cwd(), file)})`);
  for (const problem of problems) console.log(`  the suite: ${problem}`);
  const isKnown = open.every(({ state }) => state === "open");
  return ended && isKnown && problems.length === 0 ? 0 : 1;
}

process.exitCode = mode === "mutate" ? await mutate(rest) : await everything();
