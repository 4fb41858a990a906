import { Button, Modal } from "@mantine/core";
import type { z } from "zod";
import type { createdToken } from "../../api/contract.ts";
import type { CatalogServer } from "../../scopes/pick.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Snippets } from "./snippets.tsx";
import css from "./tokens.module.css";

export type Created = z.infer<typeof createdToken> & { servers: readonly CatalogServer[] };

const nothing = () => undefined;

/** The value is shown this once, so nothing but the button closes it. */
export function CreatedDialog({ created, onClose }: { created: Created | null; onClose: () => void }) {
  return (
    <Modal
      opened={created !== null}
      onClose={nothing}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      title={created && `Token ${created.token.name} created`}
      size={720}
    >
      {created && (
        <div className={css.form}>
          <Notice tone="attention">Save it now. It is shown this once and never again.</Notice>
          <CodeBlock text={created.value} what="API token" />
          <Snippets value={created.value} servers={created.servers} />
          <div className={css.buttons}>
            <Button onClick={onClose}>I saved it</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
