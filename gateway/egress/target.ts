import { isIP } from "node:net";
import { GatewayError } from "../errors.ts";
import { isLoopbackAddress, isTrustedAddress } from "./address.ts";
import type { EgressPolicy } from "./types.ts";

export interface Target {
  origin: string;
  /** Path and query, as sent. */
  path: string;
  /** An emulated provider's origin, or a trusted one over http: another pool, loopback only. */
  sandbox: boolean;
  /** An origin that the operator trusts by name, over https: a pool that also reaches the own network. */
  trusted?: true;
}

const refuse = (detail: string) => new GatewayError("egress_refused", { detail });

/**
 * Where a URL leads under a policy. The WHATWG parser has already turned decimal, octal and hex IPv4 into dotted
 * form and host names into lower case, so exact comparison is enough. Throws `egress_refused`.
 */
export function aim(input: string | URL, policy: EgressPolicy): Target {
  const url = typeof input === "string" ? URL.parse(input) : input;
  if (!url) throw refuse("This is not an absolute URL.");
  if (url.username || url.password) throw refuse("A URL may not carry a user name or password.");
  const origin = url.origin;
  const path = url.pathname + url.search;
  if (policy.sandboxOrigins?.has(origin)) {
    if (!mayBeLoopback(url.hostname)) throw refuse(`${url.host} is not on this machine.`);
    return { origin, path, sandbox: true };
  }
  if (policy.trustedOrigins?.has(origin)) return trusted(url, origin, path);
  if (url.protocol !== "https:") throw refuse("Only https is spoken to providers.");
  if (!policy.hosts.has(url.host)) throw refuse(`${url.host} is not one of the provider's hosts.`);
  if (literal(url.hostname) !== undefined) throw refuse("Providers are called by name, not by address.");
  return { origin, path, sandbox: false };
}

function trusted(url: URL, origin: string, path: string): Target {
  if (url.protocol === "http:") {
    if (!mayBeLoopback(url.hostname))
      throw refuse(`${url.host} is not on this machine, so it must be https.`);
    return { origin, path, sandbox: true };
  }
  const address = literal(url.hostname);
  if (address !== undefined && !isTrustedAddress(address)) throw refuse(`${url.host} may not be called.`);
  return { origin, path, sandbox: false, trusted: true };
}

/** The address in a host that is one: `127.0.0.1`, `[::1]`. */
function literal(hostname: string): string | undefined {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}

/** A name is checked when it is resolved; an address never is, so it is checked here. */
function mayBeLoopback(hostname: string): boolean {
  const address = literal(hostname);
  return address === undefined || isLoopbackAddress(address);
}
