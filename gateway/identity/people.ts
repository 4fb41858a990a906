import type { Principal } from "../context.ts";
import { type Db, Prisma, type System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { mint } from "./principal.ts";
import { findOrMakeUser, isDuplicate, makingPeople, nameFrom } from "./users.ts";

export interface AgentView {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
  manifest: Manifest | undefined;
}

export interface People {
  /** The first start: makes a workspace with its owner. Later: the oldest workspace and its first owner. */
  bootstrap(first: {
    workspaceName: string;
    ownerEmail: string;
  }): Promise<{ workspaceId: string; ownerId: string; created: boolean }>;
  /** For jobs and operators' tools. */
  systemPrincipal(workspaceId: string, job: string): Principal;
  agents(who: Principal): Promise<AgentView[]>;
  /** Throws `conflict` when the name's slug is taken. */
  createAgent(who: Principal, name: string, manifest?: Manifest): Promise<AgentView>;
  /** Answers when no replica goes by the old manifest any more. `null` takes it away. Throws `not_found`. */
  changeManifest(who: Principal, agentId: string, manifest: Manifest | null): Promise<AgentView>;
}

export const slugOf = (text: string, fallback: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40) || fallback;

/** A workspace and its first owner, who may be known already. Throws `conflict` when the slug is taken. */
export async function makeWorkspace(
  system: System,
  { name, slug, ownerEmail }: { name: string; slug: string; ownerEmail: string },
): Promise<{ workspaceId: string; ownerId: string }> {
  const workspaceId = newId("wsp");
  const email = ownerEmail.toLowerCase();
  try {
    return await makingPeople(system, async (tx) => {
      await tx.workspace.create({ data: { id: workspaceId, slug, name } });
      const { user } = await findOrMakeUser(tx, email, nameFrom(email));
      await tx.member.create({ data: { workspaceId, userId: user.id, role: "owner" } });
      return { workspaceId, ownerId: user.id };
    });
  } catch (error) {
    if (isDuplicate(error, "Workspace"))
      throw new GatewayError("conflict", { detail: `There is a workspace ${slug} already.` });
    throw error;
  }
}

interface AgentRow {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
  manifest: unknown;
}

const viewOf = ({ id, slug, name, createdAt, manifest }: AgentRow): AgentView => ({
  id,
  slug,
  name,
  createdAt,
  manifest: readManifest(manifest),
});

export function openPeople(db: Db, system: System): People {
  return {
    async bootstrap({ workspaceName, ownerEmail }) {
      const owner = await system.tables.member.findFirst({
        where: { role: "owner", workspace: { deletedAt: null } },
        orderBy: { createdAt: "asc" },
      });
      if (owner) return { workspaceId: owner.workspaceId, ownerId: owner.userId, created: false };
      const made = await makeWorkspace(system, {
        name: workspaceName,
        slug: slugOf(workspaceName, "default"),
        ownerEmail,
      });
      return { ...made, created: true };
    },

    systemPrincipal: (workspaceId, job) =>
      mint({
        workspaceId,
        kind: "system",
        id: job,
        label: job,
        userId: undefined,
        agentId: undefined,
        role: undefined,
        permissions: new Set(),
        via: "system",
        credentialId: undefined,
        servers: new Set(),
        readOnly: true,
        tools: undefined,
      }),

    async agents(who) {
      const rows = await db.inWorkspace(who, (tx) => tx.agent.findMany({ orderBy: { createdAt: "asc" } }));
      return rows.map(viewOf);
    },

    async changeManifest(who, agentId, manifest) {
      const { workspaceId } = who;
      const changed = await db.inWorkspace(who, async (tx) => {
        const where = { workspaceId_id: { workspaceId, id: agentId } };
        if (!(await tx.agent.findUnique({ where }))) throw new GatewayError("not_found");
        return tx.agent.update({ where, data: { manifest: manifest ?? Prisma.DbNull } });
      });
      await db.channel.settled();
      return viewOf(changed);
    },

    async createAgent(who, name, manifest) {
      const data = {
        workspaceId: who.workspaceId,
        id: newId("agt"),
        slug: slugOf(name, "agent"),
        name,
        createdBy: who.id,
        manifest: manifest ?? Prisma.DbNull,
      };
      try {
        return viewOf(await db.inWorkspace(who, (tx) => tx.agent.create({ data })));
      } catch (error) {
        if (isDuplicate(error, "Agent"))
          throw new GatewayError("conflict", { detail: "An agent of this name exists already." });
        throw error;
      }
    },
  };
}
