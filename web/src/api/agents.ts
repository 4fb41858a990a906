import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Body } from "../../../gateway/api/client.ts";
import {
  createAgentClient,
  listAgentClients,
  revokeAgentClient,
  rotateAgentClient,
} from "../../../gateway/api/contract/agent-clients.ts";
import {
  changeAgent,
  createAgent,
  getAgent,
  pauseAgent,
  removeAgent,
  resumeAgent,
} from "../../../gateway/api/contract/agents.ts";
import { listAudit } from "../../../gateway/api/contract/audit.ts";
import { checkAgentManifest, getManifestVersion } from "../../../gateway/api/contract/manifests.ts";
import { getOverview } from "../../../gateway/api/contract/overview.ts";
import { checkAgent } from "../../../gateway/api/contract/readiness.ts";
import { unlessLive } from "../live/state.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

export type Manifest = NonNullable<NewAgent["manifest"]>;
export type NewAgent = Body<typeof createAgent>;
export type AgentChange = Body<typeof changeAgent>;
export type NewAgentClient = Body<typeof createAgentClient>;

export const agentQuery = (workspace: string, agent: string) =>
  queryOptions({
    queryKey: ["agents", workspace, agent],
    queryFn: () => send(getAgent, { params: { workspace, agent } }),
    // Whoever has just made a token waits to see it used.
    refetchInterval: ({ state: { data } }) =>
      data && data.tokens.length > 0 && data.tokens.every((one) => one.last_used_at === null) ? 4_000 : false,
  });

/** What saving this manifest would come to; null: taking it away. Changes nothing. */
export const manifestCheckQuery = (workspace: string, agent: string, manifest: Manifest | null) =>
  queryOptions({
    queryKey: ["agents", workspace, agent, "manifest-check", JSON.stringify(manifest)],
    queryFn: () => send(checkAgentManifest, { params: { workspace, agent }, body: { manifest } }),
    placeholderData: keepPreviousData,
  });

export const manifestVersionQuery = (workspace: string, agent: string, version: number) =>
  queryOptions({
    queryKey: ["agents", workspace, agent, "manifests", version],
    queryFn: () => send(getManifestVersion, { params: { workspace, agent, version: String(version) } }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Which connectors are missing or do not serve, and who must act. Somebody may fix one in another window. */
export const readinessQuery = (workspace: string, agent: string) =>
  queryOptions({
    queryKey: ["agents", workspace, agent, "check"],
    queryFn: () => send(checkAgent, { params: { workspace, agent } }),
    refetchOnWindowFocus: "always",
    refetchInterval: unlessLive(15_000),
  });

/** Its calls of a week in numbers. */
export const agentFiguresQuery = (workspace: string, agent: string) =>
  queryOptions({
    queryKey: ["overview", workspace, "agent", agent],
    queryFn: () => send(getOverview, { params: { workspace }, query: { range: "7d", agent } }),
  });

/** What it did last, and what was done to it. */
export const agentActivityQuery = (workspace: string, agent: string) =>
  queryOptions({
    queryKey: ["audit", workspace, "agent", agent],
    queryFn: () => send(listAudit, { params: { workspace }, query: { agent, page_size: 30 } }),
  });

export const agentClientsQuery = (workspace: string, agent: string) =>
  queryOptions({
    queryKey: ["agents", workspace, agent, "clients"],
    queryFn: () => send(listAgentClients, { params: { workspace, agent } }),
  });

const touches = ["agents", "tokens", "audit"];

export const useCreateAgent = () =>
  useChange(touches, (workspace, body: NewAgent) => send(createAgent, { params: { workspace }, body }));
export const useChangeAgent = (agent: string) =>
  useChange(touches, (workspace, body: AgentChange) =>
    send(changeAgent, { params: { workspace, agent }, body }),
  );
/** Stops an agent everywhere, or lets it go on. */
export const usePause = () =>
  useChange(touches, (workspace, { agent, paused }: { agent: string; paused: boolean }) =>
    send(paused ? pauseAgent : resumeAgent, { params: { workspace, agent } }),
  );
/** The agent itself is not read again: it is gone. */
export const useDeleteAgent = () =>
  useChange(["tokens", "audit"], (workspace, agent: string) =>
    send(removeAgent, { params: { workspace, agent } }),
  );
export const useCreateAgentClient = (agent: string) =>
  useChange(touches, (workspace, body: NewAgentClient) =>
    send(createAgentClient, { params: { workspace, agent }, body }),
  );
type Rotation = Body<typeof rotateAgentClient> & { client: string };
export const useRotateAgentClient = (agent: string) =>
  useChange(touches, (workspace, { client, ...body }: Rotation) =>
    send(rotateAgentClient, { params: { workspace, agent, client }, body }),
  );
export const useRevokeAgentClient = (agent: string) =>
  useChange(touches, (workspace, client: string) =>
    send(revokeAgentClient, { params: { workspace, agent, client } }),
  );
