import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Connector, RevokePreview } from "../../api/contract.ts";
import { revokePreviewQuery } from "../../api/queries.ts";
import { page } from "../../paths.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Time } from "../../ui/time.tsx";
import { drawerWords as words } from "../../words/connectors.ts";
import { revokeWords } from "../../words/revoke.ts";
import css from "./connectors.module.css";

/** Who depends on it: the same count that a revocation shows. */
export function UsedByTab({ connector }: { connector: Connector }) {
  const query = revokePreviewQuery(useWorkspace().id, connector.id);
  const { data, error, refetch, isFetching } = useQuery(query);
  if (data) return <Users preview={data} />;
  if (error)
    return <ErrorPanel title={words.usedByFailed} error={error} onRetry={refetch} busy={isFetching} />;
  return <Bones count={1} height={160} />;
}

function Users({ preview }: { preview: RevokePreview }) {
  const { agents, people, people_active: active, tokens, pending_approvals: pending } = preview;
  return (
    <>
      <section>
        <h3>{words.agents}</h3>
        {agents.length === 0 && <p className={css.dim}>{words.noAgents}</p>}
        <ul className={css.rows}>
          {agents.map((agent) => (
            <li key={agent.id}>
              <Link to={page.agent(agent.id)}>{agent.name}</Link>
              <span className={css.dim}>
                {words.agentCalls(agent.calls_7_days)}
                {agent.last_call_at && (
                  <>
                    {", "}
                    <Time at={agent.last_call_at} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{words.people}</h3>
        <p>{words.peopleMay(people, active)}</p>
        <p>{words.tokens(tokens)}</p>
        <p>{revokeWords.calls(preview.calls_7_days)}</p>
        {pending > 0 && (
          <p>
            <Link to={page.approvals()}>{words.waiting(pending)}</Link>
          </p>
        )}
      </section>
    </>
  );
}
