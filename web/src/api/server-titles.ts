import { useQuery } from "@tanstack/react-query";
import { useWorkspace } from "../shell/session-context.ts";
import { catalogQuery } from "./queries.ts";

/** Ids of MCP servers as people know them; one that left this gateway keeps its id. */
export function useServerTitles(): (ids: readonly string[]) => string {
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const titles = new Map(
    data?.providers.flatMap(({ servers }) => servers.map(({ id, title }) => [id, title])),
  );
  return (ids) => ids.map((id) => titles.get(id) ?? id).join(", ");
}
