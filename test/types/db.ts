// Compiled by `npm run check`, never run: each @ts-expect-error is a misuse that must not compile.
import type { Principal } from "../../gateway/context.ts";
import type { Db } from "../../gateway/db/index.ts";

declare const db: Db;
declare const who: Principal;

export async function misuse() {
  await db.inWorkspace(who, (tx) => tx.connector.findMany());
  // @ts-expect-error a workspace must be named
  await db.inWorkspace((tx) => tx.connector.findMany());
  // @ts-expect-error a workspace id is not a Principal
  await db.inWorkspace("wsp_1", (tx) => tx.connector.findMany());
  // @ts-expect-error a literal is not a Principal: only identity/ mints one
  await db.inWorkspace({ workspaceId: "wsp_1", kind: "user", id: "usr_1" }, (tx) => tx.connector.findMany());
  // @ts-expect-error credentials are not on the ordinary handle
  await db.inWorkspace(who, (tx) => tx.credential.findMany());
  // @ts-expect-error no raw SQL outside db/
  await db.inWorkspace(who, (tx) => tx.$queryRaw`SELECT 1`);
  // @ts-expect-error no raw SQL outside db/
  await db.inWorkspace(who, (tx) => tx.$executeRawUnsafe("SELECT 1"));
  // @ts-expect-error no relation leads from a grant to its credential
  await db.inWorkspace(who, (tx) => tx.grant.findMany({ include: { credential: true } }));
  // @ts-expect-error the vault's handle reaches no other table
  await db.inVault(who, (tx) => tx.member.findMany());
  // @ts-expect-error there is no way to the data past the workspace
  await db.tables.connector.findMany();
}
