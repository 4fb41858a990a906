import { Button } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { CodeBlock } from "../../ui/code-block.tsx";
import { tokens as words } from "../../words/tokens.ts";
import { type Client, clients, type Endpoint, snippet } from "./snippet.ts";
import css from "./tokens.module.css";

type Props = {
  /** Undefined: it was shown before, so a placeholder stands for it. */
  value: string | undefined;
  servers: readonly Endpoint[];
};

/** Ready to paste; the last chosen client is remembered. */
export function Snippets({ value, servers }: Props) {
  const [stored, setClient] = useLocalStorage<Client>({ key: "valetkey-client", defaultValue: "mcp.json" });
  const client = clients.find((each) => each.id === stored) ?? clients[0];
  const { text, where, isCommand, signsIn, remove } = snippet(client.id, servers, value ?? words.placeholder);
  return (
    <section className={css.form} aria-label={words.connect}>
      <fieldset className={css.tabs}>
        <legend>{words.connect}</legend>
        {clients.map(({ id, label }) => (
          <Button
            key={id}
            size="compact-sm"
            variant={id === client.id ? "light" : "default"}
            aria-pressed={id === client.id}
            onClick={() => setClient(id)}
          >
            {label}
          </Button>
        ))}
      </fieldset>
      {(where || isCommand) && (
        <p className={css.hint}>
          {where ? words.where(where) : words.run}. {signsIn && words.oauthOnly}
        </p>
      )}
      <CodeBlock text={text} what={words.copies(client.label)} />
      <details>
        <summary>{words.removing}</summary>
        <p className={css.remove}>{remove}</p>
      </details>
    </section>
  );
}
