import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChangeAgent } from "../../api/agents.ts";
import type { AgentInfo } from "../../api/contract.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import css from "./agents.module.css";

type Props = { agent: AgentInfo; opened: boolean; onClose: () => void };

export function RenameAgentDialog({ agent, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Rename ${agent.name}`} size={480}>
      {opened && <Form agent={agent} onClose={onClose} />}
    </Modal>
  );
}

function Form({ agent, onClose }: Omit<Props, "opened">) {
  const [name, setName] = useState(agent.name);
  const change = useChangeAgent(agent.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    change.mutate(
      { name: name.trim() },
      {
        onSuccess: () => {
          announce(`Renamed to ${name.trim()}`);
          onClose();
        },
      },
    );
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="The slug stays: manifests and rules go by it."
        required
        maxLength={80}
        data-autofocus
        value={name}
        error={!name.trim() && "Give the agent a name."}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {change.error && <ErrorPanel title="Failed to rename the agent" error={change.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={change.isPending}>
          Rename
        </Button>
      </div>
    </form>
  );
}
