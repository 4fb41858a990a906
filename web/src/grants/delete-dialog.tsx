import { Button, Checkbox, Modal } from "@mantine/core";
import { useState } from "react";
import { useDeleteConnector, type Whose } from "../api/connector-changes.ts";
import type { Connector } from "../api/contract.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
import { Tag } from "../ui/notice.tsx";
import { Done } from "./done.tsx";
import css from "./grants.module.css";

type Props = { connector: Connector | undefined; whose: Whose; onClose: () => void };
type Gone = { name: string; title: string; gone: boolean };

/** Stays when its connector has left the list, to say what became of it. */
export function DeleteDialog({ connector, whose, onClose }: Props) {
  const [done, setDone] = useState<Gone | null>(null);
  const close = () => {
    setDone(null);
    onClose();
  };
  const title = done ? `${done.name} deleted` : connector && `Delete ${connector.name}?`;
  return (
    <Modal opened={connector !== undefined || done !== null} onClose={close} title={title} size={560}>
      {done ? (
        <Result done={done} onClose={close} />
      ) : (
        connector && <Form connector={connector} whose={whose} onClose={close} onDone={setDone} />
      )}
    </Modal>
  );
}

type FormProps = Props & { connector: Connector; onDone: (done: Gone) => void };

function Form({ connector, whose, onClose, onDone }: FormProps) {
  const [now, setNow] = useState(false);
  const remove = useDeleteConnector(whose);
  const { name, account, provider_title: title, connected, grant } = connector;
  const asks = connected || grant?.upstream.state === "pending";
  const go = () =>
    remove.mutate(
      { connector, shredNow: now },
      {
        onSuccess: ({ gone }) => {
          announce(`${name} deleted`);
          onDone({ name, title, gone });
        },
      },
    );
  return (
    <div className={css.form}>
      <p>
        {connected ? "This ends its access to " : "This takes away what is left of "}
        <strong>{account}</strong>. It cannot be undone.
      </p>
      <ul className={css.list}>
        {connected && <li>Tools stop working at once; calls under way are cut off.</li>}
        {asks && <li>{title} is told to revoke the access too.</li>}
        <li>
          Its sealed tokens are deleted for good{asks && `, as soon as ${title} has confirmed`}: nobody can
          open them any more, not even with the keys.
        </li>
        <li>What it did stays in the audit log.</li>
      </ul>
      {asks && (
        <Checkbox
          label={`Delete now, without waiting for ${title}'s receipt`}
          description={`The tokens go at once. If ${title} has not confirmed by then, the gateway cannot ask again: remove the access in the account's own settings.`}
          checked={now}
          onChange={(event) => setNow(event.currentTarget.checked)}
        />
      )}
      {remove.error && <ErrorPanel title={`Failed to delete ${name}`} error={remove.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep {name}
        </Button>
        <Button color="danger" onClick={go} loading={remove.isPending}>
          Delete {name}
        </Button>
      </div>
    </div>
  );
}

function Result({ done, onClose }: { done: Gone; onClose: () => void }) {
  return (
    <div className={css.form}>
      <ul className={css.ended}>
        <li>
          <Tag tone="valid">Removed here</Tag> No call can use it any more.
        </li>
        <li>
          {done.gone ? (
            <>
              <Tag tone="valid">Tokens deleted</Tag> Its sealed row is gone.
            </>
          ) : (
            <>
              <Tag tone="pending">Tokens pending</Tag> They are deleted when {done.title} has confirmed the
              revocation.
            </>
          )}
        </li>
      </ul>
      <div className={css.buttons}>
        <Done onClose={onClose} />
      </div>
    </div>
  );
}
