import { queryOptions } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import { addLimit, listLimits, removeLimit } from "../../../gateway/api/contract/limits.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

export type NewLimit = Body<typeof addLimit>;

/** With what is used of them, which goes on while somebody looks. */
export const limitsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["limits", workspace],
    queryFn: () => send(listLimits, { params: { workspace } }),
    refetchInterval: 15_000,
  });

export const useAddLimit = () =>
  useChange(["limits", "audit"], (workspace, body: NewLimit) =>
    send(addLimit, { params: { workspace }, body }),
  );
export const useRemoveLimit = () =>
  useChange(["limits", "audit"], (workspace, id: string) => send(removeLimit, { params: { workspace, id } }));
