import { useQuery } from "@tanstack/react-query";
import { connectorsQuery } from "../../api/queries.ts";
import { JustConnected } from "../../grants/just-connected.tsx";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { AuthorizeButton } from "./authorize-button.tsx";
import { ConnectorDialogs } from "./connector-dialogs.tsx";
import { ConnectorDrawer } from "./connector-drawer.tsx";
import { ConnectorTable } from "./connector-table.tsx";
import { RevokeAllMenu } from "./revoke-all-menu.tsx";

export function ConnectorsPage() {
  if (useMay("connectors.manage")) return <Connectors />;
  return (
    <Forbidden title="Connectors" doing="managing connectors" who="An owner or admin of the workspace" />
  );
}

function Connectors() {
  const { data, error, refetch, isFetching } = useQuery({
    ...connectorsQuery(useWorkspace().id),
    // Until the provider has answered a revocation.
    refetchInterval: ({ state }) =>
      state.data?.connectors.some((each) => each.grant?.upstream.state === "pending") ? 3_000 : false,
  });
  return (
    <Page
      title="Connectors"
      lead="Every account that agents and teammates can act through in this workspace."
      actions={
        <>
          <RevokeAllMenu connectors={data?.connectors ?? []} />
          <AuthorizeButton />
        </>
      }
    >
      {error && (
        <ErrorPanel title="Failed to load connectors" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && (
        <>
          <JustConnected connectors={data.connectors} />
          <ConnectorTable connectors={data.connectors} />
          <ConnectorDrawer connectors={data.connectors} />
          <ConnectorDialogs connectors={data.connectors} />
        </>
      )}
      {!data && !error && <Bones count={1} height={240} />}
    </Page>
  );
}
