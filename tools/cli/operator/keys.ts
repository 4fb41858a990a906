import { type Removal, type Rotation, sumOf } from "../../../gateway/operator-keys.ts";
import { newKeyEntry } from "../../../gateway/vault/index.ts";
import type { Json, Local } from "../command.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { openProgress } from "../progress.ts";
import { json } from "../table.ts";
import { number } from "../text.ts";
import { configuration } from "./configuration.ts";
import { type KeysDoor, openKeysDoor } from "./keys-door.ts";
import { rowsOf, statusLines, usesOf } from "./keys-lines.ts";

type Options = Local & Json;

async function atDoor(io: Io, options: Options, work: (door: KeysDoor) => Promise<number>): Promise<number> {
  const door = await openKeysDoor(configuration(io, options));
  try {
    return await work(door);
  } finally {
    await door.close();
  }
}

async function print(io: Io, text: string, exit: number = EXIT.ok): Promise<number> {
  await io.out(text);
  return exit;
}

/** 1 when rows wait for a key that is not here. */
export const listKeys = (io: Io, options: Options): Promise<number> =>
  atDoor(io, options, async (door) => {
    const found = await door.status();
    await io.out(options.json ? json(found) : statusLines(found));
    return found.keys.every(({ here }) => here) ? EXIT.ok : EXIT.failed;
  });

export function newKey(io: Io): Promise<number> {
  io.err(
    "Put it into VAULT_KEYS behind the current one, and later in front: docs/keys.md. Keep it secret:\n",
  );
  return print(io, `${newKeyEntry()}\n`);
}

/** Stops after the batch under way when `io.signal` aborts. 1 when rows are left. */
export const rotateKeys = (io: Io, options: Options): Promise<number> =>
  atDoor(io, options, async (door) => {
    const progress = openProgress(io);
    const rotation = await door
      .rotate(({ done, total, rate }) => {
        progress.tell(`${number(done)} of ${number(total)} rows, ${number(rate)} a second`);
      }, io.signal)
      .finally(progress.done);
    for (const id of rotation.unreadable) io.err(`The row ${id} does not open and was left as it is.\n`);
    await io.out(options.json ? json(rotation) : rotationLines(rotation));
    return rotation.left > 0 || rotation.stopped ? EXIT.failed : EXIT.ok;
  });

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
  return `${made_}${summary}Left: ${rowsOf(left)}. ${why}: valetkey keys list.\n`;
}

export const checkKey = (io: Io, options: Options, key: string): Promise<number> =>
  atDoor(io, options, async (door) => explain(io, options, await door.check(key)));

/** Says where the key is taken away when that is not this command's to do. */
export const removeKey = (io: Io, options: Options, key: string): Promise<number> =>
  atDoor(io, options, async (door) => {
    const removal = await door.remove(key);
    if (!removal.removed) {
      const exit = await explain(io, options, removal);
      if (exit === EXIT.ok && removal.key.here && !options.json)
        await io.out("Take it out of VAULT_KEYS or KMS_OLD_KEY_IDS and restart each gateway.\n");
      return exit;
    }
    if (options.json) return print(io, json(removal));
    return print(
      io,
      `${key} is out of the key file. Whoever signed in before the rotation signs in again. Backups of the database from before it need the key: keep it with them, or let them go.\n`,
    );
  });

async function explain(io: Io, options: Options, removal: Removal): Promise<number> {
  const { key } = removal;
  const uses = sumOf(key.rows);
  const exit = key.current || uses > 0 ? EXIT.failed : EXIT.ok;
  if (options.json) return print(io, json(removal), exit);
  if (key.current)
    return print(io, `${key.id} is the current key: everything new is sealed with it.\n`, exit);
  if (uses > 0)
    return print(
      io,
      `${key.id} still seals ${rowsOf(uses)}: ${usesOf(key.rows)}. Move them: valetkey keys rotate.\n`,
      exit,
    );
  const next = key.here ? "It may be removed" : "This gateway does not have it";
  return print(io, `Nothing uses ${key.id}. ${next}.\n`, exit);
}
