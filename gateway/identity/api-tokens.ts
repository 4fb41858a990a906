import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db, System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { openTokenList, type TokenList, type TokenView, view } from "./api-token-list.ts";
import { mayActFor } from "./delegation.ts";
import { readManifest, toolsOf } from "./manifest.ts";
import { mint } from "./principal.ts";
import { looksLikeApiToken, newApiTokenText, sha256 } from "./secret-text.ts";

/** With an agent and a user the agent acts for the user: whoever calls has made sure that it is the user who asks. */
export interface NewToken {
  name: string;
  agent?: string | undefined;
  user?: string | undefined;
  servers: string[];
  tools: string[];
  readOnly: boolean;
  expiresAt: Date | null;
}

export interface ApiTokens extends Pick<TokenList, "list" | "briefs"> {
  /** The principal of a bearer token. Throws `token_invalid`, `token_expired`, `token_revoked`, `agent_paused`. */
  authenticate(bearer: string): Promise<Principal>;
  /**
   * `value` is the only copy. Throws `not_found` for a subject that is not in the workspace, `delegation_not_allowed`
   * for an agent that may not act for this person.
   */
  issue(who: Principal, token: NewToken): Promise<{ token: TokenView; value: string }>;
  /**
   * Another one in its place, with all that it may do and as long a life; the old one ends after `overlapMs`, or with
   * its own life. `value` is the only copy. Throws `not_found`, `conflict` for one that is over or was replaced.
   */
  rotate(
    who: Principal,
    id: string,
    overlapMs: number,
  ): Promise<{ token: TokenView; old: TokenView; value: string }>;
  /** What the program says it is that a principal of a token came with. */
  came(who: Principal, client: string): void;
  /** Answers when no replica accepts the token any more. Throws `not_found`, also for one that is not `of` these. */
  revoke(who: Principal, id: string, of?: { actsFor?: string }): Promise<TokenView>;
  /** Whom a token that stands is for. Asks the database. Throws as `authenticate`. */
  ofId(workspaceId: string, id: string): Promise<Principal>;
  /** Whether a principal that a token made would be made again: asks the database. Others are not its business. */
  stands(who: Principal): Promise<boolean>;
  /** Writes when tokens were last used. Called by a timer and at shutdown. */
  flushLastUsed(): Promise<void>;
}

interface Entry {
  principal: Principal;
  expiresAt: number;
}

const MAX_CACHED = 50_000;

export function openApiTokens(db: Db, system: System, clock: Clock): ApiTokens {
  const byHash = new LRUCache<string, Entry>({ max: MAX_CACHED });
  const lastUsed = new Map<string, { workspaceId: string; at: number; client?: string | undefined }>();
  let generation = 0;
  const drop = () => {
    generation++;
    byHash.clear(); // changes of tokens, members and agents are rare beside calls
  };
  for (const topic of ["api_tokens", "members", "agents"]) db.channel.on(topic, drop);
  db.channel.onGap(drop);

  /** What the token of this row gives now. Throws as `authenticate`. */
  const judged = async (row: RowWithAgent | null): Promise<Entry> => {
    if (!row) throw new GatewayError("token_invalid");
    const workspace = await system.tables.workspace.findUnique({ where: { id: row.workspaceId } });
    if (row.revokedAt || !workspace || workspace.deletedAt)
      throw new GatewayError("token_revoked", rotated(row));
    const expiresAt = row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
    if (expiresAt <= clock()) throw new GatewayError("token_expired", rotated(row));
    if (row.agent && row.userId !== null && !mayActFor(row.agent, row.userId))
      throw new GatewayError("token_revoked");
    if (row.agent?.pausedAt) throw new GatewayError("agent_paused");
    const user = row.userId ? await system.tables.user.findUnique({ where: { id: row.userId } }) : null;
    const subject = row.agent ?? user;
    if (!subject) throw new GatewayError("token_invalid");
    const principal = mint({
      workspaceId: row.workspaceId,
      kind: row.agent ? "agent" : "user",
      id: subject.id,
      label: row.agent?.name ?? user?.email ?? subject.id,
      userId: row.userId ?? undefined,
      agentId: row.agentId ?? undefined,
      role: undefined,
      permissions: new Set(), // a token calls tools; it administers nothing
      via: "api_token",
      credentialId: row.id,
      servers: row.servers.length > 0 ? new Set(row.servers) : undefined,
      readOnly: row.readOnly,
      tools: toolsOf(row.tools, readManifest(row.agent?.manifest)),
    });
    return { principal, expiresAt };
  };
  const find = async (hash: Buffer<ArrayBuffer>): Promise<Entry> =>
    judged(await system.tables.apiToken.findUnique({ where: { hash }, include: { agent: true } }));

  const { list, briefs, names } = openTokenList(db);

  return {
    async authenticate(bearer) {
      if (!looksLikeApiToken(bearer)) throw new GatewayError("token_invalid");
      const hash = sha256(bearer);
      const key = hash.toString("base64");
      const startedIn = generation;
      const cached = db.channel.fresh() ? byHash.get(key) : undefined;
      const entry = cached ?? (await find(hash));
      if (!cached && startedIn === generation) byHash.set(key, entry);
      const now = clock();
      if (entry.expiresAt <= now) {
        byHash.delete(key); // the row says whether another was made in its place
        throw new GatewayError("token_expired");
      }
      const { principal } = entry;
      const { workspaceId, credentialId = "" } = principal;
      lastUsed.set(credentialId, { workspaceId, at: now, client: lastUsed.get(credentialId)?.client });
      return principal;
    },

    came({ via, credentialId }, client) {
      const use = via === "api_token" ? lastUsed.get(credentialId ?? "") : undefined;
      if (use) use.client = client;
    },

    briefs,
    list,

    async issue(who, token) {
      const byId = await names(who, [token.agent, token.user]);
      const subjects = [token.agent, token.user].filter((subject) => subject !== undefined);
      if (subjects.length === 0 || !subjects.every((subject) => byId.has(subject)))
        throw new GatewayError("not_found", { detail: "There is no such agent or member." });
      const { workspaceId } = who;
      const id = newId("tok");
      const value = newApiTokenText(id);
      const row = await db.inWorkspace(who, async (tx) => {
        if (token.agent !== undefined && token.user !== undefined) {
          const where = { workspaceId_id: { workspaceId, id: token.agent } };
          const agent = await tx.agent.findUnique({ where });
          if (!agent || !mayActFor(agent, token.user)) throw new GatewayError("delegation_not_allowed");
        }
        return tx.apiToken.create({
          data: {
            workspaceId,
            id,
            hash: sha256(value),
            name: token.name,
            userId: token.user ?? null,
            agentId: token.agent ?? null,
            servers: token.servers,
            tools: token.tools,
            readOnly: token.readOnly,
            expiresAt: token.expiresAt,
            createdBy: who.id,
          },
        });
      });
      return { token: view(row, byId), value };
    },

    async revoke(who, id, { actsFor } = {}) {
      const row = await db.inWorkspace(who, async (tx) => {
        const found = await tx.apiToken.findUnique({
          where: { workspaceId_id: { workspaceId: who.workspaceId, id } },
        });
        if (!found || (actsFor !== undefined && (found.userId !== actsFor || found.agentId === null)))
          throw new GatewayError("not_found");
        if (found.revokedAt) return found;
        return tx.apiToken.update({
          where: { workspaceId_id: { workspaceId: who.workspaceId, id } },
          data: { revokedAt: new Date(clock()), revokedBy: who.id },
        });
      });
      await db.channel.settled();
      return view(row, await names(who, [row.agentId, row.userId]));
    },

    async rotate(who, id, overlapMs) {
      const { workspaceId } = who;
      const now = clock();
      const made = newId("tok");
      const value = newApiTokenText(made);
      const done = await db.inWorkspace(who, async (tx) => {
        const where = { workspaceId_id: { workspaceId, id } };
        const old = await tx.apiToken.findUnique({ where });
        if (!old) throw new GatewayError("not_found");
        const ends = old.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
        const life = old.expiresAt && ends - old.createdAt.getTime();
        const end = new Date(Math.min(now + overlapMs, ends));
        const { count } = await tx.apiToken.updateMany({
          where: {
            workspaceId,
            id,
            revokedAt: null,
            replacedBy: null,
            OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }],
          },
          data: {
            replacedBy: made,
            ...(overlapMs === 0 ? { revokedAt: new Date(now), revokedBy: who.id } : { expiresAt: end }),
          },
        });
        if (count === 0)
          throw new GatewayError("conflict", {
            detail: "This token is over, or another was made in its place.",
          });
        const { name, userId, agentId, servers, tools, readOnly } = old;
        const row = await tx.apiToken.create({
          data: {
            workspaceId,
            id: made,
            hash: sha256(value),
            ...{ name, userId, agentId, servers, tools, readOnly },
            expiresAt: life === null ? null : new Date(now + life),
            createdBy: who.id,
          },
        });
        return { row, old: await tx.apiToken.findUniqueOrThrow({ where }) };
      });
      await db.channel.settled();
      const byId = await names(who, [done.row.agentId, done.row.userId]);
      return { token: view(done.row, byId), old: view(done.old, byId), value };
    },

    async ofId(workspaceId, id) {
      const where = { workspaceId_id: { workspaceId, id } };
      const row = await system.tables.apiToken.findUnique({ where, include: { agent: true } });
      return (await judged(row)).principal;
    },

    async stands({ workspaceId, credentialId: id, via }) {
      if (via !== "api_token") return true;
      if (id === undefined) return false;
      const where = { workspaceId_id: { workspaceId, id } };
      const row = await system.tables.apiToken.findUnique({ where, include: { agent: true } });
      try {
        await judged(row);
        return true;
      } catch (error) {
        if (error instanceof GatewayError) return false;
        throw error;
      }
    },

    async flushLastUsed() {
      const uses = [...lastUsed];
      lastUsed.clear();
      for (const [id, { workspaceId, at, client }] of uses) {
        await system.tables.apiToken.updateMany({
          where: { workspaceId, id },
          data: { lastUsedAt: new Date(at), ...(client !== undefined && { lastClient: client }) },
        });
      }
    },
  };
}

type Row = Awaited<ReturnType<System["tables"]["apiToken"]["findFirstOrThrow"]>>;
/** Whoever still sends the old one of two learns that there is a new one. */
const rotated = ({ replacedBy }: Row) =>
  replacedBy === null ? {} : { detail: "This API token was rotated: another was made in its place." };

type RowWithAgent = Row & { agent: Awaited<ReturnType<System["tables"]["agent"]["findFirst"]>> };
