import type { AuditEvent } from "../api/contract/index.ts";
import type { Principal } from "../context.ts";
import type { AuditRow } from "../db/index.ts";
import { newId } from "../ids.ts";
import { cleanData, cleanText } from "./clean.ts";
import type { AuditInput } from "./events.ts";

/** A row before it has its place in the chain. */
export type Draft = Omit<AuditRow, "seq" | "prevHash" | "hash">;

const idLength = 128;
const text = (value: string | null | undefined, max?: number) =>
  value == null ? null : cleanText(value, max);

/** `at` in milliseconds. Every string passes `clean.ts` here and nowhere else. */
export function toDraft(who: Principal, event: AuditInput, at: number): Draft {
  const actsFor = who.kind === "agent" ? who.userId : undefined;
  return {
    workspaceId: who.workspaceId,
    id: newId("evt"),
    at: new Date(at),
    type: event.type,
    actorKind: who.kind,
    actorId: text(who.id, idLength),
    actorLabel: text(who.label),
    targetKind: text(event.target?.kind, idLength),
    targetId: text(event.target?.id, idLength),
    targetLabel: text(event.target?.label),
    outcome: event.outcome,
    requestId: text(event.requestId, idLength),
    data: { ...cleanData(event.data), ...(actsFor !== undefined && { on_behalf_of: actsFor }) },
  };
}

/** The contract's shape without the two hashes: what the chain signs and what people read. */
export function content(row: Omit<AuditRow, "hash" | "prevHash" | "workspaceId">) {
  return {
    seq: Number(row.seq),
    id: row.id,
    at: row.at.toISOString(),
    type: row.type,
    actor: { kind: row.actorKind, id: row.actorId, label: row.actorLabel },
    target: { kind: row.targetKind, id: row.targetId, label: row.targetLabel },
    outcome: row.outcome as AuditEvent["outcome"],
    request_id: row.requestId,
    data: row.data as Record<string, unknown>,
  };
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export function toEvent(row: AuditRow): AuditEvent {
  return { ...content(row), prev_hash: hex(row.prevHash), hash: hex(row.hash) };
}

/** The way back, for an export that is verified without a database. */
export function fromEvent(workspaceId: string, event: AuditEvent): AuditRow {
  return {
    workspaceId,
    seq: BigInt(event.seq),
    id: event.id,
    at: new Date(event.at),
    type: event.type,
    actorKind: event.actor.kind,
    actorId: event.actor.id,
    actorLabel: event.actor.label,
    targetKind: event.target.kind,
    targetId: event.target.id,
    targetLabel: event.target.label,
    outcome: event.outcome,
    requestId: event.request_id,
    data: event.data,
    prevHash: Buffer.from(event.prev_hash, "hex"),
    hash: Buffer.from(event.hash, "hex"),
  };
}
