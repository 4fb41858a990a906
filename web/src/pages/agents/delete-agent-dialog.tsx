import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useDeleteAgent } from "../../api/agents.ts";
import type { AgentInfo } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { counted } from "../../scopes/pick.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { announce } from "../../ui/live.tsx";

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
        announce(`${agent.name} deleted; ${counted(tokens, "token")} ended`);
        client.removeQueries({
          predicate: ({ queryKey }) => queryKey[0] === "agents" && queryKey[2] === agent.id,
        });
        void client.invalidateQueries({ queryKey: ["agents"] });
      },
    });
  return (
    <ConfirmDialog
      opened={opened}
      title={`Delete ${agent.name}?`}
      keep="Keep agent"
      act="Delete agent"
      busy={remove.isPending}
      error={remove.error}
      onAct={go}
      onClose={close}
    >
      <ul>
        <li>All its tokens and OAuth clients end at once; calls that are under way are cut off.</li>
        <li>People for whom it acts are not served by it any more.</li>
        <li>What it did stays in the audit log. This cannot be undone.</li>
      </ul>
    </ConfirmDialog>
  );
}
