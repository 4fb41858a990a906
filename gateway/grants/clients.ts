import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import type { OAuthClient } from "../vault/index.ts";

export interface ProviderClient extends OAuthClient {
  redirectUri: string;
}

/** The gateway's OAuth clients by provider. */
export interface Clients {
  has(provider: string): boolean;
  /** Throws `provider_not_configured`. */
  of(provider: Provider): ProviderClient;
  redirectUriOf(provider: string): string;
}

export function openClients(configured: ReadonlyMap<string, ProviderClient>, publicUrl: string): Clients {
  return {
    has: (provider) => configured.has(provider),
    of(provider) {
      const client = configured.get(provider.id);
      if (!client) throw new GatewayError("provider_not_configured", { data: { service: provider.id } });
      return client;
    },
    redirectUriOf: (provider) =>
      configured.get(provider)?.redirectUri ?? `${publicUrl}/integrations/${provider}/callback`,
  };
}
