import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { agents } from "../../../gateway/api/contract/agents.ts";
import { auditPage, oneAuditEvent } from "../../../gateway/api/contract/audit.ts";
import { catalog, neededScopes } from "../../../gateway/api/contract/catalog.ts";
import { connectLink } from "../../../gateway/api/contract/connect-links.ts";
import { connectors, revokePreview, scopeUse } from "../../../gateway/api/contract/connectors.ts";
import { integrations } from "../../../gateway/api/contract/integrations.ts";
import { tokens } from "../../../gateway/api/contract/tokens.ts";
import { api } from "../paths.ts";
import { pickedTools } from "../scopes/pick.ts";
import { call } from "./client.ts";

export const catalogQuery = (w: string) =>
  queryOptions({
    queryKey: ["catalog", w],
    queryFn: () => call(catalog, "GET", api.catalog(w)),
    staleTime: 60_000,
  });

/** What tools ask for together; `count` says of how many, so that an older answer on show stays true. */
export const neededScopesQuery = (
  w: string,
  provider: string,
  picked: ReadonlySet<string>,
  access: string | undefined,
) => {
  const tools = [...picked].sort().join(",");
  return queryOptions({
    queryKey: ["needed-scopes", w, provider, tools, access],
    queryFn: async () => {
      const { scopes } = await call(neededScopes, "GET", api.neededScopes(w, provider, { tools, access }));
      return { count: pickedTools(picked).length, scopes };
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    enabled: picked.size > 0,
  });
};

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

export const scopeUseQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: ["scope-use", w, id],
    queryFn: () => call(scopeUse, "GET", api.scopeUse(w, id)),
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

/** A row of the chain never changes. */
export const auditEventQuery = (w: string, seq: string) =>
  queryOptions({
    queryKey: ["audit-event", w, seq],
    queryFn: async () => (await call(oneAuditEvent, "GET", api.auditEvent(w, seq))).event,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Where a link leads that an agent handed to this person. */
export const connectLinkQuery = (w: string, link: string) =>
  queryOptions({
    queryKey: ["connect-link", w, link],
    queryFn: () => call(connectLink, "GET", api.connectLink(w, link)),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
