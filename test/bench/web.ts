// npm run bench:web: every address of the app, opened for the first time on a slow machine.
//   The built app, a gateway in a process of its own, Chromium with nothing in its cache and its processor slowed down
//   four times. For each route: until its heading is on the screen, four times what the page itself computed until then
//   (which other programs do not change much: over budget, it is so on a quiet machine too), what moved, and KB of brotli
//   that came over the wire. Exits with 1 when a figure is over its budget.
// Options: --rounds N (default 5), --only <part of a route>, --web <a build that is not web/dist>
//   --large: instead, the lists of connectors and of the audit log on a PostgreSQL with 10,000 and 1,000,000 of them, as
//   test/bench/console.ts grows it (--keep <directory>, --rows N, --connectors N): how long each step takes, the longest
//   task of the page (at most 200 ms, at the processor's own speed), and how many elements it has.
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { MOST_SHIFT } from "../browser/support/shift.ts";
import { quantile, say, withCleanup } from "../prove/report.ts";
import { optionsOf } from "../support/command-line.ts";
import { measureLists } from "./web/large.ts";
import { openPlace } from "./web/place.ts";
import { type Visit, visitsOf } from "./web/routes.ts";
import { type Seen, visit } from "./web/visit.ts";

const values = optionsOf(import.meta.url, {
  rounds: { type: "string", default: "5" },
  large: { type: "boolean", default: false },
  keep: { type: "string" },
  rows: { type: "string", default: "1000000" },
  connectors: { type: "string", default: "10000" },
  only: { type: "string", default: "" },
  web: { type: "string", default: fileURLToPath(new URL("../../web/dist", import.meta.url)) },
});
const MOST: Seen = { h1: 1_200, cpu: 1_200, shift: MOST_SHIFT, shell: 190, load: 230 };
const SLOWER = 4;
const columns = Object.keys(MOST) as (keyof Seen)[];

const shown = (column: keyof Seen, value: number) => value.toFixed(column === "shift" ? 3 : column === "h1" || column === "cpu" ? 0 : 1); // biome-ignore format: one line
const over = (seen: Seen) => columns.filter((column) => seen[column] > MOST[column]);

/** The middle of the rounds; of shifts the worst, which is no matter of speed. */
function middle(rounds: readonly Seen[]): Seen {
  const of = (column: keyof Seen, share: number) => quantile(rounds.map((each) => each[column]), share); // biome-ignore format: one line
  return {
    h1: of("h1", 0.5),
    cpu: of("cpu", 0.5),
    shift: of("shift", 1),
    shell: of("shell", 0.5),
    load: of("load", 0.5),
  };
}

function tell({ route, as }: Visit, seen: Seen, best: number): boolean {
  const wrong = over(seen);
  const figures = columns.map((column) => shown(column, seen[column]).padStart(7)).join("");
  const name = `${as.padEnd(7)} ${(route || "/").padEnd(40)}`;
  say(
    `${name}${figures}  ${best.toFixed(0).padStart(6)}${wrong.length > 0 ? `  OVER: ${wrong.join(", ")}` : ""}`,
  );
  return wrong.length === 0;
}

const load = () => loadavg()[0]?.toFixed(1);

async function measureRoutes(browser: Browser, after: (undo: () => unknown) => void): Promise<boolean> {
  const { gateway, owner, member, ids } = await openPlace(values.web, after);
  const people = { owner, member, nobody: undefined };
  say(`${"".padEnd(48)}${columns.map((column) => column.padStart(7)).join("")}   best h1`);
  say(
    `${"at most".padEnd(48)}${columns.map((column) => shown(column, MOST[column]).padStart(7)).join("")}\n`,
  );
  let isWell = true;
  for (const each of visitsOf(ids).filter(({ route }) => route.includes(values.only))) {
    const how = { person: people[each.as], slower: SLOWER, quietMs: 700 };
    // What slows the page down waits by the clock, and takes more of it where others compute: what the page itself
    // computes is counted at the processor's own speed.
    const { cpu } = await visit(browser, gateway.url, each.path, { ...how, slower: 1 });
    const rounds: Seen[] = [];
    for (let round = 0; round < Number(values.rounds); round++)
      rounds.push(await visit(browser, gateway.url, each.path, how));
    isWell =
      tell(each, { ...middle(rounds), cpu: cpu * SLOWER }, Math.min(...rounds.map(({ h1 }) => h1))) && isWell;
  }
  return isWell;
}

await withCleanup(async (after) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  });
  after(() => browser.close());
  say(`${availableParallelism()} processors, load of the last minute ${load()}; medians of ${values.rounds}`);
  const { web, keep, rows, connectors } = values;
  const isWell = values.large
    ? await measureLists(browser, { web, keep, rows: Number(rows), connectors: Number(connectors) })
    : await measureRoutes(browser, after);
  say(`\nload of the last minute at the end: ${load()}`);
  if (!isWell) process.exitCode = 1;
});
