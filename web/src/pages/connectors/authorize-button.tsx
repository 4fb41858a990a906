import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { catalogQuery } from "../../api/queries.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ChevronDown, Plus } from "../../ui/icons.tsx";
import { authorizeButton as words } from "../../words/connector-page.ts";
import { useDialog } from "./use-dialog.ts";

/** Straight to the picker when there is one provider, through a menu when there are more. */
export function AuthorizeButton() {
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const dialog = useDialog();
  const providers = data?.providers ?? [];
  const open = (provider: string) => dialog.open("authorize", provider);
  const only = providers.length === 1 ? providers[0] : undefined;
  if (providers.length < 2)
    return (
      <Button leftSection={<Plus />} disabled={!only} onClick={() => only && open(only.id)}>
        {words.authorizeConnector}
      </Button>
    );
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button leftSection={<Plus />} rightSection={<ChevronDown />}>
          {words.authorizeConnector}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {providers.map((provider) => (
          <Menu.Item key={provider.id} onClick={() => open(provider.id)}>
            {provider.title}
            {provider.configured ? "" : words.noOauthClientYet}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
