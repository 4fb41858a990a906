import { Button, type MantineColorScheme, Menu, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { sessionQuery, signOut, switchTo } from "../api/session.ts";
import { page } from "../paths.ts";
import { ChevronDown, Home, Keyboard, Person, Unplugged, Window } from "../ui/icons.tsx";
import { announce } from "../ui/live.tsx";
import { nav } from "../words/nav.ts";
import { roleNames } from "../words/roles.ts";
import { userMenu as words } from "../words/shell.ts";
import { openOverlay } from "./overlay.ts";
import { useSession } from "./session-context.ts";
import css from "./shell.module.css";

export function UserMenu() {
  const { user, role } = useSession();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          className={css.user}
          aria-label={words.accountMenu(user.name)}
          rightSection={<ChevronDown />}
        >
          <Person />
          <span className={css.userName}>{user.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.email} · {roleNames[role]}
        </Menu.Label>
        <WorkspaceItems />
        <Menu.Item leftSection={<Window />} component={Link} to={page.sessions}>
          {words.yourSessions}
        </Menu.Item>
        <Menu.Item leftSection={<Home />} component={Link} to={page.workspace}>
          {words.workspaceSettings}
        </Menu.Item>
        <Menu.Item leftSection={<Keyboard />} onClick={() => openOverlay("help")}>
          {nav.shortcuts}
        </Menu.Item>
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <SignOut />
      </Menu.Dropdown>
    </Menu>
  );
}

const schemes: { value: MantineColorScheme; label: string }[] = [
  { value: "light", label: words.light },
  { value: "dark", label: words.dark },
  { value: "auto", label: words.asSystem },
];

function SchemeItems() {
  // Without keepTransitions Mantine writes a style tag, which the CSP refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const choose = (wanted: string) => {
    const scheme = schemes.find(({ value }) => value === wanted);
    if (!scheme) return;
    setColorScheme(scheme.value);
    announce(words.theme(scheme.label));
  };
  return (
    <>
      <Menu.Label>{words.themeShort}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={choose}>
        {schemes.map(({ value, label }) => (
          <Menu.RadioItem key={value} value={value} closeMenuOnClick={false}>
            {label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

/** Only for sessions that open more than one workspace. */
function WorkspaceItems() {
  const { workspaces, workspace } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = useMutation({
    mutationFn: switchTo,
    onSuccess: async (session) => {
      // First of all, or the page that opens would ask in the name of the old workspace.
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate(page.home);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[1] === workspace.id });
      announce(words.workspace(session.workspace.name));
    },
    onError: () => announce(words.changingWorkspaceFailed),
  });
  if (workspaces.length < 2) return null;
  return (
    <>
      <Menu.Label>{words.workspaceShort}</Menu.Label>
      <Menu.RadioGroup value={workspace.id} onChange={(id) => id !== workspace.id && change.mutate(id)}>
        {workspaces.map(({ id, name, role }) => (
          <Menu.RadioItem key={id} value={id} closeMenuOnClick disabled={change.isPending}>
            {name} ({roleNames[role]})
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
    </>
  );
}

function SignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate(page.signIn());
      // After leaving, or the pages still shown would ask again for what was cleared.
      client.clear();
    },
    onError: () => announce(words.signOutFailed),
  });
  return (
    <Menu.Item leftSection={<Unplugged />} onClick={() => leave.mutate()}>
      {words.signOut}
    </Menu.Item>
  );
}
