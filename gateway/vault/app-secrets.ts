import { z } from "zod";
import type { Principal } from "../context.ts";
import type { VaultTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { seal, unseal } from "./envelope.ts";
import type { KeyProvider } from "./keys.ts";
import type { VaultDb } from "./ports.ts";
import { reveal, Secret } from "./secret.ts";
import type { AppSecrets } from "./types.ts";

const packed = z.object({ s: z.string(), k: z.string().optional() });
const boundTo = (workspaceId: string, appId: string) => ({ workspaceId, purpose: `app:${appId}` as const });

/** Overwrites what was there: nobody can read the old secret any more. */
export async function keepSecrets(
  keys: KeyProvider,
  tx: VaultTx,
  { workspaceId }: Principal,
  ownerId: string,
  { secret, privateKey }: AppSecrets,
): Promise<void> {
  const content = { s: reveal(secret), k: privateKey && reveal(privateKey) };
  const { keyId, bytes: sealed } = await seal(keys, boundTo(workspaceId, ownerId), JSON.stringify(content));
  const row = { keyId, sealed, updatedAt: new Date() };
  await tx.sealedSecret.upsert({
    where: { workspaceId_ownerId: { workspaceId, ownerId } },
    create: { workspaceId, ownerId, ...row },
    update: row,
  });
}

export async function openSecrets(
  { db, keys }: { db: VaultDb; keys: KeyProvider },
  who: Principal,
  ownerId: string,
): Promise<AppSecrets> {
  const { workspaceId } = who;
  const row = await db.inVault(who, (tx) =>
    tx.sealedSecret.findUnique({ where: { workspaceId_ownerId: { workspaceId, ownerId } } }),
  );
  if (!row) throw new GatewayError("not_found", { detail: "This app has no secret here." });
  const plain = await unseal(keys, boundTo(workspaceId, ownerId), { keyId: row.keyId, bytes: row.sealed });
  const { s, k } = packed.parse(JSON.parse(plain));
  return { secret: new Secret(s), privateKey: k === undefined ? undefined : new Secret(k) };
}
