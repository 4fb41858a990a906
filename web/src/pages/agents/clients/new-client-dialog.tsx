import { Modal } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import type { AgentInfo, createdAgentClient } from "../../../api/contract.ts";
import { CreatedClient } from "./created-client.tsx";
import { NewClientForm } from "./new-client-form.tsx";

export type Created = z.infer<typeof createdAgentClient>;

type Props = { agent: AgentInfo; opened: boolean; onClose: () => void };
const nothing = () => undefined;

/** First the form, then what is shown this once, which only its button closes. */
export function NewClientDialog({ agent, opened, onClose }: Props) {
  const [created, setCreated] = useState<Created | null>(null);
  const close = () => {
    setCreated(null);
    onClose();
  };
  return (
    <Modal
      opened={opened || created !== null}
      onClose={created ? nothing : close}
      closeOnClickOutside={!created}
      closeOnEscape={!created}
      withCloseButton={!created}
      title={created ? `OAuth client ${created.client.name} created` : `Create OAuth client of ${agent.name}`}
      size={600}
    >
      {created && <CreatedClient created={created} onClose={close} />}
      {!created && opened && <NewClientForm agent={agent} onClose={close} onCreated={setCreated} />}
    </Modal>
  );
}
