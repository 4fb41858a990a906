import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { Integrations } from "../../api/contract.ts";
import { integrationsQuery } from "../../api/queries.ts";
import { JustConnected } from "../../grants/just-connected.tsx";
import { SignInNotice } from "../../grants/sign-in-notice.tsx";
import { type Attempt, useSignInWindow } from "../../grants/sign-in-window.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Plug, Refresh } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { integrationWords as words } from "../../words/integrations.ts";
import { Card } from "./card.tsx";
import { IntegrationDialogs } from "./integration-dialogs.tsx";
import css from "./integrations.module.css";
import { grouped, pending } from "./order.ts";

export function IntegrationsPage() {
  const { data, error, refetch, isFetching } = useQuery({
    ...integrationsQuery(useWorkspace().id),
    // Until the provider has answered a revocation.
    refetchInterval: ({ state }) => (pending(state.data) ? 3_000 : false),
  });
  const [, setQuery] = useSearchParams();
  const signIn = useSignInWindow((connected) => setQuery({ connected }));
  const refresh = async () => {
    const result = await refetch();
    announce(result.error ? words.failedToRefreshIntegrations : words.integrationsRefreshed);
  };
  return (
    <Page
      title={words.integrations}
      lead={words.connectExternalOauthProviders}
      actions={
        <Button variant="default" leftSection={<Refresh />} onClick={refresh} loading={isFetching && !!data}>
          {words.refresh}
        </Button>
      }
    >
      <SignInNotice signIn={signIn} />
      {error && (
        <ErrorPanel
          title={words.failedToLoadIntegrations}
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {data ? (
        <Cards integrations={data.integrations} onGo={(attempt) => void signIn.go(attempt)} />
      ) : error ? null : (
        <Bones count={3} height={240} className={css.cards} />
      )}
    </Page>
  );
}

type CardsProps = Integrations & { onGo: (attempt: Attempt) => void };

function Cards({ integrations, onGo }: CardsProps) {
  if (integrations.length === 0)
    return <Empty icon={<Plug size={64} />}>{words.thisGatewayOffersNoProviderYet}</Empty>;
  return (
    <>
      <JustConnected connectors={integrations.flatMap((each) => [...each.personal, ...each.shared])} />
      {/* One list: a card that changes its group keeps what is open on it. */}
      <div className={css.cards}>
        {grouped(integrations).flatMap(([group, members]) => [
          <h2 key={group}>{words[group]}</h2>,
          ...members.map((each) => <Card key={each.service} integration={each} onGo={onGo} />),
        ])}
      </div>
      <IntegrationDialogs integrations={integrations} onGo={onGo} />
    </>
  );
}
