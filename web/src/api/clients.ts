import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import { delegations } from "../../../gateway/api/contract/delegations.ts";
import { allowedClientRevoked, allowedClients } from "../../../gateway/api/contract/oauth-clients.ts";
import { oauthDecided, oauthInteraction } from "../../../gateway/api/contract/oauth-interactions.ts";
import { createdToken, token } from "../../../gateway/api/contract/tokens.ts";
import { trustedIssuer, trustedIssuers } from "../../../gateway/api/contract/trusted-issuers.ts";
import { api } from "../paths.ts";
import { useChange } from "./change.ts";
import { call } from "./client.ts";
import type { newDelegation, newTrustedIssuer, oauthDecision } from "./contract.ts";
import { localError } from "./error.ts";

export type NewIssuer = z.input<typeof newTrustedIssuer>;
export type NewDelegation = z.input<typeof newDelegation>;

/** What an app asks for. Read once: what a person is looking at must not change under their hand. */
export const interactionQuery = (uid: string) =>
  queryOptions({
    queryKey: ["interaction", uid],
    queryFn: () => call(oauthInteraction, "GET", api.interaction(uid)),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });

/** Answers where on this gateway the browser goes next: the gateway alone sends it on to the app. */
export const useAnswer = (uid: string) =>
  useMutation({
    mutationFn: async (decision: z.input<typeof oauthDecision>) => {
      const { redirect_to } = await call(oauthDecided, "POST", api.interaction(uid), decision);
      const { origin } = window.location;
      const url = URL.canParse(redirect_to, origin) ? new URL(redirect_to, origin) : undefined;
      if (url?.origin !== origin) throw localError("answer_not_understood");
      return url.href;
    },
  });

/** Mine, or everybody's of the workspace. */
export const allowedClientsQuery = (w: string, all: boolean) =>
  infiniteQueryOptions({
    queryKey: ["oauth-clients", w, all],
    queryFn: ({ pageParam }) =>
      call(allowedClients, "GET", api.allowedClients(w, { all: String(all), cursor: pageParam })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
  });

export const issuersQuery = (w: string) =>
  queryOptions({ queryKey: ["issuers", w], queryFn: () => call(trustedIssuers, "GET", api.issuers(w)) });

export const delegationsQuery = (w: string) =>
  queryOptions({
    queryKey: ["delegations", w],
    queryFn: () => call(delegations, "GET", api.delegations(w)),
  });

export const useRevokeClient = () =>
  useChange(["oauth-clients", "audit"], async (w, id: string) =>
    call(allowedClientRevoked, "DELETE", api.allowedClient(w, id)),
  );
export const useTrust = () =>
  useChange(["issuers", "audit"], async (w, wish: NewIssuer) =>
    call(trustedIssuer, "POST", api.issuers(w), wish),
  );
export const useDistrust = () =>
  useChange(["issuers", "oauth-clients", "audit"], async (w, id: string) =>
    call(trustedIssuer, "DELETE", api.issuer(w, id)),
  );
export const useDelegate = () =>
  useChange(["delegations", "tokens", "agents", "audit"], async (w, wish: NewDelegation) =>
    call(createdToken, "POST", api.delegations(w), wish),
  );
export const useEndDelegation = () =>
  useChange(["delegations", "tokens", "agents", "audit"], async (w, id: string) =>
    call(token, "DELETE", api.delegation(w, id)),
  );
