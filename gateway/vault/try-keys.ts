import { type SealedRows, sealedTables } from "../db/index.ts";
import { rewrap } from "./envelope.ts";
import type { KeyProvider } from "./keys.ts";
import { purposes } from "./rotation.ts";

export interface KeyTrial {
  /** Rows whose data key was had back. */
  opened: number;
  /** Ids of rows that a key of ours did not open. */
  unreadable: string[];
}

const SAMPLE = 20;

/**
 * Has the data keys of some rows of each table back, with the keys that are here; touches no token and writes nothing.
 * A wrong key under the right id shows here, and nowhere before the first call.
 */
export async function tryKeys(rows: Pick<SealedRows, "stale">, keys: KeyProvider): Promise<KeyTrial> {
  const trial: KeyTrial = { opened: 0, unreadable: [] };
  for (const table of sealedTables) {
    const some = await rows.stale(table, "", undefined, SAMPLE); // of every key: none has an empty id
    for (const row of some.filter(({ keyId }) => keys.knows(keyId))) {
      await rewrap(keys, purposes[table](row), row).then(
        () => trial.opened++,
        () => trial.unreadable.push(row.id),
      );
    }
  }
  return trial;
}
