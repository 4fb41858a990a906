import { Button, Checkbox, Modal } from "@mantine/core";
import { useState } from "react";
import { useDeleteConnector, type Whose } from "../api/connector-changes.ts";
import type { Connector } from "../api/contract.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
import { Tag } from "../ui/notice.tsx";
import { deleteDialog as words } from "../words/grants.ts";
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
  const title = done ? words.deleted(done.name) : connector && words.deleteAsk(connector.name);
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
          announce(words.deleted(name));
          onDone({ name, title, gone });
        },
      },
    );
  return (
    <div className={css.form}>
      <p>{words.thisEndsItsAccess(connected, <strong>{account}</strong>)}</p>
      <ul className={css.list}>
        {connected && <li>{words.toolsStopWorkingAtOnce}</li>}
        {asks && <li>{words.isToldToRevokeAccessToo(title)}</li>}
        <li>{words.itsSealedTokensAreDeleted(asks, title)}</li>
        <li>{words.whatItDidStaysInAudit}</li>
      </ul>
      {asks && (
        <Checkbox
          label={words.deleteNow(title)}
          description={words.tokensGoAtOnce(title)}
          checked={now}
          onChange={(event) => setNow(event.currentTarget.checked)}
        />
      )}
      {remove.error && <ErrorPanel title={words.failedToDelete(name)} error={remove.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.keep(name)}
        </Button>
        <Button color="danger" onClick={go} loading={remove.isPending}>
          {words.delete(name)}
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
          <Tag tone="valid">{words.removedHere}</Tag> {words.noCallCanUseItAny}
        </li>
        <li>
          {done.gone ? (
            <>
              <Tag tone="valid">{words.tokensDeleted}</Tag> {words.itsSealedRowIsGone}
            </>
          ) : (
            <>
              <Tag tone="pending">{words.tokensPending}</Tag>{" "}
              {words.theyAreDeletedWhenHasConfirmed(done.title)}
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
