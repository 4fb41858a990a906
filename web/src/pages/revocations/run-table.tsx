import { Link, useParams } from "react-router";
import type { RevocationRun } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Empty } from "../../ui/empty.tsx";
import { Shield } from "../../ui/icons.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { useNames } from "./names.ts";
import { RunState } from "./run-state.tsx";

const columns = ["What", "Started", "By", "Ended here", "At the providers"];

export function RunTable({ runs }: { runs: readonly RevocationRun[] }) {
  const { id } = useParams();
  const names = useNames();
  if (runs.length === 0)
    return (
      <Empty icon={<Shield size={64} />}>
        Nothing was revoked all at once yet. Connectors, Members and Workspace each offer it.
      </Empty>
    );
  return (
    <Table label="Revocations" columns={columns} narrow="cards">
      {runs.map((run) => (
        <tr key={run.id} data-selected={run.id === id || undefined}>
          <Cell long>
            <Link to={page.revocation(run.id)}>{names.what(run)}</Link>
          </Cell>
          <Cell of="Started">
            <Time at={run.started_at} />
          </Cell>
          <Cell of="By" long>
            {names.who(run.started_by)}
          </Cell>
          <Cell of="Ended here">{run.fenced_at ? run.total : `of ${run.total}, going on`}</Cell>
          <Cell of="At the providers">
            <RunState run={run} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
