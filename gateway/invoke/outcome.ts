import type { File, FileLink, ProviderFault } from "../../mcp-servers/kit/index.ts";

/** Why a call did not give a result. Stable: agents and the audit log see these. */
export type RefusalCode =
  | ProviderFault
  | "unknown_tool"
  | "connection_required"
  | "connector_disabled"
  | "scope_missing"
  | "read_only"
  | "server_not_allowed"
  | "tool_not_allowed"
  /** A rule denies it, or what it touches. */
  | "policy_denied"
  | "target_not_allowed"
  | "target_unknown"
  | "approval_required"
  | "approval_denied"
  | "quota_exceeded"
  | "too_many_approvals"
  | "grant_revoked"
  | "audit_unavailable"
  | "key_unknown"
  | "key_service_unavailable"
  | "cancelled"
  | "internal";

export type FileOutcome =
  | { ok: true; file: File }
  | { ok: false; code: RefusalCode; message: string; data: Readonly<Record<string, unknown>> };

/**
 * A refusal in words an agent can act on. It is an answer that somebody counts on, and made by the thousand where
 * somebody asks what can be called: where it was made is not written down.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly data: Readonly<Record<string, unknown>>;
  constructor(code: RefusalCode, message: string, data: Record<string, unknown> = {}) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "Refusal";
    this.code = code;
    this.data = data;
  }
}

export type ToolOutcome =
  | {
      ok: true;
      text: string;
      structured: Record<string, unknown>;
      connector: string;
      /** Links that the result shows beside its text. */
      links: readonly FileLink[];
    }
  | { ok: false; code: RefusalCode; message: string; data: Readonly<Record<string, unknown>> };
