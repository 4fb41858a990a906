import type { Audit } from "../../audit/index.ts";
import type { Clock } from "../../clock.ts";
import type { Principal } from "../../context.ts";
import type { Db, System, WorkspaceTx } from "../../db/index.ts";
import type { SealingKeys } from "./sealed.ts";

export interface ApprovalOptions {
  db: Db;
  system: System;
  audit: Audit;
  /** `derive("approval-arguments")` of the vault; changes in place when a key comes or goes. */
  keys: SealingKeys;
  publicUrl: string;
  clock: Clock;
  systemPrincipal(workspaceId: string, job: string): Principal;
}

/** A row as it is kept. */
export type Row = Awaited<ReturnType<WorkspaceTx["approval"]["findFirstOrThrow"]>>;

/** What the arguments leave behind. */
export const DROPPED = { keyId: null, sealed: null } as const;
