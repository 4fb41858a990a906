export { type ArgumentDigest, openArgumentDigest } from "./argument-digest.ts";
export type { Audit } from "./audit.ts";
export type { AuditEventType, AuditInput, Events, Outcome, Target } from "./events.ts";
export { type ExportOptions, exportAudit } from "./export.ts";
export type { AuditDb, AuditLog, Pace } from "./lane-parts.ts";
export { type AuditQuery, getAuditEvent, queryAudit } from "./query.ts";
export { type VerifyOptions, verifyWorkspace } from "./verify.ts";
export { type ExportVerification, type VerifyExportOptions, verifyExport } from "./verify-export.ts";
export { type AuditOptions, openAudit } from "./writer.ts";
