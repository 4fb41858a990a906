import { Button, Modal } from "@mantine/core";
import { failureDialog as words } from "../words/parts.ts";
import { ErrorPanel } from "./error-panel.tsx";
import css from "./ui.module.css";

type Props = { title: string; error: unknown; onClose: () => void };

/** For what was started from a menu, which has no room of its own to say that it failed. */
export function FailureDialog({ title, error, onClose }: Props) {
  return (
    <Modal opened={error !== null && error !== undefined} onClose={onClose} title={title} size={480}>
      {error ? <ErrorPanel title={title} error={error} /> : null}
      <div className={css.dialogButtons}>
        <Button variant="default" onClick={onClose}>
          {words.close}
        </Button>
      </div>
    </Modal>
  );
}
