import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import {
  agentClient,
  agentClients,
  createdAgentClient,
} from "../../../gateway/api/contract/agent-clients.ts";
import { agent, agentDetail, agentRemoved } from "../../../gateway/api/contract/agents.ts";
import { manifestCheck, manifestVersion } from "../../../gateway/api/contract/manifests.ts";
import { readiness } from "../../../gateway/api/contract/readiness.ts";
import { api } from "../paths.ts";
import { useChange } from "./change.ts";
import { call } from "./client.ts";
import type { changedAgent, manifest, newAgent, newAgentClient } from "./contract.ts";

export type Manifest = z.infer<typeof manifest>;
export type NewAgent = z.input<typeof newAgent>;
export type AgentChange = z.input<typeof changedAgent>;
export type NewAgentClient = z.input<typeof newAgentClient>;

export const agentQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: ["agents", w, id],
    queryFn: () => call(agentDetail, "GET", api.agent(w, id)),
  });

/** What saving this manifest would come to; null: taking it away. Changes nothing. */
export const manifestCheckQuery = (w: string, id: string, wanted: Manifest | null) =>
  queryOptions({
    queryKey: ["agents", w, id, "manifest-check", JSON.stringify(wanted)],
    queryFn: () => call(manifestCheck, "POST", api.checkManifest(w, id), { manifest: wanted }),
    placeholderData: keepPreviousData,
  });

export const manifestVersionQuery = (w: string, id: string, version: number) =>
  queryOptions({
    queryKey: ["agents", w, id, "manifests", version],
    queryFn: () => call(manifestVersion, "GET", api.manifestVersion(w, id, version)),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Which connectors are missing or do not serve, and who must act. Somebody may fix one in another window. */
export const readinessQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: ["agents", w, id, "check"],
    queryFn: () => call(readiness, "GET", api.checkAgent(w, id)),
    refetchOnWindowFocus: "always",
    refetchInterval: 15_000,
  });

export const agentClientsQuery = (w: string, id: string) =>
  queryOptions({
    queryKey: ["agents", w, id, "clients"],
    queryFn: () => call(agentClients, "GET", api.agentClients(w, id)),
  });

const touches = ["agents", "tokens", "audit"];

export const useCreateAgent = () =>
  useChange(touches, async (w, wish: NewAgent) => call(agent, "POST", api.agents(w), wish));
export const useChangeAgent = (id: string) =>
  useChange(touches, async (w, change: AgentChange) => call(agent, "PATCH", api.agent(w, id), change));
/** The agent itself is not read again: it is gone. */
export const useDeleteAgent = () =>
  useChange(["tokens", "audit"], async (w, id: string) => call(agentRemoved, "DELETE", api.agent(w, id)));
export const useCreateAgentClient = (id: string) =>
  useChange(touches, async (w, wish: NewAgentClient) =>
    call(createdAgentClient, "POST", api.agentClients(w, id), wish),
  );
export const useRevokeAgentClient = (id: string) =>
  useChange(touches, async (w, client: string) =>
    call(agentClient, "DELETE", api.agentClient(w, id, client)),
  );
