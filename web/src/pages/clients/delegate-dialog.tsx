import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useDelegate } from "../../api/clients.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { OnceDialog } from "../../ui/once.tsx";
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
        title={agent && `Let ${agent.name} act for you`}
        size={520}
      >
        {agent && (
          <Form agent={agent} onClose={onClose} onMade={(value) => setMade({ value, agent: agent.name })} />
        )}
      </Modal>
      <OnceDialog
        opened={made !== null}
        title={`${made?.agent} may act for you`}
        value={made?.value ?? ""}
        what="API token"
        onClose={close}
      >
        <p>Give this token to whoever runs {made?.agent}. With it the agent acts in your name.</p>
      </OnceDialog>
    </>
  );
}

type FormProps = { agent: Agent; onClose: () => void; onMade: (value: string) => void };

function Form({ agent, onClose, onMade }: FormProps) {
  const [name, setName] = useState(`${agent.name} for me`.slice(0, 80));
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
      <p>
        It reaches your own connections and the shared ones, as far as its manifest and your own rights go.
        The audit log names you both.
      </p>
      <TextInput
        label="Name"
        required
        maxLength={80}
        data-autofocus
        value={name}
        error={!name.trim() && "Give it a name, so that you can tell it from others."}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        label="Read only"
        description="Refuses every tool that writes, sends or deletes."
        checked={readOnly}
        onChange={(event) => setReadOnly(event.currentTarget.checked)}
      />
      <ExpirySelect days={days} onChange={setDays} />
      {delegate.error && <ErrorPanel title="Failed to let it act for you" error={delegate.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={delegate.isPending}>
          Make the token
        </Button>
      </div>
    </form>
  );
}
