import { LRUCache } from "lru-cache";
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
  /** What a credential of today is bound to: origins that see refresh tokens, origins that see access tokens. */
  bound: string;
}

const known = new WeakMap<Provider, ProviderHosts>();

export function hostsOf(provider: Provider): ProviderHosts {
  const found = known.get(provider);
  if (found) return found;
  const hosts = derive(provider);
  known.set(provider, hosts);
  return hosts;
}

/** Endpoints hold `{app_slug}` and the like behind their host. */
const plain = (endpoint: string): string => endpoint.replace(/[{}]/g, "");

function derive(provider: Provider): ProviderHosts {
  const locate = provider.sandbox ? mapping(provider.origins ?? {}) : parse;
  const { identity, probe, revocation, tokenEndpoint, installation, appPermissions } = provider;
  const policy = (urls: string[]): EgressPolicy => {
    if (!provider.sandbox) return { hosts: new Set(urls.map((url) => new URL(url).host)) };
    return { hosts: new Set(), sandboxOrigins: new Set(originsAt(locate, urls)) };
  };
  const api = [
    ...provider.apiHosts.map((host) => `https://${host}/`),
    identity.endpoint,
    probe.url,
    ...(appPermissions ? [appPermissions.endpoint] : []),
  ].map(plain);
  const auth = [
    tokenEndpoint,
    revocation.endpoint,
    ...(installation ? [installation.tokenEndpoint, installation.discard.endpoint] : []),
  ].map(plain);
  const origins = (urls: string[]) => [...new Set(originsAt(locate, urls))].sort();
  return {
    api: policy(api),
    auth: policy(auth),
    locate,
    bound: JSON.stringify({ auth: origins(auth), api: origins(api) }),
  };
}

interface Consented {
  auth: ReadonlySet<string>;
  api: ReadonlySet<string>;
}
const parsed = new LRUCache<string, Consented>({ max: 1_000 });

function consentedIn(bound: string): Consented {
  const found = parsed.get(bound);
  if (found) return found;
  const { auth, api } = JSON.parse(bound) as { auth: string[]; api: string[] };
  const consented = { auth: new Set(auth), api: new Set(api) };
  parsed.set(bound, consented);
  return consented;
}

const changed = () => new GatewayError("connector_invalid", { data: { cause: "endpoint_changed" } });

/**
 * A credential goes only where it could have gone when it was consented to: a definition, an app or an environment
 * that names another host since then does not get it. `bound` is authenticated with the ciphertext. Throws
 * `connector_invalid` with the cause `endpoint_changed`. `url`: located; absent for the token and revocation endpoints.
 */
export function requireConsented(provider: Provider, bound: string, url?: URL): void {
  if (bound === "") return; // sealed before hosts were bound; bound at its next renewal
  const now = hostsOf(provider).bound;
  if (bound === now) return;
  const consented = consentedIn(bound);
  for (const origin of consentedIn(now).auth) if (!consented.auth.has(origin)) throw changed();
  if (url && !consented.api.has(url.origin)) throw changed();
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
function originsAt(locate: (url: string) => URL, urls: readonly string[]): string[] {
  return urls.flatMap((url) => {
    try {
      return [locate(url).origin];
    } catch {
      return [];
    }
  });
}
