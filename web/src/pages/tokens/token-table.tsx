import { Button } from "@mantine/core";
import { useState } from "react";
import type { ApiToken } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { Empty } from "../../ui/empty.tsx";
import { Key } from "../../ui/icons.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { RevokeTokenDialog } from "./revoke-token-dialog.tsx";
import { TokenState } from "./token-state.tsx";

const columns = ["Name", "Starts with", "For", "Servers", "State", "Created", "Last used", "Actions"];

export function TokenTable({ tokens }: { tokens: readonly ApiToken[] }) {
  const [asking, setAsking] = useState<ApiToken | null>(null);
  if (tokens.length === 0)
    return (
      <Empty icon={<Key size={64} />}>No API token yet. Create one to connect an agent or a client.</Empty>
    );
  return (
    <>
      <Table label="API tokens" columns={columns} narrow="cards">
        {tokens.map((token) => (
          <Row key={token.id} token={token} onRevoke={() => setAsking(token)} />
        ))}
      </Table>
      <RevokeTokenDialog token={asking} onClose={() => setAsking(null)} />
    </>
  );
}

function Row({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const { name, prefix, subject, on_behalf_of, servers, tools, read_only, revoked_at } = token;
  return (
    <tr data-faded={revoked_at ? true : undefined}>
      <Cell long>{name}</Cell>
      <Cell of="Starts with">
        <code>{prefix}…</code>
      </Cell>
      <Cell of="For" long>
        {subject.name} ({subject.kind}){on_behalf_of && `, for ${on_behalf_of.name}`}
      </Cell>
      <Cell of="Servers" long>
        {servers.length === 0 ? "All" : servers.join(", ")}
        {tools.length > 0 && ` · ${counted(tools.length, "tool")} only`}
        {read_only && " · read only"}
      </Cell>
      <Cell of="State">
        <TokenState token={token} />
      </Cell>
      <Cell of="Created">
        <Time at={token.created_at} />
      </Cell>
      <Cell of="Last used">{token.last_used_at ? <Time at={token.last_used_at} /> : "Never"}</Cell>
      <Cell corner>
        {!revoked_at && (
          <Button variant="default" size="compact-sm" onClick={onRevoke} aria-label={`Revoke ${name}`}>
            Revoke
          </Button>
        )}
      </Cell>
    </tr>
  );
}
