import { Button } from "@mantine/core";
import type { ApiToken } from "../../api/contract.ts";
import { useServerTitles } from "../../api/server-titles.ts";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { delegationTable as words } from "../../words/clients.ts";
import { TokenState } from "../tokens/token-state.tsx";

const columns = [words.name, words.agent, words.reaches, words.state, words.lastUsed, words.actions];

type Props = { tokens: readonly ApiToken[]; onEnd: (token: ApiToken) => void };

export function DelegationTable({ tokens, onEnd }: Props) {
  const titles = useServerTitles();
  return (
    <Table label={words.tokensByWhichAgentsAct} columns={columns} narrow="cards">
      {tokens.map((token) => (
        <tr key={token.id} data-faded={token.revoked_at ? true : undefined}>
          <Cell long>{token.name}</Cell>
          <Cell of={words.agent} long>
            {token.subject.name}
          </Cell>
          <Cell of={words.reaches} long>
            {token.servers.length === 0 ? words.allServers : titles(token.servers)}
            {token.read_only && words.readOnly}
          </Cell>
          <Cell of={words.state}>
            <TokenState token={token} />
          </Cell>
          <Cell of={words.lastUsed}>
            {token.last_used_at ? <Time at={token.last_used_at} /> : words.never}
          </Cell>
          <Cell corner>
            {!token.revoked_at && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onEnd(token)}
                aria-label={words.endOf(token.name)}
              >
                {words.end}
              </Button>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
