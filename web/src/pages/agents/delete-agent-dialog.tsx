import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useDeleteAgent } from "../../api/agents.ts";
import type { AgentInfo } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { announce } from "../../ui/live.tsx";
import { deleteAgentDialog as words } from "../../words/agent-page.ts";

type Props = { agent: AgentInfo; opened: boolean; onClose: () => void };

export function DeleteAgentDialog({ agent, opened, onClose }: Props) {
  const remove = useDeleteAgent();
  const navigate = useNavigate();
  const client = useQueryClient();
  const close = () => {
    remove.reset();
    onClose();
  };
  const go = () =>
    remove.mutate(agent.id, {
      onSuccess: async ({ tokens }) => {
        await navigate(page.agents());
        announce(words.deletedTokensEnded(agent.name, tokens));
        client.removeQueries({
          predicate: ({ queryKey }) => queryKey[0] === "agents" && queryKey[2] === agent.id,
        });
        void client.invalidateQueries({ queryKey: ["agents"] });
      },
    });
  return (
    <ConfirmDialog
      opened={opened}
      title={words.deleteAsk(agent.name)}
      keep={words.keepAgent}
      act={words.deleteAgent}
      busy={remove.isPending}
      error={remove.error}
      onAct={go}
      onClose={close}
    >
      <ul>
        <li>{words.allItsTokensAndOauthClients}</li>
        <li>{words.peopleForWhomItActs}</li>
        <li>{words.whatItDidStaysInAudit}</li>
      </ul>
    </ConfirmDialog>
  );
}
