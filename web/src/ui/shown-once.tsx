import { Button, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { shownOnce as words } from "../words/parts.ts";
import { CodeBlock } from "./code-block.tsx";
import { Notice } from "./notice.tsx";
import css from "./ui.module.css";
import { useFocus } from "./use-focus.ts";

type Props<Made> = {
  opened: boolean;
  onClose: () => void;
  title: (made: Made | null) => string;
  /** What is filled in first; `onMade` goes on to what was made. */
  form: (onMade: (made: Made) => void) => ReactNode;
  /** Null: there is nothing to keep secret. `what` completes "Copy API token". */
  secret: (made: Made) => { value: string; what: string } | null;
  /** Below the secret. */
  more: (made: Made) => ReactNode;
};
const nothing = () => undefined;

/**
 * Something with a secret that is shown this once: first the form, then the secret, which nothing but its own button
 * closes. It lives in memory alone, and is gone with the dialog.
 */
export function ShownOnceDialog<Made>({ opened, onClose, title, form, secret, more }: Props<Made>) {
  const [made, setMade] = useState<Made | null>(null);
  const close = () => {
    setMade(null);
    onClose();
  };
  return (
    <Modal
      opened={opened || made !== null}
      onClose={made ? nothing : close}
      closeOnClickOutside={!made}
      closeOnEscape={!made}
      withCloseButton={!made}
      title={title(made)}
      size={made ? 720 : 560}
    >
      {made ? (
        <Shown secret={secret(made)} onClose={close}>
          {more(made)}
        </Shown>
      ) : (
        opened && form(setMade)
      )}
    </Modal>
  );
}

type ShownProps = {
  secret: { value: string; what: string } | null;
  onClose: () => void;
  children: ReactNode;
};

function Shown({ secret, onClose, children }: ShownProps) {
  const ref = useFocus<HTMLDivElement>();
  return (
    <div className={css.dialogBody} ref={ref} tabIndex={-1}>
      {secret && (
        <>
          <Notice tone="attention">{words.saveItNow}</Notice>
          <CodeBlock text={secret.value} what={secret.what} />
        </>
      )}
      {children}
      <div className={css.dialogButtons}>
        <Button onClick={onClose}>{secret ? words.iSavedIt : words.done}</Button>
      </div>
    </div>
  );
}
