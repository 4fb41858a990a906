import { Link } from "react-router";
import type { Approval } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Effect } from "../../scopes/effect.tsx";
import { Account } from "../../ui/account.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { TimeLeft } from "../../ui/time-left.tsx";
import { approvals as words } from "../../words/approvals.ts";
import css from "./approvals.module.css";
import { grouped } from "./same.ts";
import { ApprovalState, Caller } from "./states.tsx";

type Props = { label: string; approvals: readonly Approval[]; waiting?: boolean };

/** Waiting ones say how long they can still be decided, the others what became of them. */
export function ApprovalTable({ label, approvals, waiting = false }: Props) {
  const columns = [
    words.what,
    words.effect,
    words.whoAsks,
    words.connector,
    words.asked,
    ...(waiting ? [words.timeLeft, words.yoursToDecide] : [words.outcome, words.decided]),
  ];
  return (
    <Table label={label} columns={columns} narrow="cards">
      {(waiting ? grouped(approvals) : approvals.map((first) => ({ first, others: [] }))).map(
        ({ first, others }) => (
          <Row key={first.id} approval={first} others={others.length} waiting={waiting} />
        ),
      )}
    </Table>
  );
}

type RowProps = { approval: Approval; others: number; waiting: boolean };

function Row({ approval, others, waiting }: RowProps) {
  const { id, tool, connector, requested_at, expires_at, state, decided_by } = approval;
  return (
    <tr>
      <Cell long>
        <Link to={page.approval(id)} {...(waiting && { "data-waiting": "" })}>
          {tool.title}
        </Link>
        {others > 0 && <span className={css.same}>{words.same(others)}</span>}
      </Cell>
      <Cell of={words.effect}>
        <Effect effect={tool.effect} />
      </Cell>
      <Cell of={words.whoAsks} long>
        <Caller approval={approval} />
      </Cell>
      <Cell of={words.connector} long>
        <Account name={connector.account} />
      </Cell>
      <Cell of={words.asked}>
        <Time at={requested_at} />
      </Cell>
      {waiting ? (
        <>
          <Cell of={words.timeLeft}>
            <TimeLeft until={expires_at} />
          </Cell>
          <Cell of={words.yoursToDecide}>{approval.may_decide ? words.yes : words.no}</Cell>
        </>
      ) : (
        <>
          <Cell of={words.outcome}>
            <ApprovalState state={state} />
          </Cell>
          <Cell of={words.decided} long>
            {decided_by?.name ?? words.decidedByNobody}
          </Cell>
        </>
      )}
    </tr>
  );
}
