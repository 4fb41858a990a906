import { timingSafeEqual } from "node:crypto";
import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Clock } from "../../clock.ts";
import type { System } from "../../db/index.ts";
import { hashOf } from "./ids.ts";

/** How a client is known; see `oauthClientKind` of the API. */
export type ClientKind = "registered" | "metadata_document" | "agent" | "unknown";

export const READ = "mcp:read";
export const WRITE = "mcp:write";
export const BOTH = `${READ} ${WRITE}`;

/** Between the digests of two secrets that both count: base64 has no dot. */
const BESIDE = ".";
const digest = (hash: Uint8Array): string => Buffer.from(hash).toString("base64");

type Secrets = {
  secretHash: Uint8Array | null;
  oldSecretHash?: Uint8Array | null;
  oldSecretEndsAt?: Date | null;
};

/** What stands for the secret of a client: its SHA-256, and that of the one before as long as it still counts. */
function kept({ secretHash, oldSecretHash, oldSecretEndsAt }: Secrets, now: number): string | undefined {
  if (!secretHash) return undefined;
  const isOldGood = oldSecretHash && oldSecretEndsAt && oldSecretEndsAt.getTime() > now;
  return isOldGood ? [digest(secretHash), digest(oldSecretHash)].join(BESIDE) : digest(secretHash);
}

/** A client as oidc-provider reads it. In place of its secret stands what `sameSecret` knows it by. */
async function load(system: System, clock: Clock, id: string): Promise<AdapterPayload | undefined> {
  const { oauthClient, agentClient } = system.tables;
  const agents = await agentClient.findUnique({
    where: { id },
    include: { agent: { include: { workspace: true } } },
  });
  if (agents) {
    const isGone = agents.revokedAt !== null || agents.agent.workspace.deletedAt !== null;
    if (isGone) return undefined;
  }
  const row = agents ?? (await oauthClient.findUnique({ where: { id } }));
  if (!row) return undefined;
  const secret = kept(row, clock());
  return {
    ...(row.metadata as AdapterPayload),
    client_id: id,
    ...(secret !== undefined && { client_secret: secret }),
  };
}

/** Clients are read, and written nowhere but where they are made. */
export const clientAdapter = (system: System, clock: Clock): Adapter => ({
  find: (id) => (id.length > 64 ? Promise.resolve(undefined) : load(system, clock, id)),
  upsert: () => Promise.reject(new Error("clients are made elsewhere")),
  destroy: () => Promise.reject(new Error("clients end elsewhere")),
  consume: async () => {},
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  revokeByGrantId: async () => {},
});

/** Whether this is one of the secrets whose SHA-256 are kept, in constant time. */
export function sameSecret(keptHashes: string | undefined, given: string): boolean {
  const offered = hashOf(given);
  const same = (keptHashes ?? "").split(BESIDE).map((hash) => {
    const one = Buffer.from(hash, "base64");
    return one.length === offered.length && timingSafeEqual(one, offered);
  });
  return same.includes(true);
}
