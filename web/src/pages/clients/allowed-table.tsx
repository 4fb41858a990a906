import { Button } from "@mantine/core";
import type { AllowedClient } from "../../api/contract.ts";
import { visible } from "../../readable/readable.ts";
import { Unplugged } from "../../ui/icons.tsx";
import { Tag } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";

export const nameOf = ({ client }: AllowedClient): string => visible(client.name ?? "App without a name");

type Props = {
  clients: readonly AllowedClient[];
  everybody: boolean;
  onRevoke: (client: AllowedClient) => void;
};

export function AllowedTable({ clients, everybody, onRevoke }: Props) {
  const columns = [
    "App",
    ...(everybody ? ["For"] : []),
    "Answers to",
    "Reaches",
    "Allowed",
    "Last used",
    "State",
    "Actions",
  ];
  return (
    <Table label="Allowed apps" columns={columns} narrow="cards">
      {clients.map((client) => (
        <Row key={client.id} allowed={client} everybody={everybody} onRevoke={() => onRevoke(client)} />
      ))}
    </Table>
  );
}

type RowProps = { allowed: AllowedClient; everybody: boolean; onRevoke: () => void };

function Row({ allowed, everybody, onRevoke }: RowProps) {
  const { client, user, agent, allowed_by, servers, read_only, created_at, last_used_at, revoked_at } =
    allowed;
  const name = nameOf(allowed);
  return (
    <tr data-faded={revoked_at ? true : undefined}>
      <Cell long>
        {name}
        {agent && ` (agent ${agent.name})`}
      </Cell>
      {everybody && (
        <Cell of="For" long>
          {user.name}
        </Cell>
      )}
      <Cell of="Answers to" long>
        {client.redirect_host ?? "Itself"}
      </Cell>
      <Cell of="Reaches" long>
        {servers.join(", ")}
        {read_only && " · read only"}
      </Cell>
      <Cell of="Allowed" long>
        <span>
          <Time at={created_at} />
          {allowed_by === "issuer" && " by the company’s identity provider"}
        </span>
      </Cell>
      <Cell of="Last used">{last_used_at ? <Time at={last_used_at} /> : "Never"}</Cell>
      <Cell of="State">
        {revoked_at ? (
          <Tag tone="unknown" icon={Unplugged}>
            Revoked <Time at={revoked_at} />
          </Tag>
        ) : (
          <Tag tone="valid">Allowed</Tag>
        )}
      </Cell>
      <Cell corner>
        {!revoked_at && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={onRevoke}
            aria-label={`Revoke ${name}${everybody ? ` of ${user.name}` : ""}`}
          >
            Revoke
          </Button>
        )}
      </Cell>
    </tr>
  );
}
