import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { appsQuery } from "../../api/apps.ts";
import { catalogQuery } from "../../api/queries.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Plug, Plus } from "../../ui/icons.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { rehearsalWords } from "../../words/apps.ts";
import { appsPage as words } from "../../words/provider-apps.ts";
import { AppCard } from "./app-card.tsx";
import { AppDialogs } from "./app-dialogs.tsx";
import css from "./apps.module.css";

export function AppsPage() {
  if (useMay("connectors.manage")) return <Apps />;
  return (
    <Forbidden
      title={words.providerApps}
      doing={words.managingProviderApps}
      who={words.ownerOrAdminOfWorkspace}
    />
  );
}

function Apps() {
  const w = useWorkspace().id;
  const apps = useQuery(appsQuery(w));
  const catalog = useQuery(catalogQuery(w));
  const navigate = useNavigate();
  const error = apps.error ?? catalog.error;
  const providers = catalog.data?.providers ?? [];
  const add = () => navigate(page.apps({ add: providers.find((each) => !each.configured)?.id ?? "any" }));
  const retry = () => {
    void apps.refetch();
    void catalog.refetch();
  };
  return (
    <Page
      title={words.providerApps}
      lead={words.gatewaysRegistrationsAtGoogle}
      actions={
        <>
          <Button component={Link} to={page.rehearsals()} variant="default">
            {rehearsalWords.title}
          </Button>
          <Button leftSection={<Plus />} onClick={add} disabled={providers.length === 0}>
            {words.addProviderApp}
          </Button>
        </>
      }
    >
      {error && (
        <ErrorPanel
          title={words.failedToLoadProviderApps}
          error={error}
          onRetry={retry}
          busy={apps.isFetching}
        />
      )}
      {apps.data?.apps.length === 0 && <Empty icon={<Plug size={64} />}>{words.noProviderAppYet}</Empty>}
      {apps.data && (
        <div className={css.cards}>
          {apps.data.apps.map((app) => (
            <AppCard
              key={app.id}
              app={app}
              kind={kindOf(providers, app)}
              alone={apps.data.apps.filter((each) => each.provider === app.provider).length === 1}
            />
          ))}
        </div>
      )}
      {!apps.data && !error && <Bones count={2} height={280} className={css.cards} />}
      {apps.data && catalog.data && <AppDialogs apps={apps.data.apps} providers={catalog.data.providers} />}
    </Page>
  );
}

type Kinds = readonly { id: string; kinds: readonly { id: string; title: string }[] }[];

const kindOf = (providers: Kinds, app: { provider: string; kind: string }): string =>
  providers.find(({ id }) => id === app.provider)?.kinds.find(({ id }) => id === app.kind)?.title ??
  app.kind.replaceAll("_", " ");
