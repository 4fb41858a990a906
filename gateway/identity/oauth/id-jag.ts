import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { type Client, errors, type Provider, type TokenEndpointGrantContext } from "oidc-provider";
import type { Clock } from "../../clock.ts";
import type { Models, System } from "../../db/index.ts";
import { manages } from "../permissions.ts";
import { BOTH, READ, WRITE } from "./clients.ts";
import type { Consents } from "./consents.ts";
import type { Documents } from "./documents.ts";
import { judgeAssertion, type Vouched } from "./id-jag-claims.ts";
import { Records, type RecordsParts } from "./records.ts";
import { nameOf } from "./registration.ts";
import type { Resources } from "./resources.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { ACCESS_TOKEN_S, JWT_BEARER } from "./token-facts.ts";

export interface IdJagParts {
  issuer: string;
  system: System;
  recordKeys: RecordsParts["keys"];
  documents: Documents;
  resources: Resources;
  consents: Consents;
  signing: SigningKeys;
  clock: Clock;
  /** A client was let in for a person for the first time. */
  onLetIn(let_in: {
    workspaceId: string;
    consentId: string;
    userId: string;
    clientId: string;
    issuer: string;
  }): void;
}

type Issuer = Models.TrustedIssuerModel;
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const KEYS_MS = 5 * 60_000;

const refuse = (why: string) => new errors.InvalidGrant(why);

/** Whoever is who the issuer says, in the workspace that trusts it: by a bound account, else by a verified address. */
async function memberOf({ tables }: System, row: Issuer, { issuer, subject, email }: Vouched) {
  const bound = await tables.userIdentity.findUnique({ where: { issuer_subject: { issuer, subject } } });
  const user =
    bound || email === undefined
      ? null
      : await tables.user.findUnique({ where: { email }, include: { identities: true } });
  // An address whose account at this issuer is known to be another one.
  if (user?.identities.some((other) => other.issuer === issuer)) return undefined;
  const userId = bound?.userId ?? user?.id;
  if (userId === undefined) return undefined;
  const { workspaceId } = row;
  const at = (id: string) => ({ where: { workspaceId_userId: { workspaceId, userId: id } } });
  const member = await tables.member.findUnique(at(userId));
  const adder = await tables.member.findUnique(at(row.createdBy));
  // An issuer speaks for those whom its adder manages, and no longer than that.
  const isTheirs = member && (member.userId === adder?.userId || manages(adder?.role, member.role));
  return isTheirs ? member : undefined;
}

function openIssuerKeys(documents: Documents, clock: Clock) {
  const kept = new LRUCache<string, { keys: JSONWebKeySet; until: number }>({ max: 100 });
  return async (uri: string): Promise<JSONWebKeySet> => {
    const known = kept.get(uri);
    if (known && known.until > clock()) return known.keys;
    const keys = (await documents.json(uri)) as JSONWebKeySet;
    if (!Array.isArray(keys?.keys)) throw refuse("the issuer's keys cannot be read");
    kept.set(uri, { keys, until: clock() + KEYS_MS });
    return keys;
  };
}

interface LetIn {
  row: Issuer;
  userId: string;
}

/** Every workspace decides for itself whom it trusts, and by which keys. */
async function whoTrusts(
  parts: IdJagParts,
  keysOf: (uri: string) => Promise<JSONWebKeySet>,
  assertion: string,
  vouched: Vouched,
): Promise<LetIn> {
  const rows = await parts.system.tables.trustedIssuer.findMany({
    where: { issuer: vouched.issuer, workspace: { deletedAt: null } },
    take: 20,
  });
  const found: LetIn[] = [];
  for (const row of rows) {
    if (row.clientIds.length > 0 && !row.clientIds.includes(vouched.clientId)) continue;
    const holds = await keysOf(row.jwksUri)
      .then((keys) =>
        jwtVerify(assertion, createLocalJWKSet(keys), {
          algorithms: ALGORITHMS,
          currentDate: new Date(parts.clock()),
          clockTolerance: 30,
        }),
      )
      .then(
        () => true,
        () => false,
      );
    const member = holds && (await memberOf(parts.system, row, vouched));
    if (member) found.push({ row, userId: member.userId });
  }
  const [one, another] = found;
  if (!one) throw refuse("no workspace here trusts this issuer for this person and client");
  if (another) throw refuse("several workspaces trust this issuer for this person");
  return one;
}

function resourceOf(asked: unknown, { resource }: Vouched, resources: Resources): string {
  if (Array.isArray(asked) || (typeof asked === "string" && resource !== undefined && asked !== resource))
    throw new errors.InvalidTarget("the resource is not the one of the assertion");
  const named = resource ?? (typeof asked === "string" ? asked : undefined);
  if (named === undefined || !resources.serversOf(named))
    throw new errors.InvalidTarget("there is no such MCP endpoint");
  return named;
}

function scopeOf(asked: unknown, { scopes }: Vouched): string {
  const wanted = typeof asked === "string" && asked ? asked.split(" ") : (scopes ?? [READ]);
  const strange = wanted.filter(
    (scope) => !BOTH.split(" ").includes(scope) || (scopes && !scopes.includes(scope)),
  );
  if (strange.length > 0)
    throw new errors.InvalidScope("the assertion does not allow this scope", strange.join(" "));
  return wanted.includes(WRITE) ? BOTH : READ;
}

/** Somebody took it back here: the issuer's word does not bring it again. */
async function requireNotRevoked(
  { tables }: System,
  row: Issuer,
  userId: string,
  clientId: string,
  resource: string,
) {
  const { workspaceId, id: issuerId } = row;
  const where = { workspaceId, issuerId, userId, clientId, resource, revokedAt: { not: null } };
  if ((await tables.clientConsent.count({ where })) > 0) throw refuse("access was taken back here");
}

/**
 * Enterprise-managed authorization: a client brings the word of an identity provider that an admin trusts
 * (draft-ietf-oauth-identity-assertion-authz-grant, by way of RFC 7523) and gets an access token for its person without
 * anybody being asked. No refresh token: the next word is asked of the identity provider.
 */
export function registerIdJag(provider: Provider, parts: IdJagParts): void {
  const { issuer, system, resources, consents, signing, clock } = parts;
  const keysOf = openIssuerKeys(parts.documents, clock);
  const spent = new Records("ReplayDetection", { system, keys: parts.recordKeys });

  const judge = (assertion: string, clientId: string): Vouched => {
    try {
      const decoded = [decodeProtectedHeader(assertion), decodeJwt(assertion)] as const;
      const expected = { audience: issuer, clientId, now: Math.floor(clock() / 1_000) };
      const judged = judgeAssertion(decoded[0] as never, decoded[1], expected);
      if (judged.ok) return judged.vouched;
      throw refuse(judged.reason);
    } catch (error) {
      if (error instanceof errors.OIDCProviderError) throw error;
      throw refuse("the assertion cannot be read");
    }
  };

  const allow = async ({ row, userId }: LetIn, client: Client, resource: string) => {
    const { clientId } = client;
    await requireNotRevoked(system, row, userId, clientId, resource);
    const metadata = client.metadata();
    const key = {
      workspaceId: row.workspaceId,
      userId,
      clientId,
      redirectHost: null,
      resource,
      issuerId: row.id,
    };
    const before = await system.tables.clientConsent.count({ where: { ...key, revokedAt: null } });
    const id = await consents.allow(key, {
      agentId: null,
      clientName: nameOf(metadata.client_name) ?? null,
      clientKind: clientId.startsWith("https://") ? "metadata_document" : "registered",
      registration: "",
      servers: [...(resources.serversOf(resource) ?? [])],
      readOnly: false,
    });
    if (before === 0)
      parts.onLetIn({ workspaceId: row.workspaceId, consentId: id, userId, clientId, issuer: row.issuer });
    return id;
  };

  const handle = async (ctx: TokenEndpointGrantContext<{ assertion?: string }>): Promise<void> => {
    const { client, params } = ctx.oidc;
    const { assertion } = params;
    if (client.tokenEndpointAuthMethod === "none")
      throw new errors.UnauthorizedClient("a client that cannot authenticate may not use this grant");
    if (typeof assertion !== "string" || assertion.length > 10_000)
      throw new errors.InvalidRequest("the assertion is missing");
    const vouched = judge(assertion, client.clientId);
    const resource = resourceOf(params.resource, vouched, resources);
    const scope = scopeOf(params.scope, vouched);
    const trusted = await whoTrusts(parts, keysOf, assertion, vouched);
    const seconds = vouched.expiresAt - Math.floor(Date.now() / 1_000) + 60;
    await spent
      .upsert(`id-jag|${trusted.row.id}|${vouched.jti}`, { iss: vouched.issuer }, Math.max(60, seconds))
      .catch((error: unknown) => {
        throw error instanceof errors.InvalidClientAuth ? refuse("the assertion was used already") : error;
      });
    const consentId = await allow(trusted, client, resource);
    const grant = new provider.Grant({ accountId: trusted.userId, clientId: client.clientId });
    grant.jti = `${consentId}.issuer`;
    grant.addResourceScope(resource, BOTH);
    const token = new provider.AccessToken({
      accountId: trusted.userId,
      client,
      grantId: await grant.save(),
      gty: JWT_BEARER,
      scope,
    });
    token.resourceServer = new provider.ResourceServer(resource, {
      scope: BOTH,
      audience: resource,
      accessTokenFormat: "jwt",
      accessTokenTTL: ACCESS_TOKEN_S,
      jwt: { sign: { alg: "RS256", kid: (await signing.current()).kid } },
    });
    ctx.oidc.entity("AccessToken", token);
    const value = await token.save();
    await system.tables.trustedIssuer.updateMany({
      where: { workspaceId: trusted.row.workspaceId, id: trusted.row.id },
      data: { lastUsedAt: new Date(clock()) },
    });
    ctx.body = { access_token: value, expires_in: ACCESS_TOKEN_S, token_type: "Bearer", scope };
  };
  provider.registerGrantType<{ assertion?: string }>(JWT_BEARER, handle, ["assertion", "scope", "resource"]);
}
