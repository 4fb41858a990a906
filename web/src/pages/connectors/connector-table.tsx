import { Link, useParams } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Empty } from "../../ui/empty.tsx";
import { Plug } from "../../ui/icons.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { VerdictBadge } from "../../ui/verdict.tsx";
import { RowMenu } from "./row-menu.tsx";

const columns = ["Name", "Provider", "Account", "Whose", "Verdict", "Scopes", "Authorized", "Actions"];

export function ConnectorTable({ connectors }: { connectors: readonly Connector[] }) {
  const { id } = useParams();
  if (connectors.length === 0)
    return (
      <Empty icon={<Plug size={64} />}>
        No account is connected in this workspace yet. Authorize a connector to let agents use one.
      </Empty>
    );
  return (
    <Table label="Connectors" columns={columns}>
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
      <td>
        <Link to={page.connector(connector.id)}>{name}</Link>
      </td>
      <td>
        {provider_title}
        {sandbox && " (sandbox)"}
      </td>
      <td>{account}</td>
      <td>{kind === "shared" ? "Shared" : `Personal · ${owner?.name ?? "nobody"}`}</td>
      <td>
        <VerdictBadge connector={connector} />
      </td>
      <td>{grant?.scopes.length ?? 0}</td>
      <td>
        {grant ? (
          <>
            {grant.authorized_by?.name ?? "Unknown"}, <Time at={grant.authorized_at} />
          </>
        ) : (
          "Never"
        )}
      </td>
      <td>
        <RowMenu connector={connector} />
      </td>
    </tr>
  );
}
