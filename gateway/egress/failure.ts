import { GatewayError } from "../errors.ts";

const TIMEOUTS = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
]);
/** The other side closed a kept-alive connection just as it was used again. */
const GONE = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code ?? "";

/** The error callers see for what went wrong on the socket. */
export function failureOf(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const code = codeOf(error);
  if (TIMEOUTS.has(code)) return new GatewayError("egress_timeout", { cause: error });
  return new GatewayError("provider_unreachable", { cause: error });
}

const sent = new WeakSet<GatewayError>();
export const markSent = (error: GatewayError): void => void sent.add(error);
/** Whether the request of this failure had begun to go out: then nobody knows what the other side made of it. */
export const wasSent = (error: GatewayError): boolean => sent.has(error);

export const connectionWasGone = (error: unknown) =>
  error instanceof GatewayError && error.code === "provider_unreachable" && GONE.has(codeOf(error.cause));
