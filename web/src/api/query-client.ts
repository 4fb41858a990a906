import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, isSignedOut } from "./error.ts";
import { reached } from "./network.ts";
import { sessionQuery } from "./session.ts";

/** A 401 on any request asks for the session again; the page then says that it ended. Once: a page may ask on. */
const onError = (error: unknown) => {
  if (isSignedOut(error) && !isSignedOut(queryClient.getQueryState(sessionQuery.queryKey)?.error))
    void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
};

const mayRetry = (error: unknown) =>
  error instanceof ApiError && (error.problem.status >= 500 || error.code === "gateway_unreachable");

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== "session") onError(error);
    },
    onSuccess: reached,
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
