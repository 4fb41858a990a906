// npm run test:clients: what clients in use do with the gateway, each played through the same story: it signs in, lists,
// calls while nothing is connected, goes on when a person has followed the link, reads, writes, and is revoked.
//   --write          puts the results into test/clients/results.json and the table into README.md
//   --only <text>    rows whose client and sign-in hold this text; writes nothing
// Exits with 1 when a cell fails that is not a known fault of the client, or one that was known does not fail any more.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { optionsOf } from "../support/command-line.ts";
import { makes } from "./makes/index.ts";
import { COLUMNS, type Row } from "./matrix.ts";
import { openStage } from "./stage.ts";
import { play } from "./story.ts";
import { tableOf, withTable } from "./table.ts";

/** Stories at a time: a client waits more than it works. */
const LANES = 2;

const values = optionsOf(import.meta.url, {
  write: { type: "boolean", default: false },
  only: { type: "string", default: "" },
});
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const plans = makes
  .flatMap((make) => make.signIns.map((signIn) => ({ make, signIn, title: `${make.id}, ${signIn}` })))
  .filter(({ title }) => title.includes(values.only));
if (plans.length === 0) throw new Error(`there is no client like ${values.only}`);

// What libraries say while they are refused is theirs; what came of it is in the cells.
console.warn = console.error = () => {};
const started = performance.now();
const stage = await openStage(plans.length);
const rows: Row[] = [];
let failed = 0;
let next = 0;

async function lane(): Promise<void> {
  for (let n = next++; n < plans.length; n = next++) {
    const { make, signIn, title } = plans[n]!;
    const since = performance.now();
    const { row, faults } = await play(stage, make, signIn, n);
    rows[n] = row;
    if (faults.length > 0) failed++;
    const took = `${((performance.now() - since) / 1000).toFixed(1)} s`;
    const cells = COLUMNS.map((column) => (row[column].ok ? row[column].how : `no: ${row[column].how}`));
    console.log(
      `${faults.length > 0 ? "✗" : "✓"} ${title} (${row.version}, ${row.era})  ${took}\n    ${cells.join(" | ")}`,
    );
    for (const fault of faults) console.log(`    FAILED ${fault}`);
  }
}

try {
  await Promise.all(Array.from({ length: LANES }, lane));
} finally {
  await stage.close();
}
const clients = new Set(plans.map(({ make }) => make.package)).size;
const seconds = Math.round((performance.now() - started) / 1000);
console.log(
  failed > 0
    ? `clients: ${failed} of ${rows.length} rows FAILED (${seconds} s)`
    : `clients: ${rows.length} rows of ${clients} clients hold (${seconds} s)`,
);
if (values.write && values.only === "" && failed === 0) {
  writeFileSync(here("results.json"), `${JSON.stringify(rows, null, 2)}\n`);
  const readme = here("../../README.md");
  writeFileSync(readme, withTable(readFileSync(readme, "utf8"), tableOf(rows)));
  console.log("written: test/clients/results.json, README.md");
}
process.exit(failed > 0 ? 1 : 0);
