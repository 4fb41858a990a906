import { Modal } from "@mantine/core";
import { useState } from "react";
import type { AgentInfo } from "../../api/contract.ts";
import { CreateBody } from "./create-body.tsx";
import { type Created, CreatedBody } from "./created-body.tsx";

type Props = {
  /** Whose token it will be; without it the person chooses. */
  agent?: AgentInfo | undefined;
  opened: boolean;
  onClose: () => void;
};
const nothing = () => undefined;

/** First the form, then the value. The value is shown this once, so nothing but its button closes the dialog then. */
export function TokenDialog({ agent, opened, onClose }: Props) {
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
      title={created ? `Token ${created.token.name} created` : "Create token"}
      size={created ? 720 : 520}
    >
      {created ? (
        <CreatedBody created={created} onClose={close} />
      ) : (
        <CreateBody agent={agent} onClose={close} onCreated={setCreated} />
      )}
    </Modal>
  );
}
