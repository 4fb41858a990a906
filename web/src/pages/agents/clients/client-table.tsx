import { Button } from "@mantine/core";
import type { AgentClient } from "../../../api/contract.ts";
import { Unplugged } from "../../../ui/icons.tsx";
import { MonoId } from "../../../ui/mono-id.tsx";
import { Tag } from "../../../ui/notice.tsx";
import { Cell, Table } from "../../../ui/table.tsx";
import { Time } from "../../../ui/time.tsx";

const columns = ["Name", "Client id", "Proves itself by", "Access", "State", "Last used", "Actions"];

type Props = { clients: readonly AgentClient[]; onRevoke: (client: AgentClient) => void };

export function ClientTable({ clients, onRevoke }: Props) {
  return (
    <Table label="OAuth clients" columns={columns} narrow="cards">
      {clients.map((client) => (
        <tr key={client.id} data-faded={client.revoked_at ? true : undefined}>
          <Cell long>{client.name}</Cell>
          <Cell of="Client id" long>
            <MonoId value={client.id} what={`client id of ${client.name}`} />
          </Cell>
          <Cell of="Proves itself by" long>
            {client.auth === "client_secret" ? "A secret" : "A signature"}
            {client.jwks_uri && `, keys at ${client.jwks_uri}`}
          </Cell>
          <Cell of="Access" long>
            {client.read_only ? "Read only" : "As its manifest"}
            {client.redirect_uris.length > 0 && ", also for people who let it"}
          </Cell>
          <Cell of="State">
            {client.revoked_at ? (
              <Tag tone="unknown" icon={Unplugged}>
                Revoked <Time at={client.revoked_at} />
              </Tag>
            ) : (
              <Tag tone="valid">Live</Tag>
            )}
          </Cell>
          <Cell of="Last used">{client.last_used_at ? <Time at={client.last_used_at} /> : "Never"}</Cell>
          <Cell corner>
            {!client.revoked_at && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onRevoke(client)}
                aria-label={`Revoke ${client.name}`}
              >
                Revoke
              </Button>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
