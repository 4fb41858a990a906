import { Button } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { AgentInfo } from "../../api/contract.ts";
import { agentActions as words } from "../../words/agent-page.ts";
import { DeleteAgentDialog } from "./delete-agent-dialog.tsx";
import { PauseButton } from "./pause-button.tsx";
import { RenameAgentDialog } from "./rename-agent-dialog.tsx";

/** `?do=rename`, `?do=delete`: each dialog an address of its own. */
export function AgentActions({ agent }: { agent: AgentInfo }) {
  const [query, setQuery] = useSearchParams();
  const asked = query.get("do");
  const ask = (what: string | null) => {
    const next = new URLSearchParams(query);
    if (what) next.set("do", what);
    else next.delete("do");
    setQuery(next, { replace: what === null });
  };
  return (
    <>
      <PauseButton agent={agent} />
      <Button variant="default" onClick={() => ask("rename")}>
        {words.rename}
      </Button>
      <Button color="danger" variant="subtle" className="vk-danger" onClick={() => ask("delete")}>
        {words.delete}
      </Button>
      <RenameAgentDialog agent={agent} opened={asked === "rename"} onClose={() => ask(null)} />
      <DeleteAgentDialog agent={agent} opened={asked === "delete"} onClose={() => ask(null)} />
    </>
  );
}
