import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { agentsQuery } from "../../api/queries.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bot, Plus } from "../../ui/icons.tsx";
import { Listing } from "../../ui/listing.tsx";
import { useMany } from "../../ui/many.tsx";
import { Page } from "../../ui/page.tsx";
import { agents as words } from "../../words/agents.ts";
import { AgentLine } from "./agent-table.tsx";
import { RegisterDialog } from "./register-dialog.tsx";

export function AgentsPage() {
  if (useMay("tokens.manage")) return <Agents />;
  return <Forbidden title={words.agents} doing={words.managingAgents} who={words.ownerOrAdminOfWorkspace} />;
}

function Agents() {
  const reading = useQuery(agentsQuery(useWorkspace().id));
  const agents = reading.data?.agents;
  const [query, setQuery] = useSearchParams();
  const { rows, above, below } = useMany(agents ?? [], {
    search: words.search,
    none: words.noMatch,
    of: ({ name, slug, owner }) => [name, slug, owner?.name ?? ""],
  });
  const register = () => setQuery({ new: "agent" });
  return (
    <Page
      title={words.agents}
      lead={words.programsThatCallToolsHere}
      actions={
        <Button leftSection={<Plus />} onClick={register}>
          {words.registerAgent}
        </Button>
      }
    >
      {above}
      <Listing
        label={words.list}
        columns={words.columns}
        narrow="cards"
        reading={reading}
        rows={agents && rows}
        row={(agent) => <AgentLine key={agent.id} agent={agent} />}
        failed={words.failed}
        empty={agents?.length === 0 && <Empty icon={<Bot size={64} />}>{words.noAgentIsRegisteredYet}</Empty>}
        expect={4}
      />
      {below}
      <RegisterDialog opened={query.get("new") === "agent"} onClose={() => setQuery({}, { replace: true })} />
    </Page>
  );
}
