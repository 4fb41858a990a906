/**
 * Checks and exports the audit log.
 *
 *   npm run audit -- verify [--workspace <slug or id>] [--data-dir <dir>] [--json]
 *   npm run audit -- verify --file <export.jsonl> [--json]            needs no database
 *   npm run audit -- export --workspace <slug or id> [--out <file>] [--data-dir <dir>]
 *
 * Exit code: 0 every chain is intact, 1 one is broken, 2 there was nothing to check or the call was wrong.
 */
import { createReadStream, existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type ExportVerification,
  exportAudit,
  openAudit,
  verifyExport,
  verifyWorkspace,
} from "../gateway/audit/index.ts";
import { ConfigError, loadConfig } from "../gateway/config.ts";
import type { Principal } from "../gateway/context.ts";
import { type Database, openDatabase } from "../gateway/db/index.ts";
import { openIdentity } from "../gateway/identity/index.ts";

export interface Io {
  /** Resolves when the reader took it: an export is larger than what should wait in memory. */
  out(text: string): Promise<void> | void;
  err(text: string): void;
  env: Readonly<Record<string, string | undefined>> | undefined;
}

/** A wrong call, or nothing to do: one line for people, exit code 2. */
class Usage extends Error {}

const usage = `Usage:
  npm run audit -- verify [--workspace <slug or id>] [--data-dir <dir>] [--json]
  npm run audit -- verify --file <export.jsonl> [--json]
  npm run audit -- export --workspace <slug or id> [--out <file>] [--data-dir <dir>]`;

type Result = ExportVerification & { slug: string | null };
interface Workspace {
  slug: string | null;
  who: Principal;
}

function parse(argv: string[]) {
  const string = { type: "string" } as const;
  const options = {
    workspace: string,
    "data-dir": string,
    file: string,
    out: string,
    json: { type: "boolean", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
    return { ...values, command: positionals.length === 1 ? positionals[0] : undefined };
  } catch (error) {
    throw new Usage(`${(error as Error).message}\n${usage}`);
  }
}
type Call = ReturnType<typeof parse>;

/** Returns the exit code; prints results to `out`, progress and problems to `err`. */
export async function run(argv: string[], io: Io): Promise<number> {
  try {
    const call = parse(argv);
    if (call.command === "verify") return await report(call, io, await verify(call, io));
    if (call.command === "export") return await writeExport(call, io);
    throw new Usage(usage);
  } catch (error) {
    if (!(error instanceof Usage || error instanceof ConfigError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
}

async function verify(call: Call, io: Io): Promise<Result[]> {
  if (call.file !== undefined) {
    if (!existsSync(call.file)) throw new Usage(`There is no file ${call.file}.`);
    const onProgress = progress(io, "");
    return [{ ...(await verifyExport(createReadStream(call.file), { onProgress })), slug: null }];
  }
  return withDatabase(call, io, async (database) => {
    const results: Result[] = [];
    for (const { slug, who } of await workspaces(database, call.workspace)) {
      const onProgress = progress(io, slug ?? who.workspaceId);
      const verification = await verifyWorkspace(database.db, who, { onProgress });
      results.push({ ...verification, workspace: who.workspaceId, slug });
    }
    return results;
  });
}

async function writeExport(call: Call, io: Io): Promise<number> {
  if (call.workspace === undefined) throw new Usage("Say which workspace: export --workspace <slug or id>.");
  return withDatabase(call, io, async (database) => {
    const [workspace] = await workspaces(database, call.workspace);
    const { who } = workspace!;
    const lines = exportAudit(database.db, who);
    // 0600: an audit log names people. `wx`: an export never replaces an earlier one.
    const file = call.out === undefined ? undefined : await open(call.out, "wx", 0o600).catch(cannotWrite);
    let next = await lines.next();
    for (; !next.done; next = await lines.next()) {
      if (file) await file.write(next.value);
      else await io.out(next.value);
    }
    await file?.close();
    const { count, head_seq, head_hash } = next.value;
    const audit = openAudit({ db: database.db, clock: Date.now, log: console });
    await audit.append(who, { type: "audit.exported", outcome: "ok", data: { count, head_seq, head_hash } });
    io.err(`Exported ${number(count)} events; the head is ${head_hash ?? "none"}.\n`);
    return count > 0 ? 0 : 2;
  });
}

function cannotWrite(error: NodeJS.ErrnoException): never {
  throw new Usage(
    `Cannot write ${error.path}: ${error.code === "EEXIST" ? "it exists already" : error.code}.`,
  );
}

async function withDatabase<T>(call: Call, io: Io, work: (database: Database) => Promise<T>): Promise<T> {
  const { config } = loadConfig(io.env);
  const url = call["data-dir"] === undefined ? config.databaseUrl : undefined;
  const dataDir = call["data-dir"] ?? config.dataDir;
  // Opening an empty directory would make a database.
  if (!url && !existsSync(join(dataDir, "pgdata"))) throw new Usage(`There is no database in ${dataDir}.`);
  const database = await openDatabase({ url, dataDir }).catch((error: Error) => {
    if (url || !existsSync(join(dataDir, "gateway.lock"))) throw error;
    throw new Usage(
      `${error.message}\nThe gateway is probably running. Stop it, or export the log from its Audit page and check that: npm run audit -- verify --file <export.jsonl>`,
    );
  });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Every workspace that exists or has left rows: deleting a workspace must not hide its log. */
const everyWorkspace = `
  WITH RECURSIVE logged AS (
    SELECT min(workspace_id) AS id FROM audit_events
    UNION ALL
    SELECT (SELECT min(e.workspace_id) FROM audit_events e WHERE e.workspace_id > logged.id) FROM logged WHERE id IS NOT NULL
  ), known AS (
    SELECT id FROM logged WHERE id IS NOT NULL UNION SELECT workspace_id FROM audit_heads UNION SELECT id FROM workspaces
  )
  SELECT known.id, w.slug FROM known LEFT JOIN workspaces w ON w.id = known.id
  WHERE $1::text IS NULL OR known.id = $1 OR w.slug = $1 ORDER BY known.id`;

async function workspaces({ db, system }: Database, named: string | undefined): Promise<Workspace[]> {
  const { people } = openIdentity({ db, system, cookieKeys: [], clock: Date.now });
  const { rows } = await system.query(everyWorkspace, [named ?? null]);
  if (rows.length === 0)
    throw new Usage(named ? `There is no workspace ${named}.` : "There is no workspace yet.");
  return rows.map((row) => ({
    slug: row.slug as string | null,
    who: people.systemPrincipal(row.id as string, "audit-tool"),
  }));
}

async function report(call: Call, io: Io, results: Result[]): Promise<number> {
  if (call.json) await io.out(`${JSON.stringify({ results }, null, 2)}\n`);
  else for (const result of results) await io.out(describe(result));
  if (results.some(({ result }) => result === "broken")) return 1;
  return results.some(({ result }) => result === "intact") ? 0 : 2;
}

function describe(result: Result): string {
  const { checked, first_seq, last_seq, head_hash, broken_at, reason } = result;
  const title = `Workspace ${[result.slug, result.workspace && `(${result.workspace})`].filter(Boolean).join(" ")}`;
  if (result.result === "empty") return `${title}\n  Empty: there is no event to check.\n`;
  const range = checked > 0 ? `${number(checked)} events, ${first_seq} to ${last_seq}` : "no event";
  if (result.result === "intact") return `${title}\n  Intact: ${range}.\n  Head ${head_hash}\n`;
  return `${title}\n  BROKEN at event ${broken_at}: ${reason}.\n  In order before it: ${range}.\n`;
}

const number = (value: number) => value.toLocaleString("en-US");

/** A line now and then, so that a long check does not look like a hang. */
function progress(io: Io, name: string) {
  let shown = 0;
  return (checked: number) => {
    if (checked - shown < 50_000) return;
    shown = checked;
    io.err(`${name}  ${number(checked)} events checked …\n`);
  };
}

if (import.meta.main) {
  const { stdout, stderr } = process;
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => new Promise((resolve) => stdout.write(text, () => resolve())),
    err: (text) => void stderr.write(text),
    env: undefined,
  });
}
