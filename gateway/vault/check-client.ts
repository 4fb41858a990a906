import * as oauth from "openid-client";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { appJwt } from "./app-token.ts";
import { hostsOf } from "./hosts.ts";
import { fieldOf, objectOf, textOf } from "./json.ts";
import { configure, type OAuthDeps } from "./oauth-client.ts";
import { tokenFailure } from "./oauth-failure.ts";
import { reveal } from "./secret.ts";
import type { AppCheck, OAuthClient } from "./types.ts";

const TIMEOUT_MS = 10_000;

/**
 * Whether a provider knows our client: trades a code that cannot exist. RFC 6749 section 5.2: a wrong client is
 * `invalid_client`; one that is right hears that the code is not.
 */
async function checkSecret(
  deps: OAuthDeps,
  provider: Provider,
  client: OAuthClient,
  redirectUri: string,
): Promise<Pick<AppCheck, "client" | "answer">> {
  try {
    await oauth.genericGrantRequest(configure(deps, provider, client), "authorization_code", {
      code: "valetkey-checks-the-client",
      redirect_uri: redirectUri,
      ...(provider.pkce === "S256" && { code_verifier: oauth.randomPKCECodeVerifier() }),
    });
    return { client: "unknown", answer: "tokens" }; // no provider gives any for that code
  } catch (error) {
    const failure = tokenFailure(error);
    if (failure.kind === "client_refused") return { client: "refused", answer: failure.word };
    if (failure.kind === "unreachable") return { client: "unknown", answer: failure.error.code };
    return { client: "accepted", answer: failure.word };
  }
}

/** Whether number and key of a GitHub App belong together, and what the app is permitted. */
async function checkKey(
  deps: OAuthDeps,
  provider: Provider,
  client: OAuthClient,
): Promise<AppCheck["key"] | undefined> {
  if (!provider.installation || !client.app) return undefined;
  const { api, locate } = hostsOf(provider);
  try {
    const jwt = await appJwt(deps, client);
    const answer = await deps.egress.send(
      {
        method: "GET",
        url: locate(provider.installation.appEndpoint),
        headers: { ...provider.apiHeaders, authorization: `Bearer ${reveal(jwt)}` },
        timeoutMs: TIMEOUT_MS,
      },
      api,
    );
    if (answer.status === 401 || answer.status === 404) return { state: "refused", permissions: [] };
    if (answer.status !== 200) return { state: "unknown", permissions: [] };
    const fields = objectOf(answer.body);
    const permissions = Object.entries(fieldOf(fields, "permissions") ?? {}).map(
      ([name, level]) => `${name}:${String(level)}`,
    );
    return { state: "accepted", slug: textOf(fieldOf(fields, "slug")), permissions };
  } catch (error) {
    const refused = error instanceof GatewayError && error.code === "client_rejected";
    return { state: refused ? "refused" : "unknown", permissions: [] };
  }
}

/** Asks the provider about a registration; never throws for what it answers. */
export async function checkApp(
  deps: OAuthDeps,
  provider: Provider,
  client: OAuthClient,
  redirectUri: string,
): Promise<AppCheck> {
  const secret = await checkSecret(deps, provider, client, redirectUri);
  return { ...secret, key: await checkKey(deps, provider, client) };
}
