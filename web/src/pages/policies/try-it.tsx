import { Button, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTryPolicy } from "../../api/policies.ts";
import { ManyChoice } from "../../found/many-choice.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Section } from "../../ui/section.tsx";
import { policies as words } from "../../words/policies.ts";
import { Choice } from "./fit-fields.tsx";
import css from "./policies.module.css";
import { SaveTest } from "./save-test.tsx";
import { type Names, useNames } from "./use-names.ts";
import { Verdict } from "./verdict.tsx";

/** Would this call be allowed, and why? Nothing is called. */
export function TryIt({ changes }: { changes: boolean }) {
  const names = useNames();
  const [caller, setCaller] = useState("");
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
      ...(caller && (caller.startsWith("usr_") ? { user: caller } : { agent: caller })),
      ...(connector && { connector }),
      ...(args && { arguments: args }),
    });
  };
  return (
    <Section title={words.tryIt} lead={words.asksRulesAboutCall}>
      <form className={css.form} onSubmit={submit} noValidate>
        <div className={css.fields}>
          <Caller value={caller} names={names} onChange={setCaller} />
          <Choice
            label={words.whichTool}
            any={words.choose}
            value={tool}
            options={names.tools}
            onChange={setTool}
          />
          <ManyChoice
            label={words.withWhichConnector}
            none={words.oneThatWouldServeIt}
            value={connector}
            found={names.found}
            onChange={setConnector}
          />
        </div>
        <Textarea
          label={words.argumentsAsJson}
          description={words.leftEmpty}
          rows={3}
          spellCheck={false}
          classNames={{ input: css.json ?? "" }}
          placeholder={'{"to": ["bo@customer.com"]}'}
          value={text}
          error={fault.text && words.noJsonObject}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {fault.tool && (
          <p role="alert" className={css.fault}>
            {words.chooseTool}
          </p>
        )}
        {attempt.error && <ErrorPanel title={words.failedToAskRules} error={attempt.error} />}
        <div>
          <Button type="submit" variant="default" loading={attempt.isPending}>
            {words.askRules}
          </Button>
        </div>
      </form>
      <div role="status">{attempt.data && <Verdict answer={attempt.data} />}</div>
      {attempt.data && attempt.variables && changes && (
        <SaveTest
          key={JSON.stringify(attempt.variables)}
          question={attempt.variables}
          decision={attempt.data.decision}
        />
      )}
    </Section>
  );
}

type CallerProps = { value: string; names: Names; onChange: (value: string) => void };

/** An agent or a person, by name. */
function Caller({ value, names, onChange }: CallerProps) {
  const groups = [
    [words.agents, names.agents],
    [words.people, names.people],
  ] as const;
  return (
    <NativeSelect label={words.who} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{words.aPerson}</option>
      {groups.map(
        ([label, list]) =>
          list.length > 0 && (
            <optgroup key={label} label={label}>
              {list.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </optgroup>
          ),
      )}
    </NativeSelect>
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
