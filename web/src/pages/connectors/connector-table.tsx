import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { Link, useLocation, useParams } from "react-router";
import type { Connectors, ListedConnector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Account } from "../../ui/account.tsx";
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
      <Cell of={words.account} long>
        <span className={list.stack}>
          <span>
            <Account name={account} />
          </span>
          <span className={list.small}>{sandbox ? words.sandbox(title) : title}</span>
        </span>
      </Cell>
      <Cell of={words.whose} long>
        <Whose connector={connector} />
      </Cell>
      <Cell of={words.health}>
        <Verdict connector={connector} />
      </Cell>
      <Cell of={words.lastCall}>
        <LastCall connector={connector} />
      </Cell>
      <Cell of={words.renews}>
        <Renews at={connector.connected ? renewsAt : undefined} />
      </Cell>
      <Cell corner>
        <RowMenu connector={connector} />
      </Cell>
    </tr>
  );
}

/** `at` null: the access does not end by itself; in the past: nobody has needed it since. Undefined: there is none. */
function Renews({ at }: { at: string | null | undefined }) {
  if (at === undefined) return <span className={list.small}>{words.nothing}</span>;
  if (at === null) return <span className={list.small}>{words.notRenewed}</span>;
  if (Date.parse(at) < Date.now()) return <span className={list.small}>{words.withNextCall}</span>;
  return <Time at={at} />;
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
      {owed === "pending" && <Tag tone="pending">{words.pending(connector.provider_title)}</Tag>}
      {owed === "failed" && <Tag tone="invalid">{words.notEnded(connector.provider_title)}</Tag>}
    </span>
  );
}
