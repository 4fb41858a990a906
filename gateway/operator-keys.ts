import { z } from "zod";
import { type Audit, openAudit } from "./audit/index.ts";
import { type Database, type SealedTable, sealedTables } from "./db/index.ts";
import { openIdentity } from "./identity/index.ts";
import { OperatorError } from "./operator-error.ts";
import {
  type KeyProvider,
  type LoadedKeys,
  type RotationProgress,
  type RotationResult,
  rootId,
  rotate,
  tryKeys,
} from "./vault/index.ts";

const rows = z.record(
  z.enum(["credentials", "pending_authorizations", "sealed_secrets", "vault_roots"]),
  z.int(),
);
const keyState = z.object({
  id: z.string(),
  current: z.boolean(),
  /** Whether this gateway has it. */
  here: z.boolean(),
  rows,
});
export type KeyState = z.infer<typeof keyState>;
export const keyStatus = z.object({
  kind: z.enum(["environment", "file", "aws_kms"]),
  /** Path of the key file. */
  file: z.string().nullable(),
  keys: z.array(keyState),
});
export type KeyStatus = z.infer<typeof keyStatus>;
/** Of a sample: rows that open, ids of those that do not. */
export const keyTrial = z.object({ opened: z.int(), unreadable: z.array(z.string()) });
export const removal = z.object({ key: keyState, removed: z.boolean() });
export type Removal = z.infer<typeof removal>;
export const rotation = z.object({
  /** The key that was made for it, in the key file. */
  made: z.string().nullable(),
  to: z.string(),
  done: z.int(),
  rate: z.int(),
  left: z.int(),
  counts: rows,
  unreadable: z.array(z.string()),
  stopped: z.boolean(),
});
export type Rotation = z.infer<typeof rotation>;

export interface RotateKeys {
  database: Pick<Database, "db" | "system">;
  keys: KeyProvider;
  /** Default: one of its own. */
  audit?: Audit | undefined;
  onProgress?: ((progress: RotationProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Brings everything that is sealed under the current key, on record in each workspace. See `rotate` of the vault. */
export async function rotateKeys(options: RotateKeys): Promise<RotationResult> {
  const { database, keys, onProgress, signal } = options;
  const audit = options.audit ?? openAudit({ db: database.db, clock: Date.now, log: console });
  const { people } = openIdentity({ ...database, cookieKeys: [], clock: Date.now });
  try {
    const result = await rotate({
      rows: database.system.sealed,
      keys,
      onProgress,
      signal,
      record: (workspaceId, { outcome, to, from, counts }) =>
        audit.append(people.systemPrincipal(workspaceId, "operator"), {
          type: "keys.rotated",
          outcome,
          data: {
            to,
            from,
            credentials: counts?.credentials ?? null,
            authorizations: counts?.pending_authorizations ?? null,
            secrets: counts?.sealed_secrets ?? null,
          },
        }),
    });
    if (result.done > 0) await tellReplicas(database, keys);
    return result;
  } finally {
    if (!options.audit) await audit.close();
  }
}

/** Sealed rows that replicas keep in memory still hang on the old key: each drops them. */
async function tellReplicas({ db }: Pick<Database, "db">, keys: KeyProvider): Promise<void> {
  await db.channel.publish("keys", { workspace: "", id: keys.currentId });
  await db.channel.settled();
}

const noRows = (): Record<SealedTable, number> =>
  Object.fromEntries(sealedTables.map((table) => [table, 0])) as Record<SealedTable, number>;
export const sumOf = (counts: Record<SealedTable, number>): number =>
  Object.values(counts).reduce((sum, n) => sum + n, 0);

export interface OperatorKeys {
  status(): Promise<KeyStatus>;
  /** With a key file, and when nothing is left to do: makes a new key first. Throws `OperatorError` when one runs. */
  rotate(onProgress?: RotateKeys["onProgress"], signal?: AbortSignal): Promise<Rotation>;
  check(keyId: string): Promise<Removal>;
  /** Whether the keys that are here open what they sealed; looks at a few rows of each table and writes nothing. */
  try(): Promise<z.infer<typeof keyTrial>>;
  /** As `check`; when nothing uses the key it leaves the key file, or its root the database. */
  remove(keyId: string): Promise<Removal>;
  /** Resolves when no rotation runs. */
  idle(): Promise<void>;
}

export interface OperatorKeysParts {
  database: Pick<Database, "db" | "system">;
  keys: LoadedKeys;
  audit?: Audit | undefined;
}

export function openOperatorKeys({ database, keys: loaded, audit }: OperatorKeysParts): OperatorKeys {
  const { keys, keyFile } = loaded;
  const { sealed, tables } = database.system;
  let running: Promise<Rotation> | undefined;

  async function states(): Promise<Map<string, KeyState>> {
    const found = new Map<string, KeyState>();
    const state = (id: string) => {
      const current = id === keys.currentId;
      const known = found.get(id) ?? { id, current, here: keys.knows(id), rows: noRows() };
      found.set(id, known);
      return known;
    };
    for (const id of keys.ids) state(id);
    for (const { table, keyId, rows: n } of await sealed.count()) state(keyId).rows[table] += n;
    return found;
  }
  const stateOf = async (keyId: string): Promise<KeyState> =>
    (await states()).get(keyId) ?? { id: keyId, current: false, here: false, rows: noRows() };

  /** A rotation that was stopped goes on with the key it had made. */
  async function newKey(): Promise<string | null> {
    if (!keyFile) return null;
    const all = [...(await states()).values()];
    const unfinished = all.some(({ current, here, rows: counts }) => here && !current && sumOf(counts) > 0);
    return unfinished ? null : keyFile.add();
  }

  async function run(
    onProgress: RotateKeys["onProgress"],
    signal: AbortSignal | undefined,
  ): Promise<Rotation> {
    const made = await newKey();
    const result = await rotateKeys({ database, keys, audit, onProgress, signal });
    return { ...result, unreadable: [...result.unreadable], made };
  }

  return {
    async status() {
      return { kind: keys.kind, file: keyFile?.path ?? null, keys: [...(await states()).values()] };
    },
    rotate(onProgress, signal) {
      if (running) throw new OperatorError("A rotation is running in this gateway already.");
      running = run(onProgress, signal).finally(() => {
        running = undefined;
      });
      return running;
    },
    try: () => tryKeys(sealed, keys),
    check: async (keyId) => ({ key: await stateOf(keyId), removed: false }),
    async remove(keyId) {
      const key = await stateOf(keyId);
      if (key.current || sumOf(key.rows) > 0) return { key, removed: false };
      if (keyFile && key.here) {
        await tellReplicas(database, keys);
        await keyFile.remove(keyId);
        return { key, removed: true };
      }
      // What an old key of a key service has left: the root of cookies from its time.
      await tables.vaultRoot.deleteMany({ where: { id: rootId(keyId) } });
      return { key, removed: false };
    },
    idle: async () => void (await running?.catch(() => {})),
  };
}
