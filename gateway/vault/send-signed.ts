import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Egress, EgressResponse } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { hostsOf } from "./hosts.ts";
import type { ApiRequest } from "./types.ts";

/** Whether a host is one of `patterns`: exact, or below a `*.suffix`. */
export function isHostOf(host: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern,
  );
}

export interface SignedUse {
  provider: Provider;
  /** Hosts that this may go to, as in `McpServerSpec.signedHosts`. */
  hosts: readonly string[];
  signal?: AbortSignal | undefined;
}

/**
 * Sends a request to an address that the provider gave in an answer and that carries its own permission. No credential
 * goes along. Throws `egress_refused` for every other host.
 */
export function sendSigned(
  egress: Egress,
  { provider, hosts, signal }: SignedUse,
  request: ApiRequest,
): Promise<EgressResponse> {
  const named = URL.parse(String(request.url));
  const url = hostsOf(provider).locate(request.url); // an emulated provider's own address, in the sandbox
  const isEmulated = provider.sandbox === true && named?.origin === url.origin;
  if (!named || !(isEmulated || (named.protocol === "https:" && isHostOf(named.host, hosts))))
    throw new GatewayError("egress_refused", {
      detail: `${named?.host ?? "This"} is not an address for files.`,
    });
  const policy = provider.sandbox
    ? { hosts: new Set<string>(), sandboxOrigins: new Set([url.origin]) }
    : { hosts: new Set([url.host]) };
  return egress.send({ ...request, url, signal }, policy);
}
