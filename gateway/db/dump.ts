import type { Pool, PoolClient } from "pg";
import { z } from "zod";

/**
 * Tables of which a backup holds nothing: what is of minutes, of one replica, or lets a person in. Whoever was signed in
 * signs in again after a restore; a session that was ended since the backup does not come back.
 */
export const LEFT_OUT: ReadonlySet<string> = new Set([
  "_prisma_migrations",
  "replicas",
  "sessions",
  "sign_in_links",
  "device_sign_ins",
  "idempotency_keys",
  "pending_authorizations",
  "uploads",
]);

const applied = z.object({ name: z.string().max(200), checksum: z.string().max(64) });
const tableShape = z.object({
  name: z.string().max(63),
  columns: z.array(z.string().max(63)).min(1).max(200),
});
/** The first line. */
export const dumpHeader = z.object({
  /** The migrations that the database had, in order. */
  migrations: z.array(applied).max(10_000),
  /** In an order in which rows can be put back. */
  tables: z.array(tableShape).max(1_000),
});
export type DumpHeader = z.infer<typeof dumpHeader>;
/** The last line. */
export const dumpTotals = z.object({ done: z.object({ tables: z.int(), rows: z.int() }) });
export type DumpTotals = z.infer<typeof dumpTotals>["done"];

const PAGE = 200;
/** Characters of one line, about; a row is never divided. */
const LINE = 1_000_000;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Writes the database as lines of JSON: the header; for each table `{"table": name}` and then its rows as arrays; the
 * totals. Values as `row_to_json` gives them (bytes as `\\x…`), never through a JavaScript number. One snapshot.
 */
export async function dumpDatabase(
  pool: Pool,
  write: (line: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<DumpTotals> {
  const session = await pool.connect();
  try {
    await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const header = await headerOf(session);
    await write(JSON.stringify(header));
    let rows = 0;
    for (const table of header.tables) rows += await dumpTable(session, table, write, signal);
    const done = { tables: header.tables.length, rows };
    await write(JSON.stringify({ done }));
    await session.query("COMMIT");
    session.release();
    return done;
  } catch (error) {
    const lost = await session.query("ROLLBACK").then(
      () => false,
      () => true,
    );
    session.release(lost);
    throw error;
  }
}

async function dumpTable(
  session: PoolClient,
  { name, columns }: DumpHeader["tables"][number],
  write: (line: string) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<number> {
  await write(JSON.stringify({ table: name }));
  await session.query(
    `DECLARE dump NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS row FROM (SELECT ${columns.map(quoted).join(", ")} FROM ${quoted(name)}) t`,
  );
  let count = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await session.query<{ row: string }>(`FETCH ${PAGE} FROM dump`);
    for (const line of linesOf(rows.map(({ row }) => row))) await write(line);
    count += rows.length;
    if (rows.length < PAGE) break;
  }
  await session.query("CLOSE dump");
  return count;
}

function* linesOf(rows: readonly string[]): Generator<string> {
  let page: string[] = [];
  let length = 0;
  for (const row of rows) {
    page.push(row);
    length += row.length;
    if (length < LINE) continue;
    yield `[${page.join(",")}]`;
    page = [];
    length = 0;
  }
  if (page.length > 0) yield `[${page.join(",")}]`;
}

async function headerOf(session: PoolClient): Promise<DumpHeader> {
  const ledger = await session.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM "_prisma_migrations"
     WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL ORDER BY migration_name`,
  );
  const tables = (await tablesOf(session)).filter(({ name }) => !LEFT_OUT.has(name));
  return { migrations: ledger.rows, tables: await inOrder(session, tables) };
}

/** Tables of the schema with the columns that hold something of their own. */
export async function tablesOf(session: PoolClient): Promise<DumpHeader["tables"]> {
  const { rows } = await session.query<{ name: string; columns: string[] }>(
    `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY c.relname ORDER BY c.relname`,
  );
  return rows;
}

/** Whatever others refer to comes before them. */
async function inOrder(session: PoolClient, tables: DumpHeader["tables"]): Promise<DumpHeader["tables"]> {
  const { rows } = await session.query<{ child: string; parent: string }>(
    `SELECT c.relname::text AS child, p.relname::text AS parent FROM pg_constraint k
     JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
     WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace AND k.conrelid <> k.confrelid`,
  );
  const ordered: DumpHeader["tables"] = [];
  let left = tables;
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const free = left.filter(({ name }) =>
      rows.every(({ child, parent }) => child !== name || !waiting.has(parent)),
    );
    if (free.length === 0) throw new Error(`tables refer to each other: ${[...waiting].join(", ")}`);
    ordered.push(...free);
    left = left.filter((table) => !free.includes(table));
  }
  return ordered;
}
