import { z } from "zod";
import { GatewayError } from "../errors.ts";
import { type SealedBytes, seal, unseal } from "./envelope.ts";
import type { KeyProvider } from "./keys.ts";
import { reveal, Secret } from "./secret.ts";

/** The tokens of one answer (RFC 6749 section 5.1). */
export interface TokenSet {
  access: Secret;
  refresh: Secret | undefined;
  /** Milliseconds since the epoch; undefined: the provider does not say, or never. */
  expiresAt: number | undefined;
  /** Milliseconds from issue to expiry; undefined when unknown. */
  lifetime: number | undefined;
  /** As the provider named it; sent as Bearer whatever it is. */
  tokenType: string;
}

/** `main`: the only token of most providers, the app's at Slack. `user`: Slack's second, which acts as the person. */
export type Part = "main" | "user";
/** `tokenType` of what an app's own key mints: renewed without a refresh token. */
export const INSTALLATION = "installation";
export const PARTS: readonly Part[] = ["main", "user"];
/** All tokens of a grant; at least one part is there. */
export type Tokens = Readonly<Partial<Record<Part, TokenSet>>> & {
  /** Which installation the app may act on: sealed, so that no row can name another one. */
  readonly installationId?: string | undefined;
  /** What of the app's permissions was picked, as scopes `name:level`: its tokens are minted with no more. */
  readonly permissions?: readonly string[] | undefined;
};

export interface GrantRef {
  workspaceId: string;
  grantId: string;
}

const packedSet = z.object({
  a: z.string(),
  r: z.string().optional(),
  e: z.number().optional(),
  l: z.number().optional(),
  t: z.string(),
});
const packed = z.union([
  z
    .object({
      main: packedSet.optional(),
      user: packedSet.optional(),
      i: z.string().optional(),
      p: z.array(z.string()).optional(),
    })
    .strict(),
  packedSet.transform((main) => ({ main, user: undefined, i: undefined, p: undefined })), // as it was before there were parts
]);

const boundTo = ({ workspaceId, grantId }: GrantRef, context: string) => ({
  workspaceId,
  purpose: `grant:${grantId}` as const,
  context,
});

const pack = (set: TokenSet | undefined) =>
  set && {
    a: reveal(set.access),
    r: set.refresh && reveal(set.refresh),
    e: set.expiresAt,
    l: set.lifetime,
    t: set.tokenType,
  };
const unpack = (fields: z.output<typeof packedSet>): TokenSet => ({
  access: new Secret(fields.a),
  refresh: fields.r === undefined ? undefined : new Secret(fields.r),
  expiresAt: fields.e,
  lifetime: fields.l,
  tokenType: fields.t,
});

/** `bound`: where the tokens may be sent (`hosts.ts`); they open under no other. */
export async function sealTokens(
  keys: KeyProvider,
  ref: GrantRef,
  bound: string,
  tokens: Tokens,
): Promise<SealedBytes> {
  const content = {
    main: pack(tokens.main),
    user: pack(tokens.user),
    i: tokens.installationId,
    p: tokens.permissions,
  };
  return seal(keys, boundTo(ref, bound), JSON.stringify(content));
}

/**
 * Throws `key_unknown`, `key_service_unavailable` or `credential_unreadable`. The expiry inside counts, not the
 * column beside it; an installation that is not the one inside is refused.
 */
export async function openTokens(
  keys: KeyProvider,
  ref: GrantRef & { installationId?: string | undefined },
  sealed: { keyId: string; bytes: Uint8Array; bound: string },
): Promise<Tokens> {
  const fields = packed.safeParse(JSON.parse(await unseal(keys, boundTo(ref, sealed.bound), sealed)));
  const { main, user, i: installationId, p: permissions } = fields.success ? fields.data : {};
  if ((!main && !user) || installationId !== ref.installationId)
    throw new GatewayError("credential_unreadable");
  return {
    ...(main && { main: unpack(main) }),
    ...(user && { user: unpack(user) }),
    ...(installationId !== undefined && { installationId }),
    ...(permissions !== undefined && { permissions }),
  };
}

/** The part a call goes out with: the one asked for, else the only one, else the main one. */
export function partOf(tokens: Tokens, wanted?: Part): [Part, TokenSet] {
  const part = wanted ?? (tokens.main ? "main" : "user");
  const set = tokens[part];
  if (!set) throw new GatewayError("connector_not_connected", { detail: `This grant has no ${part} token.` });
  return [part, set];
}

/** From a token response at `now`; a missing refresh token is the `previous` one (RFC 6749 section 6). */
export function tokenSetOf(answer: TokenFields, now: number, previous?: Secret): TokenSet {
  const { access_token, refresh_token, expires_in, raw_token_type } = answer;
  const lifetime = expires_in === undefined ? undefined : expires_in * 1000;
  return {
    access: new Secret(access_token),
    refresh: refresh_token === undefined ? previous : new Secret(refresh_token),
    expiresAt: lifetime === undefined ? undefined : now + lifetime,
    lifetime,
    tokenType: typeof raw_token_type === "string" ? raw_token_type : "bearer",
  };
}

/** As the token response's normaliser leaves it. */
export interface TokenFields {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
  raw_token_type?: unknown;
}

const LAST_MOMENT_MS = 60_000;
const AHEAD_MS = 5 * 60_000;

/** A call renews a token that ends within a minute, or within the last tenth of a short life. */
export const isStale = ({ expiresAt, lifetime }: TokenSet, now: number): boolean =>
  expiresAt !== undefined && expiresAt - now <= Math.min(LAST_MOMENT_MS, (lifetime ?? Infinity) / 10);

/**
 * When the job renews: 5 to 10 minutes before the first of the tokens ends, or in the last tenth to fifth of a short
 * life, so that the grants of one morning do not all come due at once. What cannot be renewed is never due. `random`:
 * 0 to 1.
 */
export function refreshAtOf(
  tokens: Tokens,
  random: number,
  refused: Partial<Record<Part, string>> = {},
): number | undefined {
  const times = PARTS.flatMap((part) => {
    const { expiresAt, lifetime = Infinity, refresh, tokenType } = tokens[part] ?? {};
    const renewable = (refresh || tokenType === INSTALLATION) && refused[part] === undefined;
    if (expiresAt === undefined || !renewable) return [];
    return [expiresAt - Math.min(AHEAD_MS, lifetime / 10) * (1 + random)];
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

export function expiresAtOf(tokens: Tokens): number | undefined {
  const times = PARTS.flatMap((part) => tokens[part]?.expiresAt ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
