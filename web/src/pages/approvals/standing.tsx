import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { standingQuery, useWithdraw } from "../../api/approvals.ts";
import type { StandingApproval } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Arguments } from "../../readable/arguments.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { FailureDialog } from "../../ui/failure-dialog.tsx";
import { announce } from "../../ui/live.tsx";
import { returnFocus } from "../../ui/return-focus.ts";
import { Section } from "../../ui/section.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { approvals as words } from "../../words/approvals.ts";

/** Words that stand, each to be taken back. Nothing is shown where there is none. */
export function Standing() {
  const { data, error, refetch, isFetching } = useQuery(standingQuery(useWorkspace().id));
  if (error)
    return (
      <ErrorPanel
        title={words.standingFailed}
        error={error}
        onRetry={() => void refetch()}
        busy={isFetching}
      />
    );
  if (!data || data.standing.length === 0) return null;
  return (
    <Section title={words.standing} lead={words.standingLead}>
      <Table label={words.standing} columns={words.standingColumns} narrow="cards">
        {data.standing.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </Table>
    </Section>
  );
}

function Row({ one }: { one: StandingApproval }) {
  const withdraw = useWithdraw();
  const go = () =>
    withdraw.mutate(one.id, {
      onSuccess: () => {
        announce(words.withdrawn(one.tool.title));
        returnFocus();
      },
    });
  return (
    <tr>
      <Cell long>
        <Link to={page.approval(one.approval)}>{one.tool.title}</Link>
        {one.arguments && (
          <details>
            <summary>{words.arguments}</summary>
            <Arguments args={one.arguments} />
          </details>
        )}
      </Cell>
      <Cell of={words.standingColumns[1]} long>
        {one.caller.name}
      </Cell>
      <Cell of={words.standingColumns[2]} long>
        {one.connector.account}
      </Cell>
      <Cell of={words.standingColumns[3]} long>
        {one.created_by.name}
      </Cell>
      <Cell of={words.standingColumns[4]}>{words.uses(one.uses)}</Cell>
      <Cell of={words.standingColumns[5]}>
        <Time at={one.expires_at} />
      </Cell>
      <Cell corner>
        {one.may_withdraw && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={words.withdraw(one.tool.title, one.caller.name)}
            loading={withdraw.isPending}
            onClick={go}
          >
            {words.withdrawShort}
          </Button>
        )}
        <FailureDialog title={words.withdrawFailed} error={withdraw.error} onClose={() => withdraw.reset()} />
      </Cell>
    </tr>
  );
}
