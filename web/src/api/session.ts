import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { api } from "../paths.ts";
import { call, setCsrf } from "./client.ts";
import { type Session, session } from "./contract.ts";

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
