import type { Provider } from "oidc-provider";
import type { Clock } from "../../clock.ts";
import type { Principal } from "../../context.ts";
import type { Db, System } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { newSecretText } from "../secret-text.ts";
import { whyRefused } from "./accepted.ts";
import { BOTH, READ } from "./clients.ts";
import { revokeConsents } from "./consents.ts";
import { hashOf } from "./ids.ts";
import { judgeRedirectUris } from "./redirect-uris.ts";

export interface AgentClientView {
  id: string;
  name: string;
  auth: "client_secret" | "private_key_jwt";
  jwksUri: string | null;
  redirectUris: string[];
  readOnly: boolean;
  createdBy: string;
  createdAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  /** The secret before the last rotation works until then. */
  oldSecretEndsAt: Date | null;
}

export interface NewAgentClient {
  name: string;
  readOnly: boolean;
  jwks?: { keys: Record<string, unknown>[] } | undefined;
  jwksUri?: string | undefined;
  /** For acting on behalf of people, who are asked first. */
  redirectUris: string[];
}

export interface AgentClients {
  list(who: Principal, agentId: string): Promise<AgentClientView[]>;
  /** `secret` is the only copy. Throws `not_found`, `bad_request` (keys or addresses that are not valid). */
  create(
    who: Principal,
    agentId: string,
    client: NewAgentClient,
  ): Promise<{ client: AgentClientView; agent: { id: string; name: string }; secret: string | null }>;
  /**
   * Another secret; the one before works for `overlapMs` more, and one that was already old ends now. Without an overlap
   * no replica takes a token any more that the client bought for itself before. `secret` is the only copy. Throws
   * `not_found`, `conflict` for one that is revoked or that signs.
   */
  rotate(
    who: Principal,
    agentId: string,
    id: string,
    overlapMs: number,
  ): Promise<{ client: AgentClientView; agent: { id: string; name: string }; secret: string; endsAt: Date }>;
  /** Answers when no replica accepts a token of it any more. Throws `not_found`. */
  revoke(
    who: Principal,
    agentId: string,
    id: string,
  ): Promise<{ client: AgentClientView; agent: { id: string; name: string } }>;
}

interface Metadata {
  token_endpoint_auth_method: "client_secret_basic" | "private_key_jwt";
  jwks?: { keys: Record<string, unknown>[] };
  jwks_uri?: string;
  redirect_uris: string[];
  [key: string]: unknown;
}

type Row = Awaited<ReturnType<System["tables"]["agentClient"]["findFirstOrThrow"]>>;

function viewOf(row: Row, now: number): AgentClientView {
  const metadata = row.metadata as unknown as Metadata;
  return {
    id: row.id,
    name: row.name,
    auth: row.secretHash ? "client_secret" : "private_key_jwt",
    jwksUri: metadata.jwks_uri ?? null,
    redirectUris: metadata.redirect_uris,
    readOnly: row.readOnly,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    revokedAt: row.revokedAt,
    lastUsedAt: row.lastUsedAt,
    oldSecretEndsAt: row.oldSecretEndsAt && row.oldSecretEndsAt.getTime() > now ? row.oldSecretEndsAt : null,
  };
}

const conflict = (detail: string) => new GatewayError("conflict", { detail });

/** What a rotation leaves of the secret before it. Tokens of the second in which it happens count as bought before. */
const replacing = (oldSecretHash: Uint8Array<ArrayBuffer>, now: number, overlapMs: number) =>
  overlapMs > 0
    ? { oldSecretHash, oldSecretEndsAt: new Date(now + overlapMs) }
    : { oldSecretHash: null, oldSecretEndsAt: null, tokensFrom: new Date(Math.ceil(now / 1_000) * 1_000) };

const badRequest = (detail: string) => new GatewayError("bad_request", { detail });

function metadataOf(
  { name, jwks, jwksUri, redirectUris, readOnly }: NewAgentClient,
  issuer: string,
): Metadata {
  const verdict = judgeRedirectUris(redirectUris, issuer);
  if (!verdict.ok) throw badRequest(verdict.reason);
  const isAsking = redirectUris.length > 0;
  return {
    client_name: name,
    token_endpoint_auth_method: jwks || jwksUri ? "private_key_jwt" : "client_secret_basic",
    ...(jwks && { jwks }),
    ...(jwksUri && { jwks_uri: jwksUri }),
    redirect_uris: redirectUris,
    application_type: verdict.applicationType,
    grant_types: ["client_credentials", ...(isAsking ? ["authorization_code", "refresh_token"] : [])],
    response_types: isAsking ? ["code"] : [],
    scope: readOnly ? READ : BOTH,
  };
}

export interface AgentClientsParts {
  db: Db;
  system: System;
  issuer: string;
  clock: Clock;
  provider(): Promise<Provider>;
}

/** OAuth clients that an admin makes for an agent: client credentials with a secret or with keys of its own (RFC 7523). */
export function openAgentClients({ db, system, issuer, clock, provider }: AgentClientsParts): AgentClients {
  const requireAgent = async ({ workspaceId }: Principal, id: string) => {
    const agent = await system.tables.agent.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
    if (!agent) throw new GatewayError("not_found", { detail: "There is no such agent." });
    return { id: agent.id, name: agent.name };
  };

  return {
    async list(who, agentId) {
      await requireAgent(who, agentId);
      const rows = await system.tables.agentClient.findMany({
        where: { workspaceId: who.workspaceId, agentId },
        orderBy: { createdAt: "desc" },
      });
      return rows.map((row) => viewOf(row, clock()));
    },

    async create(who, agentId, client) {
      const agent = await requireAgent(who, agentId);
      const metadata = metadataOf(client, issuer);
      const id = newId("cli");
      const secret = metadata.token_endpoint_auth_method === "private_key_jwt" ? null : newSecretText();
      const refusal = await whyRefused(await provider(), { id, secret, metadata });
      if (refusal !== undefined) throw badRequest(refusal);
      const row = await system.tables.agentClient.create({
        data: {
          workspaceId: who.workspaceId,
          id,
          agentId,
          name: client.name,
          metadata: metadata as object,
          secretHash: secret === null ? null : hashOf(secret),
          readOnly: client.readOnly,
          createdBy: who.id,
          createdAt: new Date(clock()),
        },
      });
      return { client: viewOf(row, clock()), agent, secret };
    },

    async rotate(who, agentId, id, overlapMs) {
      const { workspaceId } = who;
      const agent = await requireAgent(who, agentId);
      const now = clock();
      const secret = newSecretText();
      const row = await system.transaction(async (tx) => {
        const found = await tx.agentClient.findFirst({ where: { workspaceId, agentId, id } });
        if (!found) throw new GatewayError("not_found");
        const { secretHash } = found;
        if (!secretHash) throw conflict("This client signs with its own key: it has no secret.");
        // Of two who rotate at once, one does: the other's secret would work nowhere.
        const { count } = await tx.agentClient.updateMany({
          where: { workspaceId, id, revokedAt: null, secretHash },
          data: {
            secretHash: hashOf(secret),
            ...replacing(secretHash, now, overlapMs),
          },
        });
        if (count === 0) throw conflict("This client was revoked, or its secret was just rotated.");
        return tx.agentClient.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } });
      });
      await db.channel.settled();
      return { client: viewOf(row, now), agent, secret, endsAt: new Date(now + overlapMs) };
    },

    async revoke(who, agentId, id) {
      const { workspaceId } = who;
      const agent = await requireAgent(who, agentId);
      const row = await system.transaction(async (tx) => {
        const found = await tx.agentClient.findFirst({ where: { workspaceId, agentId, id } });
        if (!found) throw new GatewayError("not_found");
        if (found.revokedAt) return found;
        const at = new Date(clock());
        const asked = await tx.clientConsent.findMany({
          where: { workspaceId, clientId: id, revokedAt: null },
        });
        for (const consent of asked)
          await revokeConsents(tx, { workspaceId, id: consent.id }, { by: who.id, at });
        return tx.agentClient.update({
          where: { workspaceId_id: { workspaceId, id } },
          data: { revokedAt: at, revokedBy: who.id },
        });
      });
      await db.channel.settled();
      return { client: viewOf(row, clock()), agent };
    },
  };
}
