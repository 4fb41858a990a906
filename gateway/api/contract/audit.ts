import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** One row of the chain. `hash` and `prev_hash` are hex; `data` never holds content, only ids, digests and counts. */
export const auditEvent = z.object({
  seq: z.number().int(),
  id,
  at,
  /** e.g. `tool.call`, `connector.authorized`; see docs/stored-data.md. */
  type: z.string(),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), label: z.string().nullable() }),
  target: z.object({ kind: z.string().nullable(), id: z.string().nullable(), label: z.string().nullable() }),
  outcome: z.enum(["ok", "started", "failed", "refused"]),
  request_id: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  prev_hash: z.string(),
  hash: z.string(),
});
export type AuditEvent = z.infer<typeof auditEvent>;

/** `GET .../audit`: newest first. */
export const auditQuery = z.strictObject({
  type: z.string().max(64).optional(),
  outcome: z.enum(["ok", "started", "failed", "refused"]).optional(),
  actor: z.string().max(64).optional(),
  target: z.string().max(64).optional(),
  from: at.optional(),
  to: at.optional(),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export const auditPage = z.object({
  events: z.array(auditEvent),
  next_cursor: z.string().nullable(),
  /** Every type that occurs in this workspace, for the filter. */
  types: z.array(z.string()),
});
export type AuditPage = z.infer<typeof auditPage>;
/** `GET .../audit/:seq` */
export const oneAuditEvent = z.object({ event: auditEvent });

/** `POST .../audit/verify`: walks the whole chain. Zero checked is `empty`, never `intact`. */
export const auditVerification = z.object({
  result: z.enum(["intact", "broken", "empty"]),
  checked: z.number().int(),
  first_seq: z.number().int().nullable(),
  last_seq: z.number().int().nullable(),
  head_hash: z.string().nullable(),
  /** The first row that does not fit, and why. */
  broken_at: z.number().int().nullable(),
  reason: z.string().nullable(),
  verified_at: at,
});
export type AuditVerification = z.infer<typeof auditVerification>;

export const listAudit = route({
  method: "get",
  path: "/api/workspaces/:workspace/audit",
  access: "audit.read",
  summary: "The audit log, newest first",
  query: auditQuery,
  response: auditPage,
});

export const getAudit = route({
  method: "get",
  path: "/api/workspaces/:workspace/audit/:seq",
  access: "audit.read",
  summary: "One row of the audit log",
  response: oneAuditEvent,
});

export const verifyAudit = route({
  method: "post",
  path: "/api/workspaces/:workspace/audit/verify",
  access: "audit.read",
  summary: "Walk the whole chain and say whether it is intact",
  response: auditVerification,
});

/** A header line, one event a line, a trailer line with count and head hash. */
export const exportAuditLog = route({
  method: "get",
  path: "/api/workspaces/:workspace/audit/export",
  access: "audit.read",
  summary: "The whole audit log as JSON lines",
  response: z.string(),
  type: "application/jsonl",
});
