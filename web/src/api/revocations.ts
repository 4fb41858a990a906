import { queryOptions } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import {
  getRevocation,
  listRevocations,
  startRevocation,
} from "../../../gateway/api/contract/revocations.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";
import type { RevocationRun } from "./contract.ts";

/** Until every grant has ended here and every provider has answered. */
export const goesOn = (run: RevocationRun): boolean => run.fenced_at === null || run.upstream.pending > 0;

const EVERY_MS = 1_500;

export const revocationsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["revocations", workspace],
    queryFn: () => send(listRevocations, { params: { workspace } }),
    refetchInterval: ({ state }) => (state.data?.revocations.some(goesOn) ? EVERY_MS : false),
  });

export const revocationQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["revocation", workspace, id],
    queryFn: () => send(getRevocation, { params: { workspace, id } }),
    refetchInterval: ({ state }) => (state.data && goesOn(state.data) ? EVERY_MS : false),
  });

export const useRevokeAll = () =>
  useChange(
    ["integrations", "connectors", "revocations", "audit", "members", "apps"],
    (workspace, body: Body<typeof startRevocation>) => send(startRevocation, { params: { workspace }, body }),
  );
