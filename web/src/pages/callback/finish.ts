import { queryOptions } from "@tanstack/react-query";
import { finishAuthorization } from "../../../../gateway/api/contract/integrations.ts";
import { send } from "../../api/client.ts";
import { asApiError } from "../../api/error.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";
import { takeAnswer } from "../../arrival.ts";
import { tell } from "../../grants/sign-in-channel.ts";

/**
 * Sends the provider's answer, once: it is single use. A query rather than a mutation because a query shares the
 * request under way when StrictMode mounts twice.
 */
export const finishQuery = (service: string) =>
  queryOptions({
    queryKey: ["finish", service],
    queryFn: async () => {
      const answer = takeAnswer();
      tell({ is: "returned", service });
      try {
        const { workspace } = await queryClient.fetchQuery(sessionQuery);
        const params = { workspace: workspace.id, service };
        const done = await send(finishAuthorization, { params, body: answer });
        // Another account waits for a word, which the person gives here.
        if ("connector" in done)
          tell(
            done.needs_confirmation
              ? { is: "asked", service }
              : { is: "connected", service, connector: done.connector.id },
          );
        return done;
      } catch (error) {
        const { code, title } = asApiError(error).problem;
        tell({ is: "refused", service, code, title });
        throw error;
      }
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
