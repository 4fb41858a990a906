import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useCreateAgent } from "../../api/agents.ts";
import { page } from "../../paths.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { useFocus } from "../../ui/use-focus.ts";
import css from "./agents.module.css";

type Props = { opened: boolean; onClose: () => void };

/** Only a name: what the agent may do is said on its own page, before it has a token. */
export function RegisterDialog({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Register agent" size={480}>
      {opened && <Form onClose={onClose} />}
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState(false);
  const create = useCreateAgent();
  const navigate = useNavigate();
  const first = useFocus<HTMLInputElement>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWrong(!name.trim());
    if (!name.trim()) return;
    create.mutate(
      // An empty manifest, so that it can do nothing until somebody says what.
      { name: name.trim(), manifest: { tools: [] } },
      {
        onSuccess: (agent) => {
          announce(`Agent ${agent.name} registered`);
          void navigate(page.agent(agent.id));
        },
      },
    );
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="Calls are recorded under it. It can do nothing until you list its tools on the next page."
        required
        maxLength={80}
        data-autofocus
        ref={first}
        value={name}
        error={wrong && "Give the agent a name."}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {create.error && <ErrorPanel title="Failed to register the agent" error={create.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending}>
          Register agent
        </Button>
      </div>
    </form>
  );
}
