import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import { createAgent } from "../../../gateway/api/contract/agents.ts";
import { issueToken, revokeToken, rotateToken } from "../../../gateway/api/contract/tokens.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { send } from "./client.ts";

/** `agentName`: an agent that is made first. */
export type TokenWish = Body<typeof issueToken> & { agentName?: string | undefined };

export function useCreateToken() {
  const params = { workspace: useWorkspace().id };
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ agentName, ...body }: TokenWish) => {
      if (agentName === undefined) return send(issueToken, { params, body });
      const made = await send(createAgent, { params, body: { name: agentName } });
      return send(issueToken, { params, body: { ...body, agent: made.id } });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tokens"] });
      void client.invalidateQueries({ queryKey: ["agents"] });
    },
  });
}

export function useRotateToken() {
  const workspace = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: Body<typeof rotateToken> & { id: string }) =>
      send(rotateToken, { params: { workspace, id }, body }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tokens"] });
      void client.invalidateQueries({ queryKey: ["agents"] });
    },
  });
}

export function useRevokeToken() {
  const workspace = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send(revokeToken, { params: { workspace, id } }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tokens"] });
      void client.invalidateQueries({ queryKey: ["agents"] });
    },
  });
}
