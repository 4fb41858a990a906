import type { ApiDeps } from "./api/index.ts";

const HOUR_MS = 3_600_000;
const JOB = "people";

/**
 * What goes on after people and workspaces are gone, each minute on one replica: a workspace that was deleted is
 * emptied once nothing of it is pending at any provider; a grant that a crash or a race left behind is ended.
 */
export function openPeopleSweeps({
  identity,
  grants,
  audit,
  clock,
}: Pick<ApiDeps, "identity" | "grants" | "audit" | "clock">): Readonly<Record<string, () => Promise<void>>> {
  const { people, members, workspaces } = identity;
  let lookedAt = Number.NEGATIVE_INFINITY;

  return {
    async deleted_workspaces() {
      for (const id of await workspaces.toEmpty()) {
        const who = people.systemPrincipal(id, JOB);
        if (await workspaces.hasLiveGrants(who))
          await grants.endAll(who, { scope: "workspace", target: id, reason: "workspace_deleted" });
        const data = await workspaces.empty(who);
        if (!data) continue;
        await audit.append(who, {
          type: "workspace.purged",
          outcome: "ok",
          target: { kind: "workspace", id, label: null },
          data: { ...data },
        });
      }
    },

    async stranded_grants() {
      if (clock() - lookedAt < HOUR_MS) return; // it looks at every connector
      lookedAt = clock();
      for (const { workspaceId, userId } of await members.strandedGrants()) {
        const who = people.systemPrincipal(workspaceId, JOB);
        await grants.endAll(who, { scope: "user", target: userId, reason: "member_removed" });
      }
    },
  };
}
