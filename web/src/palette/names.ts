import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { listAgents } from "../../../gateway/api/contract/agents.ts";
import { listConnectors } from "../../../gateway/api/contract/connectors.ts";
import { listMembers } from "../../../gateway/api/contract/members.ts";
import { send } from "../api/client.ts";
import type { Permission } from "../shell/session-context.ts";

/** Of each kind at first; the rest is searched for where it is kept. */
const FIRST = 200;
const FOUND = 20;

async function read(
  workspace: string,
  permissions: readonly Permission[],
  query: { q?: string; page_size: number },
) {
  const params = { workspace };
  const may = (permission: Permission) => permissions.includes(permission);
  const [connectors, agents, members] = await Promise.all([
    may("connectors.manage")
      ? send(listConnectors, { params, query: { ...query, sort: "name" } })
      : undefined,
    may("tokens.manage") ? send(listAgents, { params, query }) : undefined,
    may("workspace.read") ? send(listMembers, { params, query }) : undefined,
  ]);
  return {
    connectors: connectors?.connectors ?? [],
    agents: agents?.agents ?? [],
    members: members?.members ?? [],
    /** There are others that were not read. */
    more: [connectors, agents, members].some((each) => Boolean(each?.next_cursor)),
  };
}

/** What things are called that this person may see. */
export const namesQuery = (workspace: string, permissions: readonly Permission[]) =>
  queryOptions({
    queryKey: ["names", workspace, permissions],
    queryFn: () => read(workspace, permissions, { page_size: FIRST }),
    staleTime: 30_000,
  });

export const searchedQuery = (workspace: string, permissions: readonly Permission[], word: string) =>
  queryOptions({
    queryKey: ["names", workspace, permissions, word],
    queryFn: () => read(workspace, permissions, { q: word, page_size: FOUND }),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
