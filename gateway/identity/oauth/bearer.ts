import { createLocalJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { Clock } from "../../clock.ts";
import type { Principal } from "../../context.ts";
import type { Channel } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { sha256 } from "../secret-text.ts";
import { WRITE } from "./clients.ts";
import type { SigningKey, SigningKeys } from "./signing-keys.ts";
import type { Standing, TokenClaims } from "./standing.ts";

export interface BearerParts {
  issuer: string;
  signing: SigningKeys;
  standing: Standing;
  channel: Channel;
  clock: Clock;
  onUse(principal: Principal, at: number): void;
}

/**
 * The principal of an access token at one of these endpoints (`resources`, exact). Throws `token_invalid`,
 * `token_expired`, `token_revoked`, `agent_paused`.
 */
export type AuthenticateBearer = (bearer: string, resources: readonly string[]) => Promise<Principal>;

export interface Bearer {
  authenticate: AuthenticateBearer;
  /** Whether a principal that a token made would be made again: asks the database. Others are not its business. */
  stands(who: Principal): Promise<boolean>;
}

interface Checked extends TokenClaims {
  expiresAt: number;
}

const MAX_CACHED = 10_000;
/** Ours are below 1 KB. */
const MAX_LENGTH = 4_096;
/** What a principal of a token is made of. */
const TOPICS = ["client_consents", "agent_clients", "oauth_records", "members", "agents"];

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function claimsOf(payload: JWTPayload): Checked {
  const { sub, aud, exp, iat, client_id, workspace, grant, scope } = payload;
  const [clientId, workspaceId, resource] = [text(client_id), text(workspace), text(aud)];
  if (!sub || !exp || !iat || !clientId || !workspaceId || !resource) throw new GatewayError("token_invalid");
  return {
    subject: sub,
    clientId,
    workspaceId,
    resource,
    grant: text(grant),
    canWrite: (text(scope) ?? "").split(" ").includes(WRITE),
    issuedAt: iat * 1_000,
    expiresAt: exp * 1_000,
  };
}

/**
 * Checks access tokens of our own authorization server (RFC 9068 section 4) and nothing else: signature by a key of
 * ours, `typ`, issuer, audience, expiry. A token that was checked is not checked again until it ends; who it is, is
 * remembered only as long as no replica has said that something changed.
 */
export function openBearer(parts: BearerParts): Bearer {
  const { issuer, signing, standing, channel, clock } = parts;
  const checked = new LRUCache<string, Checked>({ max: MAX_CACHED });
  const principals = new LRUCache<string, Principal>({ max: MAX_CACHED });
  const madeBy = new WeakMap<Principal, TokenClaims>();
  let generation = 0;
  const drop = () => {
    generation++;
    principals.clear();
  };
  for (const topic of TOPICS) channel.on(topic, drop);
  channel.onGap(drop);
  channel.on("oauth_signing_keys", () => checked.clear());

  let keySet: { of: readonly SigningKey[]; get: JWTVerifyGetKey } | undefined;
  const keys = async (): Promise<JWTVerifyGetKey> => {
    const all = await signing.all();
    if (keySet?.of !== all)
      keySet = { of: all, get: createLocalJWKSet({ keys: all.map(({ publicJwk }) => publicJwk) }) };
    return keySet.get;
  };

  const verify = async (bearer: string): Promise<Checked> => {
    try {
      const { payload } = await jwtVerify(bearer, await keys(), {
        algorithms: ["RS256"],
        typ: "at+jwt",
        issuer,
        currentDate: new Date(clock()),
        requiredClaims: ["aud", "exp", "iat", "jti"],
      });
      return claimsOf(payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new GatewayError("token_expired");
      if (error instanceof errors.JOSEError) throw new GatewayError("token_invalid");
      throw error;
    }
  };

  const authenticate: AuthenticateBearer = async (bearer, resources) => {
    if (bearer.length > MAX_LENGTH) throw new GatewayError("token_invalid");
    const key = sha256(bearer).toString("base64");
    let token = checked.get(key);
    if (!token) {
      token = await verify(bearer);
      checked.set(key, token);
    }
    const now = clock();
    if (token.expiresAt <= now) throw new GatewayError("token_expired");
    if (!resources.includes(token.resource)) {
      throw new GatewayError("token_invalid", { detail: "This token is for another MCP endpoint." });
    }
    const startedIn = generation;
    const known = channel.fresh() ? principals.get(key) : undefined;
    const principal = known ?? (await standing.principalOf(token));
    if (!principal) throw new GatewayError("token_revoked");
    if (!known && startedIn === generation) principals.set(key, principal);
    madeBy.set(principal, token);
    parts.onUse(principal, now);
    return principal;
  };
  return {
    authenticate,
    async stands(who) {
      const token = madeBy.get(who);
      if (token === undefined) return true;
      try {
        return (await standing.principalOf(token)) !== undefined;
      } catch (error) {
        if (error instanceof GatewayError) return false;
        throw error;
      }
    },
  };
}
