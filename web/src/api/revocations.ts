import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { revocationRun, revocationRuns } from "../../../gateway/api/contract/revocations.ts";
import { api } from "../paths.ts";
import { useChange } from "./change.ts";
import { call } from "./client.ts";
import type { newRevocation, RevocationRun } from "./contract.ts";

/** Until every grant has ended here and every provider has answered. */
export const goesOn = (run: RevocationRun): boolean => run.fenced_at === null || run.upstream.pending > 0;

const EVERY_MS = 1_500;

export const revocationsQuery = (w: string) =>
  queryOptions({
    queryKey: ["revocations", w],
    queryFn: () => call(revocationRuns, "GET", api.revocations(w)),
    refetchInterval: ({ state }) => (state.data?.revocations.some(goesOn) ? EVERY_MS : false),
  });

export const revocationQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: ["revocation", w, id],
    queryFn: () => call(revocationRun, "GET", api.revocation(w, id)),
    refetchInterval: ({ state }) => (state.data && goesOn(state.data) ? EVERY_MS : false),
  });

export const useRevokeAll = () =>
  useChange(
    ["integrations", "connectors", "revocations", "audit", "members", "apps"],
    async (w, wish: z.input<typeof newRevocation>) => call(revocationRun, "POST", api.revocations(w), wish),
  );
