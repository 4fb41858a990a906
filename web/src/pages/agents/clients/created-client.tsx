import { Button } from "@mantine/core";
import { CodeBlock } from "../../../ui/code-block.tsx";
import { Fact, Facts } from "../../../ui/facts.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { useFocus } from "../../../ui/use-focus.ts";
import css from "../agents.module.css";
import type { Created } from "./new-client-dialog.tsx";

export function CreatedClient({ created, onClose }: { created: Created; onClose: () => void }) {
  const { client, client_secret, token_endpoint } = created;
  const ref = useFocus<HTMLDivElement>();
  return (
    <div className={css.form} ref={ref} tabIndex={-1}>
      {client_secret ? (
        <>
          <Notice tone="attention">Save the secret now. It is shown this once and never again.</Notice>
          <CodeBlock text={client_secret} what="client secret" />
        </>
      ) : (
        <Notice tone="valid">It signs with its own key: there is no secret to keep.</Notice>
      )}
      <Facts>
        <Fact name="Client id">
          <code>{client.id}</code>
        </Fact>
        <Fact name="Token endpoint">
          <code>{token_endpoint}</code>
        </Fact>
      </Facts>
      <div className={css.buttons}>
        <Button onClick={onClose}>{client_secret ? "I saved it" : "Done"}</Button>
      </div>
    </div>
  );
}
