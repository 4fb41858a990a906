import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { agent } from "../../../gateway/api/contract/agents.ts";
import { createdToken, token } from "../../../gateway/api/contract/tokens.ts";
import { api } from "../paths.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { call } from "./client.ts";
import type { newToken } from "./contract.ts";

/** `agentName`: an agent that is made first. */
export type TokenWish = z.input<typeof newToken> & { agentName?: string | undefined };

export function useCreateToken() {
  const w = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ agentName, ...wish }: TokenWish) => {
      if (agentName === undefined) return call(createdToken, "POST", api.tokens(w), wish);
      const made = await call(agent, "POST", api.agents(w), { name: agentName });
      return call(createdToken, "POST", api.tokens(w), { ...wish, agent: made.id });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tokens"] });
      void client.invalidateQueries({ queryKey: ["agents"] });
    },
  });
}

export function useRevokeToken() {
  const w = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(token, "DELETE", api.token(w, id)),
    onSettled: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
}
