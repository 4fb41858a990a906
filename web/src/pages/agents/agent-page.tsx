import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link, useParams } from "react-router";
import { agentQuery } from "../../api/agents.ts";
import type { AgentDetail } from "../../api/contract.ts";
import { asApiError } from "../../api/error.ts";
import { type AgentTab, page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { agents as words } from "../../words/agents.ts";
import { AgentActions } from "./agent-actions.tsx";
import { AgentFacts } from "./agent-facts.tsx";
import css from "./agents.module.css";
import { Ready } from "./ready.tsx";

/** Each part comes when it is looked at: together they would be more than a first load may be. */
const ManifestTab = lazy(async () => ({
  default: (await import("./manifest/manifest-tab.tsx")).ManifestTab,
}));
const ConnectorsTab = lazy(async () => ({ default: (await import("./connectors-tab.tsx")).ConnectorsTab }));
const TokensTab = lazy(async () => ({ default: (await import("./tokens-tab.tsx")).TokensTab }));
const ClientsTab = lazy(async () => ({ default: (await import("./clients/clients-tab.tsx")).ClientsTab }));
const DelegationTab = lazy(async () => ({ default: (await import("./delegation-tab.tsx")).DelegationTab }));
const GuardTab = lazy(async () => ({ default: (await import("./guard-tab.tsx")).GuardTab }));
const ActivityTab = lazy(async () => ({ default: (await import("./activity-tab.tsx")).ActivityTab }));

export function AgentPage() {
  const { id = "" } = useParams();
  if (useMay("tokens.manage")) return <Loaded key={id} id={id} />;
  return <Forbidden title={words.agent} doing={words.managingAgents} who={words.ownerOrAdminOfWorkspace} />;
}

function Loaded({ id }: { id: string }) {
  const { data, error, refetch, isFetching } = useQuery(agentQuery(useWorkspace().id, id));
  const gone = error && asApiError(error).code === "not_found";
  return (
    <Page
      title={data?.agent.name ?? words.agent}
      lead={
        <Link to={page.agents()} className={css.back}>
          {words.allAgents}
        </Link>
      }
      actions={data && !gone && <AgentActions agent={data.agent} />}
    >
      {gone && <p>{words.noSuchAgentInThisWorkspace}</p>}
      {error && !gone && (
        <ErrorPanel title={words.failedToLoadAgent} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && !gone && <One detail={data} />}
      {!data && !error && <Bones count={2} height={160} />}
    </Page>
  );
}

const tabs: readonly { tab?: AgentTab; label: string }[] = [
  { label: words.manifest },
  { tab: "connectors", label: words.connectors },
  { tab: "tokens", label: words.tokens },
  { tab: "clients", label: words.oauthClients },
  { tab: "delegation", label: words.delegation },
  { tab: "guard", label: words.guard },
  { tab: "activity", label: words.tabs.activity },
];

function One({ detail }: { detail: AgentDetail }) {
  const { agent } = detail;
  const { tab } = useParams();
  return (
    <>
      <AgentFacts agent={agent} />
      <Ready detail={detail} />
      <Tabs
        label={words.partsOf(agent.name)}
        tabs={tabs.map(({ tab: to, label }) => ({ to: page.agent(agent.id, to), label }))}
      />
      <Suspense fallback={<Bones count={2} height={160} />}>
        {tab === undefined && <ManifestTab detail={detail} />}
        {tab === "connectors" && <ConnectorsTab agent={agent} />}
        {tab === "tokens" && <TokensTab detail={detail} />}
        {tab === "clients" && <ClientsTab agent={agent} />}
        {tab === "delegation" && <DelegationTab agent={agent} />}
        {tab === "guard" && <GuardTab agent={agent} />}
        {tab === "activity" && <ActivityTab agent={agent} />}
      </Suspense>
      {tab !== undefined && !tabs.some((each) => each.tab === tab) && <p>{words.noSuchPartOfAgent}</p>}
    </>
  );
}
