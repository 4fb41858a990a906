import { useQuery } from "@tanstack/react-query";
import type { Connector } from "../api/contract.ts";
import { integrationsQuery } from "../api/queries.ts";
import { useWorkspace } from "../shell/session-context.ts";

/** One of the person's own connectors, read when it is asked for. */
export function useOwnConnector(id: string | null): Connector | undefined {
  const { data } = useQuery({ ...integrationsQuery(useWorkspace().id), enabled: id !== null });
  return data?.integrations.flatMap(({ personal }) => personal).find((each) => each.id === id);
}
