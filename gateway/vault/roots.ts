import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { seal, unseal } from "./envelope.ts";
import type { RingKey } from "./key-ring.ts";
import type { Bound, KeyProvider, RootTable } from "./keys.ts";

const ROOT_BYTES = 32;

/** A key service's key cannot be derived from, so each has a root beside it: a generation, by the id of its key. */
export const rootId = (keyId: string): string =>
  `r${createHash("sha256").update(keyId).digest("hex").slice(0, 16)}`;

/** Roots belong to no workspace. Real ids of workspaces begin with `wsp_`. */
export const rootBound = (id: string): Bound => ({ workspaceId: "gateway", purpose: `root:${id}` });

/**
 * The roots of these keys, in their order. Those that are missing are made; of replicas that make one at the same
 * moment the first to insert wins, and all read it.
 */
export async function loadRoots(
  table: RootTable,
  sealer: KeyProvider,
  keyIds: readonly string[],
): Promise<RingKey[]> {
  const ids = keyIds.map(rootId);
  const read = () => table.findMany({ where: { id: { in: ids } } });
  const there = new Set((await read()).map((row) => row.id));
  const missing = ids.filter((id) => !there.has(id));
  if (missing.length > 0) {
    const data = await Promise.all(missing.map((id) => newRow(sealer, id)));
    await table.createMany({ data, skipDuplicates: true });
  }
  const rows = new Map((await read()).map((row) => [row.id, row]));
  return Promise.all(
    ids.map(async (id) => {
      const { keyId, sealed } = rows.get(id)!;
      const text = await unseal(sealer, rootBound(id), { keyId, bytes: sealed });
      return { id, key: Buffer.from(text, "base64") };
    }),
  );
}

async function newRow(sealer: KeyProvider, id: string) {
  const { keyId, bytes } = await seal(sealer, rootBound(id), randomBytes(ROOT_BYTES).toString("base64"));
  return { id, keyId, sealed: bytes };
}

/** HKDF-SHA256 (RFC 5869), as the local ring derives. */
export const deriveFrom = (roots: readonly RingKey[], label: string): RingKey[] =>
  roots.map(({ id, key }) => ({
    id,
    key: Buffer.from(hkdfSync("sha256", key, "", `valetkey 1 ${label}`, ROOT_BYTES)),
  }));
