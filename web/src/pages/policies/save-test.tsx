import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { PolicyDecision } from "../../api/contract.ts";
import { useAddPolicyTest, type useTryPolicy } from "../../api/policies.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { policies as words } from "../../words/policies.ts";
import { decisions } from "./decision.tsx";
import css from "./policies.module.css";

type Question = NonNullable<ReturnType<typeof useTryPolicy>["variables"]>;
type Props = { question: Question; decision: PolicyDecision };
const all = ["allow", "ask", "deny"] as const;

/** The call that was asked about, and what is to become of it from now on. */
export function SaveTest({ question, decision }: Props) {
  const [name, setName] = useState("");
  const [expected, setExpected] = useState<PolicyDecision>(decision);
  const [wrong, setWrong] = useState(false);
  const add = useAddPolicyTest();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWrong(!name.trim());
    if (!name.trim()) return;
    const { agent, user, tool, connector, arguments: args } = question;
    add.mutate(
      {
        name: name.trim(),
        tool,
        expected,
        ...(agent && { agent }),
        ...(user && { user }),
        ...(connector && { connector }),
        ...(args && { arguments: args }),
      },
      {
        onSuccess: (made) => {
          announce(words.testSaved(made.name));
          setName("");
        },
      },
    );
  };
  return (
    <form className={css.saveTest} onSubmit={submit} noValidate>
      <TextInput
        label={words.testName}
        maxLength={80}
        value={name}
        error={wrong && words.testFault}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.testExpected}
        value={expected}
        onChange={({ currentTarget: { value } }) => setExpected(all.find((one) => one === value) ?? decision)}
        data={all.map((value) => ({ value, label: decisions[value].word }))}
      />
      <Button type="submit" variant="default" loading={add.isPending}>
        {words.saveTest}
      </Button>
      {add.error && <ErrorPanel title={words.testSaveFailed} error={add.error} />}
    </form>
  );
}
