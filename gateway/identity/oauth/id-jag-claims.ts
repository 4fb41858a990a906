import type { JWTHeaderParameters, JWTPayload } from "jose";

/** What an identity provider vouches for, in its Identity Assertion JWT Authorization Grant (ID-JAG). */
export interface Vouched {
  issuer: string;
  subject: string;
  clientId: string;
  jti: string;
  /** Seconds. */
  expiresAt: number;
  resource: string | undefined;
  scopes: readonly string[] | undefined;
  /** Lower case, and only where the issuer says that it is verified. */
  email: string | undefined;
}
export type VouchedOrNot = { ok: true; vouched: Vouched } | { ok: false; reason: string };

/** Seconds an assertion may live: it is made for one exchange. */
const LONGEST_S = 3_600;
const SLACK_S = 30;

const text = (value: unknown, longest = 500): string | undefined =>
  typeof value === "string" && value.length > 0 && value.length <= longest ? value : undefined;

/**
 * Holds a decoded assertion, whose signature is somebody else's business, against
 * draft-ietf-oauth-identity-assertion-authz-grant section 4.4 and RFC 7523 section 3. Pure; `now` in seconds.
 */
export function judgeAssertion(
  header: JWTHeaderParameters,
  payload: JWTPayload,
  expected: { audience: string; clientId: string; now: number },
): VouchedOrNot {
  const no = (reason: string): VouchedOrNot => ({ ok: false, reason });
  const { audience, clientId, now } = expected;
  if (header.typ?.toLowerCase() !== "oauth-id-jag+jwt") return no("the assertion is not an ID-JAG");
  const [issuer, subject, jti] = [text(payload.iss), text(payload.sub), text(payload.jti, 200)];
  if (!issuer || !subject || !jti) return no("the assertion lacks iss, sub or jti");
  // One audience and no other: what was made for somebody else is not for us (RFC 7523 section 3, 3).
  const aud = Array.isArray(payload.aud) ? payload.aud : [payload.aud];
  if (aud.length !== 1 || aud[0] !== audience) return no("the assertion is for another audience");
  if (text(payload.client_id) !== clientId) return no("the assertion is for another client");
  const { exp, iat, nbf } = payload;
  if (typeof exp !== "number" || typeof iat !== "number") return no("the assertion lacks exp or iat");
  if (exp + SLACK_S <= now) return no("the assertion has expired");
  if (iat - SLACK_S > now || (nbf !== undefined && nbf - SLACK_S > now))
    return no("the assertion is not valid yet");
  if (exp - now > LONGEST_S) return no("the assertion lives too long");
  if (payload.resource !== undefined && text(payload.resource) === undefined)
    return no("the assertion must name one resource");
  const isVerified = payload.email_verified === true || payload.email_verified === "true";
  return {
    ok: true,
    vouched: {
      issuer,
      subject,
      clientId,
      jti,
      expiresAt: exp,
      resource: text(payload.resource),
      scopes: text(payload.scope)?.split(" "),
      email: isVerified ? text(payload.email, 320)?.trim().toLowerCase() : undefined,
    },
  };
}
