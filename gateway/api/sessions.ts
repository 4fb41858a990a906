import type { SessionView } from "../identity/index.ts";
import * as contract from "./contract/index.ts";
import { operation, type Request } from "./operation.ts";

type Caller = Pick<Request<unknown, unknown>, "deps" | "who" | "requestId">;

async function listOf({ deps, who }: Caller, userId: string): Promise<{ sessions: contract.SessionInfo[] }> {
  const view = (s: SessionView): contract.SessionInfo => ({
    id: s.id,
    method: s.method,
    device: s.device,
    created_at: s.createdAt.toISOString(),
    last_seen_at: s.lastSeenAt.toISOString(),
    expires_at: s.expiresAt.toISOString(),
    current: s.id === who.credentialId,
  });
  return { sessions: (await deps.identity.sessions.list(who, userId)).map(view) };
}

async function record({ deps, who, requestId }: Caller, whose: Whose, sessions: string[]): Promise<void> {
  if (sessions.length === 0) return;
  await deps.audit.append(who, {
    type: "sessions.ended",
    outcome: "ok",
    target: { kind: "member", id: whose.id, label: whose.email },
    requestId,
    data: { sessions, by: whose.id === who.userId ? "self" : "admin" },
  });
}
type Whose = { id: string; email: string };

export const listSessions = operation(contract.listSessions, (request) =>
  listOf(request, request.signedIn.user.id),
);

export const endSession = operation(contract.endSession, async (request) => {
  const { deps, who, params, signedIn } = request;
  const { id } = params;
  await deps.identity.sessions.endOne(who, signedIn.user.id, id);
  await record(request, signedIn.user, [id]);
  return { ended: 1 };
});

export const endOtherSessions = operation(contract.endOtherSessions, async (request) => {
  const { user } = request.signedIn;
  const ended = await request.deps.identity.sessions.endAll(request.who, user.id);
  await record(request, user, ended);
  return { ended: ended.length };
});

export const listMemberSessions = operation(contract.listMemberSessions, async (request) => {
  const person = await request.deps.identity.members.requireManaged(request.who, request.params.id);
  return listOf(request, person.id);
});

export const endMemberSessions = operation(contract.endMemberSessions, async (request) => {
  const { deps, who, params } = request;
  const person = await deps.identity.members.requireManaged(who, params.id);
  const ended = await deps.identity.sessions.endAll(who, person.id);
  await record(request, person, ended);
  return { ended: ended.length };
});
