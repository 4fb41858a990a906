import { Button } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { AgentDetail } from "../../api/contract.ts";
import { Plus } from "../../ui/icons.tsx";
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
          With a token the agent calls <code>/mcp</code> and the servers below it, as far as its manifest
          goes. Clients that insist on OAuth discovery take the same addresses below <code>/k/mcp</code>.
        </p>
        <Button leftSection={<Plus />} onClick={() => setQuery({ new: "token" })}>
          Create token
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
