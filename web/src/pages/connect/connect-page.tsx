import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams } from "react-router";
import { asApiError } from "../../api/error.ts";
import { connectLinkQuery } from "../../api/queries.ts";
import { page } from "../../paths.ts";
import { useSession, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { connectPage as words } from "../../words/connect.ts";

/** `/connect/:link`: what an agent or app hands to its person. It opens for that person alone, and then leads on. */
export function ConnectPage() {
  const { link = "" } = useParams();
  const { user } = useSession();
  const { data, error, refetch, isFetching } = useQuery(connectLinkQuery(useWorkspace().id, link));
  if (data?.to.startsWith("/") && !data.to.startsWith("//")) return <Navigate to={data.to} replace />;
  const final = error && asApiError(error).problem.status < 500;
  return (
    <Page title={words.connect} lead={words.youAreSigned(user.email)}>
      {error && (
        <ErrorPanel
          title={words.thisLinkDoesNotOpenHere}
          error={error}
          {...(!final && { onRetry: refetch, busy: isFetching })}
        />
      )}
      {error && (
        <Button component={Link} to={page.integrations()} variant="default">
          {words.goToYourIntegrations}
        </Button>
      )}
      {!error && <Bones count={1} height={120} />}
    </Page>
  );
}
