import { timingSafeEqual } from "node:crypto";
import type { Adapter, AdapterPayload } from "oidc-provider";
import type { System } from "../../db/index.ts";
import { hashOf } from "./ids.ts";

/** How a client is known; see `oauthClientKind` of the API. */
export type ClientKind = "registered" | "metadata_document" | "agent" | "unknown";

export const READ = "mcp:read";
export const WRITE = "mcp:write";
export const BOTH = `${READ} ${WRITE}`;

/** A client as oidc-provider reads it. In place of its secret stands the secret's SHA-256, see `sameSecret`. */
async function load(system: System, id: string): Promise<AdapterPayload | undefined> {
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
  return {
    ...(row.metadata as AdapterPayload),
    client_id: id,
    ...(row.secretHash && { client_secret: Buffer.from(row.secretHash).toString("base64") }),
  };
}

/** Clients are read, and written nowhere but where they are made. */
export const clientAdapter = (system: System): Adapter => ({
  find: (id) => (id.length > 64 ? Promise.resolve(undefined) : load(system, id)),
  upsert: () => Promise.reject(new Error("clients are made elsewhere")),
  destroy: () => Promise.reject(new Error("clients end elsewhere")),
  consume: async () => {},
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  revokeByGrantId: async () => {},
});

/** Whether this is the secret whose SHA-256 is kept, in constant time. */
export function sameSecret(keptHash: string | undefined, given: string): boolean {
  const kept = Buffer.from(keptHash ?? "", "base64");
  const offered = hashOf(given);
  return kept.length === offered.length && timingSafeEqual(kept, offered);
}
