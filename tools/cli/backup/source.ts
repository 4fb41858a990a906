import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openAudit } from "../../../gateway/audit/index.ts";
import { openIdentity } from "../../../gateway/identity/index.ts";
import { type AboutBackup, aboutBackup, writeBackup } from "../../../gateway/operator-backup.ts";
import { OperatorError } from "../../../gateway/operator-error.ts";
import { CliError, EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { type Configuration, gatewaySocket, openOwnDatabase } from "../operator/configuration.ts";
import { post } from "../operator/socket.ts";

export interface Source {
  about: AboutBackup;
  /** Those of the database, in their order. */
  lines: AsyncGenerator<string>;
}

/** The vault's keys as VAULT_KEYS has them. */
export function vaultKeysOf({ config, env }: Configuration): string {
  if (config.kms?.keyId)
    throw new CliError(
      EXIT.usage,
      "The keys are in AWS KMS and never leave it: there is nothing to put in.",
      {
        next: "Leave --with-keys away; a restore needs the same KMS keys.",
      },
    );
  const set = env.VAULT_KEYS?.trim();
  if (set) return set;
  const file = join(config.dataDir, "vault.key");
  if (!config.databaseUrl && existsSync(file)) return readFileSync(file, "utf8").trim();
  throw new CliError(EXIT.notFound, "The vault's keys are not here: neither VAULT_KEYS nor a key file.");
}

/** From the gateway that holds the embedded database, else from the database itself. `keys`: they go with it. */
export async function openSource(io: Io, configured: Configuration, keys: boolean): Promise<Source> {
  const { config } = configured;
  const socketPath = await gatewaySocket(config);
  const lines = socketPath ? linesThere(socketPath, keys, io.signal) : linesHere(configured, keys, io.signal);
  const first = await lines.next();
  const about = aboutBackup.safeParse(first.done ? undefined : JSON.parse(first.value));
  if (!about.success)
    throw new OperatorError("The gateway does not answer as this version expects: are both the same?");
  return { about: about.data.about, lines };
}

async function* linesThere(
  socketPath: string,
  keys: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const response = await post(socketPath, "/backup", { keys }, signal);
  let last = "";
  for await (const line of createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.startsWith('{"error"')) throw new OperatorError((JSON.parse(line) as { error: string }).error);
    last = line;
    yield line;
  }
  if (!last.startsWith('{"done"')) throw new OperatorError("The gateway ended before the backup was whole.");
}

/** Hands over line by line what a writer pushes: the writer waits until each was taken. */
async function* linesHere(
  { config }: Configuration,
  keys: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const database = await openOwnDatabase(config);
  const audit = openAudit({ db: database.db, clock: Date.now, log: console });
  const identity = openIdentity({ ...database, cookieKeys: [], clock: Date.now });
  const stop = new AbortController();
  const channel = openHandover<string>();
  const both = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]);
  const writing = writeBackup({ database, identity, audit }, { keys }, channel.give, both).then(
    () => channel.end(),
    (error) => channel.end(error),
  );
  try {
    yield* channel.taken();
  } finally {
    stop.abort();
    channel.drop();
    await writing;
    await audit.close();
    await database.close();
  }
}

function openHandover<T>() {
  let offered = Promise.withResolvers<{ value: T } | { over: true; error?: unknown }>();
  let accepted = Promise.withResolvers<void>();
  let dropped = false;
  return {
    async give(value: T): Promise<void> {
      if (dropped) throw new Error("nobody takes it any more");
      const taken = accepted.promise;
      offered.resolve({ value });
      await taken;
    },
    end: (error?: unknown) => offered.resolve({ over: true, error }),
    drop() {
      dropped = true;
      accepted.resolve();
    },
    async *taken(): AsyncGenerator<T> {
      for (;;) {
        const next = await offered.promise;
        if ("over" in next) {
          if (next.error !== undefined) throw next.error;
          return;
        }
        yield next.value;
        offered = Promise.withResolvers();
        const done = accepted;
        accepted = Promise.withResolvers();
        done.resolve();
      }
    },
  };
}
