import type { Principal } from "../context.ts";
import type { System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { mint } from "./principal.ts";
import { findOrMakeUser, isDuplicate, makingPeople, nameFrom } from "./users.ts";

export interface People {
  /** The first start: makes a workspace with its owner. Later: the oldest workspace and its first owner. */
  bootstrap(first: {
    workspaceName: string;
    ownerEmail: string;
  }): Promise<{ workspaceId: string; ownerId: string; created: boolean }>;
  /** For jobs and operators' tools. */
  systemPrincipal(workspaceId: string, job: string): Principal;
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

export function openPeople(system: System): People {
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
  };
}
