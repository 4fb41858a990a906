import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { agentsQuery } from "../../api/queries.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Plus } from "../../ui/icons.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { AgentTable } from "./agent-table.tsx";
import { RegisterDialog } from "./register-dialog.tsx";

export function AgentsPage() {
  if (useMay("tokens.manage")) return <Agents />;
  return <Forbidden title="Agents" doing="managing agents" who="An owner or admin of the workspace" />;
}

function Agents() {
  const { data, error, refetch, isFetching } = useQuery(agentsQuery(useWorkspace().id));
  const [query, setQuery] = useSearchParams();
  const register = () => setQuery({ new: "agent" });
  return (
    <Page
      title="Agents"
      lead="Programs that call tools here. Each can do what its manifest lists, and nothing else."
      actions={
        <Button leftSection={<Plus />} onClick={register}>
          Register agent
        </Button>
      }
    >
      {error && (
        <ErrorPanel title="Failed to load agents" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && <AgentTable agents={data.agents} />}
      {!data && !error && <Bones count={1} height={240} />}
      <RegisterDialog opened={query.get("new") === "agent"} onClose={() => setQuery({}, { replace: true })} />
    </Page>
  );
}
