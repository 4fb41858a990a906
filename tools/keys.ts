/**
 * The keys that seal credentials: what they are used for, rotating them, taking old ones away. See docs/keys.md.
 *
 *   npm run keys -- status                 which keys there are, and how many rows each seals
 *   npm run keys -- new                    prints a new entry for VAULT_KEYS; writes nothing
 *   npm run keys -- rotate                 brings every row under the current key while calls go on
 *   npm run keys -- check <key>            whether anything still uses a key
 *   npm run keys -- remove <key>           takes an unused key out of the key file
 *
 * Options: --data-dir <dir>, --json (status). Reads the same configuration as the gateway. On the embedded database it
 * asks the running gateway through the socket in its data directory, or opens the database itself when none runs.
 *
 * Exit code: 0 done or unused, 1 something is left to do or the key is in use, 2 the call was wrong or could not be done.
 */
import { parseArgs } from "node:util";
import { ConfigError, loadConfig } from "../gateway/config.ts";
import { GatewayError } from "../gateway/errors.ts";
import { OperatorError } from "../gateway/operator-error.ts";
import { type Removal, type Rotation, sumOf } from "../gateway/operator-keys.ts";
import { newKeyEntry } from "../gateway/vault/index.ts";
import { type KeysDoor, openKeysDoor } from "./keys-door.ts";
import { rowsOf, statusLines, usesOf } from "./keys-lines.ts";

export interface Io {
  out(text: string): void;
  err(text: string): void;
  env: Readonly<Record<string, string | undefined>> | undefined;
  /** Stops a rotation after the batch under way. */
  signal?: AbortSignal;
}

const usage = `Usage:
  npm run keys -- status [--json]      which keys there are, and what each seals
  npm run keys -- new                  a new entry for VAULT_KEYS; nothing is written
  npm run keys -- rotate               seals everything with the current key, while calls go on
  npm run keys -- check <key>          whether anything still uses a key
  npm run keys -- remove <key>         takes an unused key out of the key file
Option: --data-dir <dir>`;

function parse(argv: string[]) {
  const options = {
    "data-dir": { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
    return { ...values, positionals };
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n${usage}`);
  }
}
type Call = ReturnType<typeof parse>;

const commands: Record<string, (door: KeysDoor, io: Io, call: Call, key: string) => Promise<number>> = {
  status,
  rotate,
  check: async (door, io, _call, key) => explain(io, await door.check(key)),
  remove,
};
const takesKey = new Set(["check", "remove"]);

/** Returns the exit code; prints results to `out`, progress and problems to `err`. */
export async function run(argv: string[], io: Io): Promise<number> {
  try {
    const call = parse(argv);
    const [command = "", key = "", ...more] = call.positionals;
    if (call.help) return print(io, `${usage}\n`);
    if (command === "new" && !key) return printNew(io);
    const work = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!work || more.length > 0) throw new OperatorError(usage);
    if (takesKey.has(command) !== (key !== ""))
      throw new OperatorError(key ? usage : `Say which key: npm run keys -- ${command} <key>.`);
    const { config, secrets } = loadConfig(io.env);
    const door = await openKeysDoor(config, secrets, call["data-dir"]);
    try {
      return await work(door, io, call, key);
    } finally {
      await door.close();
    }
  } catch (error) {
    const known = [OperatorError, ConfigError, GatewayError].some((kind) => error instanceof kind);
    if (!known) throw error;
    io.err(`${(error as Error).message}\n`);
    return error instanceof GatewayError || io.signal?.aborted ? 1 : 2;
  }
}

function print(io: Io, text: string): number {
  io.out(text);
  return 0;
}

function printNew(io: Io): number {
  io.err(
    "Put it into VAULT_KEYS behind the current one, and later in front: docs/keys.md. Keep it secret:\n",
  );
  return print(io, `${newKeyEntry()}\n`);
}

async function status(door: KeysDoor, io: Io, { json }: Call): Promise<number> {
  const found = await door.status();
  io.out(json ? `${JSON.stringify(found, null, 2)}\n` : statusLines(found));
  return found.keys.every(({ here }) => here) ? 0 : 1;
}

const number = (value: number) => value.toLocaleString("en-US");
const SHOW_MS = 1_000;

async function rotate(door: KeysDoor, io: Io): Promise<number> {
  let shown = performance.now();
  const rotation = await door.rotate(({ done, total, rate }) => {
    if (performance.now() - shown < SHOW_MS) return;
    shown = performance.now();
    io.err(`${number(done)} of ${number(total)} rows, ${number(rate)} a second …\n`);
  }, io.signal);
  for (const id of rotation.unreadable) io.err(`The row ${id} does not open and was left as it is.\n`);
  io.out(rotationLines(rotation));
  return rotation.left > 0 || rotation.stopped ? 1 : 0;
}

function rotationLines({ made, to, done, rate, left, stopped, unreadable, counts }: Rotation): string {
  const made_ = made ? `Made the key ${made}; back the key file up again.\n` : "";
  const speed = done > 0 ? `, ${number(rate)} a second` : "";
  const summary = `${rowsOf(done)} moved to ${to}${speed}: ${usesOf(counts)}.\n`;
  if (stopped) return `${made_}${summary}Stopped with ${rowsOf(left)} left. Run it again to go on.\n`;
  if (left === 0) return `${made_}${summary}Nothing is sealed with another key.\n`;
  const why =
    unreadable.length > 0
      ? "Some do not open"
      : "Their keys are missing, or a gateway still seals with an old one";
  return `${made_}${summary}Left: ${rowsOf(left)}. ${why}: npm run keys -- status.\n`;
}

/** Where the key is taken away when that is not this command's to do. */
async function remove(door: KeysDoor, io: Io, _call: Call, key: string): Promise<number> {
  const removal = await door.remove(key);
  if (removal.removed) {
    return print(
      io,
      `${key} is out of the key file. Whoever signed in before the rotation signs in again. Backups of the database from before it need the key: keep it with them, or let them go.\n`,
    );
  }
  const code = explain(io, removal);
  if (code === 0 && removal.key.here)
    io.out("Take it out of VAULT_KEYS or KMS_OLD_KEY_IDS and restart each gateway.\n");
  return code;
}

function explain(io: Io, { key }: Removal): number {
  if (key.current) {
    io.out(`${key.id} is the current key: everything new is sealed with it.\n`);
    return 1;
  }
  const uses = sumOf(key.rows);
  if (uses > 0) {
    io.out(
      `${key.id} still seals ${rowsOf(uses)}: ${usesOf(key.rows)}. Move them: npm run keys -- rotate.\n`,
    );
    return 1;
  }
  const next = key.here ? "It may be removed" : "This gateway does not have it";
  return print(io, `Nothing uses ${key.id}. ${next}.\n`);
}

if (import.meta.main) {
  const { stdout, stderr } = process;
  const stop = new AbortController();
  process.once("SIGINT", () => {
    stderr.write("Stopping after this batch …\n");
    stop.abort();
  });
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env: undefined,
    signal: stop.signal,
  });
}
