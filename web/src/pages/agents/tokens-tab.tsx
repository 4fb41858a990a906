import { Button } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { AgentDetail } from "../../api/contract.ts";
import { Plus } from "../../ui/icons.tsx";
import { tokensTab as words } from "../../words/agent-page.ts";
import { TokenDialog } from "../tokens/token-dialog.tsx";
import { TokenTable } from "../tokens/token-table.tsx";
import css from "./agents.module.css";

/** API tokens of this agent. `?new=token` opens the form. */
export function TokensTab({ detail: { agent, tokens } }: { detail: AgentDetail }) {
  const [query, setQuery] = useSearchParams();
  return (
    <div className={css.part}>
      <div className={css.partHead}>
        <p className={css.dim}>
          {words.withTokenAgentCallsAndServers(<code>{words.mcp}</code>, <code>{words.kMcp}</code>)}
        </p>
        <Button leftSection={<Plus />} onClick={() => setQuery({ new: "token" })}>
          {words.createToken}
        </Button>
      </div>
      <TokenTable tokens={tokens} />
      <TokenDialog
        agent={agent}
        opened={query.get("new") === "token"}
        onClose={() => setQuery({}, { replace: true })}
      />
    </div>
  );
}
