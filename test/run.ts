// npm test: everything that this machine can run. What it cannot run it says aloud; with CI=true it must run all.
//   npm test                       embedded, then PostgreSQL and Chromium where they are installed
//   npm run test:postgres [file]   on a throw-away PostgreSQL: what a database could answer otherwise, or the file
//   npm run test:long              what it leaves out: generated inputs, many processes, long waits
//   npm run test:browser           the pages in Chromium
//   npm run test:hostile           the named attacks alone: test/hostile/run.ts
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LONG, LONG_IN_BROWSER } from "./long.ts";
import { wordsOf } from "./support/command-line.ts";
import { postgresBin, startPostgres } from "./support/postgres-server.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const required = process.env.CI === "true";
/** Programs are started some hundred times over: what one has compiled the next one loads. */
const COMPILED = fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url));
const [suite = "all", ...files] = wordsOf(import.meta.url);
const skipped: string[] = [];

function vitest(title: string, args: string[], env: Record<string, string> = {}): void {
  console.log(`\n=== ${title} ===`);
  const done = spawnSync("vitest", ["run", ...args], {
    stdio: "inherit",
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
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

async function onPostgres(named: readonly string[] = files): Promise<void> {
  if (!postgresBin()) return missing("the tests on PostgreSQL", "apt-get install postgresql");
  const server = await startPostgres();
  process.once("exit", () => server.stop());
  // What asks the database more than "keep this row": roles and policies of rows, locks, leases, notifications, replicas.
  // The rest would find out nothing new; the attacks run here by `npm run test:hostile -- postgres`.
  const all = [
    "gateway/db/",
    "gateway/audit/database",
    "gateway/fence/",
    "gateway/insights/",
    "gateway/policy/approvals/approvals",
    "gateway/vault/refresh",
    ..."agents-for-people approvals console fence grants keys limits mcp-replicas oauth-ends people policy-replicas replicas"
      .split(" ")
      .map((name) => `test/journeys/${name}`),
    "test/security/tenants",
    "tools/cli/backup/backup",
  ];
  vitest("on PostgreSQL", [...(named.length > 0 ? named : all)], { TEST_DATABASE_URL: server.url });
}

/** All of it, or without what takes long. */
function inBrowser(args: readonly string[] = []): void {
  if (!existsSync(CHROMIUM)) {
    missing("the tests in a browser", "apt-get install chromium");
    return;
  }
  const web = spawnSync("node", ["tools/ensure-web.ts"], { stdio: "inherit" });
  if (web.status !== 0) process.exit(1);
  vitest("in Chromium", ["-c", "test/browser/vitest.config.ts", ...args], { CHROMIUM });
}

if (suite === "all") vitest("embedded", files);
if (suite === "all" && files.length === 0)
  skipped.push(`${LONG.length + LONG_IN_BROWSER.length} files that take long (npm run test:long)`);
if (suite === "long") {
  vitest("what takes long", [...LONG]);
  await onPostgres(["test/journeys/switch", "gateway/vault/lost-answers"]);
  inBrowser(LONG_IN_BROWSER);
}
if (suite === "all" || suite === "postgres") await onPostgres();
if (suite === "all") inBrowser(LONG_IN_BROWSER.map((file) => `--exclude=${file}`));
if (suite === "browser") inBrowser();
for (const line of skipped) console.log(`\nSKIPPED: ${line}`);
