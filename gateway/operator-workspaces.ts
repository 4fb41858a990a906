import { z } from "zod";
import { type ApiDeps, deleteWorkspace } from "./api/index.ts";
import type { Grants } from "./grants/index.ts";
import { OperatorError } from "./operator-error.ts";
import type { OperatorRoute } from "./operator-key-routes.ts";
import { mintLink } from "./operator-link.ts";

export const workspaceList = z.object({
  workspaces: z.array(
    z.object({
      id: z.string(),
      slug: z.string(),
      name: z.string(),
      members: z.number().int(),
      created_at: z.string(),
      /** Being deleted, or empty but for its audit log. */
      deleted_at: z.string().nullable(),
    }),
  ),
});
const newWorkspace = z.strictObject({
  name: z.string().trim().min(1).max(80),
  slug: z.string().max(64).optional(),
  owner: z.email().max(320),
});
/** `url` signs the owner in. */
export const createdWorkspace = z.object({
  id: z.string(),
  slug: z.string(),
  url: z.string(),
  expires_at: z.string(),
});
const deletion = z.strictObject({ workspace: z.string().min(1).max(64), confirm: z.string().max(64) });
export const deletedWorkspace = z.object({
  id: z.string(),
  members: z.number().int(),
  tokens: z.number().int(),
  grants: z.number().int(),
});

/** What operators do with workspaces, past every role. */
export interface OperatorWorkspaces {
  list(): Promise<z.infer<typeof workspaceList>>;
  /** Throws `conflict`, `bad_request`. */
  create(of: z.infer<typeof newWorkspace>): Promise<z.infer<typeof createdWorkspace>>;
  /** By slug or id; `confirm` is the slug once more. Throws `conflict` for the only one. */
  delete(which: z.infer<typeof deletion>): Promise<z.infer<typeof deletedWorkspace>>;
}

type Parts = Pick<ApiDeps, "identity" | "audit" | "publicUrl"> & { grants: Pick<Grants, "endAll"> };
const OPERATOR = "operator";

export function openOperatorWorkspaces(parts: Parts): OperatorWorkspaces {
  const { identity, audit } = parts;
  return {
    async list() {
      const all = await identity.workspaces.list();
      return {
        workspaces: all.map(({ id, slug, name, members, createdAt, deletedAt }) => ({
          id,
          slug,
          name,
          members,
          created_at: createdAt.toISOString(),
          deleted_at: deletedAt?.toISOString() ?? null,
        })),
      };
    },

    async create({ name, slug: wanted, owner }) {
      const made = await identity.workspaces.create({ name, slug: wanted, ownerEmail: owner });
      const { workspaceId, ownerId, slug } = made;
      const label = owner.toLowerCase();
      await audit.append(identity.people.systemPrincipal(workspaceId, OPERATOR), {
        type: "workspace.created",
        outcome: "ok",
        target: { kind: "workspace", id: workspaceId, label: slug },
        data: { slug, owner: ownerId },
      });
      const link = await mintLink(parts, { workspaceId, userId: ownerId, label, by: OPERATOR });
      return { id: workspaceId, slug, ...link };
    },

    async delete({ workspace, confirm }) {
      const found = (await identity.workspaces.list()).find(
        (w) => w.deletedAt === null && (w.id === workspace || w.slug === workspace),
      );
      if (!found) throw new OperatorError(`There is no workspace ${workspace}.`);
      if (confirm !== found.slug)
        throw new OperatorError(`To delete ${found.name}, confirm with its slug: --confirm ${found.slug}.`);
      const who = identity.people.systemPrincipal(found.id, OPERATOR);
      return { id: found.id, ...(await deleteWorkspace(parts, who)) };
    },
  };
}

/** The same over the operator's socket. */
export function workspaceRoutes(workspaces: OperatorWorkspaces): Record<string, OperatorRoute> {
  return {
    "/workspaces/list": () => workspaces.list(),
    "/workspaces/create": (body) => {
      const asked = newWorkspace.safeParse(body);
      if (!asked.success) throw new OperatorError("That is not a name, a slug and an address.");
      return workspaces.create(asked.data);
    },
    "/workspaces/delete": (body) => {
      const asked = deletion.safeParse(body);
      if (!asked.success) throw new OperatorError("Say which workspace, and confirm with its slug.");
      return workspaces.delete(asked.data);
    },
  };
}
