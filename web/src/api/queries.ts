import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../paths.ts";
import { call } from "./client.ts";
import { agents, auditPage, catalog, connectors, integrations, revokePreview, tokens } from "./contract.ts";

export const catalogQuery = (w: string) =>
  queryOptions({
    queryKey: ["catalog", w],
    queryFn: () => call(catalog, "GET", api.catalog(w)),
    staleTime: 60_000,
  });

export const integrationsQuery = (w: string) =>
  queryOptions({
    queryKey: ["integrations", w],
    queryFn: () => call(integrations, "GET", api.integrations(w)),
    // Status may have changed at the provider while the person was away.
    refetchOnWindowFocus: "always",
  });

export const connectorsQuery = (w: string) =>
  queryOptions({
    queryKey: ["connectors", w],
    queryFn: () => call(connectors, "GET", api.connectors(w)),
  });

export const revokePreviewQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: ["revoke-preview", w, id],
    queryFn: () => call(revokePreview, "GET", api.revokePreview(w, id)),
    staleTime: 0,
  });

export const agentsQuery = (w: string) =>
  queryOptions({ queryKey: ["agents", w], queryFn: () => call(agents, "GET", api.agents(w)) });

export const tokensQuery = (w: string) =>
  queryOptions({ queryKey: ["tokens", w], queryFn: () => call(tokens, "GET", api.tokens(w)) });

export type AuditFilters = { type?: string; outcome?: string; actor?: string; target?: string };

export const auditQuery = (w: string, filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ["audit", w, filters],
    queryFn: ({ pageParam }) => call(auditPage, "GET", api.audit(w, { ...filters, cursor: pageParam })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor,
  });
