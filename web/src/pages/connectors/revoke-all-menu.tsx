import { Button, Menu } from "@mantine/core";
import { useNavigate } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { counted } from "../../scopes/pick.ts";
import { ChevronDown } from "../../ui/icons.tsx";

/** Every live grant of one provider at once. */
export function RevokeAllMenu({ connectors }: { connectors: readonly Connector[] }) {
  const navigate = useNavigate();
  const live = Map.groupBy(
    connectors.filter((each) => each.connected),
    (each) => each.provider,
  );
  if (live.size === 0) return null;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronDown />}>
          Revoke everything
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {[...live].map(([id, those]) => (
          <Menu.Item
            key={id}
            className="vk-danger"
            onClick={() => navigate(page.connectors({ revoke_all: id }))}
          >
            Of {those[0]?.provider_title} ({counted(those.length, "connection")})
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => navigate(page.revocations)}>Past runs</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
