import { useQuery } from "@tanstack/react-query";
import { revocationsQuery } from "../../api/revocations.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { revocationsPage as words } from "../../words/revocations.ts";
import { RunDrawer } from "./run-drawer.tsx";
import { RunTable } from "./run-table.tsx";

export function RevocationsPage() {
  if (useMay("connectors.manage")) return <Revocations />;
  return (
    <Forbidden
      title={words.revocations}
      doing={words.revokingEverything}
      who={words.ownerOrAdminOfWorkspace}
    />
  );
}

function Revocations() {
  const { data, error, refetch, isFetching } = useQuery(revocationsQuery(useWorkspace().id));
  return (
    <Page title={words.revocations} lead={words.eachTimeThatEverything}>
      {error && (
        <ErrorPanel title={words.failedToLoadRevocations} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && <RunTable runs={data.revocations} />}
      {!data && !error && <Bones count={1} height={240} />}
      <RunDrawer />
    </Page>
  );
}
