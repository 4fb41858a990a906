import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import { type Db, Prisma, type WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import {
  type Delegation,
  delegatedTo,
  keepDelegation,
  mayAct,
  mayActFor,
  readDelegation,
} from "./delegation.ts";
import { type Manifest, readManifest, toolsOf } from "./manifest.ts";
import { slugOf } from "./people.ts";
import { mint } from "./principal.ts";
import { isDuplicate } from "./users.ts";

export interface AgentView {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
  createdBy: string;
  manifest: Manifest | undefined;
  /** Of the manifest: 0 until there has been one. */
  version: number;
  delegation: Delegation;
  /** Nothing that it sends is served; null: it is not paused. */
  pausedAt: Date | null;
  pausedBy: string | null;
}

export interface ManifestVersion {
  version: number;
  changedBy: { id: string; name: string };
  changedAt: Date;
  manifest: Manifest | undefined;
}

/** What is left out stays as it is. */
export interface AgentChange {
  name?: string | undefined;
  /** `null` takes it away. */
  manifest?: Manifest | null | undefined;
  delegation?: Delegation | undefined;
  /** Changes nothing unless the manifest is still this version. */
  ifVersion?: number | undefined;
}

export interface Agents {
  /** All, or those of these ids that are there; the oldest first. */
  list(who: Principal, ids?: Iterable<string>): Promise<AgentView[]>;
  /** Those that a person may let act for them. */
  actors(who: Principal, userId: string): Promise<{ id: string; name: string }[]>;
  /** Throws `not_found`. */
  get(who: Principal, id: string): Promise<AgentView>;
  /** The newest 100, newest first. */
  versions(who: Principal, id: string): Promise<ManifestVersion[]>;
  /** Throws `not_found`. */
  version(who: Principal, id: string, version: number): Promise<ManifestVersion>;
  /** Throws `conflict` when the name's slug is taken. */
  create(who: Principal, agent: { name: string } & Omit<AgentChange, "ifVersion">): Promise<AgentView>;
  /**
   * Answers when no replica goes by what was before any more. Tokens by which it acted for somebody whom it may not
   * act for any longer are revoked; `ended` counts them. Throws `not_found`, `conflict` with the `version` that is.
   */
  change(
    who: Principal,
    id: string,
    change: AgentChange,
  ): Promise<{ before: AgentView; agent: AgentView; ended: number }>;
  /**
   * Stops it everywhere, or lets it go on: what it holds stays as it is. Answers when no replica serves it any more;
   * `changed`: it was not so before. Throws `not_found`.
   */
  pause(who: Principal, id: string, paused: boolean): Promise<{ agent: AgentView; changed: boolean }>;
  /** With its tokens; answers when no replica accepts one of them any more. Throws `not_found`. */
  remove(who: Principal, id: string): Promise<{ agent: AgentView; tokens: number }>;
  /** The agent as itself, to tell what it could do: it calls nothing. Throws `not_found`. */
  asItself(who: Principal, id: string): Promise<Principal>;
  /** The same of agents that were read. */
  asThemselves(who: Principal, agents: readonly AgentView[]): Principal[];
  /** Every one that has a list of tools and is not paused, in one look. */
  allAsThemselves(who: Principal): Promise<Principal[]>;
  /** The same while it acts for the person who asks. Throws `not_found`, also where it may not act for them. */
  actingFor(who: Principal, id: string): Promise<Principal>;
}

type Row = NonNullable<Awaited<ReturnType<WorkspaceTx["agent"]["findUnique"]>>>;

const viewOf = (row: Row): AgentView => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  manifest: readManifest(row.manifest),
  version: row.version,
  delegation: readDelegation(row),
  pausedAt: row.pausedAt,
  pausedBy: row.pausedBy,
});

const keep = (manifest: Manifest | null | undefined) => manifest ?? Prisma.DbNull;
const VERSIONS = 100;

export function openAgents(db: Db, clock: Clock): Agents {
  const find = async (tx: WorkspaceTx, { workspaceId }: Principal, id: string): Promise<Row> => {
    const row = await tx.agent.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
    if (!row) throw new GatewayError("not_found", { detail: "There is no such agent." });
    return row;
  };
  const get = async (who: Principal, id: string) =>
    viewOf(await db.inWorkspace(who, (tx) => find(tx, who, id)));

  /** One more version, unless somebody else was faster. */
  const changeManifest = async (
    tx: WorkspaceTx,
    who: Principal,
    row: Row,
    { manifest, ifVersion = row.version }: AgentChange,
  ) => {
    const { workspaceId } = who;
    const version = ifVersion + 1;
    const { count } = await tx.agent.updateMany({
      where: { workspaceId, id: row.id, version: ifVersion },
      data: { manifest: keep(manifest), version },
    });
    if (count === 0) throw outdated(row);
    await tx.agentManifest.create({ data: versionOf(who, row.id, version, manifest, clock()) });
  };

  return {
    get,
    async list(who, ids) {
      const where = ids && { id: { in: [...ids] } };
      const rows = await db.inWorkspace(who, (tx) =>
        tx.agent.findMany({ ...(where && { where }), orderBy: { createdAt: "asc" } }),
      );
      return rows.map(viewOf);
    },

    actors: (who, userId) =>
      db.inWorkspace(who, (tx) =>
        tx.agent.findMany({
          where: delegatedTo(userId),
          select: { id: true, name: true },
          orderBy: { createdAt: "asc" },
        }),
      ),

    async versions(who, agentId) {
      const { workspaceId } = who;
      const rows = await db.inWorkspace(who, (tx) =>
        tx.agentManifest.findMany({
          where: { workspaceId, agentId },
          orderBy: { version: "desc" },
          take: VERSIONS,
        }),
      );
      return rows.map(versionView);
    },

    async version(who, agentId, version) {
      const { workspaceId } = who;
      const where = { workspaceId_agentId_version: { workspaceId, agentId, version } };
      const row = await db.inWorkspace(who, (tx) => tx.agentManifest.findUnique({ where }));
      if (!row) throw new GatewayError("not_found", { detail: "There is no such version." });
      return versionView(row);
    },

    async create(who, { name, manifest, delegation = "none" }) {
      const version = manifest ? 1 : 0;
      const data = {
        workspaceId: who.workspaceId,
        id: newId("agt"),
        slug: slugOf(name, "agent"),
        name,
        createdBy: who.id,
        manifest: keep(manifest),
        version,
        ...keepDelegation(delegation),
      };
      const make = async (tx: WorkspaceTx) => {
        const row = await tx.agent.create({ data });
        if (manifest) await tx.agentManifest.create({ data: versionOf(who, row.id, 1, manifest, clock()) });
        return row;
      };
      return viewOf(await db.inWorkspace(who, make).catch(taken));
    },

    async change(who, id, change) {
      const done = await db
        .inWorkspace(who, async (tx) => {
          const before = await find(tx, who, id);
          const { name, manifest, delegation, ifVersion } = change;
          if (ifVersion !== undefined && ifVersion !== before.version) throw outdated(before);
          if (manifest !== undefined) await changeManifest(tx, who, before, change);
          const data = { ...(name !== undefined && { name }), ...(delegation && keepDelegation(delegation)) };
          const where = { workspaceId_id: { workspaceId: who.workspaceId, id } };
          const after = await tx.agent.update({ where, data });
          return { before, after, ended: delegation ? await withdraw(tx, who, after, clock()) : 0 };
        })
        .catch(taken);
      await db.channel.settled();
      return { before: viewOf(done.before), agent: viewOf(done.after), ended: done.ended };
    },

    async pause(who, id, paused) {
      const { workspaceId } = who;
      const done = await db.inWorkspace(who, async (tx) => {
        const { count } = await tx.agent.updateMany({
          where: { workspaceId, id, pausedAt: paused ? null : { not: null } },
          data: paused
            ? { pausedAt: new Date(clock()), pausedBy: who.id }
            : { pausedAt: null, pausedBy: null },
        });
        return { agent: viewOf(await find(tx, who, id)), changed: count > 0 };
      });
      await db.channel.settled();
      return done;
    },

    async remove(who, id) {
      const { workspaceId } = who;
      const done = await db.inWorkspace(who, async (tx) => {
        const agent = await find(tx, who, id);
        const live = { workspaceId, agentId: id, revokedAt: null };
        const tokens = await tx.apiToken.count({ where: live });
        await tx.agent.delete({ where: { workspaceId_id: { workspaceId, id } } }); // its tokens go with it
        return { agent: viewOf(agent), tokens };
      });
      await db.channel.settled();
      return done;
    },

    async allAsThemselves(who) {
      const rows = await db.inWorkspace(who, (tx) => tx.agent.findMany({ orderBy: { createdAt: "asc" } }));
      return rows
        .map(viewOf)
        .filter(({ manifest, pausedAt }) => manifest !== undefined && pausedAt === null)
        .map((agent) => imagined(agent, who.workspaceId, undefined));
    },

    asThemselves: ({ workspaceId }, agents) => agents.map((agent) => imagined(agent, workspaceId, undefined)),

    asItself: async (who, id) => imagined(await get(who, id), who.workspaceId, undefined),

    async actingFor(who, id) {
      const agent = await get(who, id);
      const { userId } = who;
      if (userId === undefined || !mayAct(agent.delegation, userId))
        throw new GatewayError("not_found", { detail: "There is no such agent that may act for you." });
      return imagined(agent, who.workspaceId, userId);
    },
  };
}

/** What an agent would be if it called now. Nothing lets it in, so it calls nothing. */
const imagined = (agent: AgentView, workspaceId: string, userId: string | undefined): Principal =>
  mint({
    workspaceId,
    kind: "agent",
    id: agent.id,
    label: agent.name,
    userId,
    agentId: agent.id,
    role: undefined,
    permissions: new Set(),
    via: "system",
    credentialId: undefined,
    servers: undefined,
    readOnly: false,
    tools: toolsOf([], agent.manifest),
  });

const versionOf = (
  { workspaceId, id, label }: Principal,
  agentId: string,
  version: number,
  manifest: Manifest | null | undefined,
  now: number,
) => ({
  workspaceId,
  agentId,
  version,
  manifest: keep(manifest),
  changedBy: id,
  changedName: label,
  changedAt: new Date(now),
});

function versionView(row: {
  version: number;
  changedBy: string;
  changedName: string;
  changedAt: Date;
  manifest: unknown;
}): ManifestVersion {
  const { version, changedBy, changedName, changedAt, manifest } = row;
  return {
    version,
    changedBy: { id: changedBy, name: changedName },
    changedAt,
    manifest: readManifest(manifest),
  };
}

/** Tokens by which the agent acts for people whom it may not act for. They do not come back when it may again. */
async function withdraw(tx: WorkspaceTx, who: Principal, agent: Row, now: number): Promise<number> {
  const { workspaceId } = who;
  const live = await tx.apiToken.findMany({
    where: { workspaceId, agentId: agent.id, userId: { not: null }, revokedAt: null },
    select: { id: true, userId: true },
  });
  const over = live.filter(({ userId }) => userId !== null && !mayActFor(agent, userId));
  const { count } = await tx.apiToken.updateMany({
    where: { workspaceId, id: { in: over.map(({ id }) => id) } },
    data: { revokedAt: new Date(now), revokedBy: who.id },
  });
  return count;
}

const outdated = ({ version }: Row) =>
  new GatewayError("conflict", {
    detail: `The manifest was changed meanwhile: it is version ${version} now.`,
    data: { version },
  });

function taken(error: unknown): never {
  if (isDuplicate(error, "Agent"))
    throw new GatewayError("conflict", { detail: "An agent of this name exists already." });
  throw error;
}
