import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type NewLimit, useAddLimit } from "../../api/limits.ts";
import { membersQuery } from "../../api/people.ts";
import { agentsQuery } from "../../api/queries.ts";
import { useConnectors } from "../../found/find-connectors.ts";
import { ManyChoice } from "../../found/many-choice.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { limits as words } from "../../words/limits.ts";
import css from "./limits.module.css";

type Props = { opened: boolean; onClose: () => void };

export function AddLimitDialog({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.addTitle} size={520}>
      {opened && <Form onClose={onClose} />}
    </Modal>
  );
}

const kinds = ["any", "agent", "user", "connector"] as const;
const effects = ["all", "read", "write", "destructive"] as const;
type Kind = (typeof kinds)[number];

/** Undefined: no number; null: not limited. */
function numberOf(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  return /^[1-9]\d{0,7}$/.test(text.trim()) ? Number(text) : undefined;
}

function Form({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState({ kind: "any" as Kind, id: "", effect: "all", minute: "", day: "" });
  const [faults, setFaults] = useState({ id: false, number: false });
  const add = useAddLimit();
  const choices = useChoices();
  const connectors = useConnectors({ enabled: draft.kind === "connector" });
  const set = (change: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { kind, id } = draft;
    const [perMinute, perDay] = [numberOf(draft.minute), numberOf(draft.day)];
    const none = perMinute === null && perDay === null;
    const wrong = {
      id: kind !== "any" && !id,
      number: perMinute === undefined || perDay === undefined || none,
    };
    setFaults(wrong);
    if (wrong.id || perMinute === undefined || perDay === undefined || none) return;
    const effect = effects.find((each) => each === draft.effect) ?? "all";
    const subject: NewLimit["subject"] = kind === "any" ? { kind } : { kind, id };
    const wish: NewLimit = {
      subject,
      per_minute: perMinute,
      per_day: perDay,
      effect: effect === "all" ? null : effect,
    };
    const known = kind === "connector" ? connectors.options : choices[kind];
    const name = known.find((each) => each.id === id)?.name ?? words.every;
    add.mutate(wish, {
      onSuccess: () => {
        announce(words.added(name));
        onClose();
      },
    });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <NativeSelect
        label={words.subject}
        data-autofocus
        value={draft.kind}
        onChange={({ currentTarget: { value } }) =>
          set({ kind: kinds.find((each) => each === value) ?? "any", id: "" })
        }
        data={kinds.map((value) => ({ value, label: words.kinds[value] }))}
      />
      {draft.kind === "connector" && (
        <ManyChoice
          label={words.which}
          none={words.choose}
          value={draft.id}
          found={connectors}
          error={faults.id && words.chooseFault}
          onChange={(id) => set({ id })}
        />
      )}
      {(draft.kind === "agent" || draft.kind === "user") && (
        <NativeSelect
          label={words.which}
          value={draft.id}
          error={faults.id && words.chooseFault}
          onChange={({ currentTarget: { value } }) => set({ id: value })}
        >
          <option value="">{words.choose}</option>
          {choices[draft.kind].map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </NativeSelect>
      )}
      <NativeSelect
        label={words.effect}
        value={draft.effect}
        onChange={({ currentTarget: { value } }) => set({ effect: value })}
        data={effects.map((value) => ({ value, label: words.effects[value] }))}
      />
      <div className={css.numbers}>
        {(["minute", "day"] as const).map((which) => (
          <TextInput
            key={which}
            label={which === "minute" ? words.perMinute : words.perDay}
            description={words.numberHint}
            inputMode="numeric"
            value={draft[which]}
            onChange={({ currentTarget: { value } }) => set({ [which]: value })}
          />
        ))}
      </div>
      {faults.number && (
        <p role="alert" className={css.fault}>
          {words.numberFault}
        </p>
      )}
      {add.error && <ErrorPanel title={words.addFailed} error={add.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button type="submit" loading={add.isPending}>
          {words.add}
        </Button>
      </div>
    </form>
  );
}

/** Who a limit may be for, by name. */
function useChoices(): Record<Exclude<Kind, "connector">, readonly { id: string; name: string }[]> {
  const w = useWorkspace().id;
  const agents = useQuery(agentsQuery(w));
  const people = useQuery(membersQuery(w));
  return { any: [], agent: agents.data?.agents ?? [], user: people.data?.members ?? [] };
}
