import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { catalogQuery } from "../../api/queries.ts";
import { page } from "../../paths.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ChevronDown } from "../../ui/icons.tsx";
import { revokeAllMenu as words } from "../../words/connector-page.ts";
import { useDialog } from "./use-dialog.ts";

/** Every live grant of one provider at once. */
export function RevokeAllMenu() {
  const navigate = useNavigate();
  const { open } = useDialog();
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronDown />}>
          {words.revokeEverything}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {data?.providers.map(({ id, title }) => (
          <Menu.Item key={id} className="vk-danger" onClick={() => open("revoke_all", id)}>
            {words.of(title)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => navigate(page.revocations)}>{words.pastRuns}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
