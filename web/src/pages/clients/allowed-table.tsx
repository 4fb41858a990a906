import { Button } from "@mantine/core";
import type { AllowedClient } from "../../api/contract.ts";
import { useServerTitles } from "../../api/server-titles.ts";
import { visible } from "../../readable/readable.ts";
import { Unplugged } from "../../ui/icons.tsx";
import { Tag } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { allowedTable as words } from "../../words/clients.ts";

export const nameOf = ({ client }: AllowedClient): string => visible(client.name ?? words.appWithoutName);

type Props = {
  clients: readonly AllowedClient[];
  everybody: boolean;
  onRevoke: (client: AllowedClient) => void;
};

export function AllowedTable({ clients, everybody, onRevoke }: Props) {
  const titles = useServerTitles();
  const columns = [
    words.app,
    ...(everybody ? [words.for] : []),
    words.answers,
    words.reaches,
    words.allowed,
    words.lastUsed,
    words.state,
    words.actions,
  ];
  return (
    <Table label={words.allowedApps} columns={columns} narrow="cards">
      {clients.map((client) => (
        <Row
          key={client.id}
          allowed={client}
          everybody={everybody}
          titles={titles}
          onRevoke={() => onRevoke(client)}
        />
      ))}
    </Table>
  );
}

type RowProps = {
  allowed: AllowedClient;
  everybody: boolean;
  titles: (servers: readonly string[]) => string;
  onRevoke: () => void;
};

function Row({ allowed, everybody, titles, onRevoke }: RowProps) {
  const { client, user, agent, allowed_by, servers, read_only, created_at, last_used_at, revoked_at } =
    allowed;
  const name = nameOf(allowed);
  return (
    <tr data-faded={revoked_at ? true : undefined}>
      <Cell long>
        {name}
        {agent && words.agent(agent.name)}
      </Cell>
      {everybody && (
        <Cell of={words.for} long>
          {user.name}
        </Cell>
      )}
      <Cell of={words.answers} long>
        {client.redirect_host ?? words.itself}
      </Cell>
      <Cell of={words.reaches} long>
        {titles(servers)}
        {read_only && words.readOnly}
      </Cell>
      <Cell of={words.allowed} long>
        <span>
          <Time at={created_at} />
          {allowed_by === "issuer" && words.byCompanysIdentityProvider}
        </span>
      </Cell>
      <Cell of={words.lastUsed}>{last_used_at ? <Time at={last_used_at} /> : words.never}</Cell>
      <Cell of={words.state}>
        {revoked_at ? (
          <Tag tone="unknown" icon={Unplugged}>
            {words.revoked(<Time at={revoked_at} />)}
          </Tag>
        ) : (
          <Tag tone="valid">{words.allowed}</Tag>
        )}
      </Cell>
      <Cell corner>
        {!revoked_at && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={onRevoke}
            aria-label={words.revokeOf(name, everybody, user.name)}
          >
            {words.revoke}
          </Button>
        )}
      </Cell>
    </tr>
  );
}
