import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { AuditEvent } from "../../api/contract.ts";
import { asApiError } from "../../api/error.ts";
import { auditEventQuery } from "../../api/queries.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Bones } from "../../ui/loading.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { exactly } from "../../ui/time.tsx";
import css from "./audit.module.css";
import { kindLabel, typeLabel } from "./labels.ts";
import { Outcome } from "./outcome.tsx";
import { useFilters } from "./use-filters.ts";

/** `?event=42`: one row of the chain as it is stored, also one that is not among the rows on the page. */
export function EventDrawer({ events, ready }: { events: readonly AuditEvent[]; ready: boolean }) {
  const { event: seq, open } = useFilters();
  const listed = events.find((each) => String(each.seq) === seq);
  return (
    <Drawer
      opened={seq !== null && ready}
      onClose={() => open(null)}
      position="right"
      size={560}
      title={`Event ${seq ?? ""}`}
    >
      {listed ? <Details event={listed} /> : seq && <Unlisted seq={seq} />}
    </Drawer>
  );
}

function Unlisted({ seq }: { seq: string }) {
  const { data, error, refetch, isFetching } = useQuery(auditEventQuery(useWorkspace().id, seq));
  if (data) return <Details event={data} />;
  if (!error) return <Bones count={1} height={320} />;
  if (asApiError(error).code === "not_found") return <p>There is no event {seq} in this workspace.</p>;
  return (
    <ErrorPanel title={`Failed to load event ${seq}`} error={error} onRetry={refetch} busy={isFetching} />
  );
}

function Details({ event }: { event: AuditEvent }) {
  return (
    <div className={css.details}>
      <Facts>
        <Fact name="Time">
          <time dateTime={event.at}>{exactly(event.at)}</time>
        </Fact>
        <Fact name="Actor">
          {event.actor.label ?? "–"} ({event.actor.kind})
        </Fact>
        <Fact name="Action">
          {typeLabel(event.type)} <code>{event.type}</code>
        </Fact>
        <Fact name="Target">
          {event.target.label ?? event.target.id ?? "–"}
          {event.target.kind && ` (${kindLabel(event.target.kind)})`}
        </Fact>
        <Fact name="Outcome">
          <Outcome outcome={event.outcome} />
        </Fact>
        {event.request_id && (
          <Fact name="Request">
            <MonoId value={event.request_id} what="request id" />
          </Fact>
        )}
        <Fact name="Hash">
          <MonoId value={event.hash} what="hash" />
        </Fact>
      </Facts>
      <CodeBlock text={JSON.stringify(event, null, 2)} what="event as JSON" />
    </div>
  );
}
