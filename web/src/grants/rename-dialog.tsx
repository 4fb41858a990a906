import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChangeConnector, type Whose } from "../api/connector-changes.ts";
import type { Connector } from "../api/contract.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
import { renameDialog as words } from "../words/grants.ts";
import css from "./grants.module.css";

type Props = { connector: Connector | undefined; whose: Whose; onClose: () => void };

export function RenameDialog({ connector, whose, onClose }: Props) {
  return (
    <Modal
      opened={connector !== undefined}
      onClose={onClose}
      title={connector && words.rename(connector.name)}
      size={480}
    >
      {connector && <Form key={connector.id} connector={connector} whose={whose} onClose={onClose} />}
    </Modal>
  );
}

function Form({ connector, whose, onClose }: Props & { connector: Connector }) {
  const [name, setName] = useState(connector.name);
  const change = useChangeConnector(whose);
  const wanted = name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wanted) return;
    change.mutate(
      { connector, name: wanted },
      {
        onSuccess: () => {
          announce(words.renamed(wanted));
          onClose();
        },
      },
    );
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label={words.name}
        description={words.whatPeopleSee(connector.slug)}
        required
        maxLength={80}
        data-autofocus
        value={name}
        error={!wanted && words.giveItName}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {change.error && <ErrorPanel title={words.failedToRename} error={change.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={change.isPending} disabled={!wanted}>
          {words.renameShort}
        </Button>
      </div>
    </form>
  );
}
