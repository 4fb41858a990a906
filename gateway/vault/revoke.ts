import type { Provider, Revocation } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { appJwt, fill } from "./app-token.ts";
import { hostsOf, requireConsented } from "./hosts.ts";
import { fieldOf, objectOf } from "./json.ts";
import { basicOf, type OAuthDeps } from "./oauth-client.ts";
import { reveal, type Secret } from "./secret.ts";
import { PARTS, type Part, type TokenSet, type Tokens } from "./token-set.ts";
import type { OAuthClient, RevocationReceipt } from "./types.ts";

const TIMEOUT_MS = 10_000;

/** Whose tokens these are at the provider. */
export interface Holder {
  provider: Provider;
  client: OAuthClient;
  installationId?: string | undefined;
  /** Hosts and client of the consent; absent for tokens that were never kept. */
  bound?: string | undefined;
  clientId?: string | undefined;
}
export interface RevokeOptions {
  /** For all of them together. */
  timeoutMs?: number;
  /** Default: all. */
  parts?: readonly Part[];
  /** Default: the provider's. */
  revocation?: Revocation;
}

/**
 * Ends tokens at the provider (RFC 7009 section 2.1, or the provider's own way). Each is tried, whatever became of the
 * others; the receipt is the worst of them. Never throws.
 */
export async function revokeTokens(
  deps: OAuthDeps,
  holder: Holder,
  tokens: Tokens,
  { timeoutMs = TIMEOUT_MS, parts = PARTS, revocation = holder.provider.revocation }: RevokeOptions = {},
): Promise<RevocationReceipt> {
  const until = performance.now() + timeoutMs;
  const each = async (part: Part): Promise<RevocationReceipt[]> => {
    const set = tokens[part];
    const receipts: RevocationReceipt[] = [];
    for (const token of set ? toSend(revocation, set) : []) {
      const left = Math.max(1, until - performance.now());
      receipts.push(await revokeOne(deps, holder, revocation, token, left));
    }
    return receipts;
  };
  const receipts = (await Promise.all(parts.map(each))).flat();
  const nothing = { ok: true, retry: false, status: null, detail: "There was no token to end." };
  const worst = receipts.find(({ retry }) => retry) ?? receipts.find(({ ok }) => !ok) ?? receipts[0];
  return worst ?? { ...nothing, at: new Date(deps.clock()) };
}

/** Where a refresh token does not take its access tokens along, the one we have is ended too. */
function toSend({ accepts, endsWholeGrant }: Revocation, { access, refresh }: TokenSet): Secret[] {
  if (accepts === "access" || !refresh) return [access];
  return endsWholeGrant ? [refresh] : [refresh, access];
}

interface Outgoing {
  headers: Record<string, string>;
  body: string | null;
}

async function compose(
  deps: OAuthDeps,
  { client, provider }: Holder,
  { authentication, body }: Revocation,
  token: Secret,
): Promise<Outgoing> {
  const headers: Record<string, string> = { accept: "application/json", ...provider.apiHeaders };
  const form = new URLSearchParams(body === "form" ? { token: reveal(token) } : {});
  if (authentication === "token") headers.authorization = `Bearer ${reveal(token)}`;
  if (authentication === "app") headers.authorization = `Bearer ${reveal(await appJwt(deps, client))}`;
  const post = authentication === "client" && provider.clientAuthentication === "client_secret_post";
  if (authentication === "basic" || (authentication === "client" && !post))
    headers.authorization = basicOf(client);
  if (post) {
    form.set("client_id", client.id);
    form.set("client_secret", reveal(client.secret));
  }
  if (body === "none") return { headers, body: null };
  if (body === "json") {
    headers["content-type"] = "application/json";
    return { headers, body: JSON.stringify({ access_token: reveal(token) }) };
  }
  headers["content-type"] = "application/x-www-form-urlencoded";
  return { headers, body: form.toString() };
}

async function revokeOne(
  deps: OAuthDeps,
  holder: Holder,
  revocation: Revocation,
  token: Secret,
  timeoutMs: number,
): Promise<RevocationReceipt> {
  const { provider, client, installationId, bound, clientId } = holder;
  const { auth, locate } = hostsOf(provider);
  const receipt = (
    ok: boolean,
    retry: boolean,
    status: number | null,
    detail: string,
  ): RevocationReceipt => ({
    ok,
    retry,
    status,
    detail,
    at: new Date(deps.clock()),
  });
  try {
    if (bound !== undefined) requireConsented(provider, bound);
    const { method, endpoint, alreadyDead, authentication } = revocation;
    const asClient = authentication !== "none" && authentication !== "token";
    // A provider that is asked by another client says "no such token", which would pass for a receipt.
    if (asClient && clientId !== undefined && clientId !== client.id)
      return receipt(false, true, null, "The client this was granted to is not the one configured now.");
    const url = locate(fill(endpoint, client, installationId));
    const answer = await deps.egress.send(
      { method, url, timeoutMs, ...(await compose(deps, holder, revocation, token)) },
      auth,
    );
    const { status } = answer;
    const dead = () => receipt(true, false, status, `The provider says it was dead already (${status}).`);
    const refused = provider.bodyErrors && refusedInBody(provider.bodyErrors, answer.body);
    if (refused === "dead" || alreadyDead.includes(status)) return dead();
    if (refused) return receipt(false, refused === "later", status, "The provider refused the revocation.");
    if (status >= 200 && status < 300)
      return receipt(true, false, status, `Revoked by the provider (${status}).`);
    // 401 then means our client, which an admin can put right.
    const later = status === 429 || status === 408 || status >= 500 || (asClient && status === 401);
    return receipt(false, later, status, `The provider answered ${status}.`);
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : "internal";
    if (code === "connector_invalid")
      return receipt(
        false,
        false,
        null,
        "The provider's address has changed since consent; nothing was sent.",
      );
    const final = code === "egress_refused" || code === "client_rejected";
    return receipt(false, !final, null, `The provider was not reached (${code}).`);
  }
}

/** What `{ok: false, error}` under HTTP 200 means; undefined: it is a success. */
function refusedInBody(
  { alreadyDead, faults }: NonNullable<Provider["bodyErrors"]>,
  body: Uint8Array,
): "dead" | "later" | "never" | undefined {
  const fields = objectOf(body);
  if (fieldOf(fields, "ok") !== false) return undefined;
  const error = String(fieldOf(fields, "error"));
  if (alreadyDead.includes(error)) return "dead";
  const fault = Object.hasOwn(faults, error) ? faults[error] : undefined;
  return fault === "rate_limited" || fault === "provider_down" ? "later" : "never";
}
