import { timingSafeEqual } from "node:crypto";
import * as oauth from "openid-client";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { type Account, administersAll, type Reachable, readAccount, readInstallations } from "./account.ts";
import { appJwt, fill, mintInstallationToken, permitted } from "./app-token.ts";
import { hashState, openPending, type Pending } from "./begin.ts";
import { type Exchanged, makeExchanged } from "./exchanged.ts";
import { fieldOf } from "./json.ts";
import type { KeyProvider } from "./keys.ts";
import { configure, type OAuthDeps } from "./oauth-client.ts";
import { safeWord, tokenFailure } from "./oauth-failure.ts";
import { revokeTokens } from "./revoke.ts";
import { type Part, type TokenFields, type Tokens, tokenSetOf } from "./token-set.ts";
import type { Finish } from "./types.ts";

type Deps = OAuthDeps & { keys: KeyProvider };
type Answer = oauth.TokenEndpointResponse & oauth.TokenEndpointResponseHelpers;
/** What the fresh tokens turned out to be. */
interface Found {
  tokens: Tokens;
  account: Account;
  scopes: string[];
  installationId?: string;
}

/** Checks the callback, trades its code for tokens and reads whose account it is. Codes: see `Vault`. */
export async function finishAuthorization(deps: Deps, finish: Finish): Promise<Exchanged> {
  const { provider, client, workspaceId, params } = finish;
  const pending = await openPending(deps.keys, finish, finish.sealed);
  const code = codeOf(params, provider, pending);
  const answer = await trade(deps, finish, pending, code);
  const fresh = tokensOf(provider, answer, deps.clock());
  const found = await (provider.installation
    ? installed(deps, finish, pending.s, fresh)
    : identified(deps, provider, pending, answer, fresh)
  ).catch(async (error) => {
    // Nobody will keep these. Where one revocation ends all grants of the account, a connection that works
    // today may hang on it: then they are only forgotten.
    const revocation = provider.installation?.discard ?? provider.revocation;
    if (!revocation.endsWholeGrant) await revokeTokens(deps, { provider, client }, fresh, { revocation });
    throw error;
  });
  const { account, scopes, tokens, installationId } = found;
  const life = Number(answer.refresh_token_expires_in);
  const refreshSeconds = life > 0 && Number.isFinite(life) ? life : undefined;
  return makeExchanged(
    { account, scopes, installationId, refreshSeconds },
    { tokens, provider, client, workspaceId },
  );
}

/** The parts of an answer; a second token sits in a field of its own. */
function tokensOf({ userToken }: Provider, answer: Answer, now: number): Tokens {
  const nested = userToken && answer[userToken.field];
  const fields =
    fieldOf(nested, "access_token") === undefined ? undefined : (nested as unknown as TokenFields);
  const user = fields && tokenSetOf(fields, now);
  return {
    ...(answer.user_only !== true && { main: tokenSetOf(answer, now) }),
    ...(user && { user }),
  };
}

async function identified(
  deps: Deps,
  provider: Provider,
  pending: Pending,
  answer: Answer,
  tokens: Tokens,
): Promise<Found> {
  const read = async (part: Part) => {
    const set = tokens[part];
    return set && readAccount(deps.egress, provider, set.access);
  };
  const [main, user] = [await read("main"), await read("user")];
  const account = provider.userToken
    ? { id: `${main?.id ?? ""}+${user?.id ?? ""}`, label: (user ?? main)!.label }
    : sameSubject(main!, provider, answer.claims()?.sub);
  if (!provider.appPermissions)
    return { tokens, account, scopes: grantedScopes(provider, answer, tokens, pending.s) };
  const reached = await readInstallations(deps.egress, provider, tokens.main!.access);
  return { tokens, account, scopes: [...new Set(reached.flatMap((one) => one.scopes))] };
}

/**
 * The id of the installation comes back through the browser: it counts only when the person who came back administers
 * what that installation reaches. Their own token is ended; what stays is access as the app.
 */
async function installed(
  deps: Deps,
  { provider, client, params }: Finish,
  asked: readonly string[],
  fresh: Tokens,
): Promise<Found> {
  const wanted = params.installation_id;
  const reached: Reachable[] = await readInstallations(deps.egress, provider, fresh.main!.access);
  const installation = reached.find((one) => one.id === wanted);
  if (!installation) throw new GatewayError("installation_refused");
  const { id } = installation;
  const scopes = permitted(asked, installation.scopes);
  const minted = await mintInstallationToken(deps, provider, client, id, scopes);
  const seenEndpoint = fill(provider.installation!.seenEndpoint, client, id);
  const [person, app] = [fresh.main!.access, minted.tokens.access];
  if (!(await administersAll(deps.egress, provider, { person, app, seenEndpoint })))
    throw new GatewayError("installation_refused", {
      detail: "You do not administer every repository that this installation reaches. Nothing was connected.",
    });
  const endpoint = fill(provider.identity.endpoint, client, id);
  const account = await readAccount(deps.egress, provider, await appJwt(deps, client), endpoint);
  const { discard } = provider.installation!;
  await revokeTokens(deps, { provider, client }, fresh, { revocation: discard, timeoutMs: 5_000 });
  const tokens = { main: minted.tokens, installationId: id, permissions: scopes };
  return { tokens, account, scopes, installationId: id };
}

/** In the order that trust is built: the state is ours, the answer is the provider's, it says yes. */
function codeOf(params: Finish["params"], provider: Provider, pending: Pending): string {
  const { state, iss, error, code } = params;
  if (!state) throw new GatewayError("state_missing");
  if (!timingSafeEqual(hashState(state), Buffer.from(pending.h, "base64")))
    throw new GatewayError("state_unknown");
  // RFC 9207 section 2.4: compared as strings. Checked here too, so that it also holds for error answers.
  if (iss !== undefined && iss !== provider.issuer) throw new GatewayError("issuer_mismatch");
  if (error) throw refusedAtProvider(error);
  if (params.setup_action === "request")
    throw new GatewayError("consent_denied", {
      detail: "An owner of the organisation must approve the installation first; then connect again.",
    });
  if (!code) throw new GatewayError("bad_request", { detail: "The provider's answer holds no code." });
  return code;
}

/** RFC 6749 section 4.1.2.1. Providers add words of their own, most of which mean "your administrator blocks this". */
function refusedAtProvider(error: string): GatewayError {
  const detail = `The provider answered: ${safeWord(error)}.`;
  if (error === "server_error" || error === "temporarily_unavailable") {
    return new GatewayError("provider_unreachable", { detail });
  }
  if (error === "unauthorized_client" || error === "invalid_client")
    return new GatewayError("client_rejected", { detail });
  return new GatewayError("consent_denied", error === "access_denied" ? {} : { detail });
}

async function trade(
  deps: Deps,
  { provider, client, redirectUri, params }: Finish,
  pending: Pending,
  code: string,
) {
  const callback = new URL(redirectUri); // openid-client takes `redirect_uri` from it
  callback.search = new URLSearchParams({
    code,
    state: params.state!,
    ...(params.iss && { iss: params.iss }),
  }).toString();
  try {
    return await oauth.authorizationCodeGrant(configure(deps, provider, client), callback, {
      ...(pending.v !== undefined && { pkceCodeVerifier: pending.v }),
      expectedState: params.state!,
      ...(pending.n !== undefined && { expectedNonce: pending.n }),
    });
  } catch (error) {
    const failure = tokenFailure(error);
    if (failure.kind === "unreachable") throw failure.error;
    const detail = `The provider answered: ${failure.word}.`;
    if (failure.kind === "client_refused") throw new GatewayError("client_rejected", { detail });
    // An ID token of another issuer is the same attack as a callback of another issuer (RFC 9700 section 4.4).
    if (failure.kind === "answer_refused" && wrongIssuer(error)) throw new GatewayError("issuer_mismatch");
    throw new GatewayError("code_rejected", { detail });
  }
}

function wrongIssuer(error: unknown): boolean {
  const checked = ((error as Error).cause as Error | undefined)?.cause as { claim?: string } | undefined;
  return checked?.claim === "iss";
}

/** OpenID Connect Core section 5.3.2: userinfo of another subject than the ID token's must not be used. */
function sameSubject(account: Account, provider: Provider, subject: string | undefined): Account {
  const isSubject = provider.identity.id.length === 1 && provider.identity.id[0] === "sub";
  if (subject === undefined || !isSubject || account.id === subject) return account;
  throw new GatewayError("account_unreadable", { detail: "The identity answer is about another account." });
}

/** In our spelling. No `scope` in the answer means what was asked for (RFC 6749 section 5.1). */
function grantedScopes(
  { userToken, scopeAliases }: Provider,
  answer: Answer,
  tokens: Tokens,
  asked: readonly string[],
): string[] {
  const prefix = userToken?.scopePrefix;
  const isUsers = (scope: string) => prefix !== undefined && scope.startsWith(prefix);
  const list = (scope: unknown) => (typeof scope === "string" ? scope.split(" ").filter(Boolean) : undefined);
  const main = tokens.main ? (list(answer.scope) ?? asked.filter((scope) => !isUsers(scope))) : [];
  const nested = tokens.user && userToken ? list(fieldOf(answer[userToken.field], "scope")) : undefined;
  const users = tokens.user ? (nested?.map((scope) => prefix + scope) ?? asked.filter(isUsers)) : [];
  const ours = (scope: string) => (Object.hasOwn(scopeAliases, scope) ? scopeAliases[scope]! : scope);
  return [...new Set([...main, ...users].map(ours))];
}
