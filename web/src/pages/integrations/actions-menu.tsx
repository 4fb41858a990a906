import { ActionIcon, Menu } from "@mantine/core";
import type { Connector } from "../../api/contract.ts";
import { Dots, Pause, Pencil, Play, Plug, Refresh, Shield, Tag, Trash, Unplugged } from "../../ui/icons.tsx";

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
        <ActionIcon variant="default" size={36} aria-label={`Actions for ${label}`}>
          <Dots />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!connected && <Menu.Label>{configured ? "Not connected yet" : "No OAuth client yet"}</Menu.Label>}
        <Menu.Item leftSection={<Plug />} disabled={!configured} onClick={on.onConnect}>
          {connected ? "Connect another account" : "Connect"}
        </Menu.Item>
        <Menu.Item leftSection={<Shield />} disabled={!connected} onClick={on.onValidate}>
          Validate
        </Menu.Item>
        <Menu.Item leftSection={<Refresh />} disabled={!configured || !connector} onClick={on.onReconnect}>
          Reconnect
        </Menu.Item>
        <Menu.Item leftSection={<Pencil />} disabled={!configured || !connected} onClick={on.onChange}>
          Change access
        </Menu.Item>
        <Menu.Item leftSection={<Tag />} disabled={!connector} onClick={on.onRename}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={off ? <Play /> : <Pause />} disabled={!connected} onClick={on.onSwitch}>
          {off ? "Switch on" : "Switch off"}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          className="vk-danger"
          leftSection={<Unplugged />}
          disabled={!connected}
          onClick={on.onDisconnect}
        >
          Disconnect
        </Menu.Item>
        <Menu.Item className="vk-danger" leftSection={<Trash />} disabled={!connector} onClick={on.onDelete}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
