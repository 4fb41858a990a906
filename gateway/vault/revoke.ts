import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { hostsOf } from "./hosts.ts";
import type { OAuthDeps } from "./oauth-client.ts";
import { reveal, type Secret } from "./secret.ts";
import type { TokenSet } from "./token-set.ts";
import type { RevocationReceipt } from "./types.ts";

const TIMEOUT_MS = 10_000;

/** Ends a token set at the provider (RFC 7009 section 2.1). Never throws: what went wrong is in the receipt. */
export async function revokeTokens(
  deps: OAuthDeps,
  provider: Provider,
  tokens: TokenSet,
  timeoutMs = TIMEOUT_MS,
): Promise<RevocationReceipt> {
  const { refresh, access } = tokens;
  const first = await revokeOne(deps, provider, refresh ?? access, timeoutMs);
  // Where a refresh token does not take its access tokens along, the one we have is ended too.
  if (!first.ok || !refresh || provider.revocation.endsWholeGrant) return first;
  return revokeOne(deps, provider, access, timeoutMs);
}

async function revokeOne(
  { egress, clock }: OAuthDeps,
  provider: Provider,
  token: Secret,
  timeoutMs: number,
): Promise<RevocationReceipt> {
  const { auth, locate } = hostsOf(provider);
  const { endpoint, alreadyDead } = provider.revocation;
  try {
    const { status } = await egress.send(
      {
        method: "POST",
        url: locate(endpoint),
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ token: reveal(token) }).toString(),
        timeoutMs,
      },
      auth,
    );
    const at = new Date(clock());
    if (status >= 200 && status < 300) {
      return { ok: true, retry: false, status, detail: `Revoked by the provider (${status}).`, at };
    }
    if (alreadyDead.includes(status)) {
      return {
        ok: true,
        retry: false,
        status,
        detail: `The provider says it was dead already (${status}).`,
        at,
      };
    }
    const retry = status === 429 || status >= 500;
    return { ok: false, retry, status, detail: `The provider answered ${status}.`, at };
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : "internal";
    const detail = `The provider was not reached (${code}).`;
    return { ok: false, retry: code !== "egress_refused", status: null, detail, at: new Date(clock()) };
  }
}
