import { useRotateAgentClient } from "../../../api/agents.ts";
import type { AgentClient, AgentInfo } from "../../../api/contract.ts";
import { ShownOnceDialog } from "../../../ui/shown-once.tsx";
import { rotateClient as words } from "../../../words/agent-clients.ts";
import { OverlapForm } from "../../tokens/overlap-form.tsx";
import { type Created, Made } from "./new-client-dialog.tsx";

type Props = { agent: AgentInfo; client: AgentClient | null; onClose: () => void };

/** Another secret for the same client: what it is called and where it is written down stays. */
export function RotateClientDialog({ agent, client, onClose }: Props) {
  return (
    <ShownOnceDialog<Created>
      opened={client !== null}
      onClose={onClose}
      title={(made) => (made ? words.rotated(made.client.name) : words.title(client?.name ?? ""))}
      form={(onMade) => client && <Form agent={agent} client={client} onMade={onMade} onClose={onClose} />}
      secret={({ client_secret: value }) => (value ? { value, what: words.what } : null)}
      more={(made) => <Made made={made} />}
    />
  );
}

type FormProps = {
  agent: AgentInfo;
  client: AgentClient;
  onMade: (made: Created) => void;
  onClose: () => void;
};

function Form({ agent, client, onMade, onClose }: FormProps) {
  const rotate = useRotateAgentClient(agent.id);
  return (
    <OverlapForm
      lead={words.lead}
      act={words.act}
      failed={words.failed}
      busy={rotate.isPending}
      error={rotate.error}
      onRotate={(hours) => rotate.mutate({ client: client.id, overlap_hours: hours }, { onSuccess: onMade })}
      onClose={onClose}
    />
  );
}
