/** What can go wrong at a provider, in the words an agent can act on. */
export type ProviderFault =
  | "bad_argument"
  | "not_found"
  | "no_permission"
  | "rate_limited"
  | "conflict"
  | "too_large"
  | "provider_down"
  | "connector_invalid";

/** A failure that a tool reports to the agent. `message` is shown as it is: never put a raw body or a secret in. */
export class ToolError extends Error {
  readonly fault: ProviderFault;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter: number | undefined;
  /** HTTP status of the provider's answer, where there was one. */
  readonly status: number | undefined;
  /** The provider's own machine-readable code, e.g. `already_reacted`. */
  readonly reason: string | undefined;
  constructor(
    fault: ProviderFault,
    message: string,
    more: { retryAfter?: number; status?: number; reason?: string } = {},
  ) {
    super(message);
    this.name = "ToolError";
    this.fault = fault;
    this.retryAfter = more.retryAfter;
    this.status = more.status;
    this.reason = more.reason;
  }
}
