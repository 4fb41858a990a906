import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, isSignedOut } from "./error.ts";
import { sessionQuery } from "./session.ts";

/** A 401 on any request asks for the session again; the shell then leads to sign-in and back. */
const onError = (error: unknown) => {
  if (isSignedOut(error)) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
};

const mayRetry = (error: unknown) =>
  error instanceof ApiError && (error.problem.status >= 500 || error.code === "gateway_unreachable");

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== "session") onError(error);
    },
  }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 1 && mayRetry(error),
      retryDelay: 500,
      staleTime: 5_000,
      networkMode: "always",
      refetchOnReconnect: true,
    },
    // Offline is a failure to be told, and nothing pressed then may happen by itself when the network is back.
    mutations: { retry: false, networkMode: "always" },
  },
});
