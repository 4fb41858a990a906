import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, open, stat, unlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { lookAtDatabase } from "../../../gateway/db/index.ts";
import type { Json, Local } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import {
  type Configuration,
  configuration,
  gatewaySocket,
  held,
  mustHaveDatabase,
  placeOf,
} from "../operator/configuration.ts";
import { cannotWrite } from "../output.ts";
import { openProgress } from "../progress.ts";
import { json } from "../table.ts";
import { bytes, count } from "../text.ts";
import { damaged, FORMAT, frame, type Head, unframe } from "./format.ts";
import { type Sealing, type SealOptions, sealing } from "./seal.ts";
import { openSource, vaultKeysOf } from "./source.ts";

export interface BackupOptions extends Local, Json, SealOptions {
  out?: string;
  withKeys?: boolean;
}

/** Writes a backup, reads it again, and only then gives it its name. Prints what it is. */
export async function takeBackup(io: Io, options: BackupOptions): Promise<void> {
  const configured = configuration(io, options);
  const { config } = configured;
  await mustBeOfThisVersion(configured);
  const path = resolve(
    options.out ?? `valetkey-${new Date().toISOString().slice(0, 19).replaceAll(/[:-]/g, "")}.age`,
  );
  if (await stat(path).catch(() => undefined))
    cannotWrite(Object.assign(new Error(), { code: "EEXIST", path }));
  const keys = options.withKeys ? vaultKeysOf(configured) : undefined;
  const seal = await sealing(io, options);
  const { about, lines } = await openSource(io, configured, keys !== undefined);
  const first: Head = {
    format: FORMAT,
    made_at: new Date().toISOString(),
    version: config.version,
    public_url: config.publicUrl,
    ...about,
    ...(keys !== undefined && { keys }),
  };
  const written = await writeWhole(io, path, seal, frame(first, lines, progressOf(io, "written")));
  const result = {
    file: path,
    bytes: written.bytes,
    sha256: written.sha256,
    made_at: first.made_at,
    database: first.database,
    key_ids: first.key_ids,
    keys_inside: keys !== undefined,
    sealed_with: seal.how,
    verified: true,
  };
  if (options.json) return io.out(json(result));
  await io.out(`${path}\n`);
  io.err(
    `${bytes(written.bytes)} from ${placeOf(config)}, closed with ${seal.how === "passphrase" ? "the passphrase" : "the recipients' keys"}, read again and found whole.\n${afterwards(first)}`,
  );
}

function afterwards({ keys, key_ids }: Head): string {
  if (keys !== undefined)
    return "The vault's keys are inside: whoever opens this file has every credential.\n";
  if (key_ids.length === 0) return "Nothing in it is sealed yet, so no key is needed to restore it.\n";
  return `The vault's keys are not inside. A restore also needs: ${key_ids.join(", ")} (docs/keys.md says where they are).\n`;
}

/** Opening brings a database to this version: that is for a gateway's start, not for a backup. */
async function mustBeOfThisVersion({ config }: Configuration): Promise<void> {
  if (await gatewaySocket(config)) return;
  mustHaveDatabase(config);
  const { databaseUrl: url, dataDir } = config;
  const { pending } = await lookAtDatabase({ url, dataDir }).catch((error) => held(config, error));
  if (pending.length > 0)
    throw new CliError(
      EXIT.failed,
      `The database is of an earlier version: ${pending.join(", ")} would be applied.`,
      {
        next: "Back it up with the version that runs on it.",
      },
    );
}

function progressOf(io: Io, done: string): (n: number) => void {
  const progress = openProgress(io);
  return (n) => progress.tell(`${count(n, "line")} ${done}`);
}

interface Written {
  bytes: number;
  sha256: string;
}

/** Beside its place, flushed, read again, then linked into place: an earlier file is never touched. */
async function writeWhole(
  io: Io,
  path: string,
  seal: Sealing,
  plain: AsyncIterable<Buffer>,
): Promise<Written> {
  const draft = `${path}.${process.pid}.partial`;
  const file = await open(draft, "wx", 0o600).catch(cannotWrite);
  try {
    const hash = createHash("sha256");
    let size = 0;
    try {
      for await (const chunk of (await seal.seal(plain)) as AsyncIterable<Buffer>) {
        if (io.signal?.aborted) throw new CliError(EXIT.interrupted, "Stopped. No backup was made.");
        hash.update(chunk);
        size += chunk.length;
        await file.appendFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const sha256 = hash.digest("hex");
    await verify(io, draft, seal, sha256);
    await link(draft, path).catch((error) => cannotWrite(Object.assign(error, { path })));
    await syncDirectory(dirname(path));
    return { bytes: size, sha256 };
  } finally {
    await unlink(draft).catch(() => {});
  }
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(path, "r");
  await directory.sync().finally(() => directory.close());
}

/** What is on the disk is what was written; and where that can be known here, it opens and is whole. */
async function verify(io: Io, path: string, { check }: Sealing, expected: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  if (hash.digest("hex") !== expected) throw damaged("the disk gives other bytes than were written");
  if (!check) return;
  const told = progressOf(io, "read again");
  const { lines } = await unframe(await check(Readable.from(createReadStream(path))));
  let read = 0;
  for await (const _ of lines) told(++read);
}
