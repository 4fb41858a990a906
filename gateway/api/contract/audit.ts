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

const filters = {
  type: z.string().max(64).optional(),
  outcome: z.enum(["ok", "started", "failed", "refused"]).optional(),
  /** `usr_…`, `agt_…` or the name of a job. */
  actor: z.string().max(128).optional(),
  /** Id of what the event is about. */
  target: z.string().max(128).optional(),
  /** What an agent did, and what was done to it. */
  agent: z.string().max(64).optional(),
  connector: z.string().max(64).optional(),
  tool: z.string().max(128).optional(),
  from: at.optional(),
  to: at.optional(),
  /** Names, ids, types and tools that contain this; or a whole request id. */
  q: z.string().trim().min(2).max(100).optional(),
};
/** What narrows the log down; the same for its pages, its count and its export. */
export const auditFilters = z.strictObject(filters);
export type AuditFilters = z.infer<typeof auditFilters>;

/** Newest first. */
export const auditQuery = z.strictObject({
  ...filters,
  page_size: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
  /** From the cursor on; `newer` with a page's `newer_cursor` follows the log's end. */
  direction: z.enum(["older", "newer"]).default("older"),
});
export const auditPage = z.object({
  /** Newest first in either direction. */
  events: z.array(auditEvent),
  /** To what is older; null: nothing is. */
  next_cursor: z.string().nullable(),
  /** To what is newer, also where nothing is yet. */
  newer_cursor: z.string(),
  /** Whether there is something newer than this page already. */
  has_newer: z.boolean(),
  /** Every type that occurs in this workspace, for the filter. */
  types: z.array(z.string()),
});
export type AuditPage = z.infer<typeof auditPage>;
/** With its neighbours among those that the filters leave. */
export const oneAuditEvent = z.object({
  event: auditEvent,
  newer_seq: z.number().int().nullable(),
  older_seq: z.number().int().nullable(),
});

/** Before an export. `head_seq`: the newest row that was there, 0: none. */
export const auditCount = z.object({ rows: z.number().int(), head_seq: z.number().int() });

/** Zero checked is `empty`, never `intact`. */
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

/** One walk along the chain, which goes on while nobody watches. */
export const auditCheck = z.object({
  id: z.string(),
  state: z.enum(["running", "done"]),
  /**
   * `intact`, `broken` (at `broken_at`), `empty`: nothing to verify; `incomplete`: it was not finished, and says
   * nothing. Null while it runs.
   */
  result: z.enum(["intact", "broken", "empty", "incomplete"]).nullable(),
  /** Rows walked, of those there were at its beginning. */
  checked: z.number().int(),
  total: z.number().int(),
  first_seq: z.number().int().nullable(),
  last_seq: z.number().int().nullable(),
  head_hash: z.string().nullable(),
  broken_at: z.number().int().nullable(),
  reason: z.string().nullable(),
  started_by: z.string(),
  started_at: at,
  ended_at: at.nullable(),
});
export type AuditCheck = z.infer<typeof auditCheck>;
/** Newest first, the last twenty. */
export const auditChecks = z.object({ checks: z.array(auditCheck) });

export const exportQuery = z.strictObject({ ...filters, format: z.enum(["jsonl", "csv"]).default("jsonl") });

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
  summary: "One row of the audit log, and its neighbours",
  query: auditFilters,
  response: oneAuditEvent,
});

export const countAudit = route({
  method: "get",
  path: "/api/workspaces/:workspace/audit/count",
  access: "audit.read",
  summary: "How many rows the filters leave",
  query: auditFilters,
  response: auditCount,
});

export const startAuditCheck = route({
  method: "post",
  path: "/api/workspaces/:workspace/audit/checks",
  access: "audit.read",
  summary: "Begin to walk the chain, or join the walk under way",
  response: auditCheck,
  status: 202,
});

export const listAuditChecks = route({
  method: "get",
  path: "/api/workspaces/:workspace/audit/checks",
  access: "audit.read",
  summary: "The last walks along the chain, and what they found",
  response: auditChecks,
});

export const getAuditCheck = route({
  method: "get",
  path: "/api/workspaces/:workspace/audit/checks/:id",
  access: "audit.read",
  summary: "How far a walk along the chain is",
  response: auditCheck,
});

export const verifyAudit = route({
  method: "post",
  path: "/api/workspaces/:workspace/audit/verify",
  access: "audit.read",
  summary: "Walk the whole chain and say whether it is intact",
  response: auditVerification,
});

/** One file without dependencies that verifies such an export offline: `node verify-audit.mjs <export>`. */
export const getAuditVerifier = route({
  method: "get",
  path: "/api/workspaces/:workspace/audit/verifier",
  access: "audit.read",
  summary: "A program that verifies an export offline, with Node.js alone",
  response: z.string(),
  type: "text/javascript",
});

/**
 * JSON lines: a header line, one event a line, a trailer line with count, head hash and SHA-256; without filters that is
 * the whole chain, which `npm run audit -- verify` verifies offline. CSV (RFC 4180): a header record, an event a record,
 * and a last record of type `export.digest` with count and SHA-256. The header `x-valetkey-rows` says how many events
 * follow.
 */
export const exportAuditLog = route({
  method: "get",
  path: "/api/workspaces/:workspace/audit/export",
  access: "audit.read",
  summary: "The audit log as JSON lines or CSV",
  query: exportQuery,
  response: z.string(),
  type: "application/jsonl",
});
