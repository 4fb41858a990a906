import type { Principal } from "../context.ts";
import type { PrismaClient } from "./generated/client.ts";
import type * as Models from "./generated/models.ts";

export type { Models };

type Raw = "$queryRaw" | "$executeRaw" | "$queryRawUnsafe" | "$executeRawUnsafe";
type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** Every table of ONE workspace, minus the vault's, minus raw SQL. Rows of other workspaces do not exist in it. */
export type WorkspaceTx = Omit<
  Transaction,
  | Raw
  | "credential"
  | "sealedSecret"
  | "vaultRoot"
  | "userIdentity"
  | "replica"
  | "limitCount"
  | "oauthClient"
  | "oauthRecord"
  | "oauthSigningKey"
  | "deviceSignIn"
>;
/** The credentials and sealed secrets of ONE workspace. */
export type VaultTx = Pick<Transaction, "credential" | "sealedSecret" | "grant">;
/** All workspaces. Only for what comes before a principal (`identity/`), for jobs and for operators' tools. */
export type SystemTx = Pick<
  Transaction,
  | "workspace"
  | "user"
  | "member"
  | "signInLink"
  | "session"
  | "agent"
  | "apiToken"
  | "grant"
  | "connector"
  | "pendingAuthorization"
  | "invitation"
  | "userIdentity"
  | "providerApp"
  | "revocationRun"
  | "rehearsal"
  | "policyRule"
  | "policySettings"
  | "guardRun"
  | "approval"
  | "dismissal"
  | "limit"
  | "limitCount"
  | "toolUse"
  | "upload"
  | "vaultRoot"
  | "oauthClient"
  | "agentClient"
  | "clientConsent"
  | "oauthRecord"
  | "oauthSigningKey"
  | "trustedIssuer"
  | "deviceSignIn"
  | "idempotencyKey"
>;

/** One row of `audit_events`, in the order the chain needs it. */
export interface AuditRow {
  workspaceId: string;
  seq: bigint;
  id: string;
  at: Date;
  type: string;
  actorKind: string;
  actorId: string | null;
  actorLabel: string | null;
  targetKind: string | null;
  targetId: string | null;
  targetLabel: string | null;
  outcome: string;
  requestId: string | null;
  data: unknown;
  prevHash: Buffer;
  hash: Buffer;
}
export interface ChainHead {
  seq: bigint;
  hash: Buffer;
}

export interface Workspaces {
  /**
   * The only way to a workspace's data: one transaction as the tenant role, under row-level security. Do not
   * call it from inside itself: the embedded database has one connection and would wait for itself.
   */
  inWorkspace<T>(who: Principal, work: (tx: WorkspaceTx) => Promise<T>): Promise<T>;
  /** The vault's own transaction, as the vault's role. `at`: the database's clock, the same for every replica. */
  inVault<T>(who: Principal, work: (tx: VaultTx, at: Date) => Promise<T>): Promise<T>;
  /** The vault's role for a moment inside a running `inWorkspace`, so that both commit or neither does. */
  vaultWithin<T>(tx: WorkspaceTx, work: (tx: VaultTx) => Promise<T>): Promise<T>;
}
