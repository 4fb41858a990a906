import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "../../api/people.ts";
import { policiesQuery } from "../../api/policies.ts";
import { agentsQuery, catalogQuery } from "../../api/queries.ts";
import { useConnectors } from "../../found/find-connectors.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";

type Named = { id: string; name: string };

/** What rules may be about, by name. Who only reads the rules gets ids for what their role does not show. */
export function useNames() {
  const w = useWorkspace().id;
  const agents = useQuery({ ...agentsQuery(w), enabled: useMay("tokens.manage") });
  const rules = useQuery(policiesQuery(w)).data?.rules ?? [];
  const found = useConnectors({
    enabled: useMay("connectors.manage"),
    ids: rules.map(({ connector }) => connector),
  });
  const people = useQuery({ ...membersQuery(w), enabled: useMay("workspace.read") });
  const catalog = useQuery(catalogQuery(w));
  const providers = catalog.data?.providers ?? [];
  const servers = providers.flatMap((provider) => provider.servers);
  const tools = servers.flatMap((server) =>
    server.tools.map(({ name, title, effect }) => ({ id: name, name: title, effect, server: server.id })),
  );
  const lists = {
    agents: (agents.data?.agents ?? []) satisfies readonly Named[],
    connectors: found.options satisfies readonly Named[],
    people: (people.data?.members ?? []) satisfies readonly Named[],
    servers: servers.map(({ id, title }) => ({ id, name: title })),
    tools,
  };
  const nameOf = (list: readonly Named[], id: string) =>
    list === lists.connectors ? found.nameOf(id) : (list.find((each) => each.id === id)?.name ?? id);
  return {
    ...lists,
    /** To choose one of thousands. */
    found,
    nameOf,
  };
}

export type Names = ReturnType<typeof useNames>;
