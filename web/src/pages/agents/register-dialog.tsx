import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useCreateAgent } from "../../api/agents.ts";
import { page } from "../../paths.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { useFocus } from "../../ui/use-focus.ts";
import { registerDialog as words } from "../../words/agent-page.ts";
import css from "./agents.module.css";

type Props = { opened: boolean; onClose: () => void };

/** Only a name: what the agent may do is said on its own page, before it has a token. */
export function RegisterDialog({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.registerAgent} size={480}>
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
          announce(words.agentRegistered(agent.name));
          void navigate(page.agent(agent.id));
        },
      },
    );
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label={words.name}
        description={words.callsAreRecordedUnderIt}
        required
        maxLength={80}
        data-autofocus
        ref={first}
        value={name}
        error={wrong && words.giveAgentName}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {create.error && <ErrorPanel title={words.failedToRegisterAgent} error={create.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {words.registerAgent}
        </Button>
      </div>
    </form>
  );
}
