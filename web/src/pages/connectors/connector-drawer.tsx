import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { connectorQuery } from "../../api/connectors.ts";
import { asApiError } from "../../api/error.ts";
import { page } from "../../paths.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { RouteDrawer } from "../../ui/route-drawer.tsx";
import { drawerWords as words } from "../../words/connectors.ts";
import { ConnectorDetails } from "./connector-details.tsx";

/** `/settings/connectors/:id/:tab?`. Escape leads back to the row. */
export function ConnectorDrawer() {
  const { id } = useParams();
  const query = connectorQuery(useWorkspace().id, id ?? "");
  const { data, error, refetch, isFetching } = useQuery({ ...query, enabled: id !== undefined });
  const gone = error && asApiError(error).code === "connector_not_found";
  return (
    <RouteDrawer
      opened={id !== undefined}
      closeTo={page.connectors()}
      row={id}
      title={(!gone && data?.name) || words.title}
    >
      {gone && <p>{words.gone}</p>}
      {error && !gone && (
        <ErrorPanel title={words.failed} error={error} onRetry={() => void refetch()} busy={isFetching} />
      )}
      {data && !gone && <ConnectorDetails connector={data} />}
      {!data && !error && <Bones count={2} height={120} />}
    </RouteDrawer>
  );
}
