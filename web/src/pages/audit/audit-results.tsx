import { Button } from "@mantine/core";
import type { AuditEvent } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { Empty } from "../../ui/empty.tsx";
import { Log } from "../../ui/icons.tsx";
import { Table } from "../../ui/table.tsx";
import css from "./audit.module.css";
import { EventRow } from "./event-row.tsx";
import { useFilters } from "./use-filters.ts";

const columns = ["Time", "Actor", "Action", "Target", "Outcome"];

type Props = {
  events: readonly AuditEvent[];
  stale: boolean;
  more: boolean;
  loading: boolean;
  onMore: () => void;
};

export function AuditResults({ events, stale, more, loading, onMore }: Props) {
  const { active, clear } = useFilters();
  if (events.length === 0 && active.length > 0)
    return (
      <Empty icon={<Log size={64} />} action={<Button onClick={clear}>Clear filters</Button>}>
        No event matches these filters.
      </Empty>
    );
  if (events.length === 0)
    return (
      <Empty icon={<Log size={64} />}>
        Nothing is on the record yet. Authorizations, revocations and tool calls appear here.
      </Empty>
    );
  return (
    <div className={css.results} aria-busy={stale}>
      <Table label="Audit events" columns={columns} narrow="lines">
        {events.map((event) => (
          <EventRow key={event.seq} event={event} />
        ))}
      </Table>
      <div className={css.more}>
        <span className={css.dim}>{counted(events.length, "event")} shown, newest first</span>
        {more && (
          <Button variant="default" onClick={onMore} loading={loading}>
            Load more
          </Button>
        )}
      </div>
    </div>
  );
}
