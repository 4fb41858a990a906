import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { confirmDialog as words } from "../words/parts.ts";
import { ErrorPanel } from "./error-panel.tsx";
import css from "./ui.module.css";

type Props = {
  opened: boolean;
  title: string;
  /** What follows from it. */
  children: ReactNode;
  keep: string;
  act: string;
  busy: boolean;
  error: unknown;
  onAct: () => void;
  onClose: () => void;
  disabled?: boolean;
};

/** Asks before something that cannot be taken back: names the object, lists what follows, has the verb on its button. */
export function ConfirmDialog({ opened, title, children, keep, act, busy, error, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={rest.onClose} title={title} size={520}>
      <div className={css.dialogBody}>
        {children}
        {error ? <ErrorPanel title={words.thatFailed} error={error} /> : null}
        <div className={css.dialogButtons}>
          <Button variant="default" onClick={rest.onClose} data-autofocus>
            {keep}
          </Button>
          <Button color="danger" onClick={rest.onAct} loading={busy} disabled={rest.disabled ?? false}>
            {act}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
