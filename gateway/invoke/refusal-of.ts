import { ToolError } from "../../mcp-servers/kit/index.ts";
import { errorTable, GatewayError } from "../errors.ts";
import type { Log } from "../log.ts";
import { CALL_MS, type Call } from "./call.ts";
import { Refusal } from "./outcome.ts";

/** A sentence may name what a provider holds, and that may be as long as it likes. */
const LONGEST_MESSAGE = 2_000;
const inShort = (message: string): string =>
  message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE).toWellFormed()}…`;

/** Whatever a call threw, as a refusal. Only codes and our own sentences get through. */
export function refusalOf(error: unknown, log: Log, call: Call): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ToolError) {
    const wait = error.retryAfter ? { retry_after_seconds: error.retryAfter } : {};
    return new Refusal(error.fault, inShort(error.message), { ...error.data, ...wait });
  }
  if (call.scope.signal.aborted) return new Refusal("cancelled", "The caller went away.");
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new Refusal(
      "provider_down",
      `${call.server.provider.title} did not answer within ${CALL_MS / 1000} seconds.`,
    );
  }
  if (error instanceof GatewayError) {
    if (error.code === "connector_invalid" || error.code === "connector_not_connected") {
      return new Refusal("connector_invalid", error.message, { ...error.data });
    }
    if (error.code === "provider_not_configured")
      return new Refusal(
        "connector_invalid",
        "The gateway's registration at the provider is gone. An admin enters it again.",
        { cause: "app_missing" },
      );
    if (error.code === "key_unknown" || error.code === "key_service_unavailable") {
      log.error(
        { err: error, call: call.id, request: call.scope.requestId },
        "a credential cannot be opened",
      );
      return new Refusal(error.code, `${error.message} ${errorTable[error.code].next}`);
    }
    if (error.code === "too_many_approvals")
      return new Refusal(error.code, `${error.message} ${errorTable[error.code].next}`);
    if (error.code === "audit_unavailable") return new Refusal("audit_unavailable", error.message);
    if (error.code === "egress_too_large") return new Refusal("too_large", error.message);
    if (error.status === 502 || error.status === 504) return new Refusal("provider_down", error.message);
  }
  log.error(
    { err: error, call: call.id, tool: call.toolName, request: call.scope.requestId },
    "a tool call failed",
  );
  return new Refusal(
    "internal",
    `The gateway failed on this call. Quote ${call.scope.requestId} to whoever runs it.`,
  );
}
