import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { EgressPolicy } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";

/** Which hosts a provider's tokens may go to, and where emulated ones really are. */
export interface ProviderHosts {
  /** For calls with the access token: API, identity, probe. */
  api: EgressPolicy;
  /** For the token and revocation endpoints, which see refresh tokens and the client secret. */
  auth: EgressPolicy;
  /** The real URL, or the emulator's for a sandbox provider. Throws `egress_refused` for an origin without one. */
  locate(url: string | URL): URL;
}

const known = new WeakMap<Provider, ProviderHosts>();

export function hostsOf(provider: Provider): ProviderHosts {
  const found = known.get(provider);
  if (found) return found;
  const hosts = derive(provider);
  known.set(provider, hosts);
  return hosts;
}

function derive(provider: Provider): ProviderHosts {
  const locate = provider.sandbox ? mapping(provider.origins ?? {}) : parse;
  const { identity, probe, revocation, tokenEndpoint } = provider;
  const policy = (urls: string[]): EgressPolicy => {
    if (!provider.sandbox) return { hosts: new Set(urls.map((url) => new URL(url).host)) };
    return { hosts: new Set(), sandboxOrigins: new Set(urls.flatMap((url) => originAt(locate, url))) };
  };
  return {
    api: policy([...provider.apiHosts.map((host) => `https://${host}/`), identity.endpoint, probe.url]),
    auth: policy([tokenEndpoint, revocation.endpoint]),
    locate,
  };
}

const refuse = (detail: string) => new GatewayError("egress_refused", { detail });

function parse(input: string | URL): URL {
  const url = typeof input === "string" ? URL.parse(input) : input;
  if (!url) throw refuse("This is not an absolute URL.");
  return url;
}

/** Fails closed: what has no emulator is not called, so that a sandbox never reaches the real provider. */
function mapping(origins: Readonly<Record<string, string>>): (input: string | URL) => URL {
  const emulated = new Set(Object.values(origins).map((origin) => new URL(origin).origin));
  return (input) => {
    const url = parse(input);
    if (emulated.has(url.origin)) return url;
    const origin = Object.hasOwn(origins, url.origin) ? origins[url.origin] : undefined;
    if (origin === undefined) throw refuse(`${url.host} has no emulator here.`);
    const moved = new URL(origin);
    moved.pathname = url.pathname;
    moved.search = url.search;
    return moved;
  };
}

/** An endpoint that is not emulated is left out; calling it fails. */
function originAt(locate: (url: string) => URL, url: string): string[] {
  try {
    return [locate(url).origin];
  } catch {
    return [];
  }
}
