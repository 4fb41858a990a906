import type { Principal } from "../context.ts";
import type { PrismaClient } from "./generated/client.ts";
import type { VaultTx, Workspaces, WorkspaceTx } from "./tables.ts";

/** Waiting for a connection and running a transaction, milliseconds. */
const LIMITS = { maxWait: 10_000, timeout: 20_000 };

type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

const become = (tx: Transaction, role: "valetkey_tenant" | "valetkey_vault") =>
  tx.$queryRaw`SELECT set_config('role', ${role}, true)`;

export function openWorkspaces(prisma: PrismaClient): Workspaces {
  const within = <T>(
    who: Principal,
    role: "valetkey_tenant" | "valetkey_vault",
    work: (tx: Transaction, at: Date) => Promise<T>,
  ): Promise<T> =>
    prisma.$transaction(async (tx) => {
      const [first] = await tx.$queryRaw<[{ at: Date }]>`
        SELECT set_config('app.workspace', ${who.workspaceId}, true), set_config('role', ${role}, true), now() AS at`;
      return work(tx, first.at);
    }, LIMITS);
  return {
    inWorkspace: (who, work) =>
      within(who, "valetkey_tenant", work as (tx: Transaction) => ReturnType<typeof work>),
    inVault: (who, work) =>
      within(who, "valetkey_vault", work as (tx: Transaction, at: Date) => ReturnType<typeof work>),
    async vaultWithin<T>(tx: WorkspaceTx, work: (tx: VaultTx) => Promise<T>): Promise<T> {
      const whole = tx as Transaction;
      await become(whole, "valetkey_vault");
      const result = await work(whole);
      await become(whole, "valetkey_tenant"); // after a failure the transaction is lost anyway
      return result;
    },
  };
}
