import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { once as words } from "../words/parts.ts";
import { CodeBlock } from "./code-block.tsx";
import { Notice } from "./notice.tsx";
import css from "./ui.module.css";
import { useFocus } from "./use-focus.ts";

type Props = {
  opened: boolean;
  title: string;
  value: string;
  what: string;
  onClose: () => void;
  children: ReactNode;
};
const nothing = () => undefined;

/** A link that is shown this once, so nothing but its button closes the dialog. */
export function OnceDialog({ opened, title, onClose, ...rest }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={nothing}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      title={title}
      size={600}
    >
      {opened && <Once {...rest} onClose={onClose} />}
    </Modal>
  );
}

function Once({ value, what, onClose, children }: Omit<Props, "opened" | "title">) {
  const ref = useFocus<HTMLDivElement>();
  return (
    <div className={css.dialogBody} ref={ref} tabIndex={-1}>
      {children}
      <Notice tone="attention">{words.copyItNow}</Notice>
      <CodeBlock text={value} what={what} />
      <div className={css.dialogButtons}>
        <Button onClick={onClose}>{words.iCopiedIt}</Button>
      </div>
    </div>
  );
}
