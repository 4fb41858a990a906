import { Link, useParams } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Empty } from "../../ui/empty.tsx";
import { Plug } from "../../ui/icons.tsx";
import { Tag } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { VerdictBadge } from "../../ui/verdict.tsx";
import css from "./connectors.module.css";
import { RowMenu } from "./row-menu.tsx";

const columns = ["Name", "Provider", "Account", "Whose", "Verdict", "Tools", "Authorized", "Actions"];

export function ConnectorTable({ connectors }: { connectors: readonly Connector[] }) {
  const { id } = useParams();
  if (connectors.length === 0)
    return (
      <Empty icon={<Plug size={64} />}>
        No account is connected in this workspace yet. Authorize a connector to let agents use one.
      </Empty>
    );
  return (
    <Table label="Connectors" columns={columns} narrow="cards">
      {connectors.map((connector) => (
        <Row key={connector.id} connector={connector} selected={connector.id === id} />
      ))}
    </Table>
  );
}

function Row({ connector, selected }: { connector: Connector; selected: boolean }) {
  const { name, provider_title, sandbox, account, kind, owner, grant } = connector;
  return (
    <tr data-selected={selected || undefined}>
      <Cell long>
        <Link to={page.connector(connector.id)}>{name}</Link>
      </Cell>
      <Cell of="Provider">
        {provider_title}
        {sandbox && " (sandbox)"}
      </Cell>
      <Cell of="Account" long>
        {account}
      </Cell>
      <Cell of="Whose" long>
        {kind === "shared" ? "Shared" : `Personal · ${owner?.name ?? "nobody"}`}
      </Cell>
      <Cell of="Verdict">
        <Verdict connector={connector} />
      </Cell>
      <Cell of="Tools">{grant?.tools.length ?? 0}</Cell>
      <Cell of="Authorized" long>
        {grant ? <Authorized grant={grant} /> : "Never"}
      </Cell>
      <Cell corner>
        <RowMenu connector={connector} />
      </Cell>
    </tr>
  );
}

/** The verdict with the time of its evidence; after an end, what the provider still owes. */
function Verdict({ connector }: { connector: Connector }) {
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

function Authorized({ grant }: { grant: NonNullable<Connector["grant"]> }) {
  return (
    <span>
      {grant.authorized_by?.name ?? "Unknown"}, <Time at={grant.authorized_at} />
    </span>
  );
}
