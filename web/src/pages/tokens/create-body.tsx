import { useQuery } from "@tanstack/react-query";
import type { AgentInfo } from "../../api/contract.ts";
import { agentsQuery, catalogQuery } from "../../api/queries.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { createBody as words } from "../../words/tokens.ts";
import { CreateForm } from "./create-form.tsx";
import type { Created } from "./token-dialog.tsx";

type Props = { agent: AgentInfo | undefined; onClose: () => void; onCreated: (created: Created) => void };

export function CreateBody({ agent, onClose, onCreated }: Props) {
  const w = useWorkspace().id;
  const agents = useQuery(agentsQuery(w));
  const catalog = useQuery(catalogQuery(w));
  const error = agents.error ?? catalog.error;
  const retry = () => {
    void agents.refetch();
    void catalog.refetch();
  };
  if (agents.data && catalog.data)
    return (
      <CreateForm
        agent={agent}
        agents={agents.data.agents}
        servers={catalog.data.providers.flatMap((provider) => provider.servers)}
        onClose={onClose}
        onCreated={onCreated}
      />
    );
  if (error) return <ErrorPanel title={words.failedToLoadAgentsAndServers} error={error} onRetry={retry} />;
  return <Bones count={4} height={56} />;
}
