import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { readinessQuery } from "../../api/agents.ts";
import type { AgentInfo, Readiness } from "../../api/contract.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Refresh, Triangle } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Notice } from "../../ui/notice.tsx";
import { OwnLink } from "../../ui/own-link.tsx";
import { OwnWords } from "../../ui/own-words.tsx";
import { Time } from "../../ui/time.tsx";
import { connectorsTab as words } from "../../words/agent-page.ts";
import css from "./agents.module.css";

/** What stands between the agent and its tools, before it runs. */
export function ConnectorsTab({ agent }: { agent: AgentInfo }) {
  const { data, error, refetch, isFetching } = useQuery(readinessQuery(useWorkspace().id, agent.id));
  const again = async () => {
    const { data: now, error: failed } = await refetch();
    announce(failed ? words.checkFailed : now?.ready ? words.ready : words.notReady);
  };
  return (
    <div className={css.part}>
      {error && (
        <ErrorPanel
          title={words.failedToCheckAgentsConnectors}
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {!data && !error && <Bones count={2} height={96} />}
      {data && <Verdict readiness={data} />}
      {data?.problems.map((problem) => (
        <Problem key={`${problem.code} ${problem.provider} ${problem.connector}`} problem={problem} />
      ))}
      {data !== undefined && data.more_problems > 0 && (
        <p className={css.dim}>{words.moreProblems(data.more_problems)}</p>
      )}
      {data && (
        <div className={css.actions}>
          <Button
            variant="default"
            leftSection={<Refresh />}
            onClick={() => void again()}
            loading={isFetching}
          >
            {words.checkAgain}
          </Button>
          <span className={css.dim}>{words.checked(<Time at={data.checked_at} />)}</span>
        </div>
      )}
    </div>
  );
}

function Verdict({ readiness: { ready, tools } }: { readiness: Readiness }) {
  if (tools.usable + tools.blocked === 0) return <Notice tone="unknown">{words.nothingToCheck}</Notice>;
  if (ready) return <Notice tone="valid">{words.readyToolsCanBeCalledNow(tools.usable)}</Notice>;
  return <Notice tone="attention">{words.notReadyOf(tools.blocked, tools.usable)}</Notice>;
}

const who: Record<Readiness["problems"][number]["who"], string> = {
  you: words.youCanAct,
  person: words.personItActsForMustAct,
  owner: words.ownerOfConnectionMustAct,
  admin: words.ownerOrAdminOfWorkspaceMust,
};

function Problem({ problem }: { problem: Readiness["problems"][number] }) {
  const { code, provider, connector, message, url, missing_scopes: missing = [], tools } = problem;
  const title = connector ?? words.noConnector(provider);
  return (
    <section className={css.card} aria-label={title}>
      <h3>
        <Triangle /> {title}
      </h3>
      <p>
        <OwnWords text={message} /> {who[problem.who]}
      </p>
      {missing.length > 0 && <p className={css.dim}>{words.missing(<code>{missing.join(" ")}</code>)}</p>}
      <p>
        <OwnLink url={url}>{words.goToWhereItIsFixed}</OwnLink> <code className={css.dim}>{code}</code>
      </p>
      {tools.length > 0 && (
        <details>
          <summary>{words.toolsAffected(tools.length)}</summary>
          <ul className={css.names}>
            {tools.map((tool) => (
              <li key={tool}>
                <code>{tool}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
