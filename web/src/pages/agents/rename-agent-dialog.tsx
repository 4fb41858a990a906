import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChangeAgent } from "../../api/agents.ts";
import type { AgentInfo } from "../../api/contract.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { renameAgentDialog as words } from "../../words/agent-page.ts";
import css from "./agents.module.css";

type Props = { agent: AgentInfo; opened: boolean; onClose: () => void };

export function RenameAgentDialog({ agent, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.rename(agent.name)} size={480}>
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
          announce(words.renamed(name.trim()));
          onClose();
        },
      },
    );
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label={words.name}
        description={words.slugStays}
        required
        maxLength={80}
        data-autofocus
        value={name}
        error={!name.trim() && words.giveAgentName}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {change.error && <ErrorPanel title={words.failedToRenameAgent} error={change.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={change.isPending}>
          {words.renameShort}
        </Button>
      </div>
    </form>
  );
}
