import { Link, useParams } from "react-router";
import type { Member } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { useSession } from "../../shell/session-context.ts";
import { useMany } from "../../ui/many.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { memberTable as words } from "../../words/members.ts";
import { roleNames } from "../../words/roles.ts";
import { MemberMenu } from "./member-menu.tsx";

const columns = [
  words.name,
  words.address,
  words.role,
  words.joined,
  words.lastSeen,
  words.ownConnectors,
  words.actions,
];

export function MemberTable({ members }: { members: readonly Member[] }) {
  const { id } = useParams();
  const { user } = useSession();
  const { rows, above, below } = useMany(members, {
    search: words.search,
    none: words.noMatch,
    of: ({ name, email, role }) => [name, email, role],
  });
  return (
    <>
      {above}
      {rows.length > 0 && (
        <Table label={words.members} columns={columns} narrow="cards">
          {rows.map((member) => (
            <tr key={member.id} data-selected={member.id === id || undefined}>
              <Cell long>
                <Link to={page.member(member.id)}>{member.name}</Link>
                {member.id === user.id && " (you)"}
              </Cell>
              <Cell of={words.address} long>
                {member.email}
              </Cell>
              <Cell of={words.role}>{roleNames[member.role]}</Cell>
              <Cell of={words.joined}>
                <Time at={member.joined_at} />
              </Cell>
              <Cell of={words.lastSeen}>
                {member.last_seen_at ? <Time at={member.last_seen_at} /> : words.notIn90Days}
              </Cell>
              <Cell of={words.ownConnectors}>{member.personal_connectors}</Cell>
              <Cell corner>
                <MemberMenu member={member} />
              </Cell>
            </tr>
          ))}
        </Table>
      )}
      {below}
    </>
  );
}
