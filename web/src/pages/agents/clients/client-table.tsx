import { Button } from "@mantine/core";
import type { AgentClient } from "../../../api/contract.ts";
import { Unplugged } from "../../../ui/icons.tsx";
import { MonoId } from "../../../ui/mono-id.tsx";
import { Tag } from "../../../ui/notice.tsx";
import { Cell, Table } from "../../../ui/table.tsx";
import { Time } from "../../../ui/time.tsx";
import { clientTable as words } from "../../../words/agent-clients.ts";

const columns = [
  words.name,
  words.clientId,
  words.provesItself,
  words.access,
  words.state,
  words.lastUsed,
  words.actions,
];

type Props = {
  clients: readonly AgentClient[];
  onRotate: (client: AgentClient) => void;
  onRevoke: (client: AgentClient) => void;
};

export function ClientTable({ clients, onRotate, onRevoke }: Props) {
  return (
    <Table label={words.oauthClients} columns={columns} narrow="cards">
      {clients.map((client) => (
        <tr key={client.id} data-faded={client.revoked_at ? true : undefined}>
          <Cell long>{client.name}</Cell>
          <Cell of={words.clientId} long>
            <MonoId value={client.id} what={words.clientIdOf(client.name)} />
          </Cell>
          <Cell of={words.provesItself} long>
            {client.auth === "client_secret" ? words.secret : words.signature}
            {client.jwks_uri && words.keysAt(client.jwks_uri)}
            {client.old_secret_ends_at && (
              <div>{words.oldSecretEnds(<Time at={client.old_secret_ends_at} />)}</div>
            )}
          </Cell>
          <Cell of={words.access} long>
            {client.read_only ? words.readOnly : words.asItsManifest}
            {client.redirect_uris.length > 0 && words.alsoForPeopleWhoLetIt}
          </Cell>
          <Cell of={words.state}>
            {client.revoked_at ? (
              <Tag tone="unknown" icon={Unplugged}>
                {words.revoked(<Time at={client.revoked_at} />)}
              </Tag>
            ) : (
              <Tag tone="valid">{words.live}</Tag>
            )}
          </Cell>
          <Cell of={words.lastUsed}>
            {client.last_used_at ? <Time at={client.last_used_at} /> : words.never}
          </Cell>
          <Cell corner>
            {!client.revoked_at && client.auth === "client_secret" && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onRotate(client)}
                aria-label={words.rotateOf(client.name)}
              >
                {words.rotate}
              </Button>
            )}{" "}
            {!client.revoked_at && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onRevoke(client)}
                aria-label={words.revokeOf(client.name)}
              >
                {words.revoke}
              </Button>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
