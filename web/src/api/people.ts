import { queryOptions } from "@tanstack/react-query";
import { invite, listInvitations, revokeInvitation } from "../../../gateway/api/contract/invitations.ts";
import {
  changeMember,
  createSignInLink,
  listMembers,
  removeMember,
} from "../../../gateway/api/contract/members.ts";
import {
  endMemberSessions,
  endOtherSessions,
  endSession,
  listMemberSessions,
  listSessions,
} from "../../../gateway/api/contract/sessions.ts";
import { removeWorkspace } from "../../../gateway/api/contract/workspace.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";
import type { Member } from "./contract.ts";
import { everything, type PageWish } from "./everything.ts";

export type Role = Member["role"];

export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["members", workspace],
    queryFn: async () => {
      const ask = (query: PageWish) => send(listMembers, { params: { workspace }, query });
      return { members: await everything(ask, ({ members }) => members) };
    },
  });
export const invitationsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["invitations", workspace],
    queryFn: () => send(listInvitations, { params: { workspace } }),
  });
/** Mine, or without `who`: of a member whom I manage. */
export const sessionsQuery = (workspace: string, who?: string) =>
  queryOptions({
    queryKey: ["sessions", workspace, who ?? "me"],
    queryFn: () =>
      who === undefined
        ? send(listSessions, { params: { workspace } })
        : send(listMemberSessions, { params: { workspace, id: who } }),
  });

const people = ["members", "invitations", "sessions", "audit"];

export const useSetRole = () =>
  useChange(people, (workspace, { id, role }: { id: string; role: Role }) =>
    send(changeMember, { params: { workspace, id }, body: { role } }),
  );
/** Their sessions are not read again: there is nobody left whose they were. */
export const useRemoveMember = () =>
  useChange(
    ["members", "invitations", "audit", "connectors", "integrations", "revocations", "tokens"],
    (workspace, id: string) => send(removeMember, { params: { workspace, id } }),
  );
/** Nothing is read again: there is no session to read it with. */
export const useLeave = () =>
  useChange([], (workspace, me: string) => send(removeMember, { params: { workspace, id: me } }));
export const useSignInLink = () =>
  useChange(["audit"], (workspace, id: string) => send(createSignInLink, { params: { workspace, id } }));
export const useInvite = () =>
  useChange(people, (workspace, body: { email: string; role: Role }) =>
    send(invite, { params: { workspace }, body }),
  );
export const useRevokeInvitation = () =>
  useChange(people, (workspace, id: string) => send(revokeInvitation, { params: { workspace, id } }));
/** One of mine, or all of mine but this one. */
export const useEndSession = () =>
  useChange(people, (workspace, id: string | undefined) =>
    id === undefined
      ? send(endOtherSessions, { params: { workspace } })
      : send(endSession, { params: { workspace, id } }),
  );
export const useEndMemberSessions = () =>
  useChange(people, (workspace, id: string) => send(endMemberSessions, { params: { workspace, id } }));
export const useDeleteWorkspace = () =>
  useChange([], (workspace, confirm: string) =>
    send(removeWorkspace, { params: { workspace }, body: { confirm } }),
  );
