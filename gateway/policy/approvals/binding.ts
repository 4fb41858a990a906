import { createHash } from "node:crypto";
import type { Principal } from "../../context.ts";
import type { Ask } from "./types.ts";

/** What is asked for and by whom, as far as it decides whether two calls are the same. */
export type Bound = Pick<Ask, "server" | "tool" | "connectorId" | "epoch" | "digest">;
export type Caller = Pick<
  Principal,
  "workspaceId" | "kind" | "id" | "userId" | "agentId" | "credentialId" | "clientId"
>;

/**
 * What an approval is good for, as one SHA-256: workspace, caller, the person it acts for, its token or its OAuth client
 * and the consent that stands behind it, server, tool, connector, epoch and argument digest. A call that differs in any
 * of them has another one.
 */
export function bindingOf(who: Caller, ask: Bound): Uint8Array<ArrayBuffer> {
  const parts = [
    "valetkey approval 1",
    who.workspaceId,
    who.kind,
    who.id,
    who.userId,
    who.agentId,
    who.credentialId,
    who.clientId,
    ask.server,
    ask.tool,
    ask.connectorId,
    ask.epoch,
    ask.digest,
  ];
  // JSON keeps the parts apart; undefined becomes null, which no id is.
  return new Uint8Array(createHash("sha256").update(JSON.stringify(parts)).digest());
}

/** Whose places for pending approvals these are: an agent's for one person are not its own for another. */
export const callerOf = ({ kind, id, userId }: Pick<Caller, "kind" | "id" | "userId">): string =>
  kind === "agent" && userId !== undefined ? `${kind}:${id}:${userId}` : `${kind}:${id}`;
