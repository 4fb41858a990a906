import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { activityQuery } from "../../api/connectors.ts";
import type { AuditEvent, Connector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Time } from "../../ui/time.tsx";
import { drawerWords as words } from "../../words/connectors.ts";
import { typeLabel } from "../audit/labels.ts";
import { Outcome } from "../audit/outcome.tsx";
import css from "./connectors.module.css";

/** The newest rows of the audit log about it. */
export function ActivityTab({ connector: { id } }: { connector: Connector }) {
  const sees = useMay("audit.read");
  const query = activityQuery(useWorkspace().id, id);
  const { data, error, refetch, isFetching } = useQuery({ ...query, enabled: sees });
  return (
    <section>
      {error && <ErrorPanel title={words.activityFailed} error={error} onRetry={refetch} busy={isFetching} />}
      {!data && !error && <Bones count={1} height={160} />}
      {data?.events.length === 0 && <p className={css.dim}>{words.noActivity}</p>}
      {data && data.events.length > 0 && (
        <>
          <ol className={css.timeline}>
            {data.events.map((event) => (
              <li key={event.seq}>
                <Row event={event} />
              </li>
            ))}
          </ol>
          <Link to={page.audit({ target: id })}>{words.allActivity}</Link>
        </>
      )}
    </section>
  );
}

function Row({ event }: { event: AuditEvent }) {
  const tool = typeof event.data.tool === "string" ? event.data.tool : undefined;
  return (
    <>
      <span>
        <Link to={page.audit({ event: String(event.seq) })}>{typeLabel(event.type)}</Link>{" "}
        {tool && <code>{tool}</code>} {event.actor.label ?? event.actor.id}
      </span>
      <Time at={event.at} />
      {event.outcome !== "ok" && (
        <span>
          <Outcome outcome={event.outcome} />
        </span>
      )}
    </>
  );
}
