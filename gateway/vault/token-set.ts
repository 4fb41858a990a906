import { z } from "zod";
import { GatewayError } from "../errors.ts";
import { type SealedBytes, seal, unseal } from "./envelope.ts";
import type { KeyRing } from "./key-ring.ts";
import { reveal, Secret } from "./secret.ts";

/** The tokens of a grant (RFC 6749 section 5.1). */
export interface TokenSet {
  access: Secret;
  refresh: Secret | undefined;
  /** Milliseconds since the epoch; undefined: the provider does not say, or never. */
  expiresAt: number | undefined;
  /** As the provider named it; sent as Bearer whatever it is. */
  tokenType: string;
}

export interface GrantRef {
  workspaceId: string;
  grantId: string;
}

const packed = z.object({ a: z.string(), r: z.string().optional(), e: z.number().optional(), t: z.string() });
const boundTo = ({ workspaceId, grantId }: GrantRef) => ({
  workspaceId,
  purpose: `grant:${grantId}` as const,
});

export function sealTokens(ring: KeyRing, ref: GrantRef, tokens: TokenSet): SealedBytes {
  const { access, refresh, expiresAt, tokenType } = tokens;
  const fields = { a: reveal(access), r: refresh && reveal(refresh), e: expiresAt, t: tokenType };
  return seal(ring, boundTo(ref), JSON.stringify(fields));
}

/** Throws `key_unknown` or `credential_unreadable`. The expiry inside counts, not the column beside it. */
export function openTokens(
  ring: KeyRing,
  ref: GrantRef,
  sealed: { keyId: string; bytes: Uint8Array },
): TokenSet {
  const fields = packed.safeParse(JSON.parse(unseal(ring, boundTo(ref), sealed)));
  if (!fields.success) throw new GatewayError("credential_unreadable");
  const { a, r, e, t } = fields.data;
  return {
    access: new Secret(a),
    refresh: r === undefined ? undefined : new Secret(r),
    expiresAt: e,
    tokenType: t,
  };
}

/** From a token response at `now`; a missing refresh token is the `previous` one (RFC 6749 section 6). */
export function tokenSetOf(answer: TokenFields, now: number, previous?: Secret): TokenSet {
  const { access_token, refresh_token, expires_in, raw_token_type } = answer;
  return {
    access: new Secret(access_token),
    refresh: refresh_token === undefined ? previous : new Secret(refresh_token),
    expiresAt: expires_in === undefined ? undefined : now + expires_in * 1000,
    tokenType: typeof raw_token_type === "string" ? raw_token_type : "bearer",
  };
}

/** As the token response's normaliser leaves it. */
interface TokenFields {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
  raw_token_type?: unknown;
}
