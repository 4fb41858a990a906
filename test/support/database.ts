import { randomBytes } from "node:crypto";
import pg from "pg";
import { type Database, openDatabase } from "../../gateway/db/index.ts";

/** A PostgreSQL that tests may make databases on; without it they run on the embedded database in memory. */
export const postgresUrl = process.env.TEST_DATABASE_URL;

/** Made once a run by `snapshot.ts`; without it each database in memory is made anew. */
export const snapshot = process.env.TEST_SNAPSHOT;

/** The URL of a database of its own on the test server, and how to drop it. */
export async function makePostgres(): Promise<{ url: string; drop(): Promise<void> }> {
  if (!postgresUrl) throw new Error("TEST_DATABASE_URL is not set");
  const name = `vk_${randomBytes(6).toString("hex")}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: postgresUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`CREATE DATABASE ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => dropped(() => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)) };
}

/** A worker that vacuums is the server's own, which nobody else may end; it leaves by itself. */
async function dropped(drop: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await drop();
    } catch (error) {
      if ((error as { code?: string }).code !== "42501" || tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** A fresh migrated database: on PostgreSQL where the run has one, otherwise embedded in memory. */
export async function openTestDatabase(): Promise<Database> {
  if (!postgresUrl) return openDatabase({ snapshot });
  const { url, drop } = await makePostgres();
  const database = await openDatabase({ url });
  return {
    ...database,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}
