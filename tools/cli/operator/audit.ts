import { createReadStream, existsSync } from "node:fs";
import {
  type ExportVerification,
  exportAudit,
  openAudit,
  verifyExport,
  verifyWorkspace,
} from "../../../gateway/audit/index.ts";
import type { Principal } from "../../../gateway/context.ts";
import type { Database } from "../../../gateway/db/index.ts";
import { openIdentity } from "../../../gateway/identity/index.ts";
import type { Json, Local } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { openTarget } from "../output.ts";
import { openProgress } from "../progress.ts";
import { json } from "../table.ts";
import { cleanLines, number } from "../text.ts";
import { configuration, openOwnDatabase } from "./configuration.ts";

/** What was found in one chain; `slug` null: not known, or the workspace is gone. */
export type Verified = ExportVerification & { slug: string | null };

/** An export by itself, with nothing but the file. */
export async function verifyFile(io: Io, options: Json, file: string): Promise<number> {
  if (!existsSync(file)) throw new CliError(EXIT.notFound, `There is no file ${file}.`);
  const progress = openProgress(io);
  const onProgress = (checked: number) => progress.tell(`${number(checked)} events checked`);
  const found = await verifyExport(createReadStream(file), { onProgress }).finally(progress.done);
  return report(io, options, [{ ...found, slug: null }]);
}

const WHILE_IT_RUNS =
  "The gateway is probably running. Stop it, ask it instead (valetkey audit verify, without --local), or check an export: valetkey audit verify --file <export.jsonl>.";

export interface LocalAudit extends Local, Json {
  workspace?: string;
  out?: string;
}

/** Every chain of the database, or one. */
export const verifyLocal = (io: Io, options: LocalAudit): Promise<number> =>
  withDatabase(io, options, async (database) =>
    report(io, options, await verifyAll(io, database, options.workspace)),
  );

/** For `restore` too. */
export async function verifyAll(io: Io, database: Database, named?: string): Promise<Verified[]> {
  const results: Verified[] = [];
  const progress = openProgress(io);
  for (const { slug, who } of await workspacesOf(database, named)) {
    const name = slug ?? who.workspaceId;
    const onProgress = (checked: number) => progress.tell(`${name}  ${number(checked)} events checked`);
    const verification = await verifyWorkspace(database.db, who, { onProgress });
    results.push({ ...verification, workspace: who.workspaceId, slug });
  }
  progress.done();
  return results;
}

export const exportLocal = (io: Io, options: LocalAudit): Promise<number> => {
  if (options.workspace === undefined)
    throw new CliError(EXIT.usage, "Say which workspace: --workspace <slug or id>.");
  return withDatabase(io, options, async (database) => {
    const [workspace] = await workspacesOf(database, options.workspace);
    const { who } = workspace!;
    const lines = exportAudit(database.db, who);
    const target = await openTarget(io, options.out);
    let next = await lines.next();
    for (; !next.done; next = await lines.next()) await target.write(next.value);
    await target.close();
    const { count, head_seq, head_hash } = next.value;
    const audit = openAudit({ db: database.db, clock: Date.now, log: console });
    await audit.append(who, { type: "audit.exported", outcome: "ok", data: { count, head_seq, head_hash } });
    io.err(`Exported ${number(count)} events; the head is ${head_hash ?? "none"}.\n`);
    return count > 0 ? EXIT.ok : EXIT.notFound;
  });
};

async function withDatabase<T>(io: Io, options: Local, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openOwnDatabase(configuration(io, options).config, WHILE_IT_RUNS);
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

async function workspacesOf(
  { db, system }: Database,
  named: string | undefined,
): Promise<{ slug: string | null; who: Principal }[]> {
  const { people } = openIdentity({ db, system, cookieKeys: [], clock: Date.now });
  const { rows } = await system.query(everyWorkspace, [named ?? null]);
  if (rows.length === 0)
    throw new CliError(
      EXIT.notFound,
      named ? `There is no workspace ${named}.` : "There is no workspace yet.",
    );
  return rows.map((row) => ({
    slug: row.slug as string | null,
    who: people.systemPrincipal(row.id as string, "audit-tool"),
  }));
}

/** 1 when one is broken, 5 when there was nothing to check. */
export async function report(io: Io, options: Json, results: readonly Verified[]): Promise<number> {
  if (options.json) await io.out(json({ results }));
  else for (const result of results) await io.out(cleanLines(describe(result)));
  if (results.some(({ result }) => result === "broken")) return EXIT.failed;
  return results.some(({ result }) => result === "intact") ? EXIT.ok : EXIT.notFound;
}

function describe(result: Verified): string {
  const { checked, first_seq, last_seq, head_hash, broken_at, reason } = result;
  const title = `Workspace ${[result.slug, result.workspace && `(${result.workspace})`].filter(Boolean).join(" ")}`;
  if (result.result === "empty") return `${title}\n  Empty: there is no event to check.\n`;
  const range = checked > 0 ? `${number(checked)} events, ${first_seq} to ${last_seq}` : "no event";
  if (result.result === "intact") return `${title}\n  Intact: ${range}.\n  Head ${head_hash}\n`;
  return `${title}\n  BROKEN at event ${broken_at}: ${reason}.\n  In order before it: ${range}.\n`;
}
