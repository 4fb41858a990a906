import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { AgentRow } from "../../api/contract.ts";
import { agentsQuery } from "../../api/queries.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bot, Plus } from "../../ui/icons.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Page } from "../../ui/page.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { agents as words } from "../../words/agents.ts";
import { AgentLine } from "./agent-table.tsx";
import { RegisterDialog } from "./register-dialog.tsx";

export function AgentsPage() {
  if (useMay("tokens.manage")) return <Agents />;
  return <Forbidden title="Agents" doing="managing agents" who="An owner or admin of the workspace" />;
}

function Agents() {
  const reading = useQuery(agentsQuery(useWorkspace().id));
  const agents = reading.data?.agents;
  const [query, setQuery] = useSearchParams();
  const wanted = (query.get("q") ?? "").toLowerCase();
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
      {agents && agents.length > 0 && <SearchBox label={words.search} />}
      <Listing
        label={words.list}
        columns={words.columns}
        narrow="cards"
        reading={reading}
        rows={agents?.filter((agent) => found(agent, wanted))}
        row={(agent) => <AgentLine key={agent.id} agent={agent} />}
        failed={words.failed}
        filtered={wanted && agents?.length ? { none: words.noMatch, onClear: () => setQuery({}) } : undefined}
        empty={
          <Empty icon={<Bot size={64} />}>
            No agent is registered yet. Register one to say which tools it may use, and give it a token.
          </Empty>
        }
        expect={4}
      />
      <RegisterDialog opened={query.get("new") === "agent"} onClose={() => setQuery({}, { replace: true })} />
    </Page>
  );
}

const found = ({ name, slug, owner }: AgentRow, wanted: string): boolean =>
  [name, slug, owner?.name ?? ""].some((text) => text.toLowerCase().includes(wanted));
