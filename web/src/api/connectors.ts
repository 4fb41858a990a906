import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Query } from "../../../gateway/api/client.ts";
import { listAudit } from "../../../gateway/api/contract/audit.ts";
import { getConnector, listConnectors, retryRevocation } from "../../../gateway/api/contract/connectors.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

export type ConnectorFilters = Query<typeof listConnectors>;

const PAGE = 50;

/** One page of connectors. What an address says may be no filter; the gateway says so then. */
export const connectorPageQuery = (workspace: string, filters: ConnectorFilters) =>
  queryOptions({
    queryKey: ["connectors", workspace, filters],
    queryFn: () => send(listConnectors, { params: { workspace }, query: { page_size: PAGE, ...filters } }),
    placeholderData: keepPreviousData,
    // Until the provider has answered a revocation.
    refetchInterval: ({ state }) =>
      state.data?.connectors.some((each) => each.grant?.upstream.state === "pending") ? 3_000 : false,
  });

export const connectorQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["connector", workspace, id],
    queryFn: async () => (await send(getConnector, { params: { workspace, id } })).connector,
    refetchInterval: ({ state }) => (state.data?.grant?.upstream.state === "pending" ? 3_000 : false),
  });

/** The newest of what the audit log says about one connector. */
export const activityQuery = (workspace: string, connector: string) =>
  queryOptions({
    queryKey: ["audit", workspace, "of", connector],
    queryFn: () => send(listAudit, { params: { workspace }, query: { connector, page_size: 30 } }),
  });

/** How its state changed: what checks, renewals and people did to it. */
export const checksQuery = (workspace: string, connector: string) =>
  queryOptions({
    queryKey: ["audit", workspace, "checks", connector],
    queryFn: async () => {
      const types = ["connector.validated", "refresh.failed", "connector.authorized", "grant.ended"];
      const pages = await Promise.all(
        types.map((type) =>
          send(listAudit, { params: { workspace }, query: { target: connector, type, page_size: 10 } }),
        ),
      );
      return pages
        .flatMap((page) => page.events)
        .toSorted((a, b) => b.seq - a.seq)
        .slice(0, 15);
    },
  });

export const useRetryRevocation = () =>
  useChange(["connectors", "connector", "audit"], (workspace, id: string) =>
    send(retryRevocation, { params: { workspace, id } }),
  );
