import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { approvalHistoryQuery } from "../../api/approvals.ts";
import type { Approval, ApprovalHistory } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { approvals as words } from "../../words/approvals.ts";
import css from "./approvals.module.css";
import { ApprovalState } from "./states.tsx";

/** So many in a row without one denied: people press without reading. */
const TIRED = 5;

/** What was decided about calls like this one, and whether a rule would do better. */
export function History({ approval }: { approval: Approval }) {
  const { data, error, refetch, isFetching } = useQuery(approvalHistoryQuery(useWorkspace().id, approval.id));
  return (
    <section className={css.part} aria-labelledby="history">
      <h2 id="history">{words.history}</h2>
      {error && (
        <ErrorPanel
          title={words.historyFailed}
          error={error}
          onRetry={() => void refetch()}
          busy={isFetching}
        />
      )}
      {data && <Decisions approval={approval} history={data} />}
    </section>
  );
}

function Decisions({ approval, history }: { approval: Approval; history: ApprovalHistory }) {
  const { approved, denied, recent } = history;
  const writes = useMay("tokens.manage");
  const all = approved + denied;
  if (all === 0) return <p className={css.dim}>{words.historyNone}</p>;
  const { tool, caller, connector } = approval;
  const rule = page.policies({
    rule: "new",
    decision: "allow",
    name: words.ruleName(tool.title, caller.name),
    tool: tool.name,
    connector: connector.id,
    ...(caller.kind === "agent" && { agent: caller.id }),
  });
  return (
    <>
      <p>
        <meter
          className={css.meter}
          min={0}
          max={all}
          value={approved}
          aria-label={words.meter(approved, all)}
        />{" "}
        {words.meter(approved, all)}
      </p>
      {denied === 0 && approved >= TIRED && (
        <Notice tone="attention">
          {words.tired} {writes && <Link to={rule}>{words.writeRule}</Link>}
        </Notice>
      )}
      <ul className={css.past}>
        {recent.map((one) => (
          <li key={one.id}>
            <ApprovalState state={one.state} /> {words.by(one.decided_by?.name ?? words.nobody)}{" "}
            {one.decided_at && <Time at={one.decided_at} />},{" "}
            <Link to={page.approval(one.id)}>{one.same ? words.sameArguments : words.otherArguments}</Link>
            {one.note && <span className={css.dim}> “{one.note}”</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
