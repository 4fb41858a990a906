import type { Channel, Db } from "../db/index.ts";

/** As much of the database as the vault needs. */
export type VaultDb = Pick<Db, "replicaId" | "inVault" | "vaultWithin"> & {
  channel: Pick<Channel, "on" | "onGap" | "fresh">;
};

export interface VaultLog {
  warn(fields: Record<string, unknown>, message: string): void;
}
