import { ActionIcon, Menu } from "@mantine/core";
import type { Connector } from "../../api/contract.ts";
import { Dots, Pencil, Plug, Refresh, Shield, Unplugged } from "../../ui/icons.tsx";

type Props = {
  label: string;
  configured: boolean;
  connector: Connector | undefined;
  onConnect: () => void;
  onChange: () => void;
  onValidate: () => void;
  onReconnect: () => void;
  onDisconnect: () => void;
};

/** Always the same items: what cannot be done now is there, disabled. */
export function ActionsMenu({ label, configured, connector, ...on }: Props) {
  const connected = connector?.connected === true;
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
        <Menu.Divider />
        <Menu.Item
          className="vk-danger"
          leftSection={<Unplugged />}
          disabled={!connected}
          onClick={on.onDisconnect}
        >
          Disconnect
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
