import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useWorkspace } from "../shell/session-context.ts";

/** Something that a person changes in the workspace; what it touches is read again, whatever came of it. */
export function useChange<In, Out>(
  touches: readonly string[],
  change: (workspace: string, wish: In) => Promise<Out>,
) {
  const w = useWorkspace().id;
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: In) => change(w, wish),
    onSettled: () => {
      for (const key of touches) void client.invalidateQueries({ queryKey: [key] satisfies QueryKey });
    },
  });
}
