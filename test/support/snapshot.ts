import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";

/**
 * Once a run of vitest: the data directory of an empty embedded PostgreSQL, from which each test's database in memory
 * begins. Making one takes longer than most tests.
 */
export default async function setup(): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), "valetkey-snapshot-"));
  const file = join(directory, "pgdata.tar");
  const pglite = await PGlite.create();
  const dump = await pglite.dumpDataDir("none");
  await pglite.close();
  writeFileSync(file, new Uint8Array(await dump.arrayBuffer()));
  process.env.TEST_SNAPSHOT = file;
  return () => rmSync(directory, { recursive: true, force: true });
}
