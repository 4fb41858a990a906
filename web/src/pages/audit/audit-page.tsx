import { useInfiniteQuery } from "@tanstack/react-query";
import type { AuditPage as Answer } from "../../api/contract.ts";
import { auditQuery } from "../../api/queries.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { AuditResults } from "./audit-results.tsx";
import { EventDrawer } from "./event-drawer.tsx";
import { ExportLink } from "./export-link.tsx";
import { Filters } from "./filters.tsx";
import { useFilters } from "./use-filters.ts";
import { Verify } from "./verify.tsx";

export function AuditPage() {
  if (useMay("audit.read")) return <Audit />;
  return <Forbidden title="Audit" doing="reading the audit log" who="An owner, admin or auditor" />;
}

function Audit() {
  const { filters } = useFilters();
  const query = useInfiniteQuery({
    ...auditQuery(useWorkspace().id, filters),
    // The rows of the previous filter stay until the next ones are here.
    placeholderData: (previous) => previous,
  });
  const pages: readonly Answer[] = query.data?.pages ?? [];
  const events = pages.flatMap((each) => each.events);
  return (
    <Page
      title="Audit"
      lead="Every authorization, revocation and tool call, in an append-only chain of hashes."
      actions={<ExportLink />}
    >
      <Verify />
      <Filters types={pages[0]?.types ?? []} events={events} />
      {query.error && (
        <ErrorPanel
          title="Failed to load the audit log"
          error={query.error}
          onRetry={query.refetch}
          busy={query.isFetching}
        />
      )}
      {query.isPending && !query.error && <Bones count={1} height={320} />}
      {query.data && (
        <AuditResults
          events={events}
          stale={query.isPlaceholderData}
          more={query.hasNextPage}
          loading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
      <EventDrawer events={events} ready={!query.isPending} />
    </Page>
  );
}
