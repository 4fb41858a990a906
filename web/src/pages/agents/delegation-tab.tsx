import { Button, Checkbox, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useChangeAgent } from "../../api/agents.ts";
import type { AgentInfo } from "../../api/contract.ts";
import { membersQuery } from "../../api/people.ts";
import { toggled } from "../../scopes/pick.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Guard } from "../../ui/guard.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Notice } from "../../ui/notice.tsx";
import { delegationTab as words } from "../../words/agent-page.ts";
import css from "./agents.module.css";

type Kind = "none" | "members" | "some";

const kinds: readonly [Kind, string, string][] = [
  ["none", words.nobody, words.itActsForItself],
  ["members", words.everyMember, words.whoeverAsksForIt],
  ["some", words.thesePeople, words.onlyThoseWhoAreTicked],
];

const kindOf = (delegation: AgentInfo["delegation"]): Kind =>
  typeof delegation === "string" ? delegation : "some";
const peopleOf = (delegation: AgentInfo["delegation"]): ReadonlySet<string> =>
  new Set(typeof delegation === "string" ? [] : delegation);
const key = (delegation: AgentInfo["delegation"]): string =>
  typeof delegation === "string" ? delegation : [...delegation].sort().join();

/** For whom the agent may act. Allowing it gives nothing yet: each person asks for it themselves. */
export function DelegationTab({ agent }: { agent: AgentInfo }) {
  // Begins anew when somebody else has changed it.
  return <Form key={key(agent.delegation)} agent={agent} />;
}

function Form({ agent }: { agent: AgentInfo }) {
  const [kind, setKind] = useState(() => kindOf(agent.delegation));
  const [people, setPeople] = useState(() => peopleOf(agent.delegation));
  const change = useChangeAgent(agent.id);
  const wanted: AgentInfo["delegation"] = kind === "some" ? [...people] : kind;
  const dirty = key(wanted) !== key(agent.delegation);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ delegation: wanted }, { onSuccess: () => announce(words.delegationSaved) });
  };
  return (
    <form className={css.part} onSubmit={submit}>
      <Guard when={dirty} what={words.forWhomActs(agent.name)} />
      <Radio.Group
        label={words.onWhoseBehalfMayItAct}
        description={words.personLetsItActForThem}
        value={kind}
        onChange={(value) => setKind(kinds.find(([each]) => each === value)?.[0] ?? "none")}
      >
        <div className={css.radios}>
          {kinds.map(([value, label, description]) => (
            <Radio key={value} value={value} label={label} description={description} />
          ))}
        </div>
      </Radio.Group>
      {kind === "some" && <People picked={people} onChange={setPeople} />}
      {dirty && agent.delegation !== "none" && <Notice tone="attention">{words.forWhomItMayNoLonger}</Notice>}
      {change.error && <ErrorPanel title={words.failedToSaveDelegation} error={change.error} />}
      <div className={css.actions}>
        <Button type="submit" disabled={!dirty} loading={change.isPending}>
          {words.saveDelegation}
        </Button>
        {!dirty && <span className={css.dim}>{words.nothingIsChanged}</span>}
      </div>
    </form>
  );
}

type PeopleProps = { picked: ReadonlySet<string>; onChange: (picked: ReadonlySet<string>) => void };

function People({ picked, onChange }: PeopleProps) {
  const { data, error, refetch, isFetching } = useQuery(membersQuery(useWorkspace().id));
  if (error && !data)
    return <ErrorPanel title={words.failedToLoadMembers} error={error} onRetry={refetch} busy={isFetching} />;
  if (!data) return <Bones count={1} height={96} />;
  return (
    <fieldset className={css.people}>
      <legend>{words.people}</legend>
      {data.members.map(({ id, name, email }) => (
        <Checkbox
          key={id}
          label={name}
          description={email}
          checked={picked.has(id)}
          onChange={(event) => onChange(toggled(picked, [id], event.currentTarget.checked))}
        />
      ))}
    </fieldset>
  );
}
