import { AuthorizationResponseError, ClientError, ResponseBodyError } from "openid-client";
import { wasSent } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";

/** What a failed token request means. `word` is the provider's error code, safe to show. */
export type TokenFailure =
  | { kind: "grant_refused"; word: string }
  /** `error`: our own finding, with what to do about it. */
  | { kind: "client_refused"; word: string; error?: GatewayError }
  | { kind: "other_refusal"; word: string }
  | { kind: "answer_refused"; word: string }
  /** The definition names another host than when the grant was given. */
  | { kind: "endpoint_changed"; word: string }
  /** `lost`: the request went out and no answer came back, so nobody knows what the provider did with it. */
  | { kind: "unreachable"; error: GatewayError; lost: boolean };

/**
 * openid-client's errors carry answers with tokens in their `cause`: none of them may go further than this.
 */
export function tokenFailure(error: unknown): TokenFailure {
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) {
    const word = safeWord(error.error);
    if (word === "invalid_grant") return { kind: "grant_refused", word };
    if (word === "invalid_client" || word === "unauthorized_client") return { kind: "client_refused", word };
    return { kind: "other_refusal", word };
  }
  const inner = error instanceof ClientError ? error.cause : error;
  if (inner instanceof GatewayError) return ownFailure(inner);
  // A claim or a field that does not hold: the answer came, and is not accepted.
  if (error instanceof ClientError && error.code)
    return { kind: "answer_refused", word: safeWord(error.code) };
  const name = error instanceof Error ? error.name : typeof error;
  return {
    kind: "unreachable",
    error: new GatewayError("provider_unreachable", { detail: `Unexpected ${name}.` }),
    lost: false,
  };
}

function ownFailure(inner: GatewayError): TokenFailure {
  if (inner.code === "client_rejected")
    return { kind: "client_refused", word: "invalid_client", error: inner };
  if (inner.code === "connector_invalid") {
    const word = String(inner.data.cause);
    return word === "endpoint_changed" ? { kind: word, word } : { kind: "grant_refused", word };
  }
  return { kind: "unreachable", error: unreachable(inner), lost: wasSent(inner) };
}

/** A refused host is a fault of the provider's definition and keeps its own code. */
function unreachable(error: GatewayError): GatewayError {
  const own = ["provider_unreachable", "egress_refused", "key_unknown", "key_service_unavailable"];
  if (own.includes(error.code) || error.code === "credential_unreadable") return error;
  return new GatewayError("provider_unreachable", { detail: error.message });
}

/** Error codes are short words; whatever else a provider puts there stays out of messages and logs. */
export function safeWord(word: string | undefined): string {
  return word !== undefined && /^[\w.-]{1,64}$/.test(word) ? word : "an unreadable error";
}
