import * as oauth from "openid-client";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { mintInstallationToken } from "./app-token.ts";
import { backoffMs, type CoolDown, LONGEST_MS } from "./cool-down.ts";
import { type Held, keyOf, type Replaced } from "./credentials.ts";
import type { Deps } from "./deps.ts";
import { hostsOf, requireConsented } from "./hosts.ts";
import { fieldOf } from "./json.ts";
import type { Lease } from "./leases.ts";
import { configure, type OAuthDeps, SUBJECT } from "./oauth-client.ts";
import { type TokenFailure, tokenFailure } from "./oauth-failure.ts";
import { without } from "./refusals.ts";
import { revokeTokens } from "./revoke.ts";
import { reveal } from "./secret.ts";
import {
  expiresAtOf,
  openTokens,
  type Part,
  refreshAtOf,
  sealTokens,
  type TokenFields,
  type TokenSet,
  type Tokens,
  tokenSetOf,
} from "./token-set.ts";
import type { Use } from "./types.ts";
import { keepTrying, type Unsaved } from "./unsaved.ts";

/** One refresh: who asks, for which part of which grant, and the credential it replaces as the lease found it. */
export interface Renewal {
  who: Principal;
  use: Use;
  seen: Held;
  part: Part;
}
/** The provider renewed with somebody else's tokens. */
const ACCOUNT_CHANGED = "account_changed";

type Parts = Deps & { coolDown: CoolDown; unsaved: Unsaved };

/** Milliseconds until the job tries a failed refresh again; up to twice that, spread out. */
const AGAIN_MS = 60_000;

/** Whether a new token can be had at all. */
export const isRenewable = ({ provider, installationId }: Use, set: TokenSet): boolean =>
  set.refresh !== undefined || (provider.installation !== undefined && installationId !== undefined);

export const coolKeyOf = (use: Use, part: Part): string => `${keyOf(use)}/${part}`;

/**
 * One request to the token endpoint, by the holder of the row's lease; undefined when the lease has become another's,
 * so that the row tells what became of it. Errors: see `Refresher`.
 */
export async function renew(parts: Parts, renewal: Renewal, lease: Lease): Promise<Held | undefined> {
  const { who, use, seen, part } = renewal;
  const left = parts.unsaved.find(keyOf(use), seen.version);
  if (left) return still(await parts.unsaved.save(keyOf(use), seen.version, left));
  if (lease.abandoned && !isMinted(use)) tell(parts, renewal, "refresh.failed", "answer_lost");
  let tokens: Tokens | undefined;
  let next: TokenSet;
  try {
    tokens = await openTokens(parts.keys, use, seen); // first: only then is `bound` what was written at consent
    requireConsented(use.provider, seen.bound);
    requireClient(use, seen);
    if (lease.overdue()) {
      await parts.credentials.release(who, use, lease).catch(() => {});
      return undefined;
    }
    next = await request(parts, renewal, tokens);
  } catch (error) {
    return failed(parts, renewal, lease, tokenFailure(error), tokens);
  }
  const held = await commit(parts, renewal, { ...tokens, [part]: next });
  parts.coolDown.succeeded(coolKeyOf(use, part));
  if (lease.lost && !isMinted(use)) tell(parts, renewal, "refresh.recovered", null);
  else parts.tell.audit(who, { type: "refresh.succeeded", ...about(use), cause: null, permanent: false });
  return held;
}

const about = ({ grantId, connectorId }: Use) => ({ grantId, connectorId });

/** A token minted with the app's key spends nothing: no answer to it can be lost for good. */
const isMinted = ({ provider, installationId }: Use) =>
  provider.installation !== undefined && installationId !== undefined;

function tell(
  { tell: { audit } }: Deps,
  { who, use }: Renewal,
  type: "refresh.failed" | "refresh.recovered",
  cause: string | null,
): void {
  audit(who, { type, ...about(use), cause, permanent: false });
}

/** A refresh token that another client sends is refused, and some providers then end it. */
function requireClient({ client }: Use, { clientId }: Held): void {
  if (client.id === clientId) return;
  throw new GatewayError("client_rejected", {
    detail: "This grant was given to another OAuth client than the one that is configured now.",
  });
}

async function request(deps: Deps, { use, part, seen }: Renewal, tokens: Tokens): Promise<TokenSet> {
  const { provider, client, installationId } = use;
  if (!tokens[part]) throw new GatewayError("connector_not_connected");
  if (provider.installation && installationId !== undefined)
    return (await mintInstallationToken(deps, provider, client, installationId, tokens.permissions ?? []))
      .tokens;
  return askForNewer(deps, { provider, client, accountId: seen.accountId }, part, tokens);
}

/** One request to the token endpoint, for tokens that may be nobody's yet. Throws what openid-client does. */
export async function askForNewer(
  deps: OAuthDeps,
  { provider, client, accountId }: Pick<Use, "provider" | "client"> & { accountId: string },
  part: Part,
  tokens: Tokens,
): Promise<TokenSet> {
  const { refresh } = tokens[part]!;
  const config = configure(deps, provider, client);
  const answer = await oauth.refreshTokenGrant(config, reveal(refresh!));
  requireSameSubject(provider, answer[SUBJECT], accountId);
  // Slack nests a person's new token as at the start, or answers with nothing else.
  const nested = part === "user" && provider.userToken && answer[provider.userToken.field];
  const fields = fieldOf(nested, "access_token") === undefined ? answer : (nested as unknown as TokenFields);
  return tokenSetOf(fields, deps.clock(), refresh);
}

/** OpenID Connect Core section 12.2: the ID token of a refresh is about the same person. Its tokens are dropped else. */
function requireSameSubject({ identity }: Provider, subject: unknown, accountId: string): void {
  const isSubject = identity.id.length === 1 && identity.id[0] === "sub";
  if (!isSubject || subject === undefined || subject === accountId) return;
  throw new GatewayError("connector_invalid", { data: { cause: ACCOUNT_CHANGED } });
}

/** What the row holds after a result was saved, whosever it is. Throws `connector_not_connected`. */
function still({ held }: Replaced): Held {
  if (!held || held.ended) throw new GatewayError("connector_not_connected");
  return held;
}

/** The new refresh token is committed before anything uses it: the provider may have killed the old one already. */
async function commit(parts: Parts, renewal: Renewal, tokens: Tokens): Promise<Held> {
  const { use, seen, part } = renewal;
  const { provider } = use;
  // Hosts are bound at consent, not at a renewal; only what was sealed before they were bound is bound now.
  const bound = seen.bound || hostsOf(provider).bound;
  const refused = without(seen.refused, part);
  const expiresAt = expiresAtOf(tokens);
  const refreshAt = refreshAtOf(tokens, Math.random(), refused);
  const save = async (): Promise<Replaced> => {
    const sealed = await sealTokens(parts.keys, use, bound, tokens);
    const next = { sealed, bound, expiresAt, refreshAt, refused };
    const replaced = await parts.credentials.replace(renewal.who, use, seen.version, next);
    const { saved, held } = replaced;
    // The grant is gone. Where one revocation ends everything, the revocation of the old token did.
    if (!saved && (!held || held.ended) && !provider.revocation.endsWholeGrant)
      await revokeTokens(parts, use, tokens, { parts: [part] });
    return replaced;
  };
  return still(await parts.unsaved.save(keyOf(use), seen.version, save));
}

async function failed(
  parts: Parts,
  { who, use, seen, part }: Renewal,
  lease: Lease,
  failure: TokenFailure,
  tokens: Tokens | undefined,
): Promise<undefined> {
  const { credentials, coolDown, clock, tell } = parts;
  const refused = failure.kind === "grant_refused";
  const lost = failure.kind === "unreachable" && failure.lost && !isMinted(use);
  const cause = causeOf(failure, { lost, lostBefore: lease.lost && !isMinted(use) });
  const error = errorOf(failure, cause);
  const permanent = refused || failure.kind === "client_refused" || failure.kind === "endpoint_changed";
  const waitMs = permanent ? LONGEST_MS : backoffMs(lease.failures + 1, retryAfterMs(error));
  const later = clock() + AGAIN_MS * (permanent ? 15 : 1) * (1 + Math.random());
  const others = refreshAtOf(tokens ?? {}, Math.random(), { ...seen.refused, [part]: cause });
  const outcome = {
    refreshAt: refused ? (others ?? null) : later,
    lost,
    ...(refused && { refused: cause }),
    // Another client, or a definition put right, may try at once; nobody hammers a provider that is down.
    ...(!permanent && { coolMs: waitMs }),
  };
  const write = () => credentials.release(who, use, lease, outcome);
  // A refusal must be remembered: it is never asked again. The rest is only politeness.
  const mine = await (refused ? keepTrying(write) : write()).catch(() => true);
  // Whoever has the lease now, or was faster, knows better what the tokens are worth.
  if (!mine) return undefined;
  const client = failure.kind === "client_refused" ? use.client : undefined;
  coolDown.failed(coolKeyOf(use, part), seen.version, error, refused ? Infinity : waitMs, client);
  tell.audit(who, { type: "refresh.failed", ...about(use), cause, permanent });
  throw error;
}

function causeOf(
  failure: TokenFailure,
  { lost, lostBefore }: { lost: boolean; lostBefore: boolean },
): string {
  if (failure.kind === "grant_refused" && failure.word === ACCOUNT_CHANGED) return ACCOUNT_CHANGED;
  if (failure.kind === "grant_refused") return lostBefore ? "refresh_lost" : "invalid_grant";
  if (failure.kind === "client_refused") return "client_rejected";
  if (failure.kind === "endpoint_changed") return "endpoint_changed";
  return lost ? "answer_lost" : "provider_unreachable";
}

function errorOf(failure: TokenFailure, cause: string): GatewayError {
  if (failure.kind === "unreachable") return failure.error;
  if (failure.kind === "grant_refused" || failure.kind === "endpoint_changed")
    return new GatewayError("connector_invalid", { data: { cause } });
  const detail = `The provider answered the refresh with: ${failure.word}.`;
  if (failure.kind === "client_refused")
    return failure.error ?? new GatewayError("client_rejected", { detail });
  return new GatewayError("provider_unreachable", { detail });
}

function retryAfterMs(error: GatewayError): number {
  const seconds = Number(error.data.retry_after);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}
