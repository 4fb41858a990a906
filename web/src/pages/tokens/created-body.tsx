import { Button } from "@mantine/core";
import type { z } from "zod";
import type { createdToken } from "../../api/contract.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useFocus } from "../../ui/use-focus.ts";
import type { Endpoint } from "./snippet.ts";
import { Snippets } from "./snippets.tsx";
import css from "./tokens.module.css";

export type Created = z.infer<typeof createdToken> & { servers: readonly Endpoint[] };

export function CreatedBody({ created, onClose }: { created: Created; onClose: () => void }) {
  const ref = useFocus<HTMLDivElement>();
  return (
    <div className={css.form} ref={ref} tabIndex={-1}>
      <Notice tone="attention">Save it now. It is shown this once and never again.</Notice>
      <CodeBlock text={created.value} what="API token" />
      <Snippets value={created.value} servers={created.servers} />
      <div className={css.buttons}>
        <Button onClick={onClose}>I saved it</Button>
      </div>
    </div>
  );
}
