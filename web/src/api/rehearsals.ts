import { queryOptions } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import {
  authorizeRehearsal,
  beginRehearsal,
  checkRehearsal,
  getRehearsal,
  giveUpRehearsal,
  listRehearsals,
} from "../../../gateway/api/contract/rehearsals.ts";
import { leaveFor } from "../ui/leave-for.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

export const rehearsalsQuery = (workspace: string, app: string | undefined) =>
  queryOptions({
    queryKey: ["rehearsals", workspace, app],
    queryFn: async () => (await send(listRehearsals, { params: { workspace }, query: { app } })).rehearsals,
  });

export const rehearsalQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["rehearsal", workspace, id],
    queryFn: async () => (await send(getRehearsal, { params: { workspace, id } })).rehearsal,
  });

const touches = ["rehearsals", "rehearsal", "apps", "audit"];

export const useBeginRehearsal = (app: string) =>
  useChange(touches, async (workspace, body: Body<typeof beginRehearsal>) => {
    return (await send(beginRehearsal, { params: { workspace, id: app }, body })).rehearsal;
  });
export const useCheckRehearsal = (id: string) =>
  useChange(touches, (workspace, _: undefined) => send(checkRehearsal, { params: { workspace, id } }));
export const useGiveUp = (id: string) =>
  useChange(touches, (workspace, body: Body<typeof giveUpRehearsal>) =>
    send(giveUpRehearsal, { params: { workspace, id }, body }),
  );
/** Leaves for the provider. */
export const useRehearsalSignIn = (id: string) =>
  useChange(touches, async (workspace, _: undefined) => {
    const { authorization_url: url } = await send(authorizeRehearsal, { params: { workspace, id } });
    leaveFor(url);
  });
