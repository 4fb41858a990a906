import { ActionIcon, Menu } from "@mantine/core";
import { useNavigate } from "react-router";
import type { Member } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { useMay, useSession } from "../../shell/session-context.ts";
import { Dots, Eye, Link, Person, Trash, Unplugged } from "../../ui/icons.tsx";
import { memberMenu as words } from "../../words/members.ts";

/** Always the same items; what is not this person's to do is there, disabled, with the reason. */
export function MemberMenu({ member }: { member: Member }) {
  const { user } = useSession();
  const revokes = useMay("connectors.manage");
  const navigate = useNavigate();
  const { id, name, role, manageable } = member;
  const mine = id === user.id;
  const manages = useMay("members.manage");
  const can = manages && manageable;
  const others = manages ? words.onlyOwnersManage(role) : words.yourRoleDoesNotManageMembers;
  const why = mine ? words.you : others;
  const go = (dialog: "role" | "link" | "revoke" | "remove") => () =>
    navigate(page.members({ [dialog]: id }));
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon variant="subtle" size={32} color="gray" aria-label={words.actions(name)}>
          <Dots />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Eye />} onClick={() => navigate(page.member(id))}>
          {words.detailsAndSessions}
        </Menu.Item>
        {!can && <Menu.Label>{why}</Menu.Label>}
        <Menu.Item leftSection={<Person />} disabled={!can} onClick={go("role")}>
          {words.changeRole}
        </Menu.Item>
        <Menu.Item leftSection={<Link />} disabled={!can} onClick={go("link")}>
          {words.makeSignInLink}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          className="vk-danger"
          leftSection={<Unplugged />}
          disabled={!revokes || member.personal_connectors === 0}
          onClick={go("revoke")}
        >
          {words.revokeTheirConnections}
        </Menu.Item>
        <Menu.Item
          className="vk-danger"
          leftSection={<Trash />}
          disabled={!can || mine}
          onClick={go("remove")}
        >
          {words.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
