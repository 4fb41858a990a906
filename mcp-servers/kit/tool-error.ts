/** What can go wrong at a provider, in the words an agent can act on. */
export type ProviderFault =
  | "bad_argument"
  | "not_found"
  | "no_permission"
  | "rate_limited"
  | "conflict"
  | "too_large"
  | "provider_down"
  | "connector_invalid"
  /** Not an error: the bytes have to be sent first. `data` says where. */
  | "upload_needed";

export interface ToolErrorMore {
  /** Seconds after which a retry makes sense. */
  retryAfter?: number | undefined;
  /** HTTP status of the provider's answer, where there was one. */
  status?: number | undefined;
  /** The provider's own machine-readable code, e.g. `already_reacted`. */
  reason?: string | undefined;
  /** Shown to the agent beside the message: what it needs for the next step. Never a raw body or a secret. */
  data?: Readonly<Record<string, unknown>> | undefined;
}

/** A failure that a tool reports to the agent. `message` is shown as it is: never put a raw body or a secret in. */
export class ToolError extends Error {
  readonly fault: ProviderFault;
  readonly retryAfter: number | undefined;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(fault: ProviderFault, message: string, more: ToolErrorMore = {}) {
    super(message);
    this.name = "ToolError";
    this.fault = fault;
    this.retryAfter = more.retryAfter;
    this.status = more.status;
    this.reason = more.reason;
    this.data = more.data ?? {};
  }
}
