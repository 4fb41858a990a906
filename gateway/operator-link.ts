import type { Audit } from "./audit/index.ts";
import type { Identity } from "./identity/index.ts";

interface LinkParts {
  identity: Pick<Identity, "people" | "sessions">;
  audit: Audit;
  publicUrl: string;
}

/** Makes a link and records who had it made. */
export async function mintLink(
  { identity, audit, publicUrl }: LinkParts,
  {
    workspaceId,
    userId,
    label,
    by,
  }: { workspaceId: string; userId: string; label: string | null; by: string },
): Promise<{ url: string; expires_at: string }> {
  const link = await identity.sessions.createLink(workspaceId, userId, "operator");
  const expires_at = link.expiresAt.toISOString();
  await audit.append(identity.people.systemPrincipal(workspaceId, by), {
    type: "sign_in_link.created",
    outcome: "ok",
    target: { kind: "member", id: userId, label },
    data: { link: link.id, expires_at },
  });
  return { url: `${publicUrl}/sign-in#${link.token}`, expires_at };
}
