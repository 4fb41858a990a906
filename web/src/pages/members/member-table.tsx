import { Link, useParams } from "react-router";
import type { Member } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { useSession } from "../../shell/session-context.ts";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { MemberMenu } from "./member-menu.tsx";

const columns = ["Name", "Address", "Role", "Joined", "Last seen", "Own connectors", "Actions"];

export function MemberTable({ members }: { members: readonly Member[] }) {
  const { id } = useParams();
  const { user } = useSession();
  return (
    <Table label="Members" columns={columns} narrow="cards">
      {members.map((member) => (
        <tr key={member.id} data-selected={member.id === id || undefined}>
          <Cell long>
            <Link to={page.member(member.id)}>{member.name}</Link>
            {member.id === user.id && " (you)"}
          </Cell>
          <Cell of="Address" long>
            {member.email}
          </Cell>
          <Cell of="Role">{member.role}</Cell>
          <Cell of="Joined">
            <Time at={member.joined_at} />
          </Cell>
          <Cell of="Last seen">
            {member.last_seen_at ? <Time at={member.last_seen_at} /> : "Not in 90 days"}
          </Cell>
          <Cell of="Own connectors">{member.personal_connectors}</Cell>
          <Cell corner>
            <MemberMenu member={member} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
