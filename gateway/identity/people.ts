import type { Principal, Role } from "../context.ts";
import { type Db, type Models, Prisma, type System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { mint } from "./principal.ts";

export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role;
  joinedAt: Date;
}
export interface AgentView {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
}

export interface People {
  /** The first start: makes a workspace with its owner. Later: the oldest workspace and its first owner. */
  bootstrap(first: {
    workspaceName: string;
    ownerEmail: string;
  }): Promise<{ workspaceId: string; ownerId: string; created: boolean }>;
  /** For jobs and operators' tools. */
  systemPrincipal(workspaceId: string, job: string): Principal;
  members(who: Principal): Promise<Person[]>;
  /** Throws `not_found`. */
  requireMember(who: Principal, id: string): Promise<Person>;
  /** Throws `conflict` when the address is a member already. */
  addMember(who: Principal, person: { email: string; name: string; role: Role }): Promise<Person>;
  agents(who: Principal): Promise<AgentView[]>;
  /** Throws `conflict` when the name's slug is taken. */
  createAgent(who: Principal, name: string): Promise<AgentView>;
}

export const slugOf = (text: string, fallback: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40) || fallback;

const isDuplicate = (error: unknown) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";

const personOf = (m: Models.MemberModel & { user: Models.UserModel }): Person => ({
  id: m.userId,
  email: m.user.email,
  name: m.user.name,
  role: m.role,
  joinedAt: m.createdAt,
});

export function openPeople(db: Db, system: System): People {
  return {
    async bootstrap({ workspaceName, ownerEmail }) {
      const owner = await system.tables.member.findFirst({
        where: { role: "owner" },
        orderBy: { createdAt: "asc" },
      });
      if (owner) return { workspaceId: owner.workspaceId, ownerId: owner.userId, created: false };
      const workspaceId = newId("wsp");
      const ownerId = newId("usr");
      const email = ownerEmail.toLowerCase();
      await system.transaction(async (tx) => {
        await tx.workspace.create({
          data: { id: workspaceId, slug: slugOf(workspaceName, "default"), name: workspaceName },
        });
        await tx.user.create({ data: { id: ownerId, email, name: email.split("@")[0] ?? email } });
        await tx.member.create({ data: { workspaceId, userId: ownerId, role: "owner" } });
      });
      return { workspaceId, ownerId, created: true };
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
      }),

    async members(who) {
      const rows = await db.inWorkspace(who, (tx) =>
        tx.member.findMany({ include: { user: true }, orderBy: { createdAt: "asc" } }),
      );
      return rows.map(personOf);
    },

    async requireMember(who, id) {
      const row = await db.inWorkspace(who, (tx) =>
        tx.member.findFirst({ where: { userId: id }, include: { user: true } }),
      );
      if (!row) throw new GatewayError("not_found", { detail: "There is no such member." });
      return personOf(row);
    },

    async addMember(who, { email, name, role }) {
      const address = email.toLowerCase();
      try {
        return await system.transaction(async (tx) => {
          const user =
            (await tx.user.findUnique({ where: { email: address } })) ??
            (await tx.user.create({ data: { id: newId("usr"), email: address, name } }));
          const member = await tx.member.create({
            data: { workspaceId: who.workspaceId, userId: user.id, role },
          });
          return { id: user.id, email: user.email, name: user.name, role, joinedAt: member.createdAt };
        });
      } catch (error) {
        if (isDuplicate(error))
          throw new GatewayError("conflict", { detail: "This person is a member already." });
        throw error;
      }
    },

    async agents(who) {
      const rows = await db.inWorkspace(who, (tx) => tx.agent.findMany({ orderBy: { createdAt: "asc" } }));
      return rows.map(({ id, slug, name, createdAt }) => ({ id, slug, name, createdAt }));
    },

    async createAgent(who, name) {
      const data = {
        workspaceId: who.workspaceId,
        id: newId("agt"),
        slug: slugOf(name, "agent"),
        name,
        createdBy: who.id,
      };
      try {
        const { id, slug, createdAt } = await db.inWorkspace(who, (tx) => tx.agent.create({ data }));
        return { id, slug, name, createdAt };
      } catch (error) {
        if (isDuplicate(error))
          throw new GatewayError("conflict", { detail: "An agent of this name exists already." });
        throw error;
      }
    },
  };
}
