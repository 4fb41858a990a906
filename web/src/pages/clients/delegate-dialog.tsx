import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useDelegate } from "../../api/clients.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { OnceDialog } from "../../ui/once.tsx";
import { delegateDialog as words } from "../../words/clients.ts";
import { ExpirySelect } from "../tokens/expiry-select.tsx";
import css from "./clients.module.css";

type Agent = { id: string; name: string };
type Props = { agent: Agent | undefined; onClose: () => void };

/** First the form, then the token, which is shown this once. */
export function DelegateDialog({ agent, onClose }: Props) {
  const [made, setMade] = useState<{ value: string; agent: string } | null>(null);
  const close = () => {
    setMade(null);
    onClose();
  };
  return (
    <>
      <Modal
        opened={agent !== undefined && !made}
        onClose={onClose}
        title={agent && words.letActForYou(agent.name)}
        size={520}
      >
        {agent && (
          <Form agent={agent} onClose={onClose} onMade={(value) => setMade({ value, agent: agent.name })} />
        )}
      </Modal>
      <OnceDialog
        opened={made !== null}
        title={words.mayActForYou(made?.agent)}
        value={made?.value ?? ""}
        what={words.apiToken}
        onClose={close}
      >
        <p>{words.giveThisTokenToWhoeverRuns(made?.agent)}</p>
      </OnceDialog>
    </>
  );
}

type FormProps = { agent: Agent; onClose: () => void; onMade: (value: string) => void };

function Form({ agent, onClose, onMade }: FormProps) {
  const [name, setName] = useState(words.forMe(agent.name).slice(0, 80));
  const [readOnly, setReadOnly] = useState(false);
  const [days, setDays] = useState("90");
  const delegate = useDelegate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    delegate.mutate(
      {
        name: name.trim(),
        agent: agent.id,
        read_only: readOnly,
        expires_in_days: days === "" ? null : Number(days),
      },
      { onSuccess: ({ value }) => onMade(value) },
    );
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <p>{words.itReachesYourOwnConnections}</p>
      <TextInput
        label={words.name}
        required
        maxLength={80}
        data-autofocus
        value={name}
        error={!name.trim() && words.giveItName}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        label={words.readOnly}
        description={words.refusesEveryToolThatWrites}
        checked={readOnly}
        onChange={(event) => setReadOnly(event.currentTarget.checked)}
      />
      <ExpirySelect days={days} onChange={setDays} />
      {delegate.error && <ErrorPanel title={words.failedToLetItAct} error={delegate.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={delegate.isPending}>
          {words.makeToken}
        </Button>
      </div>
    </form>
  );
}
