import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { listAgents } from "../../../gateway/api/contract/agents.ts";
import { getCatalog, getNeededScopes } from "../../../gateway/api/contract/catalog.ts";
import { openConnectLink } from "../../../gateway/api/contract/connect-links.ts";
import { getScopeUse, previewRevoke } from "../../../gateway/api/contract/connectors.ts";
import { listIntegrations } from "../../../gateway/api/contract/integrations.ts";
import { listTokens } from "../../../gateway/api/contract/tokens.ts";
import { pickedTools } from "../scopes/pick.ts";
import { send } from "./client.ts";
import { everything, type PageWish } from "./everything.ts";

export const catalogQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["catalog", workspace],
    queryFn: () => send(getCatalog, { params: { workspace } }),
    staleTime: 60_000,
  });

/** What tools ask for together; `count` says of how many, so that an older answer on show stays true. */
export const neededScopesQuery = (
  workspace: string,
  provider: string,
  picked: ReadonlySet<string>,
  access: string | undefined,
) => {
  const tools = [...picked].sort().join(",");
  return queryOptions({
    queryKey: ["needed-scopes", workspace, provider, tools, access],
    queryFn: async () => {
      const query = { tools, access };
      const { scopes } = await send(getNeededScopes, { params: { workspace, provider }, query });
      return { count: pickedTools(picked).length, scopes };
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    enabled: picked.size > 0,
  });
};

export const integrationsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["integrations", workspace],
    queryFn: () => send(listIntegrations, { params: { workspace } }),
    // Status may have changed at the provider while the person was away.
    refetchOnWindowFocus: "always",
  });

export const scopeUseQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["scope-use", workspace, id],
    queryFn: () => send(getScopeUse, { params: { workspace, id } }),
  });

export const revokePreviewQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["revoke-preview", workspace, id],
    queryFn: () => send(previewRevoke, { params: { workspace, id } }),
    staleTime: 0,
  });

export const agentsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["agents", workspace],
    queryFn: async () => {
      const ask = (query: PageWish) => send(listAgents, { params: { workspace }, query });
      return { agents: await everything(ask, ({ agents }) => agents) };
    },
  });

export const tokensQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["tokens", workspace],
    queryFn: async () => {
      const ask = (query: PageWish) => send(listTokens, { params: { workspace }, query });
      return { tokens: await everything(ask, ({ tokens }) => tokens) };
    },
  });

/** Where a link leads that an agent handed to this person. */
export const connectLinkQuery = (workspace: string, link: string) =>
  queryOptions({
    queryKey: ["connect-link", workspace, link],
    queryFn: () => send(openConnectLink, { params: { workspace, link } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
