import { ActionIcon, Menu } from "@mantine/core";
import { useLocation, useNavigate } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { FailureDialog } from "../../ui/failure-dialog.tsx";
import {
  Dots,
  Eye,
  Key,
  Pause,
  Pencil,
  Play,
  Refresh,
  Shield,
  Tag,
  Trash,
  Unplugged,
} from "../../ui/icons.tsx";
import { rowMenu as words } from "../../words/connector-page.ts";
import { drawerWords } from "../../words/connectors.ts";
import { useActions } from "./use-actions.ts";

export function RowMenu({ connector }: { connector: Connector }) {
  const { may, why, whyNoRotate: _, switchTo, validate, toggle, start, ...on } = useActions(connector);
  const navigate = useNavigate();
  const { search } = useLocation();
  const failed = [validate, toggle, start].find((each) => each.error);
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            size={32}
            color="gray"
            aria-label={words.actions(connector.name)}
            loading={validate.isPending || toggle.isPending}
          >
            <Dots />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<Eye />}
            onClick={() => navigate({ pathname: page.connector(connector.id), search })}
          >
            {words.details}
          </Menu.Item>
          <Menu.Item leftSection={<Shield />} disabled={!may.validate} onClick={on.onValidate}>
            {words.validate}
          </Menu.Item>
          {why && <Menu.Label>{why}</Menu.Label>}
          <Menu.Item leftSection={<Pencil />} disabled={!may.grant} onClick={on.onChange}>
            {words.changeScopes}
          </Menu.Item>
          <Menu.Item leftSection={<Refresh />} disabled={!may.grant} onClick={on.onReconnect}>
            {words.reconnect}
          </Menu.Item>
          {may.rotate && (
            <Menu.Item leftSection={<Key />} onClick={on.onRotate}>
              {drawerWords.rotate}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Tag />} onClick={on.onRename}>
            {words.rename}
          </Menu.Item>
          <Menu.Item
            leftSection={switchTo === "on" ? <Play /> : <Pause />}
            disabled={!may.toggle}
            onClick={on.onSwitch}
          >
            {words.switch[switchTo]}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            className="vk-danger"
            leftSection={<Unplugged />}
            disabled={!may.revoke}
            onClick={on.onRevoke}
          >
            {words.revoke}
          </Menu.Item>
          <Menu.Item className="vk-danger" leftSection={<Trash />} onClick={on.onDelete}>
            {words.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <FailureDialog
        title={words.thatFailed(connector.name)}
        error={failed?.error}
        onClose={() => failed?.reset()}
      />
    </>
  );
}
