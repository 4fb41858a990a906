import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { useNavigate } from "react-router";
import { catalogQuery } from "../api/queries.ts";
import { isPaused, onLive, setPaused } from "../live/state.ts";
import { page } from "../paths.ts";
import { openOverlay, pressUndo } from "../shell/overlay.ts";
import { type Permission, useSession } from "../shell/session-context.ts";
import {
  App,
  Bot,
  Eye,
  Key,
  Keyboard,
  Log,
  Pause,
  People,
  Plug,
  Plus,
  Refresh,
  Rules,
  Window,
} from "../ui/icons.tsx";
import { currentOffers } from "../ui/undo.ts";
import { palette } from "../words/palette.ts";
import type { Entry } from "./entries.ts";

type Wish = { id: string; name: string; Icon: Entry["Icon"]; to: string; needs?: Permission; also?: string };

const wishes: readonly Wish[] = [
  { id: "connect", name: palette.connect, Icon: Plug, to: page.integrations() },
  {
    id: "invite",
    name: palette.invite,
    Icon: People,
    to: page.members({ invite: "new" }),
    needs: "members.manage",
  },
  {
    id: "new-agent",
    name: palette.newAgent,
    Icon: Bot,
    to: page.agents({ new: "agent" }),
    needs: "tokens.manage",
  },
  { id: "new-token", name: palette.newToken, Icon: Key, to: page.newToken, needs: "tokens.manage" },
  {
    id: "new-rule",
    name: palette.newRule,
    Icon: Rules,
    to: page.policies({ rule: "new" }),
    needs: "connectors.manage",
  },
  {
    id: "new-app",
    name: palette.newApp,
    Icon: App,
    to: page.apps({ add: "any" }),
    needs: "connectors.manage",
  },
  {
    id: "verify",
    name: palette.verify,
    Icon: Log,
    to: page.audit(),
    needs: "audit.read",
    also: palette.also.verify,
  },
  { id: "sessions", name: palette.sessions, Icon: Window, to: page.sessions },
];

/** What can be done from anywhere, by whoever may. */
export function useActions(): readonly Entry[] {
  const { workspace, permissions } = useSession();
  const navigate = useNavigate();
  const paused = useSyncExternalStore(onLive, isPaused);
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const manages = permissions.includes("connectors.manage");
  const { data } = useQuery({ ...catalogQuery(workspace.id), enabled: manages });
  return useMemo(() => {
    const action = (
      id: string,
      name: string,
      Icon: Entry["Icon"],
      run: () => void,
      more: Partial<Entry> = {},
    ): Entry => ({
      id,
      kind: "actions",
      name,
      Icon,
      run,
      ...more,
    });
    const scheme = (name: MantineColorScheme) =>
      action(`theme ${name}`, palette.theme(palette.themes[name]), Eye, () => setColorScheme(name), {
        quiet: true,
        also: palette.also.theme,
      });
    const undo = currentOffers().at(-1);
    return [
      ...(undo ? [action("undo", palette.undo(undo.done), Refresh, pressUndo)] : []),
      ...(manages ? (data?.providers ?? []) : []).map(({ id, title }) =>
        action(
          `authorize ${id}`,
          palette.authorize(title),
          Plus,
          () => void navigate(page.connectors({ authorize: id })),
          {
            also: palette.also.authorize,
          },
        ),
      ),
      ...wishes
        .filter(({ needs }) => !needs || permissions.includes(needs))
        .map(({ id, name, Icon, to, also }) => action(id, name, Icon, () => void navigate(to), { also })),
      action("shortcuts", palette.shortcuts, Keyboard, () => openOverlay("help"), {
        also: palette.also.shortcuts,
      }),
      action("live", paused ? palette.resume : palette.pause, Pause, () => setPaused(!paused), {
        quiet: true,
      }),
      scheme("light"),
      scheme("dark"),
      scheme("auto"),
    ];
  }, [data, manages, navigate, paused, permissions, setColorScheme]);
}
