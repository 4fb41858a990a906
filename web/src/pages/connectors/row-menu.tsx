import { ActionIcon, Menu } from "@mantine/core";
import { useNavigate } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Dots, Eye, Pencil, Refresh, Shield, Trash } from "../../ui/icons.tsx";
import { useActions } from "./use-actions.ts";

export function RowMenu({ connector }: { connector: Connector }) {
  const { may, why, validate, ...on } = useActions(connector);
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size={32}
          color="gray"
          aria-label={`Actions for ${connector.name}`}
          loading={validate.isPending}
        >
          <Dots />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Eye />} onClick={() => navigate(page.connector(connector.id))}>
          Details
        </Menu.Item>
        <Menu.Item leftSection={<Shield />} disabled={!may.validate} onClick={on.onValidate}>
          Validate
        </Menu.Item>
        {why && <Menu.Label>{why}</Menu.Label>}
        <Menu.Item leftSection={<Pencil />} disabled={!may.grant} onClick={on.onChange}>
          Change scopes
        </Menu.Item>
        <Menu.Item leftSection={<Refresh />} disabled={!may.grant} onClick={on.onReconnect}>
          Reconnect
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item className="vk-danger" leftSection={<Trash />} disabled={!may.revoke} onClick={on.onRevoke}>
          Revoke
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
