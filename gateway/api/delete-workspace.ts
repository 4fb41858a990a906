import type { Principal } from "../context.ts";
import type { Grants } from "../grants/index.ts";
import type { WorkspaceDeleted } from "./contract/index.ts";
import type { ApiDeps } from "./operation.ts";

/**
 * Shuts a workspace and ends every grant of it behind the fence. The providers' receipts follow in the background,
 * and then what is left of it is deleted; its audit log stays. For owners and for operators.
 */
export async function deleteWorkspace(
  { identity, grants, audit }: Pick<ApiDeps, "identity" | "audit"> & { grants: Pick<Grants, "endAll"> },
  who: Principal,
  requestId?: string,
): Promise<WorkspaceDeleted> {
  const shut = await identity.workspaces.shut(who);
  const target = who.workspaceId;
  const { runId, ended } = (await identity.workspaces.hasLiveGrants(who))
    ? await grants.endAll(who, { scope: "workspace", target, reason: "workspace_deleted" }, requestId)
    : { runId: null, ended: 0 };
  const { slug, members, sessions, tokens, invitations } = shut;
  await audit.append(who, {
    type: "workspace.deleted",
    outcome: "ok",
    target: { kind: "workspace", id: target, label: slug },
    requestId,
    data: {
      slug,
      members,
      sessions,
      tokens,
      invitations,
      grants: ended,
      run: runId,
    },
  });
  return { members, tokens, grants: ended };
}
