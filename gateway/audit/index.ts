export { argumentDigest } from "./argument-digest.ts";
export type { Audit } from "./audit.ts";
export type { AuditEventType, AuditInput, Events, Outcome, Target } from "./events.ts";
export type { AuditDb, AuditLog, Pace } from "./lane.ts";
export { type AuditOptions, openAudit } from "./writer.ts";
