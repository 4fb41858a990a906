// npm run migration -- new <snake_case_name>   writes prisma/migrations/<time>_<name>/migration.sql: what schema.prisma has and the migrations lack
// npm run migration -- check                   exits 2 when schema.prisma and the migrations disagree
//
// Prisma's own schema engine in WebAssembly over an in-memory PGlite: no engine download, no database server.
// Row-level security, triggers and functions are invisible to it; gateway/db/catalog.test.ts looks after those.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { PGliteStream } from "../gateway/db/pglite-stream.ts";

const SCHEMA = "prisma/schema.prisma";
const DIRECTORY = "prisma/migrations";
const CHAR_OID = 18;
const VARCHAR_OID = 1043;

// biome-ignore lint/suspicious/noExplicitAny: Prisma's driver adapter and engine are patched and called below their types.
type Untyped = any;

/** A fresh database as Prisma's adapter, mended where it stops the schema engine. */
async function scratch(): Promise<Untyped> {
  const db = await PGlite.create();
  const pool = new pg.Pool({
    user: "postgres",
    database: "postgres",
    max: 1,
    idleTimeoutMillis: 0,
    stream: () => new PGliteStream(db) as Untyped,
  });
  const adapter: Untyped = await new PrismaPg(pool).connect();
  // The stock one splits on every ";", even inside $$ … $$.
  adapter.executeScript = async (sql: string) => {
    await pool.query(sql).catch((error) => adapter.onError(error));
  };
  // adapter-pg refuses the catalogs' "char" columns, which the engine reads.
  const io = adapter.performIO.bind(adapter);
  const raw = adapter.queryRaw.bind(adapter);
  let chars: number[] = [];
  adapter.performIO = async (query: unknown) => {
    const result = await io(query);
    chars = [];
    (result.fields ?? []).forEach((field: Untyped, i: number) => {
      if (field.dataTypeID !== CHAR_OID) return;
      field.dataTypeID = VARCHAR_OID;
      chars.push(i);
    });
    return result;
  };
  adapter.queryRaw = async (query: unknown) => {
    const result = await raw(query);
    for (const i of chars) result.columnTypes[i] = ColumnTypeEnum.Character;
    return result;
  };
  adapter.dispose = async () => {
    await pool.end();
    await db.close();
  };
  return adapter;
}

async function openEngine(): Promise<Untyped> {
  const require = createRequire(import.meta.url);
  const name = "@prisma/schema-engine-wasm/schema_engine_bg";
  const glue: Untyped = await import(name);
  const wasm = join(dirname(require.resolve(name)), "schema_engine_bg.wasm");
  const { instance }: Untyped = await (globalThis as Untyped).WebAssembly.instantiate(readFileSync(wasm), {
    "./schema_engine_bg.js": glue,
  });
  (globalThis as Untyped).PRISMA_WASM_PANIC_REGISTRY = { set_message: (m: string) => console.error(m) };
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const factory: Untyped = {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: scratch,
    connectToShadowDb: scratch,
  };
  return glue.SchemaEngine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

function migrationsOnDisk() {
  const names = readdirSync(DIRECTORY).filter((n) => statSync(join(DIRECTORY, n)).isDirectory());
  return {
    baseDir: resolve(DIRECTORY),
    shadowDbInitScript: "",
    lockfile: {
      path: "migration_lock.toml",
      content: readFileSync(join(DIRECTORY, "migration_lock.toml"), "utf8"),
    },
    migrationDirectories: names.sort().map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(DIRECTORY, path, "migration.sql"), "utf8") },
      },
    })),
  };
}

const [command, name] = parseArgs({ allowPositionals: true }).positionals;
if (command !== "check" && !(command === "new" && /^[a-z][a-z0-9_]*$/.test(name ?? ""))) {
  console.error("usage: npm run migration -- new <snake_case_name> | check");
  process.exit(1);
}
const engine = await openEngine();
const { exitCode, stdout } = await engine.diff({
  from: { tag: "migrations", ...migrationsOnDisk() },
  to: { tag: "schemaDatamodel", files: [{ path: resolve(SCHEMA), content: readFileSync(SCHEMA, "utf8") }] },
  script: true,
  exitCode: true,
  filters: { externalTables: [], externalEnums: [] },
});
if (command === "check") {
  console.log(
    exitCode === 0
      ? "schema.prisma and prisma/migrations agree"
      : `schema.prisma and prisma/migrations differ; missing SQL:\n${stdout}`,
  );
  process.exit(exitCode);
}
const directory = join(DIRECTORY, `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`);
mkdirSync(directory);
writeFileSync(join(directory, "migration.sql"), stdout ?? "");
console.log(join(directory, "migration.sql"));
process.exit(0);
