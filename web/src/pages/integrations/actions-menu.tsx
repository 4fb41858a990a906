import { ActionIcon, Menu } from "@mantine/core";
import type { Connector } from "../../api/contract.ts";
import { Dots, Pause, Pencil, Play, Plug, Refresh, Shield, Tag, Trash, Unplugged } from "../../ui/icons.tsx";
import { actionsMenu as words } from "../../words/integrations.ts";

type Props = {
  label: string;
  configured: boolean;
  connector: Connector | undefined;
  onConnect: () => void;
  onChange: () => void;
  onValidate: () => void;
  onReconnect: () => void;
  onRename: () => void;
  onSwitch: () => void;
  onDisconnect: () => void;
  onDelete: () => void;
};

/** Always the same items: what cannot be done now is there, disabled. */
export function ActionsMenu({ label, configured, connector, ...on }: Props) {
  const connected = connector?.connected === true;
  const off = connector?.state === "disabled";
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={words.actions(label)}>
          <Dots />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!connected && <Menu.Label>{configured ? words.notConnectedYet : words.noOauthClientYet}</Menu.Label>}
        <Menu.Item leftSection={<Plug />} disabled={!configured} onClick={on.onConnect}>
          {connected ? words.connectAnotherAccount : words.connect}
        </Menu.Item>
        <Menu.Item leftSection={<Shield />} disabled={!connected} onClick={on.onValidate}>
          {words.validate}
        </Menu.Item>
        <Menu.Item leftSection={<Refresh />} disabled={!configured || !connector} onClick={on.onReconnect}>
          {words.reconnect}
        </Menu.Item>
        <Menu.Item leftSection={<Pencil />} disabled={!configured || !connected} onClick={on.onChange}>
          {words.changeAccess}
        </Menu.Item>
        <Menu.Item leftSection={<Tag />} disabled={!connector} onClick={on.onRename}>
          {words.rename}
        </Menu.Item>
        <Menu.Item leftSection={off ? <Play /> : <Pause />} disabled={!connected} onClick={on.onSwitch}>
          {off ? words.switch : words.switchOff}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          className="vk-danger"
          leftSection={<Unplugged />}
          disabled={!connected}
          onClick={on.onDisconnect}
        >
          {words.disconnect}
        </Menu.Item>
        <Menu.Item className="vk-danger" leftSection={<Trash />} disabled={!connector} onClick={on.onDelete}>
          {words.delete}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
