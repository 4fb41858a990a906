import { useQuery } from "@tanstack/react-query";
import { revocationsQuery } from "../../api/revocations.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { RunDrawer } from "./run-drawer.tsx";
import { RunTable } from "./run-table.tsx";

export function RevocationsPage() {
  if (useMay("connectors.manage")) return <Revocations />;
  return (
    <Forbidden title="Revocations" doing="revoking everything" who="An owner or admin of the workspace" />
  );
}

function Revocations() {
  const { data, error, refetch, isFetching } = useQuery(revocationsQuery(useWorkspace().id));
  return (
    <Page
      title="Revocations"
      lead="Each time that everything of a provider, a member or the workspace was ended at once, and what the providers have answered since."
    >
      {error && (
        <ErrorPanel title="Failed to load revocations" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && <RunTable runs={data.revocations} />}
      {!data && !error && <Bones count={1} height={240} />}
      <RunDrawer />
    </Page>
  );
}
