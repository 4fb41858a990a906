import { Link, useParams } from "react-router";
import type { RevocationRun } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Empty } from "../../ui/empty.tsx";
import { Shield } from "../../ui/icons.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { runTable as words } from "../../words/revocations.ts";
import { useNames } from "./names.ts";
import { RunState } from "./run-state.tsx";

const columns = [words.what, words.started, words.by, words.endedHere, words.atProviders];

export function RunTable({ runs }: { runs: readonly RevocationRun[] }) {
  const { id } = useParams();
  const names = useNames();
  if (runs.length === 0) return <Empty icon={<Shield size={64} />}>{words.nothingWasRevokedAllAtOnce}</Empty>;
  return (
    <Table label={words.revocations} columns={columns} narrow="cards">
      {runs.map((run) => (
        <tr key={run.id} data-selected={run.id === id || undefined}>
          <Cell long>
            <Link to={page.revocation(run.id)}>{names.what(run)}</Link>
          </Cell>
          <Cell of={words.started}>
            <Time at={run.started_at} />
          </Cell>
          <Cell of={words.by} long>
            {names.who(run.started_by)}
          </Cell>
          <Cell of={words.endedHere}>{run.fenced_at ? run.total : words.ofGoing(run.total)}</Cell>
          <Cell of={words.atProviders}>
            <RunState run={run} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
