// npm test: everything that this machine can run. What it cannot run it says aloud; with CI=true it must run all.
//   npm test                       embedded, then PostgreSQL and Chromium where they are installed
//   npm run test:postgres [file]   the same tests on a throw-away PostgreSQL
//   npm run test:browser           the pages in Chromium
//   npm run test:hostile           the named attacks alone: test/hostile/run.ts
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { postgresBin, startPostgres } from "./support/postgres-server.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const required = process.env.CI === "true";
const [suite = "all", ...files] = process.argv.slice(2);
const skipped: string[] = [];

function vitest(title: string, args: string[], env: Record<string, string> = {}): void {
  console.log(`\n=== ${title} ===`);
  const done = spawnSync("vitest", ["run", ...args], {
    stdio: "inherit",
    env: { ...process.env, ...env },
    shell: false,
  });
  if (done.status !== 0) {
    console.error(`\nFAILED: ${title}`);
    process.exit(1);
  }
}

function missing(what: string, how: string): void {
  const line = `${what} (${how})`;
  if (required || suite !== "all") {
    console.error(`\nFAILED: ${line} is required here and not installed`);
    process.exit(1);
  }
  skipped.push(line);
}

async function onPostgres(): Promise<void> {
  if (!postgresBin()) return missing("the tests on PostgreSQL", "apt-get install postgresql");
  const server = await startPostgres();
  process.once("exit", () => server.stop());
  // What has nothing to do with a database is not run again; the attacks are, by `npm run test:hostile -- postgres`.
  const elsewhere = [
    "gateway/{egress,invoke,documents,catalog,http}/**",
    "gateway/policy/*.test.ts",
    "gateway/vault/token-*.test.ts",
    "test/journeys/{gmail,calendar,drive,slack}-*.test.ts",
    "test/journeys/{google,slack,github,configured-provider}.test.ts",
    "test/journeys/github-{code,issues,pulls,ci}.test.ts",
    "test/journeys/policy-lists.test.ts",
    "test/security/{tool-canaries,hostile-input}.test.ts",
  ];
  const all = [
    "gateway",
    "test/journeys",
    "test/security",
    ...elsewhere.flatMap((path) => ["--exclude", path]),
  ];
  vitest("on PostgreSQL", files.length > 0 ? files : all, { TEST_DATABASE_URL: server.url });
}

function inBrowser(): void {
  if (!existsSync(CHROMIUM)) {
    missing("the tests in a browser", "apt-get install chromium");
    return;
  }
  const web = spawnSync("node", ["tools/ensure-web.ts"], { stdio: "inherit" });
  if (web.status !== 0) process.exit(1);
  vitest("in Chromium", ["-c", "test/browser/vitest.config.ts"], { CHROMIUM });
}

if (suite === "all") vitest("embedded", files);
if (suite === "all" || suite === "postgres") await onPostgres();
if (suite === "all" || suite === "browser") inBrowser();
for (const line of skipped) console.log(`\nSKIPPED: ${line}`);
