export type { Audit } from "./audit.ts";
export type { AuditEventType, AuditInput, Events, Outcome, Target } from "./events.ts";
