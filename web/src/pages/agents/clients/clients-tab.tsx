import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { agentClientsQuery, useRevokeAgentClient } from "../../../api/agents.ts";
import type { AgentClient, AgentInfo } from "../../../api/contract.ts";
import { useWorkspace } from "../../../shell/session-context.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { Key, Plus } from "../../../ui/icons.tsx";
import { announce } from "../../../ui/live.tsx";
import { Bones } from "../../../ui/loading.tsx";
import { clientsTab as words } from "../../../words/agent-clients.ts";
import css from "../agents.module.css";
import { ClientTable } from "./client-table.tsx";
import { NewClientDialog } from "./new-client-dialog.tsx";
import { RotateClientDialog } from "./rotate-client-dialog.tsx";

/** OAuth clients with which the agent gets short tokens by itself, without a person. */
export function ClientsTab({ agent }: { agent: AgentInfo }) {
  const { data, error, refetch, isFetching } = useQuery(agentClientsQuery(useWorkspace().id, agent.id));
  const [asking, setAsking] = useState<AgentClient | null>(null);
  const [rotating, setRotating] = useState<AgentClient | null>(null);
  const [query, setQuery] = useSearchParams();
  return (
    <div className={css.part}>
      <div className={css.partHead}>
        <p className={css.dim}>{words.forAgentsThatSpeakOauth}</p>
        <Button leftSection={<Plus />} onClick={() => setQuery({ new: "client" })}>
          {words.createClient}
        </Button>
      </div>
      {error && (
        <ErrorPanel
          title={words.failedToLoadOauthClients}
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {!data && !error && <Bones count={1} height={160} />}
      {data?.clients.length === 0 && <Empty icon={<Key size={64} />}>{words.noOauthClientYet}</Empty>}
      {data && data.clients.length > 0 && (
        <ClientTable clients={data.clients} onRotate={setRotating} onRevoke={setAsking} />
      )}
      <NewClientDialog
        agent={agent}
        opened={query.get("new") === "client"}
        onClose={() => setQuery({}, { replace: true })}
      />
      <RotateClientDialog agent={agent} client={rotating} onClose={() => setRotating(null)} />
      <Revoke agent={agent} client={asking} onClose={() => setAsking(null)} />
    </div>
  );
}

type RevokeProps = { agent: AgentInfo; client: AgentClient | null; onClose: () => void };

function Revoke({ agent, client, onClose }: RevokeProps) {
  const revoke = useRevokeAgentClient(agent.id);
  const close = () => {
    revoke.reset();
    onClose();
  };
  const go = () =>
    client &&
    revoke.mutate(client.id, {
      onSuccess: () => {
        announce(words.oauthClientRevoked(client.name));
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={client !== null}
      title={words.revokeAsk(client?.name)}
      keep={words.keepClient}
      act={words.revokeClient}
      busy={revoke.isPending}
      error={revoke.error}
      onAct={go}
      onClose={close}
    >
      <p>{words.itsTokensAreRefusedFromNow}</p>
    </ConfirmDialog>
  );
}
