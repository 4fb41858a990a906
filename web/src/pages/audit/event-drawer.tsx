import { Drawer } from "@mantine/core";
import type { AuditEvent } from "../../api/contract.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { exactly } from "../../ui/time.tsx";
import css from "./audit.module.css";
import { Outcome } from "./outcome.tsx";
import { useFilters } from "./use-filters.ts";

/** `?event=42`: one row of the chain as it is stored. */
export function EventDrawer({ events, ready }: { events: readonly AuditEvent[]; ready: boolean }) {
  const { event: seq, open } = useFilters();
  const event = events.find((each) => String(each.seq) === seq);
  return (
    <Drawer
      opened={seq !== null && ready}
      onClose={() => open(null)}
      position="right"
      size={560}
      title={`Event ${seq ?? ""}`}
    >
      {event ? (
        <Details event={event} />
      ) : (
        <p>This event is not among the rows loaded here. Load more, or clear the filters.</p>
      )}
    </Drawer>
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
          <code>{event.type}</code>
        </Fact>
        <Fact name="Target">{event.target.label ?? event.target.id ?? "–"}</Fact>
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
