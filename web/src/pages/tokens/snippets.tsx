import { NativeSelect } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { CodeBlock } from "../../ui/code-block.tsx";
import { type Client, clients, type Endpoint, snippet } from "./snippet.ts";
import css from "./tokens.module.css";

type Props = { value: string; servers: readonly Endpoint[] };

/** Ready to paste; the last chosen client is remembered. */
export function Snippets({ value, servers }: Props) {
  const [stored, setClient] = useLocalStorage<Client>({ key: "valetkey-client", defaultValue: "mcp.json" });
  const client = clients.find((each) => each.id === stored) ?? clients[0];
  return (
    <section className={css.form} aria-label="Connect a client">
      <NativeSelect
        label="Connect a client"
        value={client.id}
        onChange={(event) => {
          const next = clients.find((each) => each.id === event.currentTarget.value);
          if (next) setClient(next.id);
        }}
      >
        {clients.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </NativeSelect>
      <CodeBlock text={snippet(client.id, servers, value)} what={`configuration for ${client.label}`} />
    </section>
  );
}
