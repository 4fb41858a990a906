// npm run bench:console: what the console asks for, on a PostgreSQL with a workspace that has grown.
//   1,000,000 audit rows of 40 days by 300 agents, 1,000 people and 10,000 connectors, counted as the job counts them.
// Each page is asked for over HTTP by one person, one request after another, in turn, and then by four at once; told as
// p50, p95 and the slowest, with the gateway's CPU and the answer's size. Which pages: test/bench/console/pages.ts.
// Exits with 1 when the p95 of a page is over 100 ms one at a time, or when a GET route of the API is not spoken of.
// Options: --rows N, --connectors N, --rounds N (default 40), --only <part of a name>,
//   --beside: no pages, but calls of a tool while the whole log is exported and its chain is verified,
//   --keep <directory>: the grown database stays there and is used again; of the day it was made, or the last day is empty
import { availableParallelism, loadavg } from "node:os";
import { quantile, say } from "../prove/report.ts";
import { optionsOf } from "../support/command-line.ts";
import { besideCalls } from "./console/beside.ts";
import { fourAtOnce, inTable, oneAtATime, refused } from "./console/measure.ts";
import { forgotten, longOf, pagesOf } from "./console/pages.ts";
import { inGrownPlace } from "./console/place.ts";

const values = optionsOf(import.meta.url, {
  rows: { type: "string", default: "1000000" },
  connectors: { type: "string", default: "10000" },
  rounds: { type: "string", default: "40" },
  only: { type: "string", default: "" },
  keep: { type: "string" },
  beside: { type: "boolean", default: false },
});
const sizes = { rows: Number(values.rows), connectors: Number(values.connectors) };
const rounds = Number(values.rounds);
const MOST_MS = 100;

const load = () =>
  `${availableParallelism()} processors, load of the last minute ${loadavg()[0]?.toFixed(1)} with this`;

const unspoken = forgotten();
if (unspoken.length > 0) {
  say(`FAILED: test/bench/console/pages.ts and the contract do not name the same: ${unspoken.join(", ")}`);
  process.exit(1);
}

await inGrownPlace(values.keep, sizes, async (place) => {
  const { gateway, owner } = place;
  if (values.beside) return besideCalls(place);
  const chosen = (all: ReturnType<typeof pagesOf>) => all.filter(({ name }) => name.includes(values.only));
  const pages = chosen(pagesOf(sizes));
  const errors = await refused(owner, pages);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  say(load());
  const single = await oneAtATime(gateway, owner, pages, rounds);
  const four = await fourAtOnce(owner, pages, rounds);
  say(load());
  say(
    `\n${"milliseconds".padEnd(56)}    p50    p95    max  |    p50    p95    max  |    CPU     KB\n` +
      `${"".padEnd(56)}  one at a time        |  four at once         |  of the gateway, of the answer`,
  );
  for (const [n, one] of single.entries()) say(inTable(one, four[n]));
  say("\nnot judged:");
  for (const one of await oneAtATime(gateway, owner, chosen(longOf(sizes)), Math.min(rounds, 10)))
    say(inTable(one));
  const slow = single.filter(({ ms }) => quantile(ms, 0.95) > MOST_MS).map(({ name }) => name);
  if (slow.length > 0) {
    say(`\nFAILED: over ${MOST_MS} ms at the 95th percentile: ${slow.join("; ")}`);
    process.exitCode = 1;
  } else say(`\nevery page stays within ${MOST_MS} ms at the 95th percentile`);
});
