import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiToken } from "../../api/contract.ts";
import { membersQuery } from "../../api/people.ts";
import { useServerTitles } from "../../api/server-titles.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { Key } from "../../ui/icons.tsx";
import { useMany } from "../../ui/many.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { tokens as words } from "../../words/tokens.ts";
import { endsSoon, isLive } from "./expiring.ts";
import { RevokeTokenDialog } from "./revoke-token-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { TokenState } from "./token-state.tsx";
import css from "./tokens.module.css";

const columns = [
  words.name,
  words.for,
  words.servers,
  words.state,
  words.createdBy,
  words.lastUsed,
  words.actions,
];

export function TokenTable({ tokens }: { tokens: readonly ApiToken[] }) {
  const [asking, setAsking] = useState<ApiToken | null>(null);
  const [rotating, setRotating] = useState<ApiToken | null>(null);
  const people = useQuery({ ...membersQuery(useWorkspace().id), enabled: useMay("workspace.read") });
  const nameOf = (id: string) => people.data?.members.find((each) => each.id === id)?.name ?? id;
  const titles = useServerTitles();
  const soon = tokens.filter((token) => endsSoon(token, Date.now()) !== undefined).length;
  const { rows, above, below } = useMany(tokens, {
    search: words.search,
    none: words.noMatch,
    of: ({ name, prefix, subject }) => [name, prefix, subject.name],
  });
  if (tokens.length === 0) return <Empty icon={<Key size={64} />}>{words.noApiTokenYet}</Empty>;
  return (
    <>
      {soon > 0 && <Notice tone="attention">{words.soonAll(soon)}</Notice>}
      {above}
      {rows.length > 0 && (
        <Table label={words.apiTokens} columns={columns} narrow="cards">
          {rows.map((token) => (
            <Row
              key={token.id}
              token={token}
              titles={titles}
              maker={nameOf(token.created_by)}
              onRevoke={() => setAsking(token)}
              onRotate={() => setRotating(token)}
            />
          ))}
        </Table>
      )}
      {below}
      <RevokeTokenDialog token={asking} onClose={() => setAsking(null)} />
      <RotateDialog token={rotating} onClose={() => setRotating(null)} />
    </>
  );
}

type RowProps = {
  token: ApiToken;
  titles: (servers: readonly string[]) => string;
  maker: string;
  onRevoke: () => void;
  onRotate: () => void;
};

function Row({ token, titles, maker, onRevoke, onRotate }: RowProps) {
  const { name, prefix, subject, on_behalf_of, servers, tools, read_only, revoked_at } = token;
  return (
    <tr data-faded={revoked_at ? true : undefined}>
      <Cell long>
        {name} <code className={css.prefix}>{prefix}…</code>
      </Cell>
      <Cell of={words.for} long>
        {subject.name} ({subject.kind}){on_behalf_of && words.forOf(on_behalf_of.name)}
      </Cell>
      <Cell of={words.servers} long>
        {servers.length === 0 ? words.all : titles(servers)}
        {tools.length > 0 && words.toolsOnly(tools.length)}
        {read_only && words.readOnly}
      </Cell>
      <Cell of={words.state}>
        <TokenState token={token} />
      </Cell>
      <Cell of={words.createdBy} long>
        {maker} · <Time at={token.created_at} />
      </Cell>
      <Cell of={words.lastUsed} long>
        {token.last_used_at ? <Time at={token.last_used_at} /> : words.neverUsed}
        {token.last_client && ` · ${token.last_client}`}
      </Cell>
      <Cell corner>
        {!revoked_at && (
          <span className={css.rowActions}>
            {isLive(token, Date.now()) && !token.replaced_by && (
              <Button
                variant="default"
                size="compact-sm"
                onClick={onRotate}
                aria-label={words.rotateOf(name)}
              >
                {words.rotate}
              </Button>
            )}
            <Button variant="default" size="compact-sm" onClick={onRevoke} aria-label={words.revokeOf(name)}>
              {words.revoke}
            </Button>
          </span>
        )}
      </Cell>
    </tr>
  );
}
