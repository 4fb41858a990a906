import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { auditQuery } from "../../api/audit.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { useCursor } from "../../ui/address.ts";
import { Empty } from "../../ui/empty.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Log } from "../../ui/icons.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Page } from "../../ui/page.tsx";
import { Pager } from "../../ui/pager.tsx";
import { auditWords as words } from "../../words/audit.ts";
import css from "./audit.module.css";
import { EventDrawer } from "./event-drawer.tsx";
import { EventRow } from "./event-row.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { Filters } from "./filters.tsx";
import { ROWS } from "./tail.ts";
import { Tail } from "./tail-bar.tsx";
import { useFilters } from "./use-filters.ts";
import { useTail } from "./use-tail.ts";
import { Verify } from "./verify.tsx";
import { Views } from "./views-menu.tsx";

export function AuditPage() {
  if (useMay("audit.read")) return <Audit />;
  return <Forbidden title={words.title} doing={words.forbidden} who={words.who} />;
}

/** Pages of a plain table by cursor: a log of a million rows costs as much as one of a hundred. */
function Audit() {
  const workspace = useWorkspace().id;
  const { filters, active, event, clear } = useFilters();
  const paging = useCursor();
  const [exporting, setExporting] = useState(false);
  const reading = useQuery(auditQuery(workspace, filters, paging.cursor));
  const { data, refetch } = reading;
  const onFirst = paging.cursor === "";
  const tail = useTail({
    workspace,
    filters,
    cursor: onFirst && !reading.isPlaceholderData ? data?.newer_cursor : undefined,
    busy: event !== null || exporting,
    onFollow: useCallback(() => void refetch(), [refetch]),
  });
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <>
          <Views />
          <Button variant="default" onClick={() => setExporting(true)}>
            {words.export}
          </Button>
        </>
      }
    >
      <Verify />
      <Filters types={data?.types ?? []} events={data?.events ?? []} />
      <Tail tail={tail} onFirst={onFirst} onNewest={paging.first} />
      <div id={ROWS} className={css.rows}>
        <Listing
          label={words.label}
          columns={words.columns}
          narrow="lines"
          reading={reading}
          rows={data?.events}
          failed={words.failed}
          expect={12}
          filtered={active.length > 0 ? { none: words.none, onClear: clear } : undefined}
          empty={<Empty icon={<Log size={64} />}>{words.empty}</Empty>}
          row={(one) => <EventRow key={one.seq} event={one} />}
        />
      </div>
      {data && data.events.length > 0 && (
        <>
          <p className={css.dim}>{words.shown(data.events.length)}</p>
          <Pager
            paging={paging}
            next={data.next_cursor}
            shown={data.events.length}
            busy={reading.isPlaceholderData}
          />
        </>
      )}
      <EventDrawer />
      <ExportDialog opened={exporting} onClose={() => setExporting(false)} />
    </Page>
  );
}
