import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";
import { approvalQuery, waitingQuery } from "../../api/approvals.ts";
import type { Approval } from "../../api/contract.ts";
import { asApiError } from "../../api/error.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { page } from "../../paths.ts";
import { Arguments } from "../../readable/arguments.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { approvals as words } from "../../words/approvals.ts";
import css from "./approvals.module.css";
import { Changed } from "./changed.tsx";
import { Decide } from "./decide.tsx";
import { ApprovalFacts } from "./facts.tsx";
import { History } from "./history.tsx";
import { Outcome } from "./outcome.tsx";
import { Queue } from "./queue.tsx";

/** `/approvals/:id`: one held call, as the person needs it who decides. The link that an agent shows leads here. */
export function ApprovalPage() {
  const { id = "" } = useParams();
  const { data, error, refetch, isFetching } = useQuery(approvalQuery(useWorkspace().id, id));
  const gone = error && asApiError(error).code === "not_found";
  return (
    <Page
      title={data ? data.tool.title : words.approval}
      lead={<Link to={page.approvals()}>{words.allApprovals}</Link>}
    >
      {gone && <p>{words.noSuchApprovalForYou}</p>}
      {error && !gone && (
        <ErrorPanel title={words.failedToLoadApproval} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && !gone && (
        <div className={css.desk}>
          <One key={id} approval={data} />
          <Queue current={id} />
        </div>
      )}
      {!data && !error && <Bones count={3} height={120} />}
    </Page>
  );
}

function One({ approval }: { approval: Approval }) {
  useNeighbours(approval.id);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys count only while the focus is inside
    <section className={css.one} data-request="" tabIndex={0} aria-label={approval.tool.title}>
      <Changed approval={approval} />
      <Outcome approval={approval} />
      <ApprovalFacts approval={approval} />
      <section className={css.part} aria-labelledby="arguments">
        <h2 id="arguments">{words.argumentsTitle}</h2>
        {approval.arguments ? (
          <Arguments args={approval.arguments} />
        ) : (
          <p className={css.dim}>
            {approval.state === "pending" ? words.onlyWhoMayDecideByTheir : words.argumentsAreNotKeptAfter}
          </p>
        )}
      </section>
      {approval.state === "pending" && <Decide approval={approval} />}
      <History approval={approval} />
    </section>
  );
}

/** J and K go on to the next waiting request and back. */
function useNeighbours(id: string): void {
  const { data } = useQuery(waitingQuery(useWorkspace().id, false));
  const navigate = useNavigate();
  const go = (step: number) => () => {
    const list = data?.approvals ?? [];
    const at = list.findIndex((one) => one.id === id);
    const next = list[at === -1 ? 0 : at + step];
    if (next && next.id !== id) void navigate(page.approval(next.id));
  };
  useShortcuts([
    { keys: "j", name: words.next, run: go(1) },
    { keys: "k", name: words.previous, run: go(-1) },
  ]);
}
