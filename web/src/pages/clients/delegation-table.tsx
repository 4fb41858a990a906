import { Button } from "@mantine/core";
import type { ApiToken } from "../../api/contract.ts";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { TokenState } from "../tokens/token-state.tsx";

const columns = ["Name", "Agent", "Reaches", "State", "Last used", "Actions"];

type Props = { tokens: readonly ApiToken[]; onEnd: (token: ApiToken) => void };

export function DelegationTable({ tokens, onEnd }: Props) {
  return (
    <Table label="Tokens by which agents act for you" columns={columns} narrow="cards">
      {tokens.map((token) => (
        <tr key={token.id} data-faded={token.revoked_at ? true : undefined}>
          <Cell long>{token.name}</Cell>
          <Cell of="Agent" long>
            {token.subject.name}
          </Cell>
          <Cell of="Reaches" long>
            {token.servers.length === 0 ? "All servers" : token.servers.join(", ")}
            {token.read_only && " · read only"}
          </Cell>
          <Cell of="State">
            <TokenState token={token} />
          </Cell>
          <Cell of="Last used">{token.last_used_at ? <Time at={token.last_used_at} /> : "Never"}</Cell>
          <Cell corner>
            {!token.revoked_at && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onEnd(token)}
                aria-label={`End ${token.name}`}
              >
                End
              </Button>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
