import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { invitationPreview } from "../../../gateway/api/contract/invitations.ts";
import { companySignInStarted, session, signInMethods } from "../../../gateway/api/contract/session.ts";
import { api } from "../paths.ts";
import { call, setCsrf } from "./client.ts";
import type { Session } from "./contract.ts";

const keep = (answer: Session): Session => {
  setCsrf(answer.csrf);
  return answer;
};

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => keep(await call(session, "GET", api.session)),
  staleTime: 60_000,
});

export const signIn = async (token: string): Promise<Session> =>
  keep(await call(session, "POST", api.session, { token }));

export const signOut = async (): Promise<void> => {
  await call(z.unknown(), "DELETE", api.session);
  setCsrf("");
};

/** Another workspace of the same person. */
export const switchTo = async (workspace: string): Promise<Session> =>
  keep(await call(session, "POST", api.switchWorkspace, { workspace }));

/** Which ways in there are, and what the code that a company sign-in came back with means. */
export const signInMethodsQuery = (problem?: string) =>
  queryOptions({
    queryKey: ["sign-in-methods", problem],
    queryFn: () => call(signInMethods, "GET", api.signIn(problem)),
    staleTime: 60_000,
  });

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: () => call(invitationPreview, "POST", api.previewInvitation, { token }),
    retry: false,
    refetchOnWindowFocus: false,
  });

export const accept = async (wish: { token: string; name?: string }): Promise<Session> =>
  keep(await call(session, "POST", api.acceptInvitation, wish));

/** Accepts by way of the company's sign-in; answers where to send the browser. */
export const acceptWithCompany = async (token: string): Promise<string> =>
  (await call(companySignInStarted, "POST", api.companySignIn, { invitation: token })).authorization_url;
