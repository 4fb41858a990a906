// npm run bench:web: every address of the app, opened for the first time on a slow machine.
//   The built app, a gateway in a process of its own, Chromium with nothing in its cache and its processor slowed down
//   four times. For each route: until its heading is on the screen, four times what the page itself computed until then
//   (which other programs do not change much: over budget, it is so on a quiet machine too), what moved, and KB of brotli
//   that came over the wire. Exits with 1 when a figure is over its budget.
// Options: --rounds N (default 5), --only <pattern of routes, as '^/$'>, --web <a build that is not web/dist>
//   --large: instead, the lists of connectors and of the audit log on a PostgreSQL with 10,000 and 1,000,000 of them, as
//   test/bench/console.ts grows it (--keep <directory>, --rows N, --connectors N): how long each step takes, the longest
//   task of the page (at most 200 ms, at the processor's own speed), and how many elements it has.
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { MOST_SHIFT } from "../browser/support/shift.ts";
import { quantile, say, withCleanup } from "../prove/report.ts";
import { optionsOf } from "../support/command-line.ts";
import { openChrome } from "./web/chrome.ts";
import { measureLists } from "./web/large.ts";
import { openPlace } from "./web/place.ts";
import { type Visit, visitsOf } from "./web/routes.ts";
import { type Arrival, arrive, type Weight, weigh } from "./web/visit.ts";

const values = optionsOf(import.meta.url, {
  rounds: { type: "string", default: "5" },
  large: { type: "boolean", default: false },
  keep: { type: "string" },
  rows: { type: "string", default: "1000000" },
  connectors: { type: "string", default: "10000" },
  only: { type: "string", default: "" },
  web: { type: "string", default: fileURLToPath(new URL("../../web/dist", import.meta.url)) },
});
type Seen = Arrival & Weight;
const MOST: Seen = { h1: 1_200, cpu: 1_200, shift: MOST_SHIFT, shell: 190, load: 230 };
const SLOWER = 4;
/** No file came for so long: the page has what it needs. */
const QUIET_MS = 700;
const columns = Object.keys(MOST) as (keyof Seen)[];

const shown = (column: keyof Seen, value: number) => value.toFixed(column === "shift" ? 3 : column === "h1" || column === "cpu" ? 0 : 1); // biome-ignore format: one line
const over = (seen: Seen) => columns.filter((column) => seen[column] > MOST[column]);

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

async function measureRoutes(after: (undo: () => unknown) => void): Promise<boolean> {
  const { gateway, owner, member, ids } = await openPlace(values.web, after);
  const chrome = await openChrome();
  after(() => chrome.close());
  const people = { owner, member, nobody: undefined };
  say(`${"".padEnd(48)}${columns.map((column) => column.padStart(7)).join("")}   best h1`);
  say(
    `${"at most".padEnd(48)}${columns.map((column) => shown(column, MOST[column]).padStart(7)).join("")}\n`,
  );
  let isWell = true;
  const only = new RegExp(values.only);
  for (const each of visitsOf(ids).filter(({ route }) => only.test(route || "/"))) {
    const visitor = { origin: gateway.url, path: each.path, person: people[each.as] };
    const { cpu, ...weight } = await weigh(chrome, visitor, QUIET_MS);
    const rounds: Arrival[] = [];
    for (let round = 0; round < Number(values.rounds); round++)
      rounds.push(await arrive(chrome, visitor, { slower: SLOWER, quietMs: QUIET_MS }));
    const h1 = rounds.map((one) => one.h1);
    // Of shifts the worst, which is no matter of speed. What slows the page down waits by the clock, and takes more of it
    // where others compute: what the page itself computes was counted at the processor's own speed.
    const shift = Math.max(...rounds.map((one) => one.shift));
    const seen = { h1: quantile(h1, 0.5), shift, cpu: cpu * SLOWER, ...weight };
    isWell = tell(each, seen, Math.min(...h1)) && isWell;
  }
  return isWell;
}

async function measureLarge(after: (undo: () => unknown) => void): Promise<boolean> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  });
  after(() => browser.close());
  const { web, keep, rows, connectors } = values;
  return measureLists(browser, { web, keep, rows: Number(rows), connectors: Number(connectors) });
}

await withCleanup(async (after) => {
  say(`${availableParallelism()} processors, load of the last minute ${load()}; medians of ${values.rounds}`);
  const isWell = await (values.large ? measureLarge(after) : measureRoutes(after));
  say(`\nload of the last minute at the end: ${load()}`);
  if (!isWell) process.exitCode = 1;
});
