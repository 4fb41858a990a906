import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { decodeJwt } from "jose";

const FINISHED = "http.server.response.finish";

export interface Traffic {
  /** The protocol version that the last of this subject's requests named. */
  eraOf(subject: string): string | undefined;
  /** Of its last request to an MCP endpoint. */
  statusOf(subject: string): number | undefined;
  /** Every token that its requests came with. */
  tokensOf(subject: string): string[];
  /** From now on requests with this API token are the subject's. */
  know(token: string, subject: string): void;
  close(): void;
}

/**
 * Who spoke which version of the protocol, as it came in at the gateway's door (which is in this process). Subjects are
 * ids of members: of an access token its `sub` (RFC 9068 section 2.2), of an API token whoever it was made for.
 */
export function watchTraffic(): Traffic {
  const seen = new Map<string, { version: string | undefined; status: number }>();
  const tokens = new Map<string, string>();
  const used = new Map<string, Set<string>>();
  const subjectOf = (bearer: string): string | undefined => {
    if (tokens.has(bearer)) return tokens.get(bearer);
    try {
      return decodeJwt(bearer).sub;
    } catch {
      return undefined;
    }
  };
  const finished = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (!/^(\/k)?\/mcp(\/|\?|$)/.test(request.url ?? "")) return;
    // Express takes the header out of `headers`, not out of what came.
    const at = request.rawHeaders.findIndex((name, n) => n % 2 === 0 && /^authorization$/i.test(name));
    const bearer = at < 0 ? undefined : request.rawHeaders[at + 1]?.replace(/^bearer /i, "");
    const subject = bearer && subjectOf(bearer);
    if (!subject) return;
    used.set(subject, (used.get(subject) ?? new Set()).add(bearer));
    const version = request.headers["mcp-protocol-version"]?.toString() ?? seen.get(subject)?.version;
    seen.set(subject, { version, status: response.statusCode });
  };
  subscribe(FINISHED, finished);
  return {
    eraOf: (subject) => seen.get(subject)?.version,
    statusOf: (subject) => seen.get(subject)?.status,
    tokensOf: (subject) => [...(used.get(subject) ?? [])],
    know: (token, subject) => void tokens.set(token, subject),
    close: () => void unsubscribe(FINISHED, finished),
  };
}
