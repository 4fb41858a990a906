import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { readinessQuery } from "../../api/agents.ts";
import type { AgentInfo, Readiness } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Refresh, Triangle } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Notice } from "../../ui/notice.tsx";
import { OwnLink } from "../../ui/own-link.tsx";
import { OwnWords } from "../../ui/own-words.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./agents.module.css";

/** What stands between the agent and its tools, before it runs. */
export function ConnectorsTab({ agent }: { agent: AgentInfo }) {
  const { data, error, refetch, isFetching } = useQuery(readinessQuery(useWorkspace().id, agent.id));
  const again = async () => {
    const { data: now, error: failed } = await refetch();
    announce(failed ? "The check failed" : now?.ready ? "Ready" : "Not ready");
  };
  return (
    <div className={css.part}>
      {error && (
        <ErrorPanel
          title="Failed to check the agent's connectors"
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
      {data && (
        <div className={css.actions}>
          <Button
            variant="default"
            leftSection={<Refresh />}
            onClick={() => void again()}
            loading={isFetching}
          >
            Check again
          </Button>
          <span className={css.dim}>
            Checked <Time at={data.checked_at} />
          </span>
        </div>
      )}
    </div>
  );
}

function Verdict({ readiness: { ready, tools } }: { readiness: Readiness }) {
  if (tools.usable + tools.blocked === 0)
    return (
      <Notice tone="unknown">
        There is nothing to check: the agent may use no tool yet. Its manifest lists them.
      </Notice>
    );
  if (ready) return <Notice tone="valid">Ready: {counted(tools.usable, "tool")} can be called now.</Notice>;
  return (
    <Notice tone="attention">
      Not ready: {counted(tools.blocked, "tool")} cannot be called now, {tools.usable} can.
    </Notice>
  );
}

const who: Record<Readiness["problems"][number]["who"], string> = {
  you: "You can act.",
  person: "The person it acts for must act.",
  owner: "The owner of the connection must act.",
  admin: "An owner or admin of the workspace must act.",
};

function Problem({ problem }: { problem: Readiness["problems"][number] }) {
  const { code, provider, connector, message, url, missing_scopes: missing = [], tools } = problem;
  const title = connector ?? `No connector (${provider})`;
  return (
    <section className={css.card} aria-label={title}>
      <h3>
        <Triangle /> {title}
      </h3>
      <p>
        <OwnWords text={message} /> {who[problem.who]}
      </p>
      {missing.length > 0 && (
        <p className={css.dim}>
          Missing: <code>{missing.join(" ")}</code>
        </p>
      )}
      <p>
        <OwnLink url={url}>Go to where it is fixed</OwnLink> <code className={css.dim}>{code}</code>
      </p>
      {tools.length > 0 && (
        <details>
          <summary>{counted(tools.length, "tool")} affected</summary>
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
