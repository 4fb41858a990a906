import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { placesFor } from "../shell/places.ts";
import { useSession } from "../shell/session-context.ts";
import { useLate } from "../ui/use-late.ts";
import type { Entry } from "./entries.ts";
import { namesQuery, searchedQuery } from "./names.ts";
import { nameIn, ofAgent, ofConnector, ofMember } from "./things.ts";
import { useActions } from "./use-actions.ts";

/** All that this person may go to or do. What their role does not allow is not offered, and not even asked for. */
export function useEntries(search: string): {
  entries: readonly Entry[];
  loading: boolean;
  failed: boolean;
} {
  const { workspace, permissions } = useSession();
  const navigate = useNavigate();
  const names = useQuery(namesQuery(workspace.id, permissions));
  const word = useLate(nameIn(search));
  // A workspace may have more of them than were read at once.
  const more = useQuery({
    ...searchedQuery(workspace.id, permissions, word),
    enabled: names.data?.more === true && word !== "",
  });
  const actions = useActions();
  const entries = useMemo(() => {
    const go = (path: string) => () => void navigate(path);
    const pages = placesFor(permissions).map(
      ({ to, label, Icon }): Entry => ({ id: `page ${to}`, kind: "pages", name: label, Icon, run: go(to) }),
    );
    const manages = permissions.includes("members.manage");
    const things = [names.data, more.data].flatMap((part) => [
      ...(part?.connectors.flatMap((each) => ofConnector(each, go)) ?? []),
      ...(part?.agents.flatMap((each) => ofAgent(each, go)) ?? []),
      ...(part?.members.flatMap((each) => ofMember(each, go, manages)) ?? []),
    ]);
    return [...new Map([...actions, ...pages, ...things].map((entry) => [entry.id, entry])).values()];
  }, [actions, permissions, navigate, names.data, more.data]);
  return {
    entries,
    loading: names.isLoading || more.isLoading,
    failed: names.isError || more.isError,
  };
}
