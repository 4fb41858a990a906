import { GatewayError } from "../errors.ts";
import { manages, type Person } from "../identity/index.ts";
import * as contract from "./contract/index.ts";
import { operation, type Request } from "./operation.ts";
import { pageOf } from "./pages.ts";

const memberView = (who: Request<unknown, unknown>["who"], p: Person): contract.Member => ({
  id: p.id,
  email: p.email,
  name: p.name,
  role: p.role,
  joined_at: p.joinedAt.toISOString(),
  last_seen_at: p.lastSeenAt?.toISOString() ?? null,
  personal_connectors: p.personalConnectors,
  manageable: manages(who.role, p.role),
});
const targetOf = ({ id, email }: Pick<Person, "id" | "email">) => ({
  kind: "member" as const,
  id,
  label: email,
});

export const listMembers = operation(contract.listMembers, async ({ deps, who, query }) => {
  const all = (await deps.identity.members.list(who)).map((p) => memberView(who, p));
  const { items, next_cursor } = pageOf(all, query, ({ name, email }) => [name, email]);
  return { members: items, next_cursor };
});

export const addMember = operation(contract.addMember, async ({ deps, who, body, requestId }) => {
  const person = await deps.identity.members.add(who, body);
  await deps.audit.append(who, {
    type: "member.added",
    outcome: "ok",
    target: targetOf(person),
    requestId,
    data: { role: person.role, via: "admin" },
  });
  return memberView(who, person);
});

export const changeMember = operation(
  contract.changeMember,
  async ({ deps, who, params, body, requestId }) => {
    const changed = await deps.identity.members.setRole(who, params.id, body.role);
    const { person, from, invitations } = changed;
    await deps.audit.append(who, {
      type: "member.role_changed",
      outcome: "ok",
      target: targetOf(person),
      requestId,
      data: { from, to: person.role, invitations_revoked: invitations },
    });
    return memberView(who, person);
  },
);

/** Behind the fence; a run only where there is something to end. */
async function endPersonal(
  { deps, who, requestId }: Pick<Request<unknown, unknown>, "deps" | "who" | "requestId">,
  target: string,
): Promise<{ ended: number; runId: string | null }> {
  if (!(await deps.identity.members.hasLiveGrants(who, target))) return { ended: 0, runId: null };
  return deps.grants.endAll(who, { scope: "user", target, reason: "member_removed" }, requestId);
}

/** Nothing lets them in any more, then their grants end, then the row goes: whatever fails, they stay outside. */
export const removeMember = operation(contract.removeMember, async (request) => {
  const { deps, who, params, requestId } = request;
  const { id } = params;
  const left = id === who.userId;
  if (!left && !who.permissions.has("members.manage")) throw new GatewayError("forbidden");
  const { person, detached } = await deps.identity.members.detach(who, id);
  const first = await endPersonal(request, id);
  await deps.identity.members.remove(who, id);
  // A connection that they were finishing meanwhile; one that comes later finds no member (integrations.ts).
  const late = await endPersonal(request, id);
  const grants = first.ended + late.ended;
  const run = first.runId ?? late.runId;
  await deps.audit.append(who, {
    type: "member.removed",
    outcome: "ok",
    target: targetOf(person),
    requestId,
    data: { role: person.role, left, ...detached, grants, run },
  });
  const { sessions, tokens, invitations } = detached;
  return { sessions, tokens, invitations, grants, run };
});

export const createSignInLink = operation(
  contract.createSignInLink,
  async ({ deps, who, params, requestId }) => {
    // Whoever has the link is that person: an admin could make themselves an owner with one.
    const person = await deps.identity.members.requireManaged(who, params.id);
    const link = await deps.identity.sessions.createLink(who.workspaceId, person.id);
    await deps.audit.append(who, {
      type: "sign_in_link.created",
      outcome: "ok",
      target: targetOf(person),
      requestId,
      data: { link: link.id, expires_at: link.expiresAt.toISOString() },
    });
    return { url: `${deps.publicUrl}/sign-in#${link.token}`, expires_at: link.expiresAt.toISOString() };
  },
);
