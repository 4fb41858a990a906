import type { Principal } from "../context.ts";
import type { Prisma } from "../db/generated/client.ts";

/** The part of the database that the vault needs. `Db` of `gateway/db` is one. */
export interface VaultDb {
  replicaId: string;
  inVault<T>(who: Principal, fn: (tx: VaultTx) => Promise<T>): Promise<T>;
  vaultWithin<T>(tx: WorkspaceTx, fn: (tx: VaultTx) => Promise<T>): Promise<T>;
  channel: {
    on(topic: string, fn: (event: { workspace: string; id: string }) => void): () => void;
    onGap(fn: () => void): () => void;
    fresh(): boolean;
  };
}

export type VaultTx = Pick<Prisma.TransactionClient, "credential" | "grant">;

type Raw = "$queryRaw" | "$executeRaw" | "$queryRawUnsafe" | "$executeRawUnsafe";
/** The caller's own transaction, opaque here. */
export type WorkspaceTx = Omit<Prisma.TransactionClient, "credential" | Raw>;

export interface VaultLog {
  warn(fields: Record<string, unknown>, message: string): void;
}
