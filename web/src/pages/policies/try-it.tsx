import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTryPolicy } from "../../api/policies.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Section } from "../../ui/section.tsx";
import { Choice } from "./fit-fields.tsx";
import css from "./policies.module.css";
import { useNames } from "./use-names.ts";
import { Verdict } from "./verdict.tsx";

/** Would this call be allowed, and why? Nothing is called. */
export function TryIt() {
  const names = useNames();
  const [agent, setAgent] = useState("");
  const [tool, setTool] = useState("");
  const [connector, setConnector] = useState("");
  const [text, setText] = useState("");
  const [fault, setFault] = useState<{ tool?: boolean; text?: boolean }>({});
  const attempt = useTryPolicy();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const args = text.trim() ? objectOf(text) : undefined;
    const wrong = { tool: !tool, text: args === null };
    setFault(wrong);
    if (wrong.tool || wrong.text) return;
    attempt.mutate({
      tool,
      ...(agent && { agent }),
      ...(connector && { connector }),
      ...(args && { arguments: args }),
    });
  };
  return (
    <Section title="Try it" lead="Asks the rules about a call. Nothing is called.">
      <form className={css.form} onSubmit={submit} noValidate>
        <div className={css.fields}>
          <Choice label="Who calls" any="A person" value={agent} options={names.agents} onChange={setAgent} />
          <Choice label="Which tool" any="Choose" value={tool} options={names.tools} onChange={setTool} />
          <Choice
            label="With which connector"
            any="The one that would serve it"
            value={connector}
            options={names.connectors}
            onChange={setConnector}
          />
        </div>
        <Textarea
          label="Arguments as JSON"
          description="Left empty: whatever the arguments, as far as that can be told."
          rows={3}
          spellCheck={false}
          classNames={{ input: css.json ?? "" }}
          placeholder={'{"to": ["bo@customer.com"]}'}
          value={text}
          error={fault.text && "That is no JSON object."}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {fault.tool && (
          <p role="alert" className={css.fault}>
            Choose a tool.
          </p>
        )}
        {attempt.error && <ErrorPanel title="Failed to ask the rules" error={attempt.error} />}
        <div>
          <Button type="submit" variant="default" loading={attempt.isPending}>
            Ask the rules
          </Button>
        </div>
      </form>
      <div role="status">{attempt.data && <Verdict answer={attempt.data} />}</div>
    </Section>
  );
}

/** Null: no JSON object. */
function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
