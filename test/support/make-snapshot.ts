// node make-snapshot.ts <directory>: writes `pgdata.tar` there, the data directory of an embedded database with its
// tables and nobody in it. Tests unpack it some hundred times over: what they have no use for is left out.
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { openDatabase } from "../../gateway/db/index.ts";

const directory = process.argv[2] as string;
const dataDir = join(directory, "data");
const pgdata = join(dataDir, "pgdata");
await (await openDatabase({ dataDir })).close();

const pglite = await PGlite.create(pgdata);
// The last checkpoint then stands at the start of a segment of the log.
await pglite.exec("SELECT pg_switch_wal(); CHECKPOINT");
const one = async (sql: string) => (await pglite.query<{ name: string }>(sql)).rows.map(({ name }) => name);
const others = await one("SELECT oid::text AS name FROM pg_database WHERE datname <> current_database()");
const [segment] = await one("SELECT pg_walfile_name(pg_current_wal_lsn()) AS name");
await pglite.close();

for (const oid of others) rmSync(join(pgdata, "base", oid), { recursive: true });
for (const name of readdirSync(join(pgdata, "pg_wal")))
  if (/^[0-9A-F]{24}$/.test(name) && name !== segment) rmSync(join(pgdata, "pg_wal", name));
// PostgreSQL lets the file grow again as it writes.
truncateSync(join(pgdata, "pg_wal", String(segment)), 65_536);
const to = join(directory, "pgdata.tar");
execFileSync("tar", ["--format=ustar", "-cf", to, "-C", pgdata, ...readdirSync(pgdata)]);
