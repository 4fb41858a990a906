import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { agentActivityQuery, agentFiguresQuery } from "../../api/agents.ts";
import type { AgentInfo, AuditEvent, Figures } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Stat, Stats } from "../../ui/stat.tsx";
import { Cell } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { agents as words } from "../../words/agents.ts";
import { typeLabel } from "../audit/labels.ts";
import { Outcome } from "../audit/outcome.tsx";
import css from "./agents.module.css";

/** The newest rows of the audit log that the agent wrote or that are about it, and its numbers of the last days. */
export function ActivityTab({ agent }: { agent: AgentInfo }) {
  const w = useWorkspace().id;
  const reads = useMay("audit.read");
  const figures = useQuery(agentFiguresQuery(w, agent.id));
  const rows = useQuery({ ...agentActivityQuery(w, agent.id), enabled: reads });
  return (
    <div className={css.part}>
      <div className={css.partHead}>
        <p className={css.dim}>{words.activityLead}</p>
        {reads && <Link to={page.audit({ agent: agent.id })}>{words.all}</Link>}
      </div>
      {figures.error && (
        <ErrorPanel
          title={words.numbersFailed}
          error={figures.error}
          onRetry={() => void figures.refetch()}
          busy={figures.isFetching}
        />
      )}
      {figures.data && <Numbers figures={figures.data.totals} />}
      {reads && (
        <Listing
          label={words.tabs.activity}
          columns={words.activityColumns}
          narrow="lines"
          reading={rows}
          rows={rows.data?.events}
          row={(event) => <Row key={event.seq} event={event} />}
          failed={words.activityFailed}
          empty={<p className={css.dim}>{words.activityEmpty}</p>}
        />
      )}
    </div>
  );
}

function Numbers({ figures: { calls, errors, refused, p50_ms } }: { figures: Figures }) {
  const { figure, figures } = words;
  return (
    <Stats label={words.tabs.activity}>
      <Stat name={figures.calls} value={figure.count(calls)} />
      <Stat name={figures.errors} value={figure.count(errors)} hint={figure.share(errors, calls)} />
      <Stat name={figures.refused} value={figure.count(refused)} />
      <Stat name={figures.latency} value={figure.time(p50_ms)} />
    </Stats>
  );
}

function Row({ event: { seq, at, type, actor, target, outcome, data } }: { event: AuditEvent }) {
  const { tool } = data;
  return (
    <tr>
      <Cell>
        <Link to={page.audit({ event: String(seq) })}>
          <Time at={at} />
        </Link>
      </Cell>
      <Cell long>
        {typeLabel(type)} {typeof tool === "string" && <code>{tool}</code>}
      </Cell>
      <Cell long>{actor.label ?? actor.id ?? actor.kind}</Cell>
      <Cell long>{target.label ?? target.id}</Cell>
      <Cell>
        <Outcome outcome={outcome} />
      </Cell>
    </tr>
  );
}
