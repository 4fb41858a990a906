import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Integrations } from "../../api/contract.ts";
import { integrationsQuery } from "../../api/queries.ts";
import { JustConnected } from "../../grants/just-connected.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Plug, Refresh } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Card } from "./card.tsx";
import { IntegrationDialogs } from "./integration-dialogs.tsx";
import css from "./integrations.module.css";
import { byNeed, pending } from "./order.ts";

export function IntegrationsPage() {
  const { data, error, refetch, isFetching } = useQuery({
    ...integrationsQuery(useWorkspace().id),
    // Until the provider has answered a revocation.
    refetchInterval: ({ state }) => (pending(state.data) ? 3_000 : false),
  });
  const refresh = async () => {
    const result = await refetch();
    announce(result.error ? "Failed to refresh integrations" : "Integrations refreshed");
  };
  return (
    <Page
      title="Integrations"
      lead="Connect external OAuth providers to your account."
      actions={
        <Button variant="default" leftSection={<Refresh />} onClick={refresh} loading={isFetching && !!data}>
          Refresh
        </Button>
      }
    >
      {error && (
        <ErrorPanel title="Failed to load integrations" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data ? (
        <Cards integrations={data.integrations} />
      ) : error ? null : (
        <Bones count={3} height={240} className={css.cards} />
      )}
    </Page>
  );
}

function Cards({ integrations }: Integrations) {
  if (integrations.length === 0)
    return (
      <Empty icon={<Plug size={64} />}>This gateway offers no provider yet. Whoever runs it adds one.</Empty>
    );
  return (
    <>
      <JustConnected connectors={integrations.flatMap((each) => [...each.personal, ...each.shared])} />
      <div className={css.cards}>
        {byNeed(integrations).map((each) => (
          <Card key={each.service} integration={each} />
        ))}
      </div>
      <IntegrationDialogs integrations={integrations} />
    </>
  );
}
