import type { z } from "zod";
import type { AgentInfo, createdAgentClient } from "../../../api/contract.ts";
import { Fact, Facts } from "../../../ui/facts.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { ShownOnceDialog } from "../../../ui/shown-once.tsx";
import { newClientDialog as words } from "../../../words/agent-clients.ts";
import { NewClientForm } from "./new-client-form.tsx";

export type Created = z.infer<typeof createdAgentClient>;

type Props = { agent: AgentInfo; opened: boolean; onClose: () => void };

export function NewClientDialog({ agent, opened, onClose }: Props) {
  return (
    <ShownOnceDialog<Created>
      opened={opened}
      onClose={onClose}
      title={(made) =>
        made ? words.oauthClientCreated(made.client.name) : words.createOauthClient(agent.name)
      }
      form={(onMade) => <NewClientForm agent={agent} onClose={onClose} onCreated={onMade} />}
      secret={({ client_secret: value }) => (value ? { value, what: words.clientSecret } : null)}
      more={(made) => <Made made={made} />}
    />
  );
}

export function Made({ made: { client, client_secret, token_endpoint } }: { made: Created }) {
  return (
    <>
      {!client_secret && <Notice tone="valid">{words.itSignsWithItsOwnKey}</Notice>}
      <Facts>
        <Fact name={words.clientId}>
          <code>{client.id}</code>
        </Fact>
        <Fact name={words.tokenEndpoint}>
          <code>{token_endpoint}</code>
        </Fact>
      </Facts>
    </>
  );
}
