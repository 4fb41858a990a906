import { queryOptions } from "@tanstack/react-query";
import { previewInvitation, redeemInvitation } from "../../../gateway/api/contract/invitations.ts";
import {
  beginCompanySignIn,
  endOwnSession,
  getSession,
  getSignInMethods,
  startSession,
  switchSession,
} from "../../../gateway/api/contract/session.ts";
import { send, setCsrf } from "./client.ts";
import type { Session } from "./contract.ts";

const keep = (answer: Session): Session => {
  setCsrf(answer.csrf);
  return answer;
};

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => keep(await send(getSession)),
  staleTime: 60_000,
});

export const signIn = async (token: string): Promise<Session> =>
  keep(await send(startSession, { body: { token } }));

export const signOut = async (): Promise<void> => {
  await send(endOwnSession);
  setCsrf("");
};

/** Another workspace of the same person. */
export const switchTo = async (workspace: string): Promise<Session> =>
  keep(await send(switchSession, { body: { workspace } }));

/** Which ways in there are, and what the code that a company sign-in came back with means. */
export const signInMethodsQuery = (problem?: string) =>
  queryOptions({
    queryKey: ["sign-in-methods", problem],
    queryFn: () => send(getSignInMethods, { query: { problem } }),
    staleTime: 60_000,
  });

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: () => send(previewInvitation, { body: { token } }),
    retry: false,
    refetchOnWindowFocus: false,
  });

export const accept = async (body: { token: string; name?: string }): Promise<Session> =>
  keep(await send(redeemInvitation, { body }));

/** Accepts by way of the company's sign-in; answers where to send the browser. */
export const acceptWithCompany = async (token: string): Promise<string> =>
  (await send(beginCompanySignIn, { body: { invitation: token } })).authorization_url;
