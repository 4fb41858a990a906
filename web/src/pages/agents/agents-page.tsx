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
import css from "./agents.module.css";
import { RegisterDialog } from "./register-dialog.tsx";

export function AgentsPage() {
  if (useMay("tokens.manage")) return <Agents />;
  return <Forbidden title={words.agents} doing={words.managingAgents} who={words.ownerOrAdminOfWorkspace} />;
}

function Agents() {
  const reading = useQuery(agentsQuery(useWorkspace().id));
  const agents = reading.data?.agents;
  const [query, setQuery] = useSearchParams();
  const wanted = (query.get("q") ?? "").toLowerCase();
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
      {agents && agents.length > 0 && (
        <div className={css.search}>
          <SearchBox label={words.search} />
        </div>
      )}
      <Listing
        label={words.list}
        columns={words.columns}
        narrow="cards"
        reading={reading}
        rows={agents?.filter((agent) => found(agent, wanted))}
        row={(agent) => <AgentLine key={agent.id} agent={agent} />}
        failed={words.failed}
        filtered={wanted && agents?.length ? { none: words.noMatch, onClear: () => setQuery({}) } : undefined}
        empty={<Empty icon={<Bot size={64} />}>{words.noAgentIsRegisteredYet}</Empty>}
        expect={4}
      />
      <RegisterDialog opened={query.get("new") === "agent"} onClose={() => setQuery({}, { replace: true })} />
    </Page>
  );
}

const found = ({ name, slug, owner }: AgentRow, wanted: string): boolean =>
  [name, slug, owner?.name ?? ""].some((text) => text.toLowerCase().includes(wanted));
