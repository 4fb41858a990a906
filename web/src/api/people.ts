import { queryOptions } from "@tanstack/react-query";
import { createdInvitation, invitation, invitations } from "../../../gateway/api/contract/invitations.ts";
import { member, memberRemoved, members, signInLink } from "../../../gateway/api/contract/members.ts";
import { sessions, sessionsEnded } from "../../../gateway/api/contract/sessions.ts";
import { workspaceDeleted } from "../../../gateway/api/contract/workspace.ts";
import { api } from "../paths.ts";
import { useChange } from "./change.ts";
import { call } from "./client.ts";
import type { Member } from "./contract.ts";

export type Role = Member["role"];

export const membersQuery = (w: string) =>
  queryOptions({ queryKey: ["members", w], queryFn: () => call(members, "GET", api.members(w)) });
export const invitationsQuery = (w: string) =>
  queryOptions({
    queryKey: ["invitations", w],
    queryFn: () => call(invitations, "GET", api.invitations(w)),
  });
/** Mine, or without `who`: of a member whom I manage. */
export const sessionsQuery = (w: string, who?: string) =>
  queryOptions({
    queryKey: ["sessions", w, who ?? "me"],
    queryFn: () => call(sessions, "GET", who === undefined ? api.sessions(w) : api.memberSessions(w, who)),
  });

const people = ["members", "invitations", "sessions", "audit"];

export const useSetRole = () =>
  useChange(people, async (w, { id, role }: { id: string; role: Role }) =>
    call(member, "PATCH", api.member(w, id), { role }),
  );
/** Their sessions are not read again: there is nobody left whose they were. */
export const useRemoveMember = () =>
  useChange(
    ["members", "invitations", "audit", "connectors", "integrations", "revocations", "tokens"],
    async (w, id: string) => call(memberRemoved, "DELETE", api.member(w, id)),
  );
/** Nothing is read again: there is no session to read it with. */
export const useLeave = () =>
  useChange([], async (w, me: string) => call(memberRemoved, "DELETE", api.member(w, me)));
export const useSignInLink = () =>
  useChange(["audit"], async (w, id: string) => call(signInLink, "POST", api.signInLink(w, id), {}));
export const useInvite = () =>
  useChange(people, async (w, wish: { email: string; role: Role }) =>
    call(createdInvitation, "POST", api.invitations(w), wish),
  );
export const useRevokeInvitation = () =>
  useChange(people, async (w, id: string) => call(invitation, "DELETE", api.invitation(w, id)));
/** One of mine, or all of mine but this one. */
export const useEndSession = () =>
  useChange(people, async (w, id: string | undefined) =>
    call(sessionsEnded, "DELETE", id === undefined ? api.sessions(w) : api.oneSession(w, id)),
  );
export const useEndMemberSessions = () =>
  useChange(people, async (w, id: string) => call(sessionsEnded, "DELETE", api.memberSessions(w, id)));
export const useDeleteWorkspace = () =>
  useChange([], async (w, confirm: string) =>
    call(workspaceDeleted, "DELETE", api.workspace(w), { confirm }),
  );
