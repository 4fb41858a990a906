import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { Link, useLocation, useParams } from "react-router";
import type { Connectors, ListedConnector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Empty } from "../../ui/empty.tsx";
import { Plug } from "../../ui/icons.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Tag } from "../../ui/notice.tsx";
import { rowId } from "../../ui/route-drawer.tsx";
import { Cell } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { VerdictBadge } from "../../ui/verdict.tsx";
import { connectorWords as words } from "../../words/connectors.ts";
import css from "./connectors.module.css";
import list from "./list.module.css";
import { RowMenu } from "./row-menu.tsx";
import type { Selection } from "./use-selection.ts";

type Props = {
  reading: Parameters<typeof Listing>[0]["reading"];
  page: Connectors | undefined;
  selection: Selection;
  filtered: { none: string; onClear: () => void } | undefined;
  action: ReactNode;
};

export function ConnectorTable({ reading, page: read, selection, filtered, action }: Props) {
  const { id } = useParams();
  return (
    <Listing
      label={words.title}
      columns={words.columns}
      narrow="cards"
      reading={reading}
      rows={read?.connectors}
      row={(connector) => (
        <Row
          key={connector.id}
          connector={connector}
          isOpen={connector.id === id}
          isSelected={selection.has(connector)}
          onSelect={(on) => selection.set([connector], on)}
        />
      )}
      failed={words.failed}
      filtered={filtered}
      empty={
        <Empty icon={<Plug size={64} />} action={action}>
          {words.none}
        </Empty>
      }
    />
  );
}

type RowProps = {
  connector: ListedConnector;
  isOpen: boolean;
  isSelected: boolean;
  onSelect: (on: boolean) => void;
};

function Row({ connector, isOpen, isSelected, onSelect }: RowProps) {
  const { search } = useLocation();
  const { id, name, provider_title: title, sandbox, account, renews_at: renewsAt } = connector;
  return (
    <tr data-selected={isOpen || undefined}>
      <Cell long>
        <span className={list.name}>
          <Checkbox
            aria-label={words.select(name)}
            checked={isSelected}
            onChange={(event) => onSelect(event.currentTarget.checked)}
          />
          <Link id={rowId(id)} to={{ pathname: page.connector(id), search }}>
            {name}
          </Link>
        </span>
      </Cell>
      <Cell of="Provider">{sandbox ? words.sandbox(title) : title}</Cell>
      <Cell of="Account" long>
        {account}
      </Cell>
      <Cell of="Whose" long>
        <Whose connector={connector} />
      </Cell>
      <Cell of="Health">
        <Verdict connector={connector} />
      </Cell>
      <Cell of="Last call">
        <LastCall connector={connector} />
      </Cell>
      <Cell of="Renews">
        {renewsAt && connector.connected ? (
          <Time at={renewsAt} />
        ) : (
          <span className={list.small}>{connector.connected ? words.notRenewed : "-"}</span>
        )}
      </Cell>
      <Cell corner>
        <RowMenu connector={connector} />
      </Cell>
    </tr>
  );
}

function Whose({ connector: { kind, owner, grant } }: { connector: ListedConnector }) {
  const by = grant?.authorized_by?.name;
  if (kind === "personal") return words.personalOf(owner?.name ?? words.nobody);
  return (
    <span className={list.stack}>
      {words.shared}
      {by && <span className={list.small}>{words.authorizedBy(by)}</span>}
    </span>
  );
}

function LastCall({ connector }: { connector: ListedConnector }) {
  const { last_call_at: at, calls_7_days: calls, errors_7_days: errors, unused_scopes: unused } = connector;
  return (
    <span className={list.stack}>
      {at ? <Time at={at} /> : words.neverCalled}
      {calls > 0 && (
        <span className={errors > 0 ? `${list.small} ${list.bad}` : list.small}>
          {words.callsOfWeek(calls, errors)}
        </span>
      )}
      {unused > 0 && <span className={`${list.small} ${list.warn}`}>{words.unusedScopes(unused)}</span>}
    </span>
  );
}

/** The verdict with the time of its evidence; after an end, what the provider still owes. */
function Verdict({ connector }: { connector: ListedConnector }) {
  const { connected, verdict, grant } = connector;
  const owed = !connected && grant ? grant.upstream.state : "none";
  return (
    <span className={css.verdict}>
      <VerdictBadge connector={connector} />
      {connected && verdict.checked_at && <Time at={verdict.checked_at} />}
      {owed === "pending" && <Tag tone="pending">Pending at {connector.provider_title}</Tag>}
      {owed === "failed" && <Tag tone="invalid">Not ended at {connector.provider_title}</Tag>}
    </span>
  );
}
