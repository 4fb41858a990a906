// node make-snapshot.ts <directory>: writes `pgdata.tar` there, the data directory of an embedded database with its
// tables and nobody in it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { openDatabase } from "../../gateway/db/index.ts";

const directory = process.argv[2] as string;
const dataDir = join(directory, "data");
await (await openDatabase({ dataDir })).close();
const pglite = await PGlite.create(join(dataDir, "pgdata"));
const dump = await pglite.dumpDataDir("none");
await pglite.close();
writeFileSync(join(directory, "pgdata.tar"), new Uint8Array(await dump.arrayBuffer()));
