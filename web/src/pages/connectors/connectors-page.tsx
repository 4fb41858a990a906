import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { connectorPageQuery } from "../../api/connectors.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Page } from "../../ui/page.tsx";
import { Pager } from "../../ui/pager.tsx";
import { connectorWords as words } from "../../words/connectors.ts";
import { AuthorizeButton } from "./authorize-button.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { ConnectorTable } from "./connector-table.tsx";
import { FilterBar, SortSelect } from "./filter-bar.tsx";
import { OverList } from "./over-list.tsx";
import { RevokeAllMenu } from "./revoke-all-menu.tsx";
import { Rollup } from "./rollup.tsx";
import { useFilters } from "./use-filters.ts";
import { useSelection } from "./use-selection.ts";
import { Views } from "./views.tsx";

export function ConnectorsPage() {
  if (useMay("connectors.manage")) return <Connectors />;
  return (
    <Forbidden title={words.title} doing={words.managingConnectors} who={words.ownerOrAdminOfWorkspace} />
  );
}

function Connectors() {
  const filters = useFilters();
  const reading = useQuery(connectorPageQuery(useWorkspace().id, filters.wish));
  const { data } = reading;
  const selection = useSelection();
  const any = Object.values(data?.by_status ?? {}).some((number) => number > 0);
  useDropGone(data?.connectors, selection);
  const clear = () => filters.change(Object.fromEntries(filters.NARROW.map((name) => [name, null])));
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <>
          <RevokeAllMenu />
          <AuthorizeButton />
        </>
      }
    >
      <Views />
      {data && <Rollup byStatus={data.by_status} />}
      {(any || filters.narrowed) && <FilterBar filters={filters} />}
      {data && (
        <BulkBar shown={data.connectors} selection={selection}>
          <SortSelect filters={filters} />
        </BulkBar>
      )}
      <ConnectorTable
        reading={reading}
        page={data}
        selection={selection}
        filtered={filters.narrowed ? { none: words.noMatch, onClear: clear } : undefined}
        action={undefined}
      />
      {data && (
        <Pager
          paging={filters.paging}
          next={data.next_cursor}
          shown={data.connectors.length}
          total={any ? data.total : undefined}
          busy={reading.isPlaceholderData}
        />
      )}
      <OverList />
    </Page>
  );
}

/** A row that was ticked shows what it is now, also in what is about to be done to it. */
function useDropGone(
  shown: readonly Parameters<ReturnType<typeof useSelection>["has"]>[0][] | undefined,
  selection: ReturnType<typeof useSelection>,
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: when rows were read again, not when one is ticked
  useEffect(() => {
    const fresh = shown?.filter(selection.has);
    if (fresh && fresh.length > 0) selection.set(fresh, true);
  }, [shown]);
}
