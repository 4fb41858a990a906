import { Button, Checkbox, Modal, NativeSelect, Radio, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { PolicyRule } from "../../api/contract.ts";
import { useSaveRule } from "../../api/policies.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { policies as text } from "../../words/policies.ts";
import { ruleDialog as said } from "../../words/rules.ts";
import { decisions } from "./decision.tsx";
import { FitFields } from "./fit-fields.tsx";
import css from "./policies.module.css";
import { Preview } from "./preview.tsx";
import { ResourceFields } from "./resource-fields.tsx";
import { draftFrom, draftOf, type RuleDraft, wishOf } from "./rule-draft.ts";
import { fitsWords } from "./rule-words.ts";
import { useNames } from "./use-names.ts";

type Props = {
  rule: PolicyRule | undefined;
  /** What a new one begins with. */
  query: URLSearchParams;
  opened: boolean;
  onClose: () => void;
};

export function RuleDialog({ rule, query, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={rule ? said.edit(rule.name) : said.addRule} size={640}>
      {opened && <Form rule={rule} query={query} onClose={onClose} />}
    </Modal>
  );
}

const words = ["allow", "ask", "deny"] as const;

function Form({ rule, query, onClose }: Omit<Props, "opened">) {
  const names = useNames();
  const [draft, setDraft] = useState<RuleDraft>(() => (rule ? draftOf(rule) : draftFrom(query)));
  const [wrong, setWrong] = useState(false);
  const save = useSaveRule(rule?.id);
  const set = (change: Partial<RuleDraft>) => setDraft((now) => ({ ...now, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWrong(!draft.name.trim());
    if (!draft.name.trim()) return;
    save.mutate(wishOf(draft), {
      onSuccess: ({ name }) => {
        announce(said.ruleSaved(name));
        onClose();
      },
    });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label={said.name}
        description={said.peopleAndAgentsReadItWhen}
        required
        maxLength={80}
        data-autofocus
        value={draft.name}
        error={wrong && said.giveRuleName}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Radio.Group
        label={said.decision}
        value={draft.decision}
        onChange={(value) => set({ decision: words.find((word) => word === value) ?? "ask" })}
      >
        <div className={css.radios}>
          {words.map((word) => (
            <Radio key={word} value={word} label={decisions[word].word} description={decisions[word].means} />
          ))}
        </div>
      </Radio.Group>
      {draft.decision === "ask" && (
        <>
          <NativeSelect
            label={text.approvers}
            value={String(draft.approvers)}
            onChange={(event) => set({ approvers: event.currentTarget.value === "2" ? 2 : 1 })}
            data={[
              { value: "1", label: text.approversOne },
              { value: "2", label: text.approversTwo },
            ]}
          />
          <Checkbox
            label={said.fourEyes}
            description={said.whoeverIsBehindCallMayNot}
            checked={draft.fourEyes}
            onChange={(event) => set({ fourEyes: event.currentTarget.checked })}
          />
        </>
      )}
      <FitFields draft={draft} names={names} set={set} />
      {draft.decision !== "deny" && (
        <details open={rule?.resources ? true : undefined}>
          <summary>{said.onlyWhatItMayTouch}</summary>
          <p className={css.dim}>{said.callThatTouchesAnythingElse}</p>
          <ResourceFields empty="any" texts={draft.resources} onChange={(resources) => set({ resources })} />
        </details>
      )}
      <p>
        <strong>{decisions[draft.decision].word}:</strong> {fitsWords(wishOf(draft), names)}.
      </p>
      <Checkbox
        label={text.observe}
        description={text.observeHint}
        checked={draft.observe}
        onChange={(event) => set({ observe: event.currentTarget.checked })}
      />
      <Preview
        change={
          rule
            ? { kind: "change", id: rule.id, rule: { ...wishOf(draft), name: draft.name.trim() || "…" } }
            : { kind: "add", rule: { ...wishOf(draft), name: draft.name.trim() || "…" } }
        }
      />
      {save.error && <ErrorPanel title={said.failedToSaveRule} error={save.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {said.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {said.saveRule}
        </Button>
      </div>
    </form>
  );
}
