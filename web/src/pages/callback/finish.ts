import { queryOptions } from "@tanstack/react-query";
import { finishAuthorization } from "../../../../gateway/api/contract/integrations.ts";
import { send } from "../../api/client.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionQuery } from "../../api/session.ts";
import { takeAnswer } from "../../arrival.ts";

/**
 * Sends the provider's answer, once: it is single use. A query rather than a mutation because a query shares the
 * request under way when StrictMode mounts twice.
 */
export const finishQuery = (service: string) =>
  queryOptions({
    queryKey: ["finish", service],
    queryFn: async () => {
      const answer = takeAnswer();
      const { workspace } = await queryClient.fetchQuery(sessionQuery);
      const params = { workspace: workspace.id, service };
      return send(finishAuthorization, { params, body: answer });
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
