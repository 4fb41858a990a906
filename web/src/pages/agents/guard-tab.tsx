import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { AgentInfo, Guard } from "../../api/contract.ts";
import { guardQuery, useForgetRun, useSwitchGuard } from "../../api/policies.ts";
import { page } from "../../paths.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Notice, Tag } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { guardTab as words } from "../../words/agent-page.ts";
import css from "./agents.module.css";

/** Whether what a run has read makes what it sends out wait for a person. */
export function GuardTab({ agent }: { agent: AgentInfo }) {
  const { data, error, refetch, isFetching } = useQuery(guardQuery(useWorkspace().id, agent.id));
  const toggle = useSwitchGuard(agent.id);
  const go = (on: boolean) =>
    toggle.mutate(on, { onSuccess: () => announce(on ? words.guardSwitched : words.guardSwitchedOff) });
  return (
    <div className={css.part}>
      <p className={css.dim}>
        {words.onceRunHasReadContent(<Link to={page.policies()}>{words.policies}</Link>)}
      </p>
      {error && (
        <ErrorPanel title={words.failedToLoadGuard} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={1} height={96} />}
      {data && (
        <>
          <Notice tone={data.enabled ? "valid" : "unknown"}>
            {data.enabled ? words.guardIsOnForThisAgent : words.guardIsOffForThisAgent}
          </Notice>
          {toggle.error && <ErrorPanel title={words.failedToSwitchGuard} error={toggle.error} />}
          <div className={css.actions}>
            <Button
              variant={data.enabled ? "default" : "filled"}
              onClick={() => go(!data.enabled)}
              loading={toggle.isPending}
            >
              {words.switchGuardOff(data.enabled)}
            </Button>
          </div>
          {data.enabled && <Runs agent={agent} guard={data} />}
        </>
      )}
    </div>
  );
}

const columns = [
  words.run,
  words.state,
  words.untrusted,
  words.private,
  words.lastSeen,
  words.forgotten,
  words.actions,
];

function Runs({ agent, guard }: { agent: AgentInfo; guard: Guard }) {
  const forget = useForgetRun(agent.id);
  if (guard.runs.length === 0) return <p>{words.noRunHasReadAnything}</p>;
  return (
    <>
      {forget.error && <ErrorPanel title={words.failedToForgetRun} error={forget.error} />}
      <Table label={words.runs} columns={columns} narrow="cards">
        {guard.runs.map((run) => (
          <tr key={run.run}>
            <Cell long>
              <MonoId value={run.run} what="run" />
            </Cell>
            <Cell of={words.state}>
              {run.tripped ? (
                <Tag tone="attention">{words.asksBeforeItSends}</Tag>
              ) : (
                <Tag tone="valid">{words.free}</Tag>
              )}
            </Cell>
            <Cell of={words.untrusted} long>
              {run.untrusted_by ?? words.nothing}
            </Cell>
            <Cell of={words.private} long>
              {run.private_by ?? words.nothing}
            </Cell>
            <Cell of={words.lastSeen}>
              <Time at={run.seen_at} />
            </Cell>
            <Cell of={words.forgotten}>
              <Time at={run.ends_at} />
            </Cell>
            <Cell corner>
              <Button
                variant="default"
                size="compact-sm"
                loading={forget.isPending && forget.variables === run.run}
                onClick={() => forget.mutate(run.run, { onSuccess: () => announce(words.runForgotten) })}
              >
                {words.forget}
              </Button>
            </Cell>
          </tr>
        ))}
      </Table>
    </>
  );
}
