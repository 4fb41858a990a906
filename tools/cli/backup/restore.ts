import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { openAudit } from "../../../gateway/audit/index.ts";
import { dumpTotals, openDatabase, RestoreRefused, restoreDatabase } from "../../../gateway/db/index.ts";
import { openIdentity } from "../../../gateway/identity/index.ts";
import { recordInEach } from "../../../gateway/operator-backup.ts";
import { openOperatorKeys } from "../../../gateway/operator-keys.ts";
import type { Json, Local } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { type Verified, verifyAll } from "../operator/audit.ts";
import {
  type Configuration,
  configuration,
  gatewaySocket,
  held,
  placeOf,
} from "../operator/configuration.ts";
import { mustHaveKeys, ownKeys } from "../operator/keys-door.ts";
import { cannotWrite } from "../output.ts";
import { openProgress } from "../progress.ts";
import { json } from "../table.ts";
import { clean, number, when } from "../text.ts";
import { type Head, unframe } from "./format.ts";
import { looksSealed, MAGIC_LENGTH, type OpenOptions, opening } from "./seal.ts";

export interface RestoreOptions extends Local, Json, OpenOptions {
  check?: boolean;
  keysOut?: string;
}

interface Archive {
  head: Head;
  lines: AsyncGenerator<string>;
}

async function openArchive(io: Io, options: OpenOptions, file: string): Promise<Archive> {
  const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new CliError(EXIT.notFound, `There is no file ${file}.`);
    throw new CliError(EXIT.failed, `Cannot read ${file}: ${error.code}.`);
  });
  const { buffer } = await handle
    .read(Buffer.alloc(MAGIC_LENGTH), 0, MAGIC_LENGTH, 0)
    .finally(() => handle.close());
  if (!looksSealed(buffer))
    throw new CliError(EXIT.failed, `${file} is not a backup: it is no age file.`, { code: "not_a_backup" });
  const unseal = await opening(io, options);
  return unframe(await unseal(createReadStream(file)));
}

/** `restore`: reads the file, fills an empty database, verifies the audit log. 1 when a chain is broken. */
export async function restoreBackup(io: Io, options: RestoreOptions, file: string): Promise<number> {
  const archive = await openArchive(io, options, file);
  const { head } = archive;
  io.err(
    `A backup of ${when(head.made_at)}, made by version ${clean(head.version)} from ${clean(head.public_url)} (${head.database}).\n`,
  );
  if (options.check) return checkOnly(io, options, archive);
  const configured = configuration(io, options);
  const { config } = configured;
  if (await gatewaySocket(config))
    throw new CliError(EXIT.failed, `A gateway runs on ${config.dataDir}.`, {
      next: "Stop it, and restore into an empty directory.",
    });
  const keyFile = await placeForKeys(configured, options, head);
  const restored = await fill(io, configured, archive);
  if (keyFile && head.keys !== undefined) await writeKeys(keyFile, head.keys);
  const found = await lookAfter(io, configured, head, restored.rows);
  return report(io, options, { head, restored, keyFile, configured, ...found });
}

async function checkOnly(io: Io, options: Json, { head, lines }: Archive): Promise<number> {
  const progress = openProgress(io);
  let read = 0;
  let last = "";
  for await (const line of lines) {
    progress.tell(`${number(++read)} lines read`);
    last = line;
  }
  progress.done();
  const { done } = dumpTotals.parse(JSON.parse(last));
  const { keys, ...about } = head;
  if (options.json) await io.out(json({ ...about, keys_inside: keys !== undefined, ...done, whole: true }));
  else
    await io.out(`It is whole: ${number(done.rows)} rows of ${done.tables} tables. Nothing was restored.\n`);
  return EXIT.ok;
}

async function fill(io: Io, { config }: Configuration, { lines }: Archive) {
  const { databaseUrl: url, dataDir } = config;
  const progress = openProgress(io);
  const onProgress = (rows: number, table: string) => progress.tell(`${number(rows)} rows, in ${table}`);
  try {
    return await restoreDatabase(lines, { url, dataDir, onProgress });
  } catch (error) {
    if (error instanceof RestoreRefused)
      throw new CliError(EXIT.failed, error.message, { code: "restore_refused" });
    if (error instanceof CliError) throw error;
    return held(config, error);
  } finally {
    progress.done();
  }
}

/** Where the keys that are inside go; decided before anything is touched. Undefined: there are none, or nowhere. */
async function placeForKeys(
  { config, secrets }: Configuration,
  { keysOut }: RestoreOptions,
  { keys }: Head,
): Promise<string | undefined> {
  if (keysOut !== undefined) {
    if (keys === undefined)
      throw new CliError(EXIT.usage, "The backup holds no keys: --keys-out has nothing to write.");
    if (await stat(keysOut).catch(() => undefined))
      cannotWrite(Object.assign(new Error(), { code: "EEXIST", path: keysOut }));
    return keysOut;
  }
  if (keys === undefined || config.databaseUrl || secrets.vaultKeys || config.kms) return undefined;
  const file = join(config.dataDir, "vault.key");
  const there = await readFile(file, "utf8").catch(() => undefined);
  if (there === undefined) return file;
  if (there.trim() === keys) return undefined;
  throw new CliError(EXIT.failed, `There are other keys in ${file} already.`, {
    next: "Move that file away, or write the backup's keys elsewhere with --keys-out <file>.",
  });
}

async function writeKeys(path: string, keys: string): Promise<void> {
  const file = await open(path, "wx", 0o600).catch(cannotWrite);
  await file.writeFile(`${keys}\n`);
  await file.sync();
  await file.close();
}

interface Found {
  chains: Verified[];
  /** Keys that sealed rows need and this configuration does not have. */
  missing: string[];
}

/** Opens it as a gateway would, which brings it to this version, and looks at what a restore could have got wrong. */
async function lookAfter(io: Io, configured: Configuration, { made_at }: Head, rows: number): Promise<Found> {
  const { databaseUrl: url, dataDir } = configured.config;
  const database = await openDatabase({ url, dataDir });
  const audit = openAudit({ db: database.db, clock: Date.now, log: console });
  try {
    const chains = await verifyAll(io, database).catch((error) => {
      if (error instanceof CliError && error.exit === EXIT.notFound) return []; // no workspace at all
      throw error;
    });
    const identity = openIdentity({ ...database, cookieKeys: [], clock: Date.now });
    await recordInEach(
      { identity, audit },
      { type: "backup.restored", outcome: "ok", data: { made_at, rows } },
    );
    await audit.close();
    return { chains, missing: await missingKeys(configured, database) };
  } finally {
    await database.close();
  }
}

async function missingKeys(
  configured: Configuration,
  database: Awaited<ReturnType<typeof openDatabase>>,
): Promise<string[]> {
  const used = [...new Set((await database.system.sealed.count()).map(({ keyId }) => keyId))];
  try {
    mustHaveKeys(configured);
  } catch {
    return used;
  }
  const keys = await ownKeys(configured).catch(() => undefined);
  if (!keys) return used;
  const { keys: states } = await openOperatorKeys({ database, keys }).status();
  keys.keys.close?.();
  return states.filter(({ here }) => !here).map(({ id }) => id);
}

type Outcome = Found & {
  head: Head;
  restored: { tables: number; rows: number };
  keyFile: string | undefined;
  configured: Configuration;
};

async function report(io: Io, options: RestoreOptions, outcome: Outcome): Promise<number> {
  const { head, restored, chains, missing, keyFile, configured } = outcome;
  const broken = chains.filter(({ result }) => result === "broken");
  const exit = broken.length > 0 ? EXIT.failed : EXIT.ok;
  if (options.json) {
    const audit = chains.map(({ workspace, slug, result, checked, broken_at }) => ({
      workspace,
      slug,
      result,
      checked,
      broken_at,
    }));
    await io.out(
      json({ made_at: head.made_at, ...restored, audit, keys_missing: missing, keys_file: keyFile ?? null }),
    );
    return exit;
  }
  const events = chains.reduce((sum, { checked }) => sum + checked, 0);
  await io.out(
    `Restored ${number(restored.rows)} rows of ${restored.tables} tables into ${placeOf(configured.config)}.\n`,
  );
  for (const { slug, workspace, broken_at, reason } of broken)
    await io.out(
      `The audit log of ${clean(slug ?? workspace ?? "")} is BROKEN at event ${broken_at}: ${clean(reason ?? "")}.\n`,
    );
  if (broken.length === 0) await io.out(`The audit log is intact: ${number(events)} events.\n`);
  if (keyFile) io.err(`The vault's keys are in ${keyFile}, for its owner alone.\n`);
  if (missing.length > 0)
    io.err(
      `Before the gateway starts, put back the keys ${clean(missing.join(", "))}: without them nothing that is sealed opens (docs/keys.md).\n`,
    );
  io.err(
    `Everybody signs in again. Tokens, grants and members are as of ${when(head.made_at)}: end again what was ended since.\n`,
  );
  return exit;
}
