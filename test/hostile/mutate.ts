import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresBin, startPostgres } from "../support/postgres-server.ts";
import { type Mutation, mutations } from "./mutations.ts";
import { type Attack, attacksIn } from "./tally.ts";

const TREE = ["gateway", "mcp-servers", "prisma", "test", "tools", "package.json", "tsconfig.json"];
const SUITE = "test/hostile";

/** The working tree without what is installed, which is linked. */
function copyTree(): string {
  const root = mkdtempSync(join(tmpdir(), "valetkey-mutated-"));
  for (const name of [...TREE, "vitest.config.ts"]) cpSync(name, join(root, name), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules"), join(root, "node_modules"));
  return root;
}

/** The files that hold these attacks. */
function filesOf(numbers: readonly string[]): string[] {
  return readdirSync(SUITE)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(SUITE, name))
    .filter((name) => {
      const source = readFileSync(name, "utf8");
      return numbers.some((number) => source.includes(`"${number} `));
    });
}

/** Only these attacks, in the copy. */
function attack(root: string, numbers: readonly string[], env: Record<string, string>): Attack[] {
  const report = join(root, "report.json");
  rmSync(report, { force: true });
  const pattern = `^(${numbers.join("|")}) `;
  spawnSync(
    "vitest",
    [
      "run",
      ...filesOf(numbers),
      "--testNamePattern",
      pattern,
      "--hookTimeout=300000",
      "--testTimeout=120000",
      "--reporter=json",
      `--outputFile=${report}`,
    ],
    { cwd: root, stdio: "ignore", env: { ...process.env, ...env } },
  );
  return attacksIn(readFileSync(report, "utf8")).filter(({ number }) => numbers.includes(number));
}

type Edit = Pick<Mutation, "file" | "find" | "replace">;

/** Takes the defence away; answers how to put it back, or which text is not there exactly once. */
function apply(root: string, edits: readonly Edit[]): (() => void) | string {
  const before: [string, string][] = [];
  const restore = () => {
    for (const [path, source] of before.toReversed()) writeFileSync(path, source);
  };
  for (const { file, find, replace } of edits) {
    const path = join(root, file);
    const source = readFileSync(path, "utf8");
    if (source.split(find).length !== 2) {
      restore();
      return `${file}: not there exactly once: ${find.trim()}`;
    }
    before.push([path, source]);
    writeFileSync(path, source.split(find).join(replace));
  }
  return restore;
}

/** Whether the test of every attack of it fails now; the first of them in a line, or why it survived. */
function tried(root: string, mutation: Mutation, env: Record<string, string>): { ok: boolean; line: string } {
  const { attacks: numbers, also = [] } = mutation;
  const restore = apply(root, [mutation, ...also]);
  if (typeof restore === "string") return { ok: false, line: restore };
  const found = attack(root, numbers, env);
  restore();
  const survived = numbers.filter(
    (number) => found.find((one) => one.number === number)?.state !== "SUCCEEDED",
  );
  if (survived.length === 0) return { ok: true, line: found[0]?.why?.slice(0, 110) ?? "" };
  const states = survived.map((number) => `${number} ${found.find((one) => one.number === number)?.state}`);
  return { ok: false, line: states.join(", ") };
}

/**
 * Takes one defence away at a time in a copy of the tree and runs the attacks that it holds off. First without any
 * change: there all of them must fail closed, so that nothing counts as killed that never ran. `only`: parts of names.
 */
export async function mutate(only: readonly string[] = []): Promise<number> {
  const chosen = mutations.filter(
    ({ name, attacks }) =>
      only.length === 0 || only.some((one) => name.includes(one) || attacks.includes(one)),
  );
  // Databases are made faster there than in the process.
  const server = postgresBin() ? await startPostgres() : undefined;
  const env: Record<string, string> = server ? { TEST_DATABASE_URL: server.url } : {};
  const root = copyTree();
  try {
    const numbers = [...new Set(chosen.flatMap(({ attacks }) => attacks))];
    const unchanged = attack(root, numbers, env);
    const wrong = numbers.filter(
      (number) => unchanged.find((one) => one.number === number)?.state !== "failed closed",
    );
    console.log(`unchanged: ${numbers.length - wrong.length} of ${numbers.length} attacks fail closed`);
    if (wrong.length > 0) {
      console.log(`cannot begin: ${wrong.join(", ")}`);
      return 1;
    }
    let killed = 0;
    for (const mutation of chosen) {
      const { ok, line } = tried(root, mutation, env);
      if (ok) killed += 1;
      console.log(
        `${ok ? "killed  " : "SURVIVED"}  ${mutation.attacks.join(" ")}  ${mutation.name}\n          ${line}`,
      );
    }
    console.log(`\n${killed} of ${chosen.length} mutations killed`);
    return killed === chosen.length ? 0 : 1;
  } finally {
    rmSync(root, { recursive: true, force: true });
    server?.stop();
  }
}
