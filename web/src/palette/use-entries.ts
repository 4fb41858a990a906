import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { membersQuery } from "../api/people.ts";
import { agentsQuery, connectorsQuery } from "../api/queries.ts";
import { page } from "../paths.ts";
import { placesFor } from "../shell/places.ts";
import { useSession } from "../shell/session-context.ts";
import { Bot, Key, Pencil, People, Plug, Shield, Tag, Unplugged } from "../ui/icons.tsx";
import { palette } from "../words/palette.ts";
import type { Entry } from "./entries.ts";
import { useActions } from "./use-actions.ts";

/** All that this person may go to or do. What their role does not allow is not offered, and not even asked for. */
export function useEntries(): { entries: readonly Entry[]; loading: boolean; failed: boolean } {
  const { workspace, permissions } = useSession();
  const navigate = useNavigate();
  const may = {
    connectors: permissions.includes("connectors.manage"),
    agents: permissions.includes("tokens.manage"),
    members: permissions.includes("workspace.read"),
    people: permissions.includes("members.manage"),
  };
  const connectors = useQuery({ ...connectorsQuery(workspace.id), enabled: may.connectors });
  const agents = useQuery({ ...agentsQuery(workspace.id), enabled: may.agents });
  const members = useQuery({ ...membersQuery(workspace.id), enabled: may.members });
  const actions = useActions();
  const entries = useMemo(() => {
    const to = (path: string) => () => void navigate(path);
    const pages = placesFor(permissions).map(
      ({ to: path, label, Icon }): Entry => ({
        id: `page ${path}`,
        kind: "pages",
        name: label,
        Icon,
        run: to(path),
      }),
    );
    const ofConnectors = (connectors.data?.connectors ?? []).flatMap(
      ({ id, name, slug, provider_title, account }) => {
        const act = (what: string, of: string, Icon: Entry["Icon"], path: string): Entry => ({
          id: `${what} ${id}`,
          kind: "actions",
          name: of,
          Icon,
          quiet: true,
          run: to(path),
        });
        return [
          {
            id: `connector ${id}`,
            kind: "connectors" as const,
            name,
            detail: [provider_title, account].filter(Boolean).join(" · "),
            also: slug,
            Icon: Plug,
            quiet: true,
            run: to(page.connector(id)),
          },
          act("revoke", palette.revoke(name), Unplugged, page.connectors({ revoke: id })),
          act("change", palette.change(name), Shield, page.connectors({ change: id })),
          act("rename", palette.rename(name), Tag, page.connectors({ rename: id })),
        ];
      },
    );
    const ofAgents = (agents.data?.agents ?? []).flatMap(({ id, name }): Entry[] => [
      { id: `agent ${id}`, kind: "agents", name, Icon: Bot, quiet: true, run: to(page.agent(id)) },
      {
        id: `tokens ${id}`,
        kind: "actions",
        name: palette.tokensOf(name),
        Icon: Key,
        quiet: true,
        run: to(page.agent(id, "tokens")),
      },
    ]);
    const ofMembers = (members.data?.members ?? []).flatMap(({ id, name, email }): Entry[] => {
      const person: Entry = {
        id: `member ${id}`,
        kind: "members",
        name,
        detail: email,
        Icon: People,
        quiet: true,
        run: to(page.member(id)),
      };
      const role: Entry = {
        id: `role ${id}`,
        kind: "actions",
        name: palette.role(name),
        Icon: Pencil,
        quiet: true,
        run: to(page.members({ role: id })),
      };
      return may.people ? [person, role] : [person];
    });
    return [...actions, ...pages, ...ofConnectors, ...ofAgents, ...ofMembers];
  }, [actions, permissions, navigate, may.people, connectors.data, agents.data, members.data]);
  const asked = [connectors, agents, members];
  return {
    entries,
    loading: asked.some(({ isLoading }) => isLoading),
    failed: asked.some(({ isError }) => isError),
  };
}
