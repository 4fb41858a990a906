import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import { delegate, endDelegation, listDelegations } from "../../../gateway/api/contract/delegations.ts";
import { listAllowedClients, revokeAllowedClient } from "../../../gateway/api/contract/oauth-clients.ts";
import { answerInteraction, getInteraction } from "../../../gateway/api/contract/oauth-interactions.ts";
import {
  addTrustedIssuer,
  listTrustedIssuers,
  removeTrustedIssuer,
} from "../../../gateway/api/contract/trusted-issuers.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";
import { localError } from "./error.ts";

export type NewIssuer = Body<typeof addTrustedIssuer>;
export type NewDelegation = Body<typeof delegate>;

/** What an app asks for. Read once: what a person is looking at must not change under their hand. */
export const interactionQuery = (uid: string) =>
  queryOptions({
    queryKey: ["interaction", uid],
    queryFn: () => send(getInteraction, { params: { uid } }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });

/** Answers where on this gateway the browser goes next: the gateway alone sends it on to the app. */
export const useAnswer = (uid: string) =>
  useMutation({
    mutationFn: async (body: Body<typeof answerInteraction>) => {
      const { redirect_to } = await send(answerInteraction, { params: { uid }, body });
      const { origin } = window.location;
      const url = URL.canParse(redirect_to, origin) ? new URL(redirect_to, origin) : undefined;
      if (url?.origin !== origin) throw localError("answer_not_understood");
      return url.href;
    },
  });

/** Mine, or everybody's of the workspace. */
export const allowedClientsQuery = (workspace: string, all: boolean) =>
  infiniteQueryOptions({
    queryKey: ["oauth-clients", workspace, all],
    queryFn: ({ pageParam: cursor }) =>
      send(listAllowedClients, { params: { workspace }, query: { all: all ? "true" : "false", cursor } }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
  });

export const issuersQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["issuers", workspace],
    queryFn: () => send(listTrustedIssuers, { params: { workspace } }),
  });

export const delegationsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["delegations", workspace],
    queryFn: () => send(listDelegations, { params: { workspace } }),
  });

export const useRevokeClient = () =>
  useChange(["oauth-clients", "audit"], (workspace, consent: string) =>
    send(revokeAllowedClient, { params: { workspace, consent } }),
  );
export const useTrust = () =>
  useChange(["issuers", "audit"], (workspace, body: NewIssuer) =>
    send(addTrustedIssuer, { params: { workspace }, body }),
  );
export const useDistrust = () =>
  useChange(["issuers", "oauth-clients", "audit"], (workspace, id: string) =>
    send(removeTrustedIssuer, { params: { workspace, id } }),
  );

const ofDelegations = ["delegations", "tokens", "agents", "audit"];

export const useDelegate = () =>
  useChange(ofDelegations, (workspace, body: NewDelegation) =>
    send(delegate, { params: { workspace }, body }),
  );
export const useEndDelegation = () =>
  useChange(ofDelegations, (workspace, id: string) => send(endDelegation, { params: { workspace, id } }));
