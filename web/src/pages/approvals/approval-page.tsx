import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { approvalQuery } from "../../api/approvals.ts";
import type { Approval } from "../../api/contract.ts";
import { asApiError } from "../../api/error.ts";
import { page } from "../../paths.ts";
import { Arguments } from "../../readable/arguments.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import css from "./approvals.module.css";
import { Decide } from "./decide.tsx";
import { ApprovalFacts } from "./facts.tsx";
import { Outcome } from "./outcome.tsx";

/** `/approvals/:id`: one held call, as the person needs it who decides. The link that an agent shows leads here. */
export function ApprovalPage() {
  const { id = "" } = useParams();
  const { data, error, refetch, isFetching } = useQuery(approvalQuery(useWorkspace().id, id));
  const gone = error && asApiError(error).code === "not_found";
  return (
    <Page title={data ? data.tool.title : "Approval"} lead={<Link to={page.approvals()}>All approvals</Link>}>
      {gone && (
        <p>
          There is no such approval for you in this workspace. It may belong to another workspace of yours, or
          to somebody else; after 30 days it is gone.
        </p>
      )}
      {error && !gone && (
        <ErrorPanel title="Failed to load the approval" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && !gone && <One key={id} approval={data} />}
      {!data && !error && <Bones count={3} height={120} />}
    </Page>
  );
}

function One({ approval }: { approval: Approval }) {
  return (
    <div className={css.one}>
      <Outcome approval={approval} />
      <ApprovalFacts approval={approval} />
      <section className={css.part} aria-labelledby="arguments">
        <h2 id="arguments">Arguments</h2>
        {approval.arguments ? (
          <Arguments args={approval.arguments} />
        ) : (
          <p className={css.dim}>
            {approval.state === "pending"
              ? "Only who may decide by their role, and whose call it is, sees the arguments."
              : "The arguments are not kept after the decision."}
          </p>
        )}
      </section>
      {approval.state === "pending" && <Decide approval={approval} />}
    </div>
  );
}
