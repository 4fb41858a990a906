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
import css from "./agents.module.css";

/** Whether what a run has read makes what it sends out wait for a person. */
export function GuardTab({ agent }: { agent: AgentInfo }) {
  const { data, error, refetch, isFetching } = useQuery(guardQuery(useWorkspace().id, agent.id));
  const toggle = useSwitchGuard(agent.id);
  const go = (on: boolean) =>
    toggle.mutate(on, { onSuccess: () => announce(on ? "Guard switched on" : "Guard switched off") });
  return (
    <div className={css.part}>
      <p className={css.dim}>
        Once a run has read content that strangers wrote and data that is private, tools that carry data out
        wait for a person. What counts as your own is said on the page{" "}
        <Link to={page.policies()}>Policies</Link>.
      </p>
      {error && (
        <ErrorPanel title="Failed to load the guard" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={1} height={96} />}
      {data && (
        <>
          <Notice tone={data.enabled ? "valid" : "unknown"}>
            {data.enabled ? "The guard is on for this agent." : "The guard is off for this agent."}
          </Notice>
          {toggle.error && <ErrorPanel title="Failed to switch the guard" error={toggle.error} />}
          <div className={css.actions}>
            <Button
              variant={data.enabled ? "default" : "filled"}
              onClick={() => go(!data.enabled)}
              loading={toggle.isPending}
            >
              Switch the guard {data.enabled ? "off" : "on"}
            </Button>
          </div>
          {data.enabled && <Runs agent={agent} guard={data} />}
        </>
      )}
    </div>
  );
}

const columns = ["Run", "State", "Untrusted, by", "Private, by", "Last seen", "Forgotten", "Actions"];

function Runs({ agent, guard }: { agent: AgentInfo; guard: Guard }) {
  const forget = useForgetRun(agent.id);
  if (guard.runs.length === 0) return <p>No run has read anything of either kind lately.</p>;
  return (
    <>
      {forget.error && <ErrorPanel title="Failed to forget the run" error={forget.error} />}
      <Table label="Runs" columns={columns} narrow="cards">
        {guard.runs.map((run) => (
          <tr key={run.run}>
            <Cell long>
              <MonoId value={run.run} what="run" />
            </Cell>
            <Cell of="State">
              {run.tripped ? <Tag tone="attention">Asks before it sends</Tag> : <Tag tone="valid">Free</Tag>}
            </Cell>
            <Cell of="Untrusted, by" long>
              {run.untrusted_by ?? "Nothing"}
            </Cell>
            <Cell of="Private, by" long>
              {run.private_by ?? "Nothing"}
            </Cell>
            <Cell of="Last seen">
              <Time at={run.seen_at} />
            </Cell>
            <Cell of="Forgotten">
              <Time at={run.ends_at} />
            </Cell>
            <Cell corner>
              <Button
                variant="default"
                size="compact-sm"
                loading={forget.isPending && forget.variables === run.run}
                onClick={() => forget.mutate(run.run, { onSuccess: () => announce("Run forgotten") })}
              >
                Forget
              </Button>
            </Cell>
          </tr>
        ))}
      </Table>
    </>
  );
}
