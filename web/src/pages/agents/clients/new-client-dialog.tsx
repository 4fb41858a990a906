import type { z } from "zod";
import type { AgentInfo, createdAgentClient } from "../../../api/contract.ts";
import { Fact, Facts } from "../../../ui/facts.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { ShownOnceDialog } from "../../../ui/shown-once.tsx";
import { NewClientForm } from "./new-client-form.tsx";

export type Created = z.infer<typeof createdAgentClient>;

type Props = { agent: AgentInfo; opened: boolean; onClose: () => void };

export function NewClientDialog({ agent, opened, onClose }: Props) {
  return (
    <ShownOnceDialog<Created>
      opened={opened}
      onClose={onClose}
      title={(made) =>
        made ? `OAuth client ${made.client.name} created` : `Create OAuth client of ${agent.name}`
      }
      form={(onMade) => <NewClientForm agent={agent} onClose={onClose} onCreated={onMade} />}
      secret={({ client_secret: value }) => (value ? { value, what: "client secret" } : null)}
      more={(made) => <Made made={made} />}
    />
  );
}

function Made({ made: { client, client_secret, token_endpoint } }: { made: Created }) {
  return (
    <>
      {!client_secret && <Notice tone="valid">It signs with its own key: there is no secret to keep.</Notice>}
      <Facts>
        <Fact name="Client id">
          <code>{client.id}</code>
        </Fact>
        <Fact name="Token endpoint">
          <code>{token_endpoint}</code>
        </Fact>
      </Facts>
    </>
  );
}
