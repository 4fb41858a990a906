import type { AuditInput } from "../../audit/index.ts";
import type { Row } from "./options.ts";

/** The call in an audit row: ids and digests. */
export const callOf = (row: Row) => ({
  tool: row.tool,
  server: row.server,
  connector: row.connectorId,
  epoch: row.epoch,
  caller: row.caller,
  on_behalf_of: row.caller.startsWith("agent:") ? row.userId : null,
  arguments: row.digest,
});

export const targetOf = ({ id, tool }: Row) => ({ kind: "approval" as const, id, label: tool });

export const requestedEvent = (row: Row, requestId: string): AuditInput => ({
  type: "approval.requested",
  outcome: "started",
  target: targetOf(row),
  requestId,
  data: {
    ...callOf(row),
    credential: row.credentialId,
    client: row.clientId,
    four_eyes: row.fourEyes,
    approvers: row.approvers,
  },
});

export const usedEvent = (row: Row, requestId: string): AuditInput => ({
  type: "approval.used",
  outcome: "ok",
  target: targetOf(row),
  requestId,
  data: callOf(row),
});

export const expiredEvent = (row: Row, was: "pending" | "approved"): AuditInput => ({
  type: "approval.expired",
  outcome: "ok",
  target: targetOf(row),
  data: { ...callOf(row), was },
});
